#include "build/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/varint.h"
#include "build/record_fields.h"

namespace wutong::build {
namespace {

void append(const Counts& counts, std::string& out) {
  base::append_varint(counts.size(), out);
  for (const auto& [text, count] : counts) {
    append_text(text, out);
    base::append_varint(count, out);
  }
}

Counts take_counts(FieldReader& in) {
  Counts counts;
  for (std::uint64_t n = in.number(); n > 0; --n) {
    const std::string_view text = in.text_view();
    counts.add(text, static_cast<std::int64_t>(in.number()));
  }
  return counts;
}

}  // namespace

void Counts::add(std::string_view text, std::int64_t by) {
  auto entry = entries_.end();
  // Records are read in order.
  if (!entries_.empty() && entries_.back().first >= text) {
    entry = std::lower_bound(entries_.begin(), entries_.end(), text,
                             [](const auto& e, std::string_view wanted) { return e.first < wanted; });
  }
  if (entry == entries_.end() || entry->first != text) {
    entry = entries_.emplace(entry, text, 0);
  }
  entry->second += static_cast<std::uint64_t>(by);
  if (entry->second == 0) entries_.erase(entry);
}

std::string confidence_text(double confidence) { return fmt::format("{}", confidence); }

void Summary::count(const Share& share, int by) {
  confidences.add(share.confidence, by);
  for (const std::string& word : share.words) words.add(word, by);
}

void Summary::count_source(std::string_view date, int by) {
  sources += static_cast<std::uint64_t>(static_cast<std::int64_t>(by));
  if (!date.empty()) dates.add(date, by);
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
