// Offsets of named time zones, from ICU's copy of the IANA database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wutong::base {

// Seconds east of UTC that the zone keeps at a local time (seconds since 1970 as if it were UTC);
// at a time that occurs twice, the earlier one's. nullopt for an unknown zone.
std::optional<std::int32_t> zone_offset_at_local(const std::string& zone,
                                                 std::int64_t local_seconds);
// The same at a time in UTC.
std::optional<std::int32_t> zone_offset_at_utc(const std::string& zone, std::int64_t utc_seconds);

}  // namespace wutong::base
