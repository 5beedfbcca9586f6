// JSON: nlohmann-json decides whether the text is well-formed; a scan over it then finds where each
// object's strings stand, which the library does not tell.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"
#include "text/transcoded.h"

namespace wutong::text {
namespace {

constexpr int kDeepest = 1000;

// Reads without building anything: whether a text is JSON, and where it stops being so.
struct Check {
  bool null() { return true; }
  bool boolean(bool) { return true; }
  bool number_integer(std::int64_t) { return true; }
  bool number_unsigned(std::uint64_t) { return true; }
  bool number_float(double, const std::string&) { return true; }
  bool string(std::string&) { return true; }
  bool binary(nlohmann::json::binary_t&) { return true; }
  bool start_object(std::size_t) { return true; }
  bool key(std::string&) { return true; }
  bool end_object() { return true; }
  bool start_array(std::size_t) { return true; }
  bool end_array() { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    fault = position;
    return false;
  }
  std::size_t fault = 0;
};

// The byte at which `text` stops being JSON; none: it is JSON throughout.
std::optional<std::size_t> json_fault(std::string_view text) {
  Check check;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &check)) return std::nullopt;
  return check.fault;
}

std::size_t han_count(const std::vector<DecodedCharacter>& characters) {
  return static_cast<std::size_t>(
      std::count_if(characters.begin(), characters.end(),
                    [](const DecodedCharacter& c) { return is_han(c.code_point); }));
}
bool is_blank_text(const std::vector<DecodedCharacter>& characters) {
  return std::all_of(characters.begin(), characters.end(),
                     [](const DecodedCharacter& c) { return is_blank(c.code_point); });
}
std::string utf8_of(const std::vector<DecodedCharacter>& characters) {
  std::string out;
  for (const DecodedCharacter& c : characters) base::append_utf8(c.code_point, out);
  return out;
}

// A string value of an object, or an array of strings, each a line: what it says, and where its
// characters stand in the text.
struct Field {
  std::string path;  // "data.text" for the field "text" of the object in the field "data"
  std::vector<DecodedCharacter> characters;

  std::string_view name() const {
    return std::string_view(path).substr(holder().empty() ? 0 : holder().size() + 1);
  }
  // The path of the object it stands in.
  std::string_view holder() const {
    const std::size_t dot = path.rfind('.');
    return std::string_view(path).substr(0, dot == std::string::npos ? 0 : dot);
  }
};

// An array of objects in an object.
struct Records {
  std::size_t begin = 0;  // where it stands
  std::size_t han = 0;
};

struct Object {
  std::vector<Field> fields;     // those of objects within it too
  std::vector<Records> records;  // likewise
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

  Object object() {
    Object out;
    object("", out);
    return out;
  }

