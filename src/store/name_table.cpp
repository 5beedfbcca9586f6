#include "store/name_table.h"

#include "store/key_codec.h"

namespace wutong::store {

StoredNames::StoredNames(const kv::View& view) {
  view.scan(kv::Family::Dictionary, "", [&](std::string_view key, std::string_view value) {
    Kind& kind = kind_of(key.front());
    const std::uint32_t id = read_be32(value);
    kind.ids.emplace(key.substr(1), id);
    if (kind.names.size() <= id) kind.names.resize(id + 1);
    kind.names[id] = key.substr(1);
    return true;
  });
  for (Kind* kind : {&labels_, &types_, &keys_}) kind->written = kind->names.size();
}

std::optional<std::uint32_t> StoredNames::find(char kind, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const Kind& names = kind_of(kind);
  const auto it = names.ids.find(name);
  if (it == names.ids.end()) return std::nullopt;
  return it->second;
}

std::optional<LabelId> StoredNames::find_label(std::string_view name) const {
  const auto id = find('L', name);
  return id ? std::optional(LabelId{*id}) : std::nullopt;
}
std::optional<TypeId> StoredNames::find_type(std::string_view name) const {
  const auto id = find('T', name);
  return id ? std::optional(TypeId{*id}) : std::nullopt;
}
std::optional<KeyId> StoredNames::find_key(std::string_view name) const {
  const auto id = find('K', name);
  return id ? std::optional(KeyId{*id}) : std::nullopt;
}

std::string StoredNames::name(char kind, std::uint32_t id) const {
  const std::lock_guard lock(mutex_);
  const Kind& names = kind_of(kind);
  if (id >= names.names.size()) raise_corrupted("a name");
  return names.names[id];
}
std::string StoredNames::label_name(LabelId id) const {
  return name('L', static_cast<std::uint32_t>(id));
}
std::string StoredNames::type_name(TypeId id) const {
  return name('T', static_cast<std::uint32_t>(id));
}
std::string StoredNames::key_name(KeyId id) const {
  return name('K', static_cast<std::uint32_t>(id));
}

std::vector<std::string> StoredNames::sorted(char kind) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [name, id] : kind_of(kind).ids) out.push_back(name);
  return out;
}

std::uint32_t StoredNames::intern(char kind, std::string_view name) {
  const std::lock_guard lock(mutex_);
  Kind& names = kind_of(kind);
  if (const auto it = names.ids.find(name); it != names.ids.end()) return it->second;
  const auto id = static_cast<std::uint32_t>(names.names.size());
  names.names.emplace_back(name);
  names.ids.emplace(name, id);
  return id;
}

void StoredNames::write_new(kv::Batch& batch) {
  const std::lock_guard lock(mutex_);
  for (const char letter : {'L', 'T', 'K'}) {
    Kind& kind = kind_of(letter);
    kind.writing = kind.names.size();
    for (std::size_t id = kind.written; id < kind.writing; ++id) {
      std::string value;
      append_be32(static_cast<std::uint32_t>(id), value);
      batch.put(kv::Family::Dictionary, letter + kind.names[id], value);
    }
  }
}

void StoredNames::committed() {
  const std::lock_guard lock(mutex_);
  for (Kind* kind : {&labels_, &types_, &keys_}) kind->written = kind->writing;
}

}  // namespace wutong::store
