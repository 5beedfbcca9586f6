// The items of a list, one by one. Those of a range() are counted instead of being held in a list:
// however many they are they take no memory, and none has to be freed when the query ends early.
#pragma once

#include <cstdint>
#include <functional>

#include "exec/evaluator.h"

namespace wutong::exec {

class Items {
 public:
  // Of a list; of anything else there are none.
  explicit Items(Value source)
      : source_(std::move(source)), count_(source_.is_list() ? source_.as_list().size() : 0) {}
  // first, first + step ... modulo 2^64.
  Items(std::uint64_t first, std::uint64_t step, std::uint64_t count)
      : counting_(true), first_(first), step_(step), count_(count) {}

  bool is_null() const { return !counting_ && source_.is_null(); }
  bool is_list() const { return counting_ || source_.is_list(); }
  const Value& source() const { return source_; }  // null of a range()
  std::uint64_t size() const { return count_; }
  Value operator[](std::uint64_t i) const {
    if (counting_) return static_cast<std::int64_t>(first_ + i * step_);
    return source_.as_list()[static_cast<std::size_t>(i)];
  }

 private:
  Value source_;
  bool counting_ = false;
  std::uint64_t first_ = 0, step_ = 0, count_ = 0;
};

using ItemsOf = std::function<Items(const Frame&)>;
ItemsOf items_of(const plan::Expression& list, Lowering& lowering);

}  // namespace wutong::exec
