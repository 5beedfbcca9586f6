// Overlay: the changes of a batch, in order, and an iterator that shows them on top of what the
// database holds. An iterator keeps the changes that it was made over alive; those that are made
// later may or may not show in it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kv/database.h"

namespace wutong::kv {

// Key -> value, nothing where the key is erased.
using Overlay = std::map<std::string, std::optional<std::string>, std::less<>>;

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
