// Values as JSON.
//
// Null, booleans, numbers, strings, lists and maps are themselves; NaN and infinities are strings.
// A node is {"id", "labels", "properties"}, a relationship {"id", "type", "start", "end",
// "properties"}, a path {"nodes", "relationships"}. Temporal values are their ISO 8601 text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "wutong/value.h"

namespace wutong::exchange {

using Json = nlohmann::ordered_json;

Json to_json(const Value& value);
// Integers stay integers; objects become maps.
Value from_json(const nlohmann::json& json);
// Errors: exchange.bad_json, with the parser's words.
Value parse_json(std::string_view text);
// One line, UTF-8 as it is.
std::string dump(const Json& json);

// A temporal value's ISO text, or any other value's literal: text without quotes.
std::string plain_text(const Value& value);

}  // namespace wutong::exchange
