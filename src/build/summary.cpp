#include "build/summary.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/varint.h"
#include "wutong/error.h"

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
    base::append_varint(text.size(), out);
    out += text;
    base::append_varint(count, out);
  }
}

[[noreturn]] void raise_unreadable() {
  throw Error("store.corrupted", "the database is damaged: cannot read a summary of references")
      .with_note("wutong repair DIR makes it anew");
}

std::uint64_t take(std::string_view& in) {
  std::uint64_t value = 0;
  if (!base::take_varint(in, value)) raise_unreadable();
  return value;
}

Summary::Counts take_counts(std::string_view& in) {
  Summary::Counts counts;
  for (std::uint64_t n = take(in); n > 0; --n) {
    const std::uint64_t size = take(in);
    if (size > in.size()) raise_unreadable();
    std::string text(in.substr(0, size));
    in.remove_prefix(size);
    counts.emplace_hint(counts.end(), std::move(text), take(in));
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

Summary Summary::decode(std::string_view in) {
  Summary summary;
  summary.sources = take(in);
  summary.words = take_counts(in);
  summary.confidences = take_counts(in);
  summary.dates = take_counts(in);
  return summary;
}

}  // namespace wutong::build
