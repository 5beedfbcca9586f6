#include "store/key_codec.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "base/varint.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

using base::append_varint;

enum Tag : unsigned char {
  kNull = 0,
  kFalse = 1,
  kTrue = 2,
  kInteger = 3,
  kFloat = 4,
  kString = 5,
  kList = 6,
  kMap = 7,
  kDate = 8,
  kLocalTime = 9,
  kTime = 10,
  kLocalDateTime = 11,
  kDateTime = 12,
  kDuration = 13,
};

std::uint64_t take(std::string_view& in) {
  std::uint64_t value = 0;
  if (!base::take_varint(in, value)) raise_corrupted("a number");
  return value;
}
std::int64_t take_signed(std::string_view& in) { return base::unzigzag(take(in)); }
void append_signed(std::int64_t value, std::string& out) {
  append_varint(base::zigzag(value), out);
}

std::string take_bytes(std::string_view& in) {
  const std::uint64_t size = take(in);
  if (size > in.size()) raise_corrupted("a string");
  std::string out(in.substr(0, size));
  in.remove_prefix(size);
  return out;
}
void append_bytes(std::string_view bytes, std::string& out) {
  append_varint(bytes.size(), out);
  out += bytes;
}

// Doubles sort as unsigned integers once negative ones are flipped whole and positive ones lose the
// sign bit.
std::uint64_t ordered_double(double value) {
  if (value == 0) value = 0;  // -0.0
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (1ULL << 63);
}

}  // namespace

void raise_corrupted(const char* what) {
  throw Error("store.corrupted", std::string("the database is damaged: cannot read ") + what)
      .with_note("wutong check --db DIR names what is wrong");
}

