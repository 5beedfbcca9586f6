// Restoration in passes over the decoded characters: pinyin brackets, traditional characters,
// widths. Each pass sees the characters of the one before and keeps the bytes they came from.
#include "text/restore.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/decode.h"
#include "text/out_of_step.h"
#include "text/tables.h"
#include "wutong/error.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

constexpr std::size_t kLongestPinyin = 6;

bool is_open_bracket(char32_t c) { return c == U'(' || c == 0xFF08; }
bool is_close_bracket(char32_t c) { return c == U')' || c == 0xFF09; }
bool is_pinyin_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= 0xE0 && c <= 0xFC) || (c >= 0x101 && c <= 0x1DC);
}

// The length of a bracket "(pinyin)" at `at` that reads the character before it; 0 for none.
std::size_t pinyin_bracket(const Characters& text, std::size_t at) {
  if (at == 0 || !is_open_bracket(text[at].code_point) || !is_han(text[at - 1].code_point))
    return 0;
  std::string pinyin;
  std::size_t end = at + 1;
  while (end < text.size() && end - at <= kLongestPinyin &&
         is_pinyin_letter(text[end].code_point)) {
    base::append_utf8(text[end++].code_point, pinyin);
  }
  if (pinyin.empty() || end >= text.size() || !is_close_bracket(text[end].code_point)) return 0;
  return is_reading(text[at - 1].code_point, pinyin) ? end + 1 - at : 0;
}

std::string utf8_of(const Characters& text, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) base::append_utf8(text[i].code_point, out);
  return out;
}

// What tells a scraped mirror page from an ordinary text with a few glosses.
struct Traits {
  std::size_t han = 0;
  std::size_t traditional = 0;
  std::size_t brackets = 0;
  bool is_traditional() const { return traditional >= 5 && traditional * 50 >= han; }
  // A page about pronunciation glosses a character here and there; a damaged one does it
  // throughout.
  bool is_annotated() const {
    return brackets > 0 && (is_traditional() || (brackets >= 10 && brackets * 200 >= han));
  }
};

// Traditional forms that simplified texts use as well: in names, and where the word keeps them.
bool is_used_in_simplified(char32_t c) {
  constexpr std::u32string_view kKept = U"乾著瞭藉於徵麼餘摺讎甯祕";
  return kKept.find(c) != std::u32string_view::npos;
}

Traits traits_of(const Characters& text) {
  Traits traits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i].code_point;
    if (is_han(c)) {
      ++traits.han;
      if (simplified(c) != c && !is_used_in_simplified(c)) ++traits.traditional;
    } else if (is_open_bracket(c) && pinyin_bracket(text, i) > 0) {
      ++traits.brackets;
    }
  }
  return traits;
}

// A site's table annotates a character wherever it stands. One that stands bare more often than
// not is annotated by the author: 重(chóng)庆的“重”.
std::set<char32_t> annotated_by_author(const Characters& text) {
  std::map<char32_t, std::pair<std::size_t, std::size_t>> seen;  // annotated, bare
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_open_bracket(text[i + 1].code_point) && pinyin_bracket(text, i + 1) > 0) {
      ++seen[text[i].code_point].first;
    }
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto each = seen.find(text[i].code_point);
    if (each != seen.end()) ++each->second.second;
  }
  std::set<char32_t> characters;
  for (const auto& [c, count] : seen) {
    if (count.second > 2 * count.first) characters.insert(c);
  }
  return characters;
}

void remove_pinyin(Characters& text, const std::set<char32_t>& kept_readings,
                   std::vector<Repair>& repairs) {
  Characters kept;
  kept.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = pinyin_bracket(text, i);
    if (length == 0 || kept_readings.count(text[i - 1].code_point) > 0) {
      kept.push_back(text[i++]);
      continue;
    }
    repairs.push_back({{text[i].span.begin, text[i + length - 1].span.end},
                       utf8_of(text, i, i + length),
                       "",
                       "pinyin",
                       0});
    i += length;
  }
  text = std::move(kept);
}

