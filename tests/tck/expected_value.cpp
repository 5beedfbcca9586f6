#include "tck/expected_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

namespace wutong::tck {
namespace {

std::string float_text(double value) {
  if (std::isnan(value)) return "f:NaN";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value == 0 ? 0.0 : value).ptr;
  return "f:" + std::string(buffer, end);
}

std::string list_text(std::vector<std::string> items, bool sort) {
  if (sort) std::sort(items.begin(), items.end());
  std::string out = "[";
  for (const std::string& item : items) out += item + ",";
  return out + "]";
}

std::string map_text(const std::map<std::string, std::string>& entries) {
  std::string out = "{";
  for (const auto& [key, value] : entries) out += key + "=" + value + ",";
  return out + "}";
}

// Recursive descent over the expected notation; builds the text and, where it can, the value.
class Reader {
 public:
  Reader(const std::string& text, bool sort) : text_(text), sort_(sort) {}

  std::string read(Value* value) {
    std::string out = any(value);
    blank();
    if (at_ != text_.size()) fail();
    return out;
  }

 private:
  [[noreturn]] void fail() const {
    throw std::runtime_error("cannot read the expected value " + text_);
  }
  void blank() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool accept(const std::string& token) {
    blank();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }
  void expect(const std::string& token) {
    if (!accept(token)) fail();
  }
  std::string word() {
    blank();
    std::string out;
    if (accept("`")) {
      while (at_ < text_.size() && text_[at_] != '`') out.push_back(text_[at_++]);
      ++at_;
      return out;
    }
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '_' || (text_[at_] & 0x80) != 0)) {
      out.push_back(text_[at_++]);
    }
    return out;
  }

  std::string any(Value* value) {
    blank();
    if (at_ >= text_.size()) fail();
    const char c = text_[at_];
    if (c == '\'') return string(value);
    if (c == '[') return list_or_relationship(value);
    if (c == '{') return map(value);
    if (c == '(') return node();
    if (c == '<') return path();
    return scalar(value);
  }
  std::string string(Value* value) {
    std::string out;
    ++at_;
    while (at_ < text_.size() && text_[at_] != '\'') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out.push_back(text_[at_++]);
    }
    ++at_;
    if (value) *value = out;
    return "s:" + out;
  }
  std::string scalar(Value* value) {
    std::string token;
    while (at_ < text_.size() && std::string(",]}) \n").find(text_[at_]) == std::string::npos) {
      token.push_back(text_[at_++]);
    }
    if (token == "null") return "null";
    if (token == "true" || token == "false") {
      if (value) *value = token == "true";
      return token;
    }
    if (token == "NaN") {
      if (value) *value = std::nan("");
      return float_text(std::nan(""));
    }
    if (token == "Inf" || token == "-Inf" || token == "Infinity" || token == "-Infinity") {
      return float_text(token[0] == '-' ? -INFINITY : INFINITY);
    }
    if (token.find_first_of(".eE") == std::string::npos) {
      std::int64_t whole = 0;
      const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), whole);
      if (fault != std::errc() || end != token.data() + token.size()) fail();
      if (value) *value = whole;
      return "i:" + std::to_string(whole);
    }
    double real = 0;
    const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), real);
    if (fault != std::errc() || end != token.data() + token.size()) fail();
    if (value) *value = real;
    return float_text(real);
  }
  std::string list_or_relationship(Value* value) {
    expect("[");
    blank();
    if (text_[at_] == ':') return relationship_body();
    std::vector<std::string> items;
    List values;
    if (!accept("]")) {
      do {
        values.emplace_back();
        items.push_back(any(&values.back()));
      } while (accept(","));
      expect("]");
    }
    if (value) *value = Value::list(std::move(values));
    return list_text(std::move(items), sort_);
  }
  std::string relationship_body() {
    expect(":");
    const std::string type = word();
    std::string properties = "{}";
    blank();
    if (text_[at_] == '{') properties = map(nullptr);
    expect("]");
    return "r:" + type + properties;
  }
  std::string map(Value* value) {
    expect("{");
    std::map<std::string, std::string> entries;
    Map values;
    if (!accept("}")) {
      do {
        const std::string key = word();
        expect(":");
        Value item;
        entries[key] = any(&item);
        values.emplace_back(key, item);
      } while (accept(","));
      expect("}");
    }
    if (value) *value = Value::map(std::move(values));
    return map_text(entries);
  }
  std::string node() {
    expect("(");
    std::vector<std::string> labels;
    while (accept(":")) labels.push_back(word());
    std::sort(labels.begin(), labels.end());
    std::string properties = "{}";
    blank();
    if (text_[at_] == '{') properties = map(nullptr);
    expect(")");
    return "n:" + list_text(labels, false) + properties;
  }
  std::string path() {
    expect("<");
    std::string out = "p:" + node();
    while (!accept(">")) {
      const bool back = accept("<-");
      if (!back) expect("-");
      expect("[");
      const std::string relationship = relationship_body();
      if (back)
        expect("-");
      else
        expect("->");
      out += (back ? "<-" : "->") + relationship + node();
    }
    return out;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  bool sort_;
};

std::string properties_text(const Map& properties, bool sort) {
  std::map<std::string, std::string> entries;
  for (const auto& [key, value] : properties) entries[key] = canonical(value, sort);
  return map_text(entries);
}

}  // namespace

std::string canonical(const std::string& expected, bool ignore_list_order) {
  return Reader(expected, ignore_list_order).read(nullptr);
}

std::string canonical(const Value& value, bool sort) {
  switch (value.type()) {
    case ValueType::Null:
      return "null";
    case ValueType::Boolean:
      return value.as_boolean() ? "true" : "false";
    case ValueType::Integer:
      return "i:" + std::to_string(value.as_integer());
    case ValueType::Float:
      return float_text(value.as_float());
    case ValueType::String:
      return "s:" + value.as_string();
    case ValueType::List: {
      std::vector<std::string> items;
      for (const Value& item : value.as_list()) items.push_back(canonical(item, sort));
      return list_text(std::move(items), sort);
    }
    case ValueType::Map:
      return properties_text(value.as_map(), sort);
    case ValueType::Node: {
      std::vector<std::string> labels = value.as_node().labels;
      std::sort(labels.begin(), labels.end());
      return "n:" + list_text(labels, false) + properties_text(value.as_node().properties, sort);
    }
    case ValueType::Relationship:
      return "r:" + value.as_relationship().type +
             properties_text(value.as_relationship().properties, sort);
    case ValueType::Path: {
      const PathRecord& path = value.as_path();
      std::string out = "p:" + canonical(path.nodes[0], sort);
      for (std::size_t i = 0; i < path.relationships.size(); ++i) {
        const bool back =
            path.relationships[i].as_relationship().start != path.nodes[i].as_node_id();
        out += (back ? "<-" : "->") + canonical(path.relationships[i], sort) +
               canonical(path.nodes[i + 1], sort);
      }
      return out;
    }
    default: {
      const std::string literal = to_literal(value);
      return "s:" + literal.substr(1, literal.size() - 2);
    }
  }
}

Value to_value(const std::string& expected) {
  Value value;
  Reader(expected, false).read(&value);
  return value;
}

}  // namespace wutong::tck
