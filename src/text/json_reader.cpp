// JSON: nlohmann-json decides whether the text is well-formed; a scan over it then finds where each
// object's strings stand, which the library does not tell.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 1000;

// A string value of an object: what it says, and where its characters stand in the file.
struct Field {
  std::string name;
  std::vector<DecodedCharacter> characters;
};

// Scans one JSON value that is known to be well-formed.
class Scanner {
 public:
  Scanner(std::string_view bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  std::size_t at() {
    skip_blank();
    return at_;
  }
  char next() {
    skip_blank();
    return at_ < bytes_.size() ? bytes_[at_] : '\0';
  }
  void step() { ++at_; }

  // The string fields of the object at the current place, those of objects within it too.
  void object(std::vector<Field>& fields) {
    const Level level(*this);
    step();  // {
    while (next() != '}') {
      const std::string name = text_of(string());
      next();
      step();  // :
      if (next() == '"') {
        fields.push_back({name, string()});
      } else if (next() == '{') {
        object(fields);
      } else {
        skip();
      }
      if (next() == ',') step();
    }
    step();
  }

  void skip() {
    const Level level(*this);
    const char c = next();
    if (c == '"') {
      string();
    } else if (c == '{' || c == '[') {
      step();
      while (next() != '}' && next() != ']') {
        skip();
        if (next() == ',' || next() == ':') step();
      }
      step();
    } else {
      while (at_ < bytes_.size() &&
             std::string_view(",]}: \t\r\n").find(bytes_[at_]) == std::string_view::npos) {
        ++at_;
      }
    }
  }

 private:
  struct Level {
    explicit Level(Scanner& owner) : scanner(owner) {
      if (++scanner.depth_ > kDeepest) {
        throw Error("text.json_too_deep",
                    "values stand more than " + std::to_string(kDeepest) + " deep in one another");
      }
    }
    ~Level() { --scanner.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Scanner& scanner;
  };

  static std::string text_of(const std::vector<DecodedCharacter>& characters) {
    std::string out;
    for (const DecodedCharacter& c : characters) base::append_utf8(c.code_point, out);
    return out;
  }

  void skip_blank() {
    while (at_ < bytes_.size() &&
           std::string_view(" \t\r\n").find(bytes_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }

  std::vector<DecodedCharacter> string() {
    std::vector<DecodedCharacter> out;
    next();
    step();  // "
    while (at_ < bytes_.size() && bytes_[at_] != '"') {
      const std::size_t begin = at_;
      char32_t c = 0;
      if (bytes_[at_] == '\\') {
        c = escape();
      } else {
        const base::Decoded decoded = base::decode_utf8(bytes_, at_);
        c = decoded.code_point;
        at_ += decoded.length;
      }
      out.push_back({c, {begin, at_}});
    }
    step();
    return out;
  }

  char32_t escape() {
    const char kind = bytes_[at_ + 1];
    at_ += 2;
    switch (kind) {
      case 'n':
        return U'\n';
      case 't':
        return U'\t';
      case 'r':
        return U'\r';
      case 'b':
        return U'\b';
      case 'f':
        return U'\f';
      case 'u': {
        const char32_t unit = hex();
        const bool pair = unit >= 0xD800 && unit < 0xDC00 && bytes_.substr(at_, 2) == "\\u";
        if (!pair) return unit >= 0xD800 && unit < 0xE000 ? base::kReplacement : unit;
        at_ += 2;
        return 0x10000 + ((unit - 0xD800) << 10) + (hex() - 0xDC00);
      }
      default:
        return static_cast<unsigned char>(kind);
    }
  }
  char32_t hex() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = bytes_[at_++];
      const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
      value = value << 4 | static_cast<char32_t>(digit);
    }
    return value;
  }

  std::string_view bytes_;
  std::size_t at_;
  int depth_ = 0;
};

std::string utf8_of(const Field& field) {
  std::string out;
  for (const DecodedCharacter& c : field.characters) base::append_utf8(c.code_point, out);
  return out;
}

std::size_t han_count(const Field& field) {
  return static_cast<std::size_t>(
      std::count_if(field.characters.begin(), field.characters.end(),
                    [](const DecodedCharacter& c) { return is_han(c.code_point); }));
}

// The field that holds the text: the one named, a usual name, else the one with most Chinese.
const Field* text_field(const std::vector<Field>& fields, const std::string& wanted) {
  constexpr std::array kUsual = {"text", "content", "body", "article", "正文", "内容", "文本"};
  const auto named = [&](std::string_view name) -> const Field* {
    for (const Field& field : fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  };
  if (!wanted.empty()) return named(wanted);
  for (const char* name : kUsual) {
    if (const Field* field = named(name)) return field;
  }
  const Field* most = nullptr;
  for (const Field& field : fields) {
    if (han_count(field) > (most == nullptr ? 0 : han_count(*most))) most = &field;
  }
  return most;
}

// The document property that a field gives, or nullptr.
const char* property_name(const std::string& field) {
  struct Name {
    const char* field;
    const char* property;
  };
  constexpr Name kNames[] = {{"title", "title"},    {"标题", "title"},    {"date", "date"},
                             {"published", "date"}, {"pubdate", "date"},  {"publish_time", "date"},
                             {"日期", "date"},      {"发布时间", "date"}, {"source", "source"},
                             {"来源", "source"},    {"author", "author"}, {"作者", "author"},
                             {"url", "url"},        {"link", "url"},      {"网址", "url"}};
  for (const Name& name : kNames) {
    if (field == name.field) return name.property;
  }
  return nullptr;
}

SourceDocument document_of(const Source& source, const std::string& uri, std::size_t begin,
                           std::size_t end, std::vector<Field> fields, const ReadOptions& options) {
  const Field* text = text_field(fields, options.text_field);
  if (text == nullptr) {
    if (!options.text_field.empty()) {
      throw Error("text.no_text_field",
                  "the object has no text in a field '" + options.text_field + "'");
    }
    throw Error("text.no_text_field", "no field of the object holds a text")
        .with_note("--text-field names the field");
  }
  if (text->characters.empty()) throw Error("text.empty", "the document is empty");
  SourceDocument document;
  document.uri = uri;
  document.bytes = end - begin;
  document.sha256 = base::sha256_hex(std::string_view(source.bytes).substr(begin, end - begin));
  document.decoded.encoding = "UTF-8";
  for (const Field& field : fields) {
    const char* property = property_name(field.name);
    if (property != nullptr && &field != text)
      document.properties.emplace(property, utf8_of(field));
  }
  document.decoded.characters = text->characters;
  return document;
}

Error bad_json(const nlohmann::json::parse_error& fault) {
  return Error("text.bad_json", "the file is no JSON: error at byte " + std::to_string(fault.byte));
}

}  // namespace

void read_json(const Source& source, const ReadOptions& options, const OnDocument& document,
               const OnFault& fault) {
  try {
    const Json checked = Json::parse(source.bytes);
    if (!checked.is_object() && !checked.is_array()) {
      throw Error("text.bad_json",
                  "the file is a JSON value, not an object or an array of objects");
    }
  } catch (const nlohmann::json::parse_error& error) {
    throw bad_json(error);
  }
  const bool bom = source.bytes.compare(0, 3, "\xEF\xBB\xBF") == 0;
  Scanner scanner(source.bytes, bom ? 3 : 0);
  const bool array = scanner.next() == '[';
  if (array) scanner.step();
  for (std::size_t number = 1; scanner.next() != ']' && scanner.next() != '\0'; ++number) {
    const std::string uri = array ? source.uri + "#" + std::to_string(number) : source.uri;
    const std::size_t begin = scanner.at();
    try {
      if (scanner.next() != '{') {
        scanner.skip();
        throw Error("text.bad_json", "the array's element is no object");
      }
      std::vector<Field> fields;
      scanner.object(fields);
      document(document_of(source, uri, begin, scanner.at(), std::move(fields), options));
    } catch (const Error& error) {
      if (error.is_internal() || error.code() == "text.json_too_deep") throw;
      fault(uri, error);
    }
    if (scanner.next() == ',') scanner.step();
    if (!array) break;
  }
}

void read_json_lines(const Source& source, const ReadOptions& options, const OnDocument& document,
                     const OnFault& fault) {
  const std::string_view bytes = source.bytes;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    ++number;
    const std::string_view line = bytes.substr(begin, end - begin);
    const std::string uri = source.uri + "#" + std::to_string(number);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      try {
        if (!Json::parse(line).is_object())
          throw Error("text.bad_json", "the line is no JSON object");
        Scanner scanner(bytes, begin);
        scanner.at();
        std::vector<Field> fields;
        scanner.object(fields);
        document(document_of(source, uri, begin, end, std::move(fields), options));
      } catch (const nlohmann::json::parse_error& error) {
        fault(uri, bad_json(error));
      } catch (const Error& error) {
        if (error.is_internal()) throw;
        fault(uri, error);
      }
    }
    begin = end + 1;
  }
}

}  // namespace wutong::text
