#include "store/relationship_change.h"

#include <algorithm>

#include "base/varint.h"
#include "store/key_codec.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

using model::KeyId;
using model::PropertyList;

void append_text(std::string_view text, std::string& out) {
  base::append_varint(text.size(), out);
  out += text;
}

std::uint64_t take(std::string_view& in) {
  std::uint64_t value = 0;
  if (!base::take_varint(in, value)) raise_corrupted("a change");
  return value;
}

std::string_view take_text(std::string_view& in) {
  const std::uint64_t size = take(in);
  if (size > in.size()) raise_corrupted("a change");
  const std::string_view text = in.substr(0, size);
  in.remove_prefix(size);
  return text;
}

using Items = std::vector<std::string_view>;
using Lists = std::map<KeyId, std::map<std::string_view, Items>>;  // of them the groups

void set(PropertyList& properties, KeyId key, Value value) {
  const auto at =
      std::lower_bound(properties.begin(), properties.end(), key,
                       [](const auto& entry, KeyId wanted) { return entry.first < wanted; });
  const bool present = at != properties.end() && at->first == key;
  if (value.is_null()) {
    if (present) properties.erase(at);
  } else if (present) {
    at->second = std::move(value);
  } else {
    properties.insert(at, {key, std::move(value)});
  }
}

void take_change(std::string_view& in, PropertyList& properties, Lists& lists) {
  for (auto& [key, value] : take_properties(in)) set(properties, key, std::move(value));
  auto& groups = lists[static_cast<KeyId>(take(in))];
  for (std::uint64_t n = take(in); n > 0; --n) {
    Items& items = groups[take_text(in)];
    items.clear();
    for (std::uint64_t m = take(in); m > 0; --m) items.push_back(take_text(in));
  }
}

// The list with the groups put in their places.
List changed(const Value& list, const std::map<std::string_view, Items>& groups) {
  List out;
  auto group = groups.begin();
  const auto add = [&] {
    for (const std::string_view item : group->second) out.emplace_back(std::string(item));
    ++group;
  };
  if (list.is_list()) {
    for (const Value& item : list.as_list()) {
      const std::string_view text = item.is_string() ? item.as_string() : std::string_view();
      const std::string_view of = text.substr(0, text.rfind('#'));
      while (group != groups.end() && group->first < of) add();
      if (groups.count(of) == 0) out.push_back(item);
    }
  }
  while (group != groups.end()) add();
  return out;
}

}  // namespace

std::string encode_change(const PropertyList& properties, KeyId list, const Groups& groups) {
  std::string out;
  append_properties(properties, out);
  base::append_varint(static_cast<std::uint64_t>(list), out);
  base::append_varint(groups.size(), out);
  for (const auto& [group, items] : groups) {
    append_text(group, out);
    base::append_varint(items.size(), out);
    for (const std::string& item : items) append_text(item, out);
  }
  return out;
}

bool change_relationship(const std::string_view* record,
                         const std::vector<std::string_view>& changes, std::string& out) {
  out.clear();
  if (!record || record->empty()) return true;
  try {
    std::string_view in = *record;
    for (int i = 0; i < 3; ++i) take(in);  // type, start, end
    out.assign(record->data(), record->size() - in.size());
    PropertyList properties = take_properties(in);
    Lists lists;
    for (std::string_view some : changes) {
      while (!some.empty()) take_change(some, properties, lists);
    }
    for (const auto& [key, groups] : lists) {
      const auto at =
          std::find_if(properties.begin(), properties.end(),
                       [&, wanted = key](const auto& entry) { return entry.first == wanted; });
      List list = changed(at == properties.end() ? Value() : at->second, groups);
      set(properties, key, Value::list(std::move(list)));
    }
    append_properties(properties, out);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace wutong::store