// Phrases whose simplification the characters alone would get wrong, by first character.
class PhraseTable {
 public:
  PhraseTable() {
    std::string_view rest = simplified_phrases();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      const std::size_t tab = line.find('\t');
      const std::u32string from = base::from_utf8(line.substr(0, tab));
      const std::u32string to = base::from_utf8(line.substr(tab + 1));
      if (from.size() == to.size()) phrases_[from.front()].emplace_back(from, to);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (auto& [first, list] : phrases_) {
      std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
        return a.first.size() > b.first.size();
      });
    }
  }
  // The longest phrase at `at`, or nullptr.
  const std::pair<std::u32string, std::u32string>* match(const Characters& text,
                                                         std::size_t at) const {
    const auto list = phrases_.find(text[at].code_point);
    if (list == phrases_.end()) return nullptr;
    for (const auto& phrase : list->second) {
      const std::u32string& from = phrase.first;
      if (at + from.size() > text.size()) continue;
      bool same = true;
      for (std::size_t i = 0; i < from.size() && same; ++i)
        same = text[at + i].code_point == from[i];
      if (same) return &phrase;
    }
    return nullptr;
  }

 private:
  std::map<char32_t, std::vector<std::pair<std::u32string, std::u32string>>> phrases_;
};

// 著 is the particle 着 but in words such as 著名 and 显著: whether a word of the base lexicon
// around it is commoner with 著 than with 着.
bool keeps_zhu(const Characters& text, std::size_t at) {
  constexpr std::size_t kReach = 3;
  const auto commonest = [&](char32_t middle) {
    std::uint16_t most = 0;
    for (std::size_t begin = at < kReach ? 0 : at - kReach; begin <= at; ++begin) {
      std::string word;
      for (std::size_t i = begin; i < text.size() && i <= begin + kReach; ++i) {
        base::append_utf8(i == at ? middle : simplified(text[i].code_point), word);
        if (i >= at && i > begin) most = std::max(most, find_word(word).frequency);
      }
    }
    return most;
  };
  const std::uint16_t zhu = commonest(U'著');
  return zhu > 0 && zhu >= commonest(U'着');
}

void simplify(Characters& text, std::vector<Repair>& repairs) {
  static const PhraseTable phrases;
  const auto change = [&](std::size_t at, char32_t to) {
    const char32_t from = text[at].code_point;
    if (from == to) return;
    Repair repair{text[at].span, "", "", "t2s", 0};
    base::append_utf8(from, repair.from);
    base::append_utf8(to, repair.to);
    repairs.push_back(std::move(repair));
    text[at].code_point = to;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (const auto* phrase = phrases.match(text, i)) {
      for (const char32_t to : phrase->second) change(i++, to);
      continue;
    }
    if (text[i].code_point == U'著') {
      if (!keeps_zhu(text, i)) change(i, U'着');
    } else {
      change(i, simplified(text[i].code_point));
    }
    ++i;
  }
}

char32_t full_width_mark(char32_t c) {
  switch (c) {
    case U',':
      return 0xFF0C;
    case U':':
      return 0xFF1A;
    case U';':
      return 0xFF1B;
    case U'?':
      return 0xFF1F;
    case U'!':
      return 0xFF01;
    case U'(':
      return 0xFF08;
    case U')':
      return 0xFF09;
    default:
      return c;
  }
}

// Whether the bracket at each place belongs to Chinese text: its pair holds a Chinese character or
// follows one. A bracket without its pair counts as its neighbours do.
std::vector<bool> chinese_brackets(const Characters& text) {
  std::vector<bool> chinese(text.size(), false);
  std::vector<std::size_t> open;
  const auto code = [&](std::size_t i) { return i < text.size() ? text[i].code_point : U'\0'; };
  std::size_t last_han = 0;  // one more than the place of the last Chinese character
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i].code_point;
    if (is_chinese(c) && !is_open_bracket(c) && !is_close_bracket(c)) last_han = i + 1;
    if (c == U'\n') {
      open.clear();
    } else if (is_open_bracket(c)) {
      open.push_back(i);
      chinese[i] = (i > 0 && is_chinese(text[i - 1].code_point)) || is_chinese(code(i + 1));
    } else if (is_close_bracket(c)) {
      if (open.empty()) {
        chinese[i] = (i > 0 && is_chinese(text[i - 1].code_point)) || is_chinese(code(i + 1));
        continue;
      }
      const std::size_t begin = open.back();
      open.pop_back();
      chinese[begin] = chinese[i] =
          last_han > begin || (begin > 0 && is_chinese(text[begin - 1].code_point));
    }
  }
  return chinese;
}

