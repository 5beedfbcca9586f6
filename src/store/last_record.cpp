#include "store/last_record.h"

#include <algorithm>

#include "store/key_codec.h"

namespace wutong::store {
namespace {

// Records that far ahead are stepped to, those beyond are sought.
constexpr std::uint64_t kNear = 8;
// So many steps ahead in a row make it worth reading on.
constexpr int kOften = 8;
constexpr std::size_t kShortest = 16, kLongest = 2048, kMostBytes = 1 << 20;

}  // namespace

std::optional<std::string_view> LastRecord::Window::find(std::uint64_t id) {
  if (at + 1 < entries.size() && entries[at].id < id) ++at;
  if (at >= entries.size() || entries[at].id != id) {
    const auto entry = std::lower_bound(entries.begin(), entries.end(), id,
                                        [](const Entry& e, std::uint64_t i) { return e.id < i; });
    at = static_cast<std::size_t>(entry - entries.begin());
    if (entry == entries.end() || entry->id != id) return std::nullopt;
  }
  return std::string_view(bytes).substr(entries[at].begin, entries[at].size);
}

void LastRecord::Window::clear() {
  entries.clear();
  bytes.clear();
  from = 1;
  to = at = 0;
}

bool LastRecord::load(const kv::View& view, std::uint64_t id) {
  if (loaded_ && id_ == id) return true;
  const bool near = id_ && id - *id_ <= kNear;
  id_ = id;
  loaded_ = false;
  std::string key;
  append_be64(id, key);
  const auto found = [&](bool is_there) {
    bytes_ = own_;
    return loaded_ = is_there;
  };
  if (const auto own = view.changed(family_, key, own_)) return found(*own);
  Window* window = window_.covers(id) ? &window_ : before_.covers(id) ? &before_ : nullptr;
  if (!window) {
    ascending_ = near ? ascending_ + 1 : 0;
    if (ascending_ <= kOften) {
      length_ = kShortest;
      return found(view.get(family_, key, own_));
    }
    read_ahead(view, id, key);
    window = &window_;
  }
  const auto record = window->find(id);
  bytes_ = record.value_or("");
  return loaded_ = record.has_value();
}

void LastRecord::fill(Window& window, std::uint64_t from) {
  // The other thread leaves what the caller may change alone.
  const std::size_t length = &window == &next_ ? kLongest : length_;
  window.clear();
  while (place_->valid() && window.entries.size() < length && window.bytes.size() < kMostBytes) {
    const std::string_view value = place_->value();
    window.entries.push_back({read_be64(place_->key()), window.bytes.size(), value.size()});
    window.bytes += value;
    place_->next();
  }
  window.from = from;
  window.to = place_->valid() ? window.entries.back().id : ~std::uint64_t{0};
}

void LastRecord::fill_next() {
  if (length_ < kLongest || !place_->valid()) return;
  filling_ = std::async(std::launch::async | std::launch::deferred,
                        [this, from = window_.to + 1] { fill(next_, from); });
}

void LastRecord::read_ahead(const kv::View& view, std::uint64_t id, const std::string& key) {
  const bool follows = place_ && window_.to < id && id - window_.to <= kNear;
  std::swap(window_, before_);
  if (filling_.valid()) {
    filling_.get();
    if (follows && next_.covers(id)) {
      std::swap(window_, next_);
      return fill_next();
    }
  }
  if (!place_) place_ = view.unchanged(family_);
  if (follows) {
    while (place_->valid() && place_->key() < key) place_->next();
  } else {
    place_->seek(key);
  }
  fill(window_, id);
  length_ = std::min(2 * length_, kLongest);
  fill_next();
}

void LastRecord::replace(std::uint64_t id, std::string bytes) {
  id_ = id;
  own_ = std::move(bytes);
  bytes_ = own_;
  loaded_ = true;
}

void LastRecord::reset() {
  loaded_ = false;
  if (filling_.valid()) filling_.wait();
  filling_ = {};
  place_.reset();
  window_.clear();
  before_.clear();
}

}  // namespace wutong::store
