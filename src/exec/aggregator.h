// Aggregate functions: one object gathers the values of one group.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wutong/error.h"
#include "wutong/value.h"

namespace wutong::exec {

// The sum of any number of Integers.
__extension__ using WideInteger = __int128;
inline double mean_of(WideInteger sum, std::int64_t count) {
  return static_cast<double>(static_cast<long double>(sum) / static_cast<long double>(count));
}

class Aggregator {
 public:
  virtual ~Aggregator() = default;
  // `value` is null for count(*); `second` is the percentile of percentile functions.
  virtual void add(const Value& value, const Value& second) = 0;
  // As `times` calls of add().
  virtual void add_times(const Value& value, const Value& second, std::int64_t times) {
    for (; times > 0; --times) add(value, second);
  }
  virtual Value result() = 0;
  // Bytes that it has come to hold since the last call.
  virtual std::uint64_t grown() { return 0; }
  // As add() of integers that come to `sum`; the sums on the way there were from `least` to `most`.
  // Throws CannotMerge where the sum is no longer one of integers.
  virtual void add_integers(WideInteger sum, WideInteger least, WideInteger most,
                            std::int64_t count);
  // Gives what this one, made for a part of the rows, has gathered to the one that gathers all.
  // Leaves that one as if it had seen the rows itself, or throws CannotMerge.
  virtual void pour_into(Aggregator& all);
};

// `star`: count(*). `distinct`: each value once.
std::unique_ptr<Aggregator> make_aggregator(const std::string& function, bool star, bool distinct);
// The same for a part of the rows: it can be poured into one of the above, and has no result.
std::unique_ptr<Aggregator> make_part_aggregator(const std::string& function, bool star,
                                                 bool distinct);

}  // namespace wutong::exec
