// Where the passes of restoration write what they changed.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "text/decode.h"
#include "text/document.h"

namespace wutong::text {

class RepairLog {
 public:
  // `kept` false: nothing is written, and nothing costs anything.
  explicit RepairLog(bool kept) : kept_(kept) {}

  bool kept() const { return kept_; }
  void add(base::ByteSpan span, std::string from, std::string to, std::string rule,
           double score = 0) {
    if (kept_) repairs_.push_back({span, std::move(from), std::move(to), std::move(rule), score});
  }
  // One character that became another.
  void add(const DecodedCharacter& found, char32_t to, std::string_view rule) {
    if (!kept_) return;
    repairs_.push_back({found.span, "", "", std::string(rule), 0});
    base::append_utf8(found.code_point, repairs_.back().from);
    base::append_utf8(to, repairs_.back().to);
  }
  // In the order of the source.
  std::vector<Repair> take() {
    std::stable_sort(repairs_.begin(), repairs_.end(),
                     [](const Repair& a, const Repair& b) { return a.span.begin < b.span.begin; });
    return std::move(repairs_);
  }

 private:
  bool kept_;
  std::vector<Repair> repairs_;
};

inline std::string utf8_of(const std::vector<DecodedCharacter>& text, std::size_t begin,
                           std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) base::append_utf8(text[i].code_point, out);
  return out;
}

}  // namespace wutong::text
