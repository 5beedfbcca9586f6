#include "base/time_zone.h"

#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <memory>

namespace wutong::base {
namespace {

std::unique_ptr<icu::TimeZone> find_zone(const std::string& name) {
  std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (!zone || *zone == icu::TimeZone::getUnknown()) return nullptr;
  return zone;
}

std::optional<std::int32_t> offset_at(const std::string& name, std::int64_t seconds, bool local) {
  const auto zone = find_zone(name);
  if (!zone) return std::nullopt;
  std::int32_t raw = 0, daylight = 0;
  UErrorCode fault = U_ZERO_ERROR;
  zone->getOffset(static_cast<double>(seconds) * 1000, local ? 1 : 0, raw, daylight, fault);
  if (U_FAILURE(fault)) return std::nullopt;
  return (raw + daylight) / 1000;
}

}  // namespace

std::optional<std::int32_t> zone_offset_at_local(const std::string& zone, std::int64_t seconds) {
  return offset_at(zone, seconds, true);
}
std::optional<std::int32_t> zone_offset_at_utc(const std::string& zone, std::int64_t seconds) {
  return offset_at(zone, seconds, false);
}

}  // namespace wutong::base
