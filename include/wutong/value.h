// wutong::Value, one openCypher value in 16 bytes.
//
//   Value v = Value::list({1, 2.5, "桐乡"});
//   v.as_list()[2].as_string();            // "桐乡"
//
// Null, booleans, numbers, Date, LocalTime, Time, LocalDateTime and bare node and relationship ids
// are stored inline; the rest is an immutable, reference-counted object, so that a copy costs one
// atomic increment at most. Values are immutable: safe to read from many threads.
//
// A node or relationship is *bare* (an id, as operators pass it on) or *resolved* (a record with
// labels and properties, as results hand it out). Both have the same ValueType.
//
// The as_* accessors require the type they name (checked by assert).
#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wutong/temporal.h"

namespace wutong {

enum class NodeId : std::uint64_t {};
enum class RelationshipId : std::uint64_t {};

enum class ValueType : std::uint8_t {
  Null,
  Boolean,
  Integer,
  Float,
  String,
  List,
  Map,
  Node,
  Relationship,
  Path,
  Date,
  LocalTime,
  Time,
  LocalDateTime,
  DateTime,
  Duration,
};

class Value;
using List = std::vector<Value>;
using MapEntry = std::pair<std::string, Value>;
// Sorted by key, keys unique. Value::map() sorts; of equal keys the last one wins.
using Map = std::vector<MapEntry>;

struct NodeRecord;
struct RelationshipRecord;
struct PathRecord;

namespace detail {
// The head of every heap object; `type` says which one follows.
struct Shared {
  std::atomic<std::uint32_t> references{1};
  ValueType type;
  explicit Shared(ValueType t) : type(t) {}
};
template <class T>
struct Boxed;
void destroy(Shared*) noexcept;
}  // namespace detail

class Value {
 public:
  Value() noexcept = default;
  Value(bool b) noexcept : type_(ValueType::Boolean) { bits_.integer = b ? 1 : 0; }
  Value(std::int64_t i) noexcept : type_(ValueType::Integer) { bits_.integer = i; }
  Value(int i) noexcept : Value(static_cast<std::int64_t>(i)) {}
  Value(long long i) noexcept : Value(static_cast<std::int64_t>(i)) {}
  Value(double d) noexcept : type_(ValueType::Float) { bits_.real = d; }
  Value(std::string s);
  Value(std::string_view s) : Value(std::string(s)) {}
  Value(const char* s) : Value(std::string(s)) {}
  Value(Date d) noexcept : type_(ValueType::Date) { bits_.integer = d.epoch_days; }
  Value(LocalTime t) noexcept : type_(ValueType::LocalTime) { bits_.integer = t.nanos_of_day; }
  Value(Time t) noexcept : type_(ValueType::Time), aux_(t.offset_seconds) {
    bits_.integer = t.nanos_of_day;
  }
  Value(LocalDateTime t) noexcept : type_(ValueType::LocalDateTime), aux_(t.nanos) {
    bits_.integer = t.epoch_seconds;
  }
  Value(DateTime t);
  Value(Duration d);
  Value(NodeId n) noexcept : type_(ValueType::Node) {
    bits_.integer = static_cast<std::int64_t>(n);
  }
  Value(RelationshipId r) noexcept : type_(ValueType::Relationship) {
    bits_.integer = static_cast<std::int64_t>(r);
  }
  Value(NodeRecord n);
  Value(RelationshipRecord r);
  Value(PathRecord p);
  template <class T>
  Value(T*) = delete;  // no pointer becomes a boolean

  static Value list(List items);
  static Value map(Map entries);

  Value(const Value& other) noexcept
      : type_(other.type_), boxed_(other.boxed_), aux_(other.aux_), bits_(other.bits_) {
    if (boxed_) bits_.shared->references.fetch_add(1, std::memory_order_relaxed);
  }
  Value(Value&& other) noexcept
      : type_(other.type_), boxed_(other.boxed_), aux_(other.aux_), bits_(other.bits_) {
    other.type_ = ValueType::Null;
    other.boxed_ = false;
  }
  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() {
    if (boxed_ && bits_.shared->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      detail::destroy(bits_.shared);
    }
  }
  void swap(Value& other) noexcept {
    std::swap(type_, other.type_);
    std::swap(boxed_, other.boxed_);
    std::swap(aux_, other.aux_);
    std::swap(bits_, other.bits_);
  }