  // Returns how many Chinese characters the value's strings hold.
  std::size_t skip() {
    const Level level(*this);
    const char c = next();
    std::size_t han = 0;
    if (c == '"') {
      han = han_count(string());
    } else if (c == '{' || c == '[') {
      step();
      while (next() != '}' && next() != ']') {
        han += skip();
        if (next() == ',' || next() == ':') step();
      }
      step();
    } else {
      while (at_ < bytes_.size() &&
             std::string_view(",]}: \t\r\n").find(bytes_[at_]) == std::string_view::npos) {
        ++at_;
      }
    }
    return han;
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

  void object(const std::string& path, Object& out) {
    const Level level(*this);
    step();  // {
    while (next() != '}') {
      const std::string name = (path.empty() ? "" : path + ".") + utf8_of(string());
      next();
      step();  // :
      if (next() == '"') {
        out.fields.push_back({name, string()});
      } else if (next() == '{') {
        object(name, out);
      } else if (next() == '[') {
        array(name, out);
      } else {
        skip();
      }
      if (next() == ',') step();
    }
    step();
  }

  void array(const std::string& path, Object& out) {
    const Level level(*this);
    Records records{at_, 0};
    Field lines{path, {}};
    bool objects = true, strings = true;
    step();  // [
    while (next() != ']') {
      objects = objects && next() == '{';
      strings = strings && next() == '"';
      if (strings) {
        const std::vector<DecodedCharacter> line = string();
        if (!lines.characters.empty()) {
          const std::size_t end = lines.characters.back().span.end;
          lines.characters.push_back({U'\n', {end, end}});
        }
        lines.characters.insert(lines.characters.end(), line.begin(), line.end());
      } else {
        records.han += skip();
      }
      if (next() == ',') step();
    }
    step();
    if (strings && !lines.characters.empty()) out.fields.push_back(std::move(lines));
    if (objects && !strings) out.records.push_back(records);
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

// The field that holds the text: the one named; a usual name; the one with most Chinese. Nullptr:
// there is none.
const Field* text_field(const std::vector<Field>& fields, const std::string& wanted) {
  constexpr std::array<std::string_view, 8> kUsual = {"text", "content", "body", "article",
                                                      "正文", "内容",    "文本", "全文"};
  if (!wanted.empty()) {
    const Field* found = nullptr;
    for (const Field& field : fields) {
      if (field.path == wanted) return &field;
      if (found == nullptr && field.name() == wanted) found = &field;
    }
    return found;
  }
  for (const std::string_view name : kUsual) {
    for (const Field& field : fields) {
      if (field.path == name && !is_blank_text(field.characters)) return &field;
    }
  }
  const Field* most = nullptr;
  std::size_t han = 0;
  for (const Field& field : fields) {
    const std::size_t here = han_count(field.characters);
    if (here > han) {
      most = &field;
      han = here;
    }
  }
  if (most != nullptr) return most;
  for (const Field& field : fields) {
    if (std::find(kUsual.begin(), kUsual.end(), field.name()) != kUsual.end()) return &field;
  }
  return nullptr;
}

// The document property that a field gives, or nullptr.
const char* property_name(std::string_view field) {
  struct Name {
    std::string_view field;
    const char* property;
  };
  constexpr Name kNames[] = {
      {"title", "title"},       {"标题", "title"},        {"headline", "title"},
      {"date", "date"},         {"published", "date"},    {"pubdate", "date"},
      {"pub_date", "date"},     {"publish_time", "date"}, {"publish_date", "date"},
      {"published_at", "date"}, {"日期", "date"},         {"发布日期", "date"},
      {"发布时间", "date"},     {"source", "source"},     {"来源", "source"},
      {"author", "author"},     {"作者", "author"},       {"url", "url"},
      {"link", "url"},          {"网址", "url"},          {"链接", "url"}};
  for (const Name& name : kNames) {
    if (field == name.field) return name.property;
  }
  return nullptr;
}

// `what`: the file, or a line of it; `byte`: of the file.
Error bad_json(const std::string& what, std::size_t byte) {
  return Error("text.bad_json",
               "the " + what + " is no JSON: error at byte " + std::to_string(byte));
}

// A file of objects: its text as UTF-8, and where that stands in the file.
class File {
 public:
  File(const Source& source, const ReadOptions& options, const OnDocument& document,
       const OnFault& fault)
      : source_(source), options_(options), document_(document), fault_(fault) {
    if (base::first_invalid_utf8(source.bytes)) {
      DecodedText decoded = decode(source.bytes);
      encoding_ = decoded.encoding;
      transcoded_.emplace(std::move(decoded.characters));
      text_ = transcoded_->utf8();
    } else {
      text_ = source.bytes;
      if (text_.substr(0, 3) == "\xEF\xBB\xBF") begin_ = 3;
    }
  }

  // Where the text stops being one JSON value, as a byte of the file.
  std::optional<std::size_t> fault() const {
    const std::optional<std::size_t> at = json_fault(text_.substr(begin_));
    return at ? std::optional(span(begin_ + *at, begin_ + *at).begin) : at;
  }

  // REQUIRES: no fault().
  void whole() {
    Scanner scanner(text_, begin_);
    if (scanner.next() == '[') return array(scanner);
    if (scanner.next() != '{') {
      throw Error("text.bad_json",
                  "the file is a JSON value, not an object or an array of objects");
    }
    const std::size_t begin = scanner.at();
    const Object object = scanner.object();
    // What a service answers: the documents stand in an array below some words about them.
    const Field* own = text_field(object.fields, options_.text_field);
    const auto most =
        std::max_element(object.records.begin(), object.records.end(),
                         [](const Records& a, const Records& b) { return a.han < b.han; });
    const bool in_array =
        most != object.records.end() &&
        (own == nullptr || (options_.text_field.empty() && han_count(own->characters) < most->han));
    if (in_array) {
      Scanner records(text_, most->begin);
      return array(records);
    }
    try_document(source_.uri, begin, scanner.at(), object);
  }

  void lines() {
    std::size_t number = 0;
    for (std::size_t begin = begin_; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      ++number;
      if (text_.substr(begin, end - begin).find_first_not_of(" \t\r") != std::string_view::npos) {
        line(source_.uri + "#" + std::to_string(number), begin, end);
      }
      begin = end + 1;
    }
  }

 private:
  void array(Scanner& scanner) {
    scanner.next();
    scanner.step();  // [
    for (std::size_t number = 1; scanner.next() != ']'; ++number) {
      const std::string uri = source_.uri + "#" + std::to_string(number);
      const std::size_t begin = scanner.at();
      if (scanner.next() == '{') {
        const Object object = scanner.object();
        try_document(uri, begin, scanner.at(), object);
      } else {
        scanner.skip();
        fault_(uri, Error("text.bad_json", "the array's element is no object"));
      }
      if (scanner.next() == ',') scanner.step();
    }
  }

  void line(const std::string& uri, std::size_t begin, std::size_t end) {
    if (const std::optional<std::size_t> at = json_fault(text_.substr(begin, end - begin))) {
      return fault_(uri, bad_json("line", span(begin + *at, begin + *at).begin));
    }
    try {
      Scanner scanner(text_, begin);
      if (scanner.next() != '{') throw Error("text.bad_json", "the line is no JSON object");
      const Object object = scanner.object();
      try_document(uri, begin, end, object);
    } catch (const Error& error) {
      if (error.is_internal()) throw;
      fault_(uri, error);
    }
  }

  base::ByteSpan span(std::size_t begin, std::size_t end) const {
    return transcoded_ ? transcoded_->source(begin, end) : base::ByteSpan{begin, end};
  }

  void try_document(const std::string& uri, std::size_t begin, std::size_t end,
                    const Object& object) {
    try {
      document_(document(uri, span(begin, end), object.fields));
    } catch (const Error& error) {
      if (error.is_internal()) throw;
      fault_(uri, error);
    }
  }

  SourceDocument document(const std::string& uri, base::ByteSpan bytes,
                          const std::vector<Field>& fields) const {
    const Field* text = text_field(fields, options_.text_field);
    if (text == nullptr && !options_.text_field.empty()) {
      throw Error("text.no_text_field",
                  "the object has no text in a field '" + options_.text_field + "'");
    }
    if (text == nullptr) {
      throw Error("text.no_text_field", "no field of the object holds a text")
          .with_note("--text-field names the field");
    }
    if (is_blank_text(text->characters)) throw Error("text.empty", "the document is empty");
    SourceDocument out;
    out.uri = uri;
    out.bytes = bytes.size();
    out.sha256 = base::sha256_hex(
        std::string_view(source_.bytes).substr(bytes.begin, bytes.end - bytes.begin));
    out.decoded.encoding = encoding_;
    out.text_field = text->path;
    for (const bool outer : {false, true}) {
      for (const Field& field : fields) {
        const char* property = property_name(field.name());
        const bool beside = field.holder() == text->holder();
        if (property == nullptr || &field == text || (outer ? !field.holder().empty() : !beside))
          continue;
        if (!is_blank_text(field.characters)) {
          out.properties.emplace(property, utf8_of(field.characters));
        }
      }
    }
    out.decoded.characters = text->characters;
    for (DecodedCharacter& c : out.decoded.characters) {
      if (c.code_point == 0) c.code_point = base::kReplacement;
      c.span = span(c.span.begin, c.span.end);
    }
    if (is_markup(out.decoded.characters)) {
      out.decoded.characters = text_of_markup(std::move(out.decoded.characters));
      if (out.decoded.characters.empty()) throw Error("text.empty", "the document is empty");
    }
    return out;
  }

  const Source& source_;
  const ReadOptions& options_;
  const OnDocument& document_;
  const OnFault& fault_;
  std::string encoding_ = "UTF-8";
  std::optional<Transcoded> transcoded_;  // where the file is in another encoding
  std::string_view text_;
  std::size_t begin_ = 0;  // behind a byte order mark
};

}  // namespace

std::string json_type(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || (bytes[begin] != '{' && bytes[begin] != '[')) return "";
  const std::string_view first = bytes.substr(begin, bytes.find('\n', begin) - begin);
  if (bytes[begin] == '{' && !json_fault(first)) {
    const bool alone = bytes.find_first_not_of(" \t\r\n", begin + first.size()) == bytes.npos;
    return alone ? "application/json" : "application/jsonl";
  }
  return json_fault(bytes) ? "" : "application/json";
}

void read_json(const Source& source, const ReadOptions& options, const OnDocument& document,
               const OnFault& fault) {
  File file(source, options, document, fault);
  const std::optional<std::size_t> at = file.fault();
  if (!at) return file.whole();
  // JSON Lines often go by the name of JSON.
  if (json_type(source.bytes) != "application/jsonl") throw bad_json("file", *at);
  file.lines();
}

void read_json_lines(const Source& source, const ReadOptions& options, const OnDocument& document,
                     const OnFault& fault) {
  File(source, options, document, fault).lines();
}

}  // namespace wutong::text
