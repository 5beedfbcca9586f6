#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/utf8.h"
#include "exec/functions/library.h"

namespace wutong::exec {
namespace {

const std::string* text_of(const Value& value, const char* function) {
  if (value.is_null()) return nullptr;
  if (!value.is_string()) wrong_argument(function, "a String", value);
  return &value.as_string();
}

// Byte offset of character `index`; the end for what lies beyond.
std::size_t offset_of(const std::string& text, std::int64_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at += base::decode_utf8(text, at).length;
  return at;
}

std::int64_t count_of(const Value& value, const char* function) {
  if (!value.is_integer()) wrong_argument(function, "an Integer", value);
  if (value.as_integer() < 0) {
    throw Error("argument.number_out_of_range",
                std::string("'") + function + "' takes no negative number");
  }
  return value.as_integer();
}

Value cased(const Value& value, bool upper, const char* function) {
  const std::string* text = text_of(value, function);
  if (!text) return {};
  icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(*text);
  std::string out;
  const icu::Locale& root = icu::Locale::getRoot();
  (upper ? unicode.toUpper(root) : unicode.toLower(root)).toUTF8String(out);
  return out;
}

// Without the characters of the second argument, or white space, at its ends.
Value trimmed(Arguments a, bool left, bool right, const char* function) {
  const std::string* text = text_of(a[0], function);
  const std::string* wanted = a.size() > 1 ? text_of(a[1], function) : nullptr;
  if (!text || (a.size() > 1 && !wanted)) return {};
  const std::u32string characters = wanted ? base::from_utf8(*wanted) : U" \t\r\n\v\f\u3000\u2000\u2002\u2003\u2009\u205f";
  const std::u32string whole = base::from_utf8(*text);
  std::size_t begin = 0, end = whole.size();
  if (left) begin = std::min(whole.find_first_not_of(characters), end);
  if (right) {
    while (end > begin && characters.find(whole[end - 1]) != std::u32string::npos) --end;
  }
  return base::to_utf8(whole.substr(begin, end - begin));
}

Value substring(FunctionContext&, Arguments a) {
  const std::string* text = text_of(a[0], "substring");
  if (!text || a[1].is_null()) return {};
  const std::size_t begin = offset_of(*text, count_of(a[1], "substring"));
  if (a.size() < 3) return text->substr(begin);
  const std::string rest = text->substr(begin);
  return rest.substr(0, offset_of(rest, count_of(a[2], "substring")));
}

Value left(FunctionContext&, Arguments a) {
  const std::string* text = text_of(a[0], "left");
  if (!text || a[1].is_null()) return {};
  return text->substr(0, offset_of(*text, count_of(a[1], "left")));
}

Value right(FunctionContext&, Arguments a) {
  const std::string* text = text_of(a[0], "right");
  if (!text || a[1].is_null()) return {};
  const auto length = static_cast<std::int64_t>(base::utf8_length(*text));
  return text->substr(offset_of(*text, length - count_of(a[1], "right")));
}

Value replace(FunctionContext&, Arguments a) {
  const std::string* text = text_of(a[0], "replace");
  const std::string* from = text_of(a[1], "replace");
  const std::string* to = text_of(a[2], "replace");
  if (!text || !from || !to) return {};
  if (from->empty()) return *text;
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = text->find(*from); found != std::string::npos;
       found = text->find(*from, at)) {
    out += text->substr(at, found - at) + *to;
    at = found + from->size();
  }
  return out + text->substr(at);
}

// At each of several separators, the longest that stands there.
Value split_at_any(const std::string& text, const List& separators) {
  List parts;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t longest = 0;
    for (const Value& separator : separators) {
      const std::string* wanted = text_of(separator, "split");
      if (!wanted) return {};
      if (wanted->size() > longest && text.compare(at, wanted->size(), *wanted) == 0) {
        longest = wanted->size();
      }
    }
    if (longest == 0) {
      ++at;
      continue;
    }
    parts.emplace_back(text.substr(from, at - from));
    at = from = at + longest;
  }
  parts.emplace_back(text.substr(from));
  return Value::list(std::move(parts));
}

Value split(FunctionContext&, Arguments a) {
  const std::string* text = text_of(a[0], "split");
  if (text && a[1].is_list()) return split_at_any(*text, a[1].as_list());
  const std::string* separator = text_of(a[1], "split");
  if (!text || !separator) return {};
  List parts;
  if (separator->empty()) {
    for (std::size_t at = 0; at < text->size();) {
      const std::size_t length = base::decode_utf8(*text, at).length;
      parts.emplace_back(text->substr(at, length));
      at += length;
    }
    return Value::list(std::move(parts));
  }
  std::size_t at = 0;
  for (std::size_t found = text->find(*separator); found != std::string::npos;
       found = text->find(*separator, at)) {
    parts.emplace_back(text->substr(at, found - at));
    at = found + separator->size();
  }
  parts.emplace_back(text->substr(at));
  return Value::list(std::move(parts));
}

Value reverse(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (a[0].is_list()) return Value::list(List(a[0].as_list().rbegin(), a[0].as_list().rend()));
  const std::u32string text = base::from_utf8(*text_of(a[0], "reverse"));
  return base::to_utf8(std::u32string(text.rbegin(), text.rend()));
}

}  // namespace

void add_text_functions(Library& library) {
  library["toUpper"] = [](FunctionContext&, Arguments a) { return cased(a[0], true, "toUpper"); };
  library["toLower"] = [](FunctionContext&, Arguments a) { return cased(a[0], false, "toLower"); };
  library["upper"] = library["toUpper"];
  library["lower"] = library["toLower"];
  library["trim"] = [](FunctionContext&, Arguments a) { return trimmed(a, true, true, "trim"); };
  library["btrim"] = [](FunctionContext&, Arguments a) { return trimmed(a, true, true, "btrim"); };
  library["ltrim"] = [](FunctionContext&, Arguments a) {
    return trimmed(a, true, false, "ltrim");
  };
  library["rtrim"] = [](FunctionContext&, Arguments a) {
    return trimmed(a, false, true, "rtrim");
  };
  library["substring"] = substring;
  library["left"] = left;
  library["right"] = right;
  library["replace"] = replace;
  library["split"] = split;
  library["reverse"] = reverse;
}

}  // namespace wutong::exec
