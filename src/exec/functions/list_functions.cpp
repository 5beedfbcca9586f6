#include <fmt/format.h>

#include "base/utf8.h"
#include "exec/functions/library.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

const List* list_of(const Value& value, const char* function) {
  if (value.is_null()) return nullptr;
  if (!value.is_list()) wrong_argument(function, "a List", value);
  return &value.as_list();
}

Value size(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (a[0].is_string()) return static_cast<std::int64_t>(base::utf8_length(a[0].as_string()));
  if (a[0].is_map()) return static_cast<std::int64_t>(a[0].as_map().size());
  return static_cast<std::int64_t>(list_of(a[0], "size")->size());
}

Value head(FunctionContext&, Arguments a) {
  const List* list = list_of(a[0], "head");
  return !list || list->empty() ? Value() : list->front();
}
Value last(FunctionContext&, Arguments a) {
  const List* list = list_of(a[0], "last");
  return !list || list->empty() ? Value() : list->back();
}
Value tail(FunctionContext&, Arguments a) {
  const List* list = list_of(a[0], "tail");
  if (!list) return {};
  return list->empty() ? Value::list({}) : Value::list(List(list->begin() + 1, list->end()));
}

Value is_empty(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (a[0].is_string()) return a[0].as_string().empty();
  if (a[0].is_map()) return a[0].as_map().empty();
  return list_of(a[0], "isEmpty")->empty();
}

}  // namespace

void add_list_functions(Library& library) {
  library["size"] = size;
  library["char_length"] = size;
  library["character_length"] = size;
  library["head"] = head;
  library["last"] = last;
  library["tail"] = tail;
  library["isEmpty"] = is_empty;
  library["nullIf"] = [](FunctionContext&, Arguments a) -> Value {
    return model::equals(a[0], a[1]) == true ? Value() : a[0];
  };
}

}  // namespace wutong::exec
