#include "exec/functions/library.h"
#include "model/temporal_parse.h"

namespace wutong::exec {
namespace {

DateTime now(const FunctionContext& context) {
  return {context.clock_seconds, context.clock_nanos, 0, ""};
}

}  // namespace

void add_temporal_functions(Library& library) {
  library["date"] = [](FunctionContext& c, Arguments a) {
    return model::make_date(a.empty() ? Value(now(c)) : a[0]);
  };
  library["localtime"] = [](FunctionContext& c, Arguments a) {
    return model::make_local_time(a.empty() ? Value(now(c)) : a[0]);
  };
  library["time"] = [](FunctionContext& c, Arguments a) {
    return model::make_time(a.empty() ? Value(now(c)) : a[0]);
  };
  library["localdatetime"] = [](FunctionContext& c, Arguments a) {
    return model::make_local_date_time(a.empty() ? Value(now(c)) : a[0]);
  };
  library["datetime"] = [](FunctionContext& c, Arguments a) {
    return model::make_date_time(a.empty() ? Value(now(c)) : a[0]);
  };
  library["duration"] = [](FunctionContext&, Arguments a) { return model::make_duration(a[0]); };
  library["timestamp"] = [](FunctionContext& c, Arguments) -> Value {
    return c.clock_seconds * 1000 + c.clock_nanos / 1'000'000;
  };
}

}  // namespace wutong::exec
