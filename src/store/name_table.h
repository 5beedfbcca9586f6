// The names of a database in memory: loaded at open, shared by all views, never shrinking. Safe
// from many threads.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "kv/database.h"
#include "store/graph.h"

namespace wutong::store {

class StoredNames : public NameTable {
 public:
  explicit StoredNames(const kv::View& view);

  std::optional<LabelId> find_label(std::string_view name) const override;
  std::optional<TypeId> find_type(std::string_view name) const override;
  std::optional<KeyId> find_key(std::string_view name) const override;
  std::string label_name(LabelId id) const override;
  std::string type_name(TypeId id) const override;
  std::string key_name(KeyId id) const override;
  std::vector<std::string> labels() const override { return sorted('L'); }
  std::vector<std::string> types() const override { return sorted('T'); }
  std::vector<std::string> keys() const override { return sorted('K'); }

  // The id of a name of a kind ('L', 'T' or 'K'), given where it is new.
  std::uint32_t intern(char kind, std::string_view name);
  // Writes the names that no commit has written yet.
  void write_new(kv::Batch& batch);
  void committed();

 private:
  struct Kind {
    std::map<std::string, std::uint32_t, std::less<>> ids;
    std::vector<std::string> names;
    std::size_t written = 0;  // names [0, written) are on disk
    std::size_t writing = 0;
  };
  Kind& kind_of(char kind) { return kind == 'L' ? labels_ : kind == 'T' ? types_ : keys_; }
  const Kind& kind_of(char kind) const {
    return kind == 'L' ? labels_ : kind == 'T' ? types_ : keys_;
  }
  std::optional<std::uint32_t> find(char kind, std::string_view name) const;
  std::string name(char kind, std::uint32_t id) const;
  std::vector<std::string> sorted(char kind) const;

  mutable std::mutex mutex_;
  Kind labels_, types_, keys_;
};

}  // namespace wutong::store