  ValueType type() const noexcept { return type_; }
  bool is_null() const noexcept { return type_ == ValueType::Null; }
  bool is_boolean() const noexcept { return type_ == ValueType::Boolean; }
  bool is_integer() const noexcept { return type_ == ValueType::Integer; }
  bool is_float() const noexcept { return type_ == ValueType::Float; }
  bool is_number() const noexcept { return is_integer() || is_float(); }
  bool is_string() const noexcept { return type_ == ValueType::String; }
  bool is_list() const noexcept { return type_ == ValueType::List; }
  bool is_map() const noexcept { return type_ == ValueType::Map; }
  bool is_node() const noexcept { return type_ == ValueType::Node; }
  bool is_relationship() const noexcept { return type_ == ValueType::Relationship; }
  bool is_path() const noexcept { return type_ == ValueType::Path; }
  bool is_temporal() const noexcept { return type_ >= ValueType::Date; }
  // A node or relationship that carries its record.
  bool is_resolved() const noexcept { return boxed_; }

  bool as_boolean() const noexcept { return assert(is_boolean()), bits_.integer != 0; }
  std::int64_t as_integer() const noexcept { return assert(is_integer()), bits_.integer; }
  double as_float() const noexcept { return assert(is_float()), bits_.real; }
  // Integer or Float, as a double.
  double as_number() const noexcept {
    return is_integer() ? static_cast<double>(bits_.integer) : as_float();
  }
  const std::string& as_string() const noexcept;
  const List& as_list() const noexcept;
  const Map& as_map() const noexcept;
  NodeId as_node_id() const noexcept;                  // bare or resolved
  RelationshipId as_relationship_id() const noexcept;  // bare or resolved
  const NodeRecord& as_node() const noexcept;          // resolved only
  const RelationshipRecord& as_relationship() const noexcept;
  const PathRecord& as_path() const noexcept;
  Date as_date() const noexcept { return {bits_.integer}; }
  LocalTime as_local_time() const noexcept { return {bits_.integer}; }
  Time as_time() const noexcept { return {bits_.integer, aux_}; }
  LocalDateTime as_local_date_time() const noexcept { return {bits_.integer, aux_}; }
  const DateTime& as_date_time() const noexcept;
  const Duration& as_duration() const noexcept;

  // The value under `key` in a Map, or nullptr.
  const Value* find(std::string_view key) const noexcept;

 private:
  union Bits {
    std::int64_t integer;
    double real;
    detail::Shared* shared;
  };
  template <class T>
  static Value box(ValueType type, T payload);

  ValueType type_ = ValueType::Null;
  bool boxed_ = false;
  std::int32_t aux_ = 0;
  Bits bits_ = {0};
};
static_assert(sizeof(Value) == 16);

struct NodeRecord {
  NodeId id{};
  std::vector<std::string> labels;  // sorted
  Map properties;
};

struct RelationshipRecord {
  RelationshipId id{};
  std::string type;
  NodeId start{};
  NodeId end{};
  Map properties;
};

// nodes.size() == relationships.size() + 1. Relationship i joins nodes i and i+1, in either
// direction.
struct PathRecord {
  List nodes;
  List relationships;
};

// "Integer", "String", "List", ... as error messages name them.
std::string_view type_name(ValueType type) noexcept;
std::string type_with_article(ValueType type);  // "an Integer"

// The value as an openCypher literal, the way results are written in the TCK:
// 'text', 1.0, [1, 2], {a: 1}, (:Label {name: 'x'}), [:TYPE], <(:A)-[:T]->(:B)>, '2015-07-21'.
// Bare nodes and relationships print as (#7) and [#7].
std::string to_literal(const Value& value);

}  // namespace wutong
