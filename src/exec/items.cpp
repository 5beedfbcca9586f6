#include "exec/items.h"

#include <optional>
#include <vector>

namespace wutong::exec {
namespace {

// What is no range is left to the function, which says so.
std::optional<Items> range(const Value& from, const Value& to, const Value& by) {
  if (!from.is_integer() || !to.is_integer() || !by.is_integer()) return std::nullopt;
  const std::int64_t first = from.as_integer(), last = to.as_integer(), step = by.as_integer();
  if (step == 0) return std::nullopt;
  if (step > 0 ? last < first : last > first) return Items(0, 0, 0);
  // Modulo 2^64, in which no difference is too great.
  const auto begin = static_cast<std::uint64_t>(first), end = static_cast<std::uint64_t>(last);
  const auto stride = static_cast<std::uint64_t>(step);
  const std::uint64_t steps = step > 0 ? (end - begin) / stride : (begin - end) / (0 - stride);
  // All of 2^64 numbers would be one too many to count.
  return Items(begin, stride, steps == ~std::uint64_t{0} ? steps : steps + 1);
}

}  // namespace

ItemsOf items_of(const plan::Expression& list, Lowering& lowering) {
  const Evaluate whole = lowering.expression(list);
  const auto* call = std::get_if<plan::Call>(&list.node);
  if (!call || call->name != "range" || call->arguments.size() < 2) {
    return [whole](const Frame& frame) { return Items(whole(frame)); };
  }
  std::vector<Evaluate> bounds;
  for (const auto& bound : call->arguments) bounds.push_back(lowering.expression(*bound));
  return [whole, bounds](const Frame& frame) {
    const Value step = bounds.size() > 2 ? bounds[2](frame) : Value(1);
    if (auto counted = range(bounds[0](frame), bounds[1](frame), step)) return *counted;
    return Items(whole(frame));
  };
}

}  // namespace wutong::exec
