#include "model/value_type.h"

#include <algorithm>
#include <array>
#include <set>

#include "wutong/error.h"

namespace wutong::model {
namespace {

// None begins another.
constexpr std::array<std::string_view, 19> kNames = {
    "ANY",        "BOOLEAN",        "DATE",           "DURATION",
    "FLOAT",      "INTEGER",        "LOCAL DATETIME", "LOCAL TIME",
    "MAP",        "NODE",           "NOTHING",        "NULL",
    "NUMBER",     "PATH",           "STRING",         "ZONED DATETIME",
    "ZONED TIME", "PROPERTY VALUE", "RELATIONSHIP"};

bool accept(std::string_view& rest, std::string_view word) {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  if (rest.substr(0, word.size()) != word) return false;
  rest.remove_prefix(word.size());
  return true;
}

std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::Null:
      return "NULL";
    case ValueType::Boolean:
      return "BOOLEAN";
    case ValueType::Integer:
      return "INTEGER";
    case ValueType::Float:
      return "FLOAT";
    case ValueType::String:
      return "STRING";
    case ValueType::List:
      return "LIST";
    case ValueType::Map:
      return "MAP";
    case ValueType::Node:
      return "NODE";
    case ValueType::Relationship:
      return "RELATIONSHIP";
    case ValueType::Path:
      return "PATH";
    case ValueType::Date:
      return "DATE";
    case ValueType::LocalTime:
      return "LOCAL TIME";
    case ValueType::Time:
      return "ZONED TIME";
    case ValueType::LocalDateTime:
      return "LOCAL DATETIME";
    case ValueType::DateTime:
      return "ZONED DATETIME";
    case ValueType::Duration:
      return "DURATION";
  }
  return "";
}

bool is_property_value(const Value& value) {
  if (value.is_list()) {
    return std::all_of(value.as_list().begin(), value.as_list().end(), [](const Value& item) {
      return !item.is_list() && is_property_value(item);
    });
  }
  return !value.is_map() && !value.is_node() && !value.is_relationship() && !value.is_path();
}

}  // namespace

TypeTest::TypeTest(std::string_view text) {
  std::string_view rest = text;
  parse(rest);
  if (!rest.empty()) {
    throw Error("type.unknown_type", "'" + std::string(text) + "' is no type");
  }
}

void TypeTest::parse(std::string_view& rest) {
  do {
    Alternative alternative;
    if (accept(rest, "LIST<")) {
      alternative.name = "LIST";
      alternative.element = std::unique_ptr<TypeTest>(new TypeTest());
      alternative.element->parse(rest);
      if (!accept(rest, ">")) throw Error("type.unknown_type", "a list type ends in '>'");
    } else {
      for (const std::string_view name : kNames) {
        std::string_view after = rest;
        if (accept(after, name)) alternative.name = name;
      }
      if (alternative.name.empty()) {
        throw Error("type.unknown_type", "'" + std::string(rest) + "' is no type");
      }
      accept(rest, alternative.name);
    }
    alternative.not_null = accept(rest, "NOT NULL");
    alternatives_.push_back(std::move(alternative));
  } while (accept(rest, "|"));
}

bool TypeTest::holds(const Value& value) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const Alternative& type) {
    if (value.is_null()) return !type.not_null && type.name != "NOTHING";
    if (type.name == "ANY") return true;
    if (type.name == "PROPERTY VALUE") return is_property_value(value);
    if (type.name == "NUMBER") return value.is_integer() || value.is_float();
    if (type.name != name_of(value.type())) return false;
    return !type.element ||
           std::all_of(value.as_list().begin(), value.as_list().end(),
                       [&](const Value& item) { return type.element->holds(item); });
  });
}

std::string type_text(const Value& value) {
  if (value.is_null()) return "NULL";
  if (!value.is_list()) return std::string(name_of(value.type())) + " NOT NULL";
  std::set<std::string> kinds;
  bool null = false;
  for (const Value& item : value.as_list()) {
    if (item.is_null()) {
      null = true;
    } else {
      kinds.insert(type_text(item));
    }
  }
  std::string inner;
  for (const std::string& kind : kinds) {
    // A null among the items takes NOT NULL from all of them.
    const std::string name = null ? kind.substr(0, kind.size() - 9) : kind;
    inner += (inner.empty() ? "" : " | ") + name;
  }
  if (inner.empty()) inner = null ? "NULL" : "NOTHING";
  return "LIST<" + inner + "> NOT NULL";
}

}  // namespace wutong::model
