// What the batches of a database have read, kept for those that come after.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/recent_map.h"
#include "kv/database.h"

namespace wutong::kv {

// What batches have read lately, as the last commit left it: value, or nothing where there is none.
// Records that were read are read again and again, and looking for one in the files costs far more
// than here.
class Remembered {
 public:
  // Of one family.
  class Values {
   public:
    using Value = std::optional<std::string>;
    const Value* find(std::string_view key) { return values_.find(key); }
    void put(std::string_view key, Value value) {
      const std::size_t bytes = bytes_of(key, value);
      kinds_[kind_of(key)] = true;
      values_.put(std::string(key), std::move(value), bytes);
      values_.trim();
    }
    // What is only written may never be asked for: most kinds of records never are.
    void change(std::string_view key, const std::optional<std::string_view>& value) {
      if (!kinds_[kind_of(key)]) return;
      values_.change(key, bytes_of(key, value), [&](Value& known) {
        if (!value) {
          known.reset();
        } else if (known) {
          known->assign(*value);
        } else {
          known.emplace(*value);
        }
      });
    }
    void trim() { values_.trim(); }
    void erase(std::string_view key) { values_.erase(key); }
    void clear() { values_.clear(); }

   private:
    static constexpr std::size_t kMost = 32 << 20;  // bytes
    template <class Text>
    static std::size_t bytes_of(std::string_view key, const std::optional<Text>& value) {
      return key.size() + (value ? value->size() : 0);
    }
    static std::size_t kind_of(std::string_view key) {
      return key.empty() ? 0 : static_cast<unsigned char>(key.front());
    }
    std::array<bool, 256> kinds_{};  // first bytes of keys that were ever put
    base::RecentMap<std::string, Value, base::TextHash> values_{kMost};
  };

  // nullptr where the family is not remembered.
  Values* of(std::size_t family) { return families_[family].get(); }
  void begin(std::size_t family) {
    if (!families_[family]) families_[family] = std::make_unique<Values>();
  }
  void clear() {
    for (const auto& values : families_) {
      if (values) values->clear();
    }
  }

 private:
  std::array<std::unique_ptr<Values>, kFamilies> families_;
};

}  // namespace wutong::kv
