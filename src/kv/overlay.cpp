#include "kv/overlay.h"

#include <cstring>

namespace wutong::kv {

char* Overlay::copy(std::string_view text) {
  bytes_ += text.size();
  auto* const to = static_cast<char*>(arena_.allocate(text.size() + 1, 1));
  std::memcpy(to, text.data(), text.size());
  return to;
}

std::optional<std::string_view>& Overlay::at(std::string_view key) {
  const auto place = is_beyond(key) ? changes_.end() : changes_.lower_bound(key);
  if (place != changes_.end() && place->first == key) return place->second;
  return changes_.emplace_hint(place, std::string_view(copy(key), key.size()), std::nullopt)
      ->second;
}

void Overlay::put(std::string_view key, std::string_view value) {
  std::optional<std::string_view>& entry = at(key);
  // In place, so that a value put again and again does not fill the arena.
  if (entry && entry->size() >= value.size()) {
    auto* const to = const_cast<char*>(entry->data());
    std::memmove(to, value.data(), value.size());
    entry = std::string_view(to, value.size());
  } else {
    entry = std::string_view(copy(value), value.size());
  }
}

void Overlay::erase(std::string_view key) { at(key) = std::nullopt; }

void OverlayIterator::settle() {
  for (; change_ != changes_->end(); ++change_) {
    const bool below = base_->valid();
    const int order = below ? change_->first.compare(base_->key()) : -1;
    if (order > 0) break;
    if (order == 0) base_->next();
    if (!change_->second) continue;
    at_change_ = true;
    return;
  }
  at_change_ = false;
}

void OverlayIterator::seek(std::string_view key) {
  base_->seek(key);
  change_ = changes_->lower_bound(key);
  settle();
}

void OverlayIterator::settle_back(Overlay::const_iterator change) {
  while (change != changes_->begin()) {
    --change;
    if (base_->valid() && base_->key() > change->first) break;
    if (change->second) return seek(std::string(change->first));
    if (base_->valid() && base_->key() == change->first) base_->prev();
  }
  if (base_->valid()) return seek(std::string(base_->key()));
  change_ = changes_->end();
  at_change_ = false;
}

void OverlayIterator::seek_for_prev(std::string_view key) {
  base_->seek_for_prev(key);
  settle_back(changes_->upper_bound(key));
}

void OverlayIterator::prev() {
  const std::string at(key());
  base_->seek_for_prev(at);
  if (base_->valid() && base_->key() == at) base_->prev();
  settle_back(changes_->lower_bound(at));
}

void OverlayIterator::next() {
  if (at_change_) {
    ++change_;
  } else {
    base_->next();
  }
  settle();
}

std::string_view OverlayIterator::key() const {
  return at_change_ ? std::string_view(change_->first) : base_->key();
}
std::string_view OverlayIterator::value() const {
  return at_change_ ? std::string_view(*change_->second) : base_->value();
}

}  // namespace wutong::kv
