// PostingChanges: what a transaction changes in adjacency, gathered so that a block is read and
// written once however many of its postings change. See key_codec.h for blocks.
//
// PostingMemory: the blocks that a row of transactions has read and written lately, so that those
// that come after need not look for them: that takes a step through each of the database's files,
// as nobody knows the key of the block that a posting belongs to.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/recent_map.h"
#include "kv/database.h"
#include "store/key_codec.h"

namespace wutong::store {

// The postings of a prefix from `first` up to, but not, `next`; no bytes where there is no block.
struct PostingBlock {
  Posting first;
  std::optional<Posting> next;
  std::string bytes;
};

class PostingMemory {
 public:
  // From now on blocks are kept that are not known yet.
  void begin() { keeps_ = true; }
  bool keeps() const { return keeps_; }
  // nullptr where it is not known. Valid until the next call.
  const PostingBlock* find(const std::string& prefix, const Posting& posting);
  // As the database holds it.
  void put(const std::string& prefix, PostingBlock block);
  // A transaction makes these of the block that begins where they do.
  void replace(const std::string& prefix, std::vector<PostingBlock> blocks);
  // All blocks of a list: they are read again.
  void forget(const std::string& prefix);
  // The transaction is committed, or what it made is void.
  void settle(bool committed);

 private:
  static constexpr std::size_t kMost = 96 << 20;  // bytes
  using Blocks = std::vector<PostingBlock>;       // of a prefix, ascending

  bool keeps_ = false;
  bool changed_ = false;  // since settle()
  base::RecentMap<std::string, Blocks, base::TextHash> blocks_{kMost};
};

class PostingChanges {
 public:
  // `prefix`: adjacency_prefix of node, direction and type. The last change of a posting counts.
  void change(std::string prefix, const Posting& posting, bool add) {
    changes_[std::move(prefix)].insert_or_assign(posting, add);
  }
  // Nodes from `first_new` on are new: the database holds no postings of theirs.
  PostingChanges(PostingMemory& memory, NodeId first_new)
      : memory_(memory), first_new_(static_cast<std::uint64_t>(first_new)) {}
  void set_first_new(NodeId first_new) { first_new_ = static_cast<std::uint64_t>(first_new); }
  // Whether the posting is there, these changes made.
  bool contains(const kv::Batch& batch, const std::string& prefix, const Posting& posting) const;
  bool empty() const { return changes_.empty(); }
  void clear() { changes_.clear(); }
  // Into `batch`; none are left.
  void write(kv::Batch& batch);
  // Those of one node alone. Returns whether there were any.
  bool write(kv::Batch& batch, NodeId node);

 private:
  using OfPrefix = std::map<Posting, bool>;  // added, else removed
  // The block that the posting is in or would be; `it` is made where the memory does not know it.
  PostingBlock block_of(const kv::Batch& batch, std::unique_ptr<kv::Iterator>& it,
                        const std::string& prefix, const Posting& posting) const;
  void write(kv::Batch& batch, std::unique_ptr<kv::Iterator>& it, const std::string& prefix,
             const OfPrefix& changes);

  PostingMemory& memory_;
  std::uint64_t first_new_;
  std::map<std::string, OfPrefix> changes_;
};

}  // namespace wutong::store