// Half-width marks beside Chinese characters become full-width; full-width letters and digits
// become half-width. Marks within numbers, URLs and English have no Chinese character beside them.
void normalise_widths(Characters& text, std::vector<Repair>& repairs) {
  const auto code = [&](std::size_t i) { return i < text.size() ? text[i].code_point : U'\0'; };
  const std::vector<bool> brackets = chinese_brackets(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i].code_point;
    char32_t to = c;
    if (c >= 0xFF10 && c <= 0xFF19) to = c - 0xFF10 + U'0';
    if ((c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A)) to = c - 0xFEE0;
    if (c == 0xFF05) to = U'%';
    if (c == 0xFF0E && is_digit(code(i + 1))) to = U'.';
    if (c == U'(' || c == U')') {
      if (brackets[i]) to = full_width_mark(c);
    } else if (const char32_t mark = full_width_mark(c); mark != c) {
      const char32_t before = i > 0 ? text[i - 1].code_point : U'\0';
      std::size_t next = i + 1;
      while (code(next) == U' ') ++next;
      const char32_t after = code(i + 1);
      // "完成, done": the mark and its space are English.
      const bool spaced = next > i + 1 && code(next) > U' ' && !is_chinese(code(next));
      const bool within = (is_digit(before) || is_ascii_letter(before)) &&
                          (is_digit(after) || is_ascii_letter(after) || after == U'/');
      if (!within && !spaced && (is_chinese(before) || is_chinese(after))) to = mark;
    }
    if (to == c) continue;
    Repair repair{text[i].span, "", "", "width", 0};
    base::append_utf8(c, repair.from);
    base::append_utf8(to, repair.to);
    repairs.push_back(std::move(repair));
    text[i].code_point = to;
  }
}

void refuse_binary(const Source& source) {
  if (source.bytes.empty()) throw Error("text.empty", "the document is empty");
  const std::string_view head = std::string_view(source.bytes).substr(0, 1 << 16);
  const bool utf16 = head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF";
  if (!utf16 && head.find('\0') != std::string_view::npos) {
    throw Error("text.binary", "the document is binary, not text");
  }
}

}  // namespace

Source read_file(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code fault;
  if (!fs::exists(path, fault)) throw Error("text.not_found", "no file '" + path + "'");
  if (fs::is_directory(path, fault)) {
    throw Error("text.is_directory", "'" + path + "' is a directory");
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error("text.unreadable", "cannot read '" + path + "': " + std::strerror(errno));
  }
  return {path, {std::istreambuf_iterator<char>(in), {}}, ""};
}

Document restore(const Source& source) {
  refuse_binary(source);
  DecodedText decoded = decode(source.bytes);
  if (decoded.invalid * 5 > decoded.characters.size()) {
    throw Error("text.binary", "the document is no text in UTF-8, UTF-16, GB18030 or Big5");
  }
  Document document;
  document.uri = source.uri;
  document.sha256 = base::sha256_hex(source.bytes);
  document.encoding = decoded.encoding;
  Characters& text = decoded.characters;
  for (const DecodedCharacter& character : text) {
    if (character.code_point == base::kReplacement) {
      document.repairs.push_back(
          {character.span, "\xEF\xBF\xBD", "\xEF\xBF\xBD", "unrecovered", 0});
    }
  }
  const Traits traits = traits_of(text);
  const std::set<char32_t> kept_readings =
      traits.is_annotated() ? annotated_by_author(text) : std::set<char32_t>();
  if (traits.is_traditional()) repair_out_of_step(text, document.repairs);
  if (traits.is_annotated()) remove_pinyin(text, kept_readings, document.repairs);
  if (traits.is_traditional()) simplify(text, document.repairs);
  normalise_widths(text, document.repairs);
  document.text.reserve(text.size());
  for (const DecodedCharacter& character : text) {
    document.text.push_back(character.code_point);
    document.offsets.append(character.span);
  }
  std::stable_sort(document.repairs.begin(), document.repairs.end(),
                   [](const Repair& a, const Repair& b) { return a.span.begin < b.span.begin; });
  return document;
}

}  // namespace wutong::text
