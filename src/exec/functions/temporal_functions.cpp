#include "exec/functions/library.h"
#include "model/duration_between.h"
#include "model/temporal_parse.h"
#include "model/truncate.h"

namespace wutong::exec {
namespace {

DateTime now(const FunctionContext& context) {
  return {context.clock_seconds, context.clock_nanos, 0, ""};
}

template <Value (*Make)(const Value&)>
Value from_argument(FunctionContext& context, Arguments a) {
  return Make(a.empty() ? Value(now(context)) : a[0]);
}

// Now, in the time zone that an argument names.
template <Value (*Make)(const Value&)>
Value clock(FunctionContext& context, Arguments a) {
  if (a.empty()) return Make(now(context));
  if (a[0].is_null()) return {};
  if (!a[0].is_string()) wrong_argument("a clock", "a time zone as text", a[0]);
  return Make(model::make_date_time(Value::map({{"datetime", now(context)}, {"timezone", a[0]}})));
}

template <ValueType Type>
Value truncated(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (!a[0].is_string()) wrong_argument("truncate", "a unit as text", a[0]);
  return model::truncate(Type, a[0].as_string(), a[1], a.size() > 2 ? a[2] : Value());
}

template <model::DurationParts Parts>
Value between(FunctionContext&, Arguments a) {
  return model::duration_between(a[0], a[1], Parts);
}

Value from_epoch(FunctionContext&, Arguments a) {
  if (a[0].is_null() || a[1].is_null()) return {};
  if (!a[0].is_integer() || !a[1].is_integer()) wrong_argument("fromepoch", "Integers", a[0]);
  return DateTime{a[0].as_integer(), static_cast<std::int32_t>(a[1].as_integer()), 0, ""};
}

Value from_epoch_millis(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  return model::make_date_time(Value::map({{"epochMillis", a[0]}}));
}

}  // namespace

void add_temporal_functions(Library& library) {
  const auto add = [&](const std::string& name, Function make, Function truncate,
                       Function clock_of) {
    library[name] = make;
    library[name + ".truncate"] = truncate;
    // One clock for a whole statement serves all three.
    for (const char* clock : {".realtime", ".statement", ".transaction"}) {
      library[name + clock] = clock_of;
    }
  };
  add("date", from_argument<model::make_date>, truncated<ValueType::Date>, clock<model::make_date>);
  add("localtime", from_argument<model::make_local_time>, truncated<ValueType::LocalTime>,
      clock<model::make_local_time>);
  add("time", from_argument<model::make_time>, truncated<ValueType::Time>, clock<model::make_time>);
  add("localdatetime", from_argument<model::make_local_date_time>,
      truncated<ValueType::LocalDateTime>, clock<model::make_local_date_time>);
  add("datetime", from_argument<model::make_date_time>, truncated<ValueType::DateTime>,
      clock<model::make_date_time>);
  library["datetime.fromepoch"] = from_epoch;
  library["datetime.fromepochmillis"] = from_epoch_millis;
  library["duration"] = from_argument<model::make_duration>;
  library["duration.between"] = between<model::DurationParts::All>;
  library["duration.inMonths"] = between<model::DurationParts::Months>;
  library["duration.inDays"] = between<model::DurationParts::Days>;
  library["duration.inSeconds"] = between<model::DurationParts::Seconds>;
  library["timestamp"] = [](FunctionContext& c, Arguments) -> Value {
    return c.clock_seconds * 1000 + c.clock_nanos / 1'000'000;
  };
}

}  // namespace wutong::exec
