#include "store/postings.h"

#include <algorithm>
#include <iterator>

namespace wutong::store {
namespace {

std::string block_key(const std::string& prefix, const Posting& first) {
  std::string key = prefix;
  append_be64(first.neighbour, key);
  append_be64(first.relationship, key);
  return key;
}

Posting first_of(std::string_view key, std::size_t prefix) {
  return {read_be64(key.substr(prefix)), read_be64(key.substr(prefix + 8))};
}

// A block and, where there is a later one of the prefix, the first posting of that.
struct Block {
  std::string key;
  std::vector<Posting> postings;
  std::optional<Posting> next;
};

Block block_of(kv::Iterator& it, const std::string& prefix, const Posting& posting) {
  const auto within = [&] { return it.valid() && it.key().substr(0, prefix.size()) == prefix; };
  Block block{block_key(prefix, {}), {}, std::nullopt};
  it.seek_for_prev(block_key(prefix, posting));
  if (within()) {
    block.key = it.key();
    block.postings = decode_postings(it.value());
    it.next();
  } else {
    it.seek(block.key);
  }
  if (within()) block.next = first_of(it.key(), prefix.size());
  return block;
}

// The postings with the changes made. `appended`: all changes come behind them.
template <class Change>
std::vector<Posting> merged(const std::vector<Posting>& postings, Change change, Change end,
                            bool& appended) {
  std::vector<Posting> out;
  appended = postings.empty() || postings.back() < change->first;
  auto posting = postings.begin();
  for (; change != end; ++change) {
    for (; posting != postings.end() && *posting < change->first; ++posting) {
      out.push_back(*posting);
    }
    if (posting != postings.end() && *posting == change->first) ++posting;
    if (change->second) out.push_back(change->first);
  }
  out.insert(out.end(), posting, postings.end());
  return out;
}

// Appends fill their blocks, so that ascending loads do; others split evenly.
void put_block(kv::Batch& batch, const std::string& prefix, const std::string& key,
               const std::vector<Posting>& postings, bool appended) {
  if (postings.empty()) return batch.erase(kv::Family::Adjacency, key);
  const std::size_t blocks = (postings.size() + kBlockPostings - 1) / kBlockPostings;
  const std::size_t size = appended ? kBlockPostings : (postings.size() + blocks - 1) / blocks;
  for (std::size_t at = 0; at < postings.size(); at += size) {
    const auto begin = postings.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end =
        postings.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, postings.size()));
    batch.put(kv::Family::Adjacency, at == 0 ? key : block_key(prefix, *begin),
              encode_postings({begin, end}));
  }
}

}  // namespace

bool PostingChanges::contains(const kv::Batch& batch, const std::string& prefix,
                              const Posting& posting) const {
  if (const auto list = changes_.find(prefix); list != changes_.end()) {
    const auto change = list->second.find(posting);
    if (change != list->second.end()) return change->second;
  }
  const auto it = batch.iterator(kv::Family::Adjacency);
  it->seek_for_prev(block_key(prefix, posting));
  if (!it->valid() || it->key().substr(0, prefix.size()) != prefix) return false;
  const std::vector<Posting> block = decode_postings(it->value());
  return std::binary_search(block.begin(), block.end(), posting);
}

void PostingChanges::write(kv::Batch& batch) {
  for (const auto& [prefix, changes] : changes_) write(batch, prefix, changes);
  changes_.clear();
}

void PostingChanges::write(kv::Batch& batch, const std::string& prefix, const OfPrefix& changes) {
  const auto it = batch.iterator(kv::Family::Adjacency);
  for (auto change = changes.begin(); change != changes.end();) {
    const Block block = block_of(*it, prefix, change->first);
    const auto end = block.next ? changes.lower_bound(*block.next) : changes.end();
    bool appended = false;
    const auto postings = merged(block.postings, change, end, appended);
    put_block(batch, prefix, block.key, postings, appended);
    change = end;
  }
}

}  // namespace wutong::store