void append_be32(std::uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}
void append_be64(std::uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}
std::uint32_t read_be32(std::string_view bytes) {
  if (bytes.size() < 4) raise_corrupted("a key");
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return value;
}
std::uint64_t read_be64(std::string_view bytes) {
  if (bytes.size() < 8) raise_corrupted("a key");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::string node_key(NodeId id) {
  std::string key;
  append_be64(static_cast<std::uint64_t>(id), key);
  return key;
}
std::string relationship_key(RelationshipId id) {
  std::string key;
  append_be64(static_cast<std::uint64_t>(id), key);
  return key;
}
std::string adjacency_prefix(NodeId node, model::Direction direction) {
  std::string key = node_key(node);
  key.push_back(direction == model::Direction::Outgoing ? 0 : 1);
  return key;
}
std::string adjacency_prefix(NodeId node, model::Direction direction, model::TypeId type) {
  std::string key = adjacency_prefix(node, direction);
  append_be32(static_cast<std::uint32_t>(type), key);
  return key;
}
std::string label_key(model::LabelId label, NodeId node) {
  std::string key;
  append_be32(static_cast<std::uint32_t>(label), key);
  append_be64(static_cast<std::uint64_t>(node), key);
  return key;
}
std::string index_prefix(model::LabelId label, model::KeyId key) {
  std::string prefix;
  append_be32(static_cast<std::uint32_t>(label), prefix);
  append_be32(static_cast<std::uint32_t>(key), prefix);
  return prefix;
}

void append_value(const Value& value, std::string& out) {
  const auto tag = [&](Tag t) { out.push_back(static_cast<char>(t)); };
  switch (value.type()) {
    case ValueType::Null:
      return tag(kNull);
    case ValueType::Boolean:
      return tag(value.as_boolean() ? kTrue : kFalse);
    case ValueType::Integer:
      return tag(kInteger), append_signed(value.as_integer(), out);
    case ValueType::Float: {
      tag(kFloat);
      const auto bits = std::bit_cast<std::uint64_t>(value.as_float());
      return append_be64(bits, out);
    }
    case ValueType::String:
      return tag(kString), append_bytes(value.as_string(), out);
    case ValueType::List:
      tag(kList);
      append_varint(value.as_list().size(), out);
      for (const Value& item : value.as_list()) append_value(item, out);
      return;
    case ValueType::Map:
      tag(kMap);
      append_varint(value.as_map().size(), out);
      for (const auto& [key, item] : value.as_map()) {
        append_bytes(key, out);
        append_value(item, out);
      }
      return;
    case ValueType::Date:
      return tag(kDate), append_signed(value.as_date().epoch_days, out);
    case ValueType::LocalTime:
      return tag(kLocalTime), append_signed(value.as_local_time().nanos_of_day, out);
    case ValueType::Time:
      tag(kTime);
      append_signed(value.as_time().nanos_of_day, out);
      return append_signed(value.as_time().offset_seconds, out);
    case ValueType::LocalDateTime:
      tag(kLocalDateTime);
      append_signed(value.as_local_date_time().epoch_seconds, out);
      return append_signed(value.as_local_date_time().nanos, out);
    case ValueType::DateTime: {
      const DateTime& t = value.as_date_time();
      tag(kDateTime);
      append_signed(t.epoch_seconds, out);
      append_signed(t.nanos, out);
      append_signed(t.offset_seconds, out);
      return append_bytes(t.zone, out);
    }
    case ValueType::Duration: {
      const Duration& d = value.as_duration();
      tag(kDuration);
      append_signed(d.months, out);
      append_signed(d.days, out);
      append_signed(d.seconds, out);
      return append_signed(d.nanos, out);
    }
    default:
      throw Error("type.invalid_property_type", "nodes, relationships and paths cannot be stored");
  }
}

Value take_value(std::string_view& in) {
  if (in.empty()) raise_corrupted("a value");
  const auto tag = static_cast<Tag>(in.front());
  in.remove_prefix(1);
  switch (tag) {
    case kNull:
      return {};
    case kFalse:
      return false;
    case kTrue:
      return true;
    case kInteger:
      return take_signed(in);
    case kFloat: {
      const auto bits = read_be64(in);
      in.remove_prefix(8);
      return std::bit_cast<double>(bits);
    }
    case kString:
      return take_bytes(in);
    case kList: {
      const std::uint64_t size = take(in);
      if (size > in.size()) raise_corrupted("a list");
      List items;
      items.reserve(size);
      for (std::uint64_t i = 0; i < size; ++i) items.push_back(take_value(in));
      return Value::list(std::move(items));
    }
    case kMap: {
      const std::uint64_t size = take(in);
      if (size > in.size()) raise_corrupted("a map");
      Map entries;
      for (std::uint64_t i = 0; i < size; ++i) {
        std::string key = take_bytes(in);
        entries.emplace_back(std::move(key), take_value(in));
      }
      return Value::map(std::move(entries));
    }
    case kDate:
      return Date{take_signed(in)};
    case kLocalTime:
      return LocalTime{take_signed(in)};
    case kTime: {
      const std::int64_t nanos = take_signed(in);
      return Time{nanos, static_cast<std::int32_t>(take_signed(in))};
    }
    case kLocalDateTime: {
      const std::int64_t seconds = take_signed(in);
      return LocalDateTime{seconds, static_cast<std::int32_t>(take_signed(in))};
    }
    case kDateTime: {
      DateTime t;
      t.epoch_seconds = take_signed(in);
      t.nanos = static_cast<std::int32_t>(take_signed(in));
      t.offset_seconds = static_cast<std::int32_t>(take_signed(in));
      t.zone = take_bytes(in);
      return t;
    }
    case kDuration: {
      Duration d;
      d.months = take_signed(in);
      d.days = take_signed(in);
      d.seconds = take_signed(in);
      d.nanos = static_cast<std::int32_t>(take_signed(in));
      return d;
    }
  }
  raise_corrupted("a value");
}

void append_properties(const model::PropertyList& properties, std::string& out) {
  append_varint(properties.size(), out);
  for (const auto& [key, value] : properties) {
    append_varint(static_cast<std::uint64_t>(key), out);
    append_value(value, out);
  }
}

void skip_value(std::string_view& in) {
  if (in.empty()) raise_corrupted("a value");
  const auto tag = static_cast<Tag>(in.front());
  const auto drop = [&](std::uint64_t size) {
    if (size > in.size()) raise_corrupted("a value");
    in.remove_prefix(size);
  };
  switch (tag) {
    case kNull:
    case kFalse:
    case kTrue:
      return drop(1);
    case kInteger:
      in.remove_prefix(1);
      take(in);
      return;
    case kFloat:
      return drop(9);
    case kString:
      in.remove_prefix(1);
      return drop(take(in));
    default:
      take_value(in);
  }
}

model::PropertyList take_properties(std::string_view& in) {
  const std::uint64_t size = take(in);
  if (size > in.size()) raise_corrupted("properties");
  model::PropertyList properties;
  properties.reserve(size);
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto key = static_cast<model::KeyId>(take(in));
    properties.emplace_back(key, take_value(in));
  }
  return properties;
}

