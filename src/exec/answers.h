// Answers of a subquery by the values that decide them: what asks again is not run again.
#pragma once

#include <utility>
#include <vector>

#include "exec/execution.h"
#include "exec/key_table.h"
#include "exec/row_columns.h"

namespace wutong::exec {

class Answers {
 public:
  Answers(std::size_t width, MemoryBudget& memory) : memory_(memory), table_(width), key_(width) {}
  ~Answers() { memory_.give_back(bytes_); }
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  // To be filled before each call of of(), with values of which is_exact().
  std::vector<Value>& key() { return key_; }
  // Whether values that the table holds alike are the same: 1 and 1.0 are not.
  static bool is_exact(const Value& value) {
    return value.is_null() || value.is_node() || value.is_relationship() || value.is_string() ||
           value.is_integer() || value.is_boolean();
  }
  // Few of the keys come again, or there is no room for more: to remember does not pay.
  bool given_up() const { return given_up_; }

  template <class Ask>
  Value of(const Ask& ask) {
    const std::size_t hash = KeyTable::hash_of(key_);
    ++asked_;
    if (const auto known = table_.find(hash, key_.data())) return answers_[*known];
    Value answer = ask();
    keep(hash, answer);
    return answer;
  }

 private:
  static constexpr std::uint64_t kTrial = 1024, kMostBytes = 32 << 20;

  void keep(std::size_t hash, const Value& answer) {
    std::uint64_t bytes = 64 + bytes_of(answer);
    for (const Value& value : key_) bytes += bytes_of(value);
    if ((asked_ >= kTrial && answers_.size() > asked_ / 2) || bytes_ + bytes > kMostBytes) {
      return give_up();
    }
    try {
      memory_.take(bytes);
    } catch (const Error&) {  // the query may do without
      memory_.give_back(bytes);
      return give_up();
    }
    bytes_ += bytes;
    table_.number_of(hash, key_.data());
    answers_.push_back(answer);
  }
  void give_up() {
    given_up_ = true;
    table_ = KeyTable(key_.size());
    answers_ = {};
    memory_.give_back(std::exchange(bytes_, 0));
  }

  MemoryBudget& memory_;
  KeyTable table_;
  std::vector<Value> key_, answers_;
  std::uint64_t asked_ = 0, bytes_ = 0;
  bool given_up_ = false;
};

}  // namespace wutong::exec
