// overloaded{lambdas...}: one visitor for std::visit from one lambda per alternative.
#pragma once

namespace wutong::base {

template <class... Ts>
struct overloaded : Ts... {  // NOLINT(readability-identifier-naming): the field's name for it
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

}  // namespace wutong::base
