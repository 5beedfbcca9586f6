#include "kv/overlay.h"

namespace wutong::kv {

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
