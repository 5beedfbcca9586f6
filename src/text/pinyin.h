// Readings in brackets behind characters, as scraped mirror sites put them: 業(yè).
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "text/decode.h"
#include "text/repair_log.h"

namespace wutong::text {

// The length of a bracket "(pinyin)" at `at` that reads the character before it, or the one
// that its last byte and an ASCII letter behind it make; 0 for none.
std::size_t pinyin_bracket(const std::vector<DecodedCharacter>& text, std::size_t at);

// A site's table annotates a character wherever it stands. One that stands bare more often than not
// is annotated by the author: 重(chóng)庆的“重”.
std::set<char32_t> annotated_by_author(const std::vector<DecodedCharacter>& text);

// Removes the brackets but those of the characters `kept`.
void remove_pinyin(std::vector<DecodedCharacter>& text, const std::set<char32_t>& kept,
                   RepairLog& repairs);

}  // namespace wutong::text
