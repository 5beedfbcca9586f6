// Overlay: the changes of a batch, in order, and an iterator that shows them on top of what the
// database holds. An iterator keeps the changes that it was made over alive; those that are made
// later may or may not show in it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

#include "kv/database.h"

namespace wutong::kv {

// Keys, values and what orders them lie in one arena, which goes as a whole. What changes many
// records goes through them in order: such changes are appended without a search.
class Overlay {
 public:
  // Key -> value, nothing where the key is erased.
  using Changes =
      std::pmr::map<std::string_view, std::optional<std::string_view>, std::less<std::string_view>>;
  using const_iterator = Changes::const_iterator;

  Overlay() = default;
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;
  void put(std::string_view key, std::string_view value);
  void erase(std::string_view key);
  const_iterator find(std::string_view key) const {
    return is_beyond(key) ? changes_.end() : changes_.find(key);
  }
  const_iterator lower_bound(std::string_view key) const { return changes_.lower_bound(key); }
  const_iterator upper_bound(std::string_view key) const { return changes_.upper_bound(key); }
  const_iterator begin() const { return changes_.begin(); }
  const_iterator end() const { return changes_.end(); }
  std::size_t size() const { return changes_.size(); }
  // Of all keys and values that were put, at least.
  std::size_t bytes() const { return bytes_; }

 private:
  bool is_beyond(std::string_view key) const {
    return changes_.empty() || std::prev(changes_.end())->first < key;
  }
  // The entry of a key, made where there is none.
  std::optional<std::string_view>& at(std::string_view key);
  char* copy(std::string_view text);

  static constexpr std::size_t kFirstBlock = 4 << 10;
  std::size_t bytes_ = 0;
  std::pmr::monotonic_buffer_resource arena_{kFirstBlock};
  Changes changes_{&arena_};
};

class OverlayIterator : public Iterator {
 public:
  using GiveBack = std::function<void(std::unique_ptr<Iterator>)>;
  // `base` shows what is below; `give_back` takes it at the end.
  OverlayIterator(std::shared_ptr<const Overlay> changes, std::unique_ptr<Iterator> base,
                  GiveBack give_back)
      : changes_(std::move(changes)),
        base_(std::move(base)),
        give_back_(std::move(give_back)),
        change_(changes_->end()) {}
  ~OverlayIterator() override { give_back_(std::move(base_)); }
  OverlayIterator(const OverlayIterator&) = delete;
  OverlayIterator& operator=(const OverlayIterator&) = delete;
  void seek(std::string_view key) override;
  void seek_for_prev(std::string_view key) override;
  bool valid() const override { return change_ != changes_->end() || base_->valid(); }
  void next() override;
  void prev() override;
  std::string_view key() const override;
  std::string_view value() const override;

 private:
  // Passes over keys that are erased, and decides which of the two is at the place.
  void settle();
  // To the later of the entries at the base and before `change`; where that one is erased, on back.
  void settle_back(Overlay::const_iterator change);

  std::shared_ptr<const Overlay> changes_;
  std::unique_ptr<Iterator> base_;
  GiveBack give_back_;
  Overlay::const_iterator change_;
  bool at_change_ = false;  // else at base_
};

}  // namespace wutong::kv
