// Heap side of wutong::Value: boxing, access, destruction.
#include "wutong/value.h"

#include <algorithm>

namespace wutong {

namespace detail {

template <class T>
struct Boxed : Shared {
  T payload;
  Boxed(ValueType t, T p) : Shared(t), payload(std::move(p)) {}
};

void destroy(Shared* shared) noexcept {
  switch (shared->type) {
    case ValueType::String:
      delete static_cast<Boxed<std::string>*>(shared);
      return;
    case ValueType::List:
      delete static_cast<Boxed<List>*>(shared);
      return;
    case ValueType::Map:
      delete static_cast<Boxed<Map>*>(shared);
      return;
    case ValueType::Node:
      delete static_cast<Boxed<NodeRecord>*>(shared);
      return;
    case ValueType::Relationship:
      delete static_cast<Boxed<RelationshipRecord>*>(shared);
      return;
    case ValueType::Path:
      delete static_cast<Boxed<PathRecord>*>(shared);
      return;
    case ValueType::DateTime:
      delete static_cast<Boxed<DateTime>*>(shared);
      return;
    case ValueType::Duration:
      delete static_cast<Boxed<Duration>*>(shared);
      return;
    default:
      assert(false && "inline value with a heap object");
  }
}

namespace {

template <class T>
const T& unbox(Shared* shared) noexcept {
  return static_cast<Boxed<T>*>(shared)->payload;
}

}  // namespace
}  // namespace detail

template <class T>
Value Value::box(ValueType type, T payload) {
  Value value;
  value.bits_.shared = new detail::Boxed<T>(type, std::move(payload));
  value.type_ = type;
  value.boxed_ = true;
  return value;
}

Value::Value(std::string s) : Value(box(ValueType::String, std::move(s))) {}
Value::Value(DateTime t) : Value(box(ValueType::DateTime, std::move(t))) {}
Value::Value(Duration d) : Value(box(ValueType::Duration, d)) {}
Value::Value(NodeRecord n) : Value(box(ValueType::Node, std::move(n))) {}
Value::Value(RelationshipRecord r) : Value(box(ValueType::Relationship, std::move(r))) {}
Value::Value(PathRecord p) : Value(box(ValueType::Path, std::move(p))) {}

Value Value::list(List items) { return box(ValueType::List, std::move(items)); }

Value Value::map(Map entries) {
  const auto by_key = [](const MapEntry& a, const MapEntry& b) { return a.first < b.first; };
  if (!std::is_sorted(entries.begin(), entries.end(), by_key)) {
    std::stable_sort(entries.begin(), entries.end(), by_key);
  }
  // Of a run of equal keys keep the last.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i + 1 < entries.size() && entries[i].first == entries[i + 1].first) continue;
    if (kept != i) entries[kept] = std::move(entries[i]);
    ++kept;
  }
  entries.resize(kept);
  return box(ValueType::Map, std::move(entries));
}

const std::string& Value::as_string() const noexcept {
  assert(is_string());
  return detail::unbox<std::string>(bits_.shared);
}
const List& Value::as_list() const noexcept {
  assert(is_list());
  return detail::unbox<List>(bits_.shared);
}
const Map& Value::as_map() const noexcept {
  assert(is_map());
  return detail::unbox<Map>(bits_.shared);
}
NodeId Value::as_node_id() const noexcept {
  assert(is_node());
  return boxed_ ? as_node().id : static_cast<NodeId>(bits_.integer);
}
RelationshipId Value::as_relationship_id() const noexcept {
  assert(is_relationship());
  return boxed_ ? as_relationship().id : static_cast<RelationshipId>(bits_.integer);
}
const NodeRecord& Value::as_node() const noexcept {
  assert(is_node() && boxed_);
  return detail::unbox<NodeRecord>(bits_.shared);
}
const RelationshipRecord& Value::as_relationship() const noexcept {
  assert(is_relationship() && boxed_);
  return detail::unbox<RelationshipRecord>(bits_.shared);
}
const PathRecord& Value::as_path() const noexcept {
  assert(is_path());
  return detail::unbox<PathRecord>(bits_.shared);
}
const DateTime& Value::as_date_time() const noexcept {
  assert(type_ == ValueType::DateTime);
  return detail::unbox<DateTime>(bits_.shared);
}
const Duration& Value::as_duration() const noexcept {
  assert(type_ == ValueType::Duration);
  return detail::unbox<Duration>(bits_.shared);
}

const Value* Value::find(std::string_view key) const noexcept {
  const Map& entries = as_map();
  const auto it =
      std::lower_bound(entries.begin(), entries.end(), key,
                       [](const MapEntry& entry, std::string_view k) { return entry.first < k; });
  return it != entries.end() && it->first == key ? &it->second : nullptr;
}

std::string_view type_name(ValueType type) noexcept {
  switch (type) {
    case ValueType::Null:
      return "Null";
    case ValueType::Boolean:
      return "Boolean";
    case ValueType::Integer:
      return "Integer";
    case ValueType::Float:
      return "Float";
    case ValueType::String:
      return "String";
    case ValueType::List:
      return "List";
    case ValueType::Map:
      return "Map";
    case ValueType::Node:
      return "Node";
    case ValueType::Relationship:
      return "Relationship";
    case ValueType::Path:
      return "Path";
    case ValueType::Date:
      return "Date";
    case ValueType::LocalTime:
      return "LocalTime";
    case ValueType::Time:
      return "Time";
    case ValueType::LocalDateTime:
      return "LocalDateTime";
    case ValueType::DateTime:
      return "DateTime";
    case ValueType::Duration:
      return "Duration";
  }
  return "Unknown";
}

std::string type_with_article(ValueType type) {
  return (type == ValueType::Integer ? "an " : "a ") + std::string(type_name(type));
}

}  // namespace wutong
