#include "build/summary.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/varint.h"
#include "build/record_fields.h"

namespace wutong::build {
namespace {

void add(Summary::Counts& counts, std::string_view text, int by) {
  auto it = counts.find(text);
  if (it == counts.end()) it = counts.emplace(text, 0).first;
  it->second += static_cast<std::uint64_t>(static_cast<std::int64_t>(by));
  if (it->second == 0) counts.erase(it);
}

void append(const Summary::Counts& counts, std::string& out) {
  base::append_varint(counts.size(), out);
  for (const auto& [text, count] : counts) {
    append_text(text, out);
    base::append_varint(count, out);
  }
}

Summary::Counts take_counts(FieldReader& in) {
  Summary::Counts counts;
  for (std::uint64_t n = in.number(); n > 0; --n) {
    std::string text = in.text();
    counts.emplace_hint(counts.end(), std::move(text), in.number());
  }
  return counts;
}

}  // namespace

std::string confidence_text(double confidence) { return fmt::format("{}", confidence); }

void Summary::count(const Share& share, int by) {
  add(confidences, share.confidence, by);
  for (const std::string& word : share.words) add(words, word, by);
}

void Summary::count_source(std::string_view date, int by) {
  sources += static_cast<std::uint64_t>(static_cast<std::int64_t>(by));
  if (!date.empty()) add(dates, date, by);
}

std::uint64_t Summary::references() const {
  std::uint64_t total = 0;
  for (const auto& [text, count] : confidences) total += count;
  return total;
}

double Summary::confidence() const {
  double doubt = 1;
  for (const auto& [text, count] : confidences) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    doubt *= std::pow(1 - value, static_cast<double>(count));
  }
  return std::round((1 - doubt) * 1e4) / 1e4;
}

std::string Summary::encode() const {
  std::string out;
  base::append_varint(sources, out);
  append(words, out);
  append(confidences, out);
  append(dates, out);
  return out;
}

Summary Summary::decode(std::string_view record) {
  FieldReader in(record, "a summary of references");
  Summary summary;
  summary.sources = in.number();
  summary.words = take_counts(in);
  summary.confidences = take_counts(in);
  summary.dates = take_counts(in);
  return summary;
}

}  // namespace wutong::build
