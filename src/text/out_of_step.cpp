#include "text/out_of_step.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/utf8.h"
#include "text/run_search.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

// Searches that find nothing are dear: a document of noise only gets so many of them.
constexpr std::size_t kNoise = 1'000'000;  // hypotheses of all searches that find nothing,
constexpr std::size_t kNoiseByLength = 8;  // and more for each character of the document

bool is_question(char32_t c) { return c == U'?' || c == U'？'; }

// Each character takes the bytes from its own place to the next one's; those made of one place
// share it.
void place(const Characters& text, std::size_t begin, const Reading& reading, Characters& out) {
  const auto& made = reading.characters;
  for (std::size_t k = 0; k < made.size(); ++k) {
    const std::size_t from = k == 0 ? begin : made[k].second;
    std::size_t next = k + 1;
    while (next < made.size() && made[next].second <= from) ++next;
    const std::size_t end = next < made.size() ? made[next].second : reading.end;
    out.push_back({made[k].first, {text[from].span.begin, text[end - 1].span.end}});
  }
}

}  // namespace

void repair_out_of_step(std::vector<DecodedCharacter>& text, RepairLog& repairs) {
  Characters out;
  out.reserve(text.size());
  RunSearch search(text);
  std::size_t patience = kNoise + kNoiseByLength * text.size();
  for (std::size_t i = 0; i < text.size();) {
    if (!is_question(text[i].code_point)) {
      out.push_back(text[i++]);
      continue;
    }
    const auto reading = patience > 0 ? search.best(i, out) : std::nullopt;
    if (!reading) {
      patience -= std::min(patience, search.tried());
      if (search.looks_broken(i)) {
        const std::string found = utf8_of(text, i, i + 1);
        repairs.add(text[i].span, found, found, "unrecovered");
      }
      out.push_back(text[i++]);
      continue;
    }
    std::string to;
    for (const auto& [c, place] : reading->characters) {
      base::append_utf8(c, to);
      if (c != base::kReplacement) continue;
      repairs.add(text[place], base::kReplacement, "unrecovered");
    }
    repairs.add({text[i].span.begin, text[reading->end - 1].span.end},
                utf8_of(text, i, reading->end), to, "out-of-step", reading->gain);
    place(text, i, *reading, out);
    i = reading->end;
  }
  text = std::move(out);
}

}  // namespace wutong::text