Value find_property(std::string_view in, model::KeyId key) {
  const std::uint64_t size = take(in);
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto found = static_cast<model::KeyId>(take(in));
    if (found == key) return take_value(in);
    if (found > key) return {};
    skip_value(in);
  }
  return {};
}

bool append_changed(std::string_view properties, model::KeyId key, const Value& value,
                    std::string& out) {
  std::uint64_t count = take(properties);
  std::string_view entry = properties, rest = properties;  // where the key stands or would, behind
  bool present = false;
  for (std::uint64_t i = 0; i < count && !present; ++i) {
    entry = rest;
    const auto found = static_cast<model::KeyId>(take(rest));
    if (found > key) {
      rest = entry;
      break;
    }
    skip_value(rest);
    present = found == key;
    if (!present) entry = rest;
  }
  if (!present && !value.is_null()) ++count;
  if (present && value.is_null()) --count;
  append_varint(count, out);
  out += properties.substr(0, properties.size() - entry.size());
  if (!value.is_null()) {
    append_varint(static_cast<std::uint64_t>(key), out);
    append_value(value, out);
  }
  out += rest;
  return present || !value.is_null();
}

std::string encode_postings(const std::vector<Posting>& postings) {
  std::string out;
  std::uint64_t neighbour = 0;
  for (const Posting& posting : postings) {
    append_varint(posting.neighbour - neighbour, out);
    append_varint(posting.relationship, out);
    neighbour = posting.neighbour;
  }
  return out;
}

std::vector<Posting> decode_postings(std::string_view in) {
  std::vector<Posting> postings;
  std::uint64_t neighbour = 0;
  while (!in.empty()) {
    neighbour += take(in);
    postings.push_back({neighbour, take(in)});
  }
  return postings;
}

std::string ordered_value(const Value& value) {
  std::string out;
  switch (value.type()) {
    case ValueType::Boolean:
      return value.as_boolean() ? "\x01\x01" : std::string("\x01\x00", 2);
    case ValueType::Integer:
    case ValueType::Float: {
      // Numbers sort by their double; integers beyond 2^53 that share one are told apart by the
      // reader, which compares the stored value again.
      out.push_back('\x02');
      append_be64(ordered_double(value.as_number()), out);
      return out;
    }
    case ValueType::String: {
      // 0x00 inside a string becomes 0x00 0xFF; the end is 0x00 0x00.
      out.push_back('\x03');
      for (const char c : value.as_string()) {
        out.push_back(c);
        if (c == '\0') out.push_back('\xFF');
      }
      out.append(2, '\0');
      return out;
    }
    case ValueType::Date:
      out.push_back('\x04');
      append_be64(static_cast<std::uint64_t>(value.as_date().epoch_days) ^ (1ULL << 63), out);
      return out;
    case ValueType::LocalDateTime:
      out.push_back('\x05');
      append_be64(
          static_cast<std::uint64_t>(value.as_local_date_time().epoch_seconds) ^ (1ULL << 63), out);
      append_be32(static_cast<std::uint32_t>(value.as_local_date_time().nanos), out);
      return out;
    default:
      return "";
  }
}

}  // namespace wutong::store
