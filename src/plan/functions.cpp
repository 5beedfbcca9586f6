#include "plan/functions.h"

#include <algorithm>
#include <limits>

namespace wutong::plan {
namespace {

constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           const auto lower = [](char c) {
             return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
           };
           return lower(x) == lower(y);
         });
}

std::vector<FunctionDescription> sorted(std::vector<FunctionDescription> functions) {
  std::sort(functions.begin(), functions.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return functions;
}

// name, fewest and most arguments, aggregate, deterministic, summary
const std::vector<FunctionDescription>& table() {
  static const std::vector<FunctionDescription> functions = sorted({
      {"abs", 1, 1, false, true, "magnitude of a number"},
      {"acos", 1, 1, false, true, "arc cosine"},
      {"asin", 1, 1, false, true, "arc sine"},
      {"atan", 1, 1, false, true, "arc tangent"},
      {"atan2", 2, 2, false, true, "arc tangent of y / x"},
      {"avg", 1, 1, true, true, "mean of the values"},
      {"btrim", 1, 2, false, true, "without white space, or some characters, around"},
      {"ceil", 1, 1, false, true, "smallest whole number not below"},
      {"char_length", 1, 1, false, true, "number of characters"},
      {"character_length", 1, 1, false, true, "number of characters"},
      {"coalesce", 1, kAny, false, true, "first value that is not null"},
      {"collect", 1, 1, true, true, "list of the values"},
      {"cosh", 1, 1, false, true, "hyperbolic cosine"},
      {"cot", 1, 1, false, true, "cotangent"},
      {"coth", 1, 1, false, true, "hyperbolic cotangent"},
      {"haversin", 1, 1, false, true, "half of 1 - cos"},
      {"lower", 1, 1, false, true, "in lower case"},
      {"upper", 1, 1, false, true, "in upper case"},
      {"sinh", 1, 1, false, true, "hyperbolic sine"},
      {"tanh", 1, 1, false, true, "hyperbolic tangent"},
      {"toBooleanList", 1, 1, false, true, "the elements as Booleans, null where one is none"},
      {"toBooleanOrNull", 1, 1, false, true, "as a Boolean, or null"},
      {"toFloatList", 1, 1, false, true, "the elements as Floats, null where one is none"},
      {"toFloatOrNull", 1, 1, false, true, "as a Float, or null"},
      {"toIntegerList", 1, 1, false, true, "the elements as Integers, null where one is none"},
      {"toIntegerOrNull", 1, 1, false, true, "as an Integer, or null"},
      {"toStringList", 1, 1, false, true, "the elements as text, null where one has none"},
      {"toStringOrNull", 1, 1, false, true, "as text, or null"},
      {"cos", 1, 1, false, true, "cosine"},
      {"count", 0, 1, true, true, "number of values"},
      {"date", 0, 1, false, true, "a Date from text or a map"},
      {"datetime", 0, 1, false, true, "a DateTime from text or a map"},
      {"date.realtime", 0, 1, false, false, "the same, from the realtime clock"},
      {"date.statement", 0, 1, false, false, "the same, from the statement clock"},
      {"date.transaction", 0, 1, false, false, "the same, from the transaction clock"},
      {"datetime.realtime", 0, 1, false, false, "the same, from the realtime clock"},
      {"datetime.statement", 0, 1, false, false, "the same, from the statement clock"},
      {"datetime.transaction", 0, 1, false, false, "the same, from the transaction clock"},
      {"localdatetime.realtime", 0, 1, false, false, "the same, from the realtime clock"},
      {"localdatetime.statement", 0, 1, false, false, "the same, from the statement clock"},
      {"localdatetime.transaction", 0, 1, false, false, "the same, from the transaction clock"},
      {"localtime.realtime", 0, 1, false, false, "the same, from the realtime clock"},
      {"localtime.statement", 0, 1, false, false, "the same, from the statement clock"},
      {"localtime.transaction", 0, 1, false, false, "the same, from the transaction clock"},
      {"time.realtime", 0, 1, false, false, "the same, from the realtime clock"},
      {"time.statement", 0, 1, false, false, "the same, from the statement clock"},
      {"time.transaction", 0, 1, false, false, "the same, from the transaction clock"},
      {"date.truncate", 2, 3, false, true, "cut to a unit"},
      {"datetime.truncate", 2, 3, false, true, "cut to a unit"},
      {"localdatetime.truncate", 2, 3, false, true, "cut to a unit"},
      {"localtime.truncate", 2, 3, false, true, "cut to a unit"},
      {"time.truncate", 2, 3, false, true, "cut to a unit"},
      {"datetime.fromepoch", 2, 2, false, true, "a DateTime from seconds and nanoseconds"},
      {"datetime.fromepochmillis", 1, 1, false, true, "a DateTime from milliseconds"},
      {"duration.between", 2, 2, false, true, "from one time to another"},
      {"duration.inDays", 2, 2, false, true, "the same in days"},
      {"duration.inMonths", 2, 2, false, true, "the same in months"},
      {"duration.inSeconds", 2, 2, false, true, "the same in seconds"},
      {"degrees", 1, 1, false, true, "radians as degrees"},
      {"duration", 1, 1, false, true, "a Duration from text or a map"},
      {"e", 0, 0, false, true, "Euler's number"},
      {"elementId", 1, 1, false, true, "id of a node or relationship, as text"},
      {"endNode", 1, 1, false, true, "the node a relationship ends at"},
      {"exists", 1, 1, false, true, "whether a property or pattern is there"},
      {"exp", 1, 1, false, true, "e to a power"},
      {"floor", 1, 1, false, true, "greatest whole number not above"},
      {"head", 1, 1, false, true, "first element of a list"},
      {"id", 1, 1, false, true, "id of a node or relationship"},
      {"isEmpty", 1, 1, false, true, "whether a list, map or text is empty"},
      {"isNaN", 1, 1, false, true, "whether a Float is no number"},
      {"keys", 1, 1, false, true, "names of the properties"},
      {"labels", 1, 1, false, true, "labels of a node"},
      {"last", 1, 1, false, true, "last element of a list"},
      {"left", 2, 2, false, true, "first characters"},
      {"length", 1, 1, false, true, "number of relationships of a path"},
      {"localdatetime", 0, 1, false, true, "a LocalDateTime from text or a map"},
      {"localtime", 0, 1, false, true, "a LocalTime from text or a map"},
      {"log", 1, 1, false, true, "natural logarithm"},
      {"log10", 1, 1, false, true, "logarithm to base 10"},
      {"ltrim", 1, 2, false, true, "without white space, or some characters, at the start"},
      {"max", 1, 1, true, true, "greatest value"},
      {"min", 1, 1, true, true, "smallest value"},
      {"nodes", 1, 1, false, true, "nodes of a path"},
      {"nullIf", 2, 2, false, true, "null where both are equal"},
      {"percentileCont", 2, 2, true, true, "percentile, interpolated"},
      {"percentileDisc", 2, 2, true, true, "percentile, one of the values"},
      {"pi", 0, 0, false, true, "the number pi"},
      {"properties", 1, 1, false, true, "all properties as a map"},
      {"radians", 1, 1, false, true, "degrees as radians"},
      {"rand", 0, 0, false, false, "a random number from 0 to 1"},
      {"randomUUID", 0, 0, false, false, "a random UUID"},
      {"range", 2, 3, false, true, "list of whole numbers"},
      {"relationships", 1, 1, false, true, "relationships of a path"},
      {"replace", 3, 3, false, true, "text with every occurrence replaced"},
      {"reverse", 1, 1, false, true, "text or list from the end"},
      {"right", 2, 2, false, true, "last characters"},
      {"round", 1, 3, false, true, "nearest number, to some digits, in a mode such as HALF_EVEN"},
      {"rtrim", 1, 2, false, true, "without white space, or some characters, at the end"},
      {"sign", 1, 1, false, true, "-1, 0 or 1"},
      {"sin", 1, 1, false, true, "sine"},
      {"size", 1, 1, false, true, "number of elements or characters"},
      {"split", 2, 2, false, true, "list of the parts between separators"},
      {"sqrt", 1, 1, false, true, "square root"},
      {"startNode", 1, 1, false, true, "the node a relationship starts at"},
      {"stDev", 1, 1, true, true, "standard deviation of a sample"},
      {"stDevP", 1, 1, true, true, "standard deviation of a population"},
      {"substring", 2, 3, false, true, "part of a text"},
      {"sum", 1, 1, true, true, "sum of the values"},
      {"tail", 1, 1, false, true, "list without its first element"},
      {"tan", 1, 1, false, true, "tangent"},
      {"time", 0, 1, false, true, "a Time from text or a map"},
      {"timestamp", 0, 0, false, false, "milliseconds since 1970"},
      {"toBoolean", 1, 1, false, true, "as a Boolean"},
      {"toFloat", 1, 1, false, true, "as a Float"},
      {"toInteger", 1, 1, false, true, "as an Integer"},
      {"toLower", 1, 1, false, true, "in lower case"},
      {"toString", 1, 1, false, true, "as text"},
      {"toUpper", 1, 1, false, true, "in upper case"},
      {"trim", 1, 1, false, true, "without white space around"},
      {"type", 1, 1, false, true, "type of a relationship"},
      {"valueType", 1, 1, false, true, "name of a value's type"},
  });
  return functions;
}

}  // namespace

const FunctionDescription* find_function(std::string_view name) {
  const auto& functions = table();
  const auto it = std::find_if(functions.begin(), functions.end(), [&](const auto& function) {
    return same_name(function.name, name);
  });
  return it == functions.end() ? nullptr : &*it;
}

const std::vector<FunctionDescription>& all_functions() { return table(); }

}  // namespace wutong::plan
