#include "exec/function.h"

#include "exec/functions/library.h"
#include "plan/functions.h"
#include "wutong/database.h"

namespace wutong::exec {
namespace {

const Library& library() {
  static const Library functions = [] {
    Library all;
    add_text_functions(all);
    add_number_functions(all);
    add_list_functions(all);
    add_entity_functions(all);
    add_conversion_functions(all);
    add_temporal_functions(all);
    return all;
  }();
  return functions;
}

}  // namespace

Function find_function(std::string_view name) {
  const auto it = library().find(name);
  return it == library().end() ? nullptr : it->second;
}

}  // namespace wutong::exec

namespace wutong {

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const auto& function : plan::all_functions()) names.emplace_back(function.name);
  return names;
}

}  // namespace wutong
