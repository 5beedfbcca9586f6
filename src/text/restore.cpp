// Restoration in passes over the decoded characters: runs out of step, pinyin brackets, traditional
// characters, widths. Each pass sees the characters of the one before and keeps the bytes they came
// from.
#include "text/restore.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/input.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/decode.h"
#include "text/out_of_step.h"
#include "text/pinyin.h"
#include "text/repair_log.h"
#include "text/simplify.h"
#include "text/tables.h"
#include "text/widths.h"
#include "wutong/error.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

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
  Source source{path, base::read_all(in), ""};
  // Half a document is worse than none.
  if (in.bad()) {
    throw Error("text.unreadable",
                "cannot read '" + path + "' to its end: " + std::strerror(errno));
  }
  return source;
}

Document restore(const Source& source, bool keep_repairs) {
  return restore(read_plain(source), keep_repairs);
}

Document restore(SourceDocument source, bool keep_repairs) {
  DecodedText& decoded = source.decoded;
  Document document;
  document.uri = std::move(source.uri);
  document.sha256 = std::move(source.sha256);
  document.encoding = decoded.encoding;
  document.properties = std::move(source.properties);
  RepairLog repairs(keep_repairs);
  Characters& text = decoded.characters;
  if (decoded.invalid > 0) {
    for (const DecodedCharacter& character : text) {
      if (character.code_point == base::kReplacement) {
        repairs.add(character, base::kReplacement, "unrecovered");
      }
    }
  }
  if (keep_repairs) {
    for (const DecodedCharacter& character : text) {
      document.found.push_back(character.code_point);
      document.found_offsets.append(character.span);
    }
  }
  const Traits traits = traits_of(text);
  const std::set<char32_t> kept_readings =
      traits.is_annotated() ? annotated_by_author(text) : std::set<char32_t>();
  if (traits.is_traditional()) repair_out_of_step(text, repairs);
  if (traits.is_annotated()) remove_pinyin(text, kept_readings, repairs);
  if (traits.is_traditional()) simplify(text, traits.is_annotated(), repairs);
  normalise_widths(text, repairs);
  document.text.resize(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    document.text[i] = text[i].code_point;
    document.offsets.append(text[i].span);
  }
  document.repairs = repairs.take();
  return document;
}

}  // namespace wutong::text
