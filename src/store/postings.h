// PostingChanges: what a transaction changes in adjacency, gathered so that a block is read and
// written once however many of its postings change. See key_codec.h for blocks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kv/database.h"
#include "store/key_codec.h"

namespace wutong::store {

class PostingChanges {
 public:
  // `prefix`: adjacency_prefix of node, direction and type. The last change of a posting counts.
  void change(std::string prefix, const Posting& posting, bool add) {
    changes_[std::move(prefix)].insert_or_assign(posting, add);
  }
  // Whether the posting is there, these changes made.
  bool contains(const kv::Batch& batch, const std::string& prefix, const Posting& posting) const;
  bool empty() const { return changes_.empty(); }
  void clear() { changes_.clear(); }
  // Into `batch`; none are left.
  void write(kv::Batch& batch);

 private:
  using OfPrefix = std::map<Posting, bool>;  // added, else removed
  static void write(kv::Batch& batch, const std::string& prefix, const OfPrefix& changes);

  std::map<std::string, OfPrefix> changes_;
};

}  // namespace wutong::store
