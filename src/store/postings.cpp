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

PostingBlock read_block(kv::Iterator& it, const std::string& prefix, const Posting& posting) {
  const auto within = [&] { return it.valid() && it.key().substr(0, prefix.size()) == prefix; };
  PostingBlock block;
  it.seek_for_prev(block_key(prefix, posting));
  if (within()) {
    block.first = first_of(it.key(), prefix.size());
    block.bytes = it.value();
    it.next();
  } else {
    it.seek(block_key(prefix, {}));
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
std::vector<PostingBlock> blocks_of(const PostingBlock& block, const std::vector<Posting>& postings,
                                    bool appended) {
  const std::size_t count = (postings.size() + kBlockPostings - 1) / kBlockPostings;
  const std::size_t size = appended ? kBlockPostings : (postings.size() + count - 1) / count;
  std::vector<PostingBlock> out;
  for (std::size_t at = 0; at < postings.size(); at += size) {
    const auto begin = postings.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end =
        postings.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, postings.size()));
    if (at > 0) out.back().next = *begin;
    out.push_back({at == 0 ? block.first : *begin, block.next, encode_postings({begin, end})});
  }
  return out;
}

// The last block that begins at or before the posting.
auto block_at(std::vector<PostingBlock>& blocks, const Posting& posting) {
  const auto after = std::upper_bound(
      blocks.begin(), blocks.end(), posting,
      [](const Posting& wanted, const PostingBlock& block) { return wanted < block.first; });
  return after == blocks.begin() ? blocks.end() : std::prev(after);
}

std::ptrdiff_t size_of(const PostingBlock& block) {
  return static_cast<std::ptrdiff_t>(sizeof(block) + block.bytes.capacity());
}

}  // namespace

const PostingBlock* PostingMemory::find(const std::string& prefix, const Posting& posting) {
  Blocks* const blocks = blocks_.find(prefix);
  if (!blocks) return nullptr;
  const auto block = block_at(*blocks, posting);
  if (block == blocks->end() || (block->next && *block->next <= posting)) return nullptr;
  return &*block;
}

void PostingMemory::put(const std::string& prefix, PostingBlock block) {
  Blocks* blocks = blocks_.find(prefix);
  if (!blocks && !keeps_) return;
  if (!blocks) blocks = &blocks_.put(prefix, {}, 0);
  blocks_.grow(prefix, size_of(block));
  const auto before = block_at(*blocks, block.first);
  blocks->insert(before == blocks->end() ? blocks->begin() : std::next(before), std::move(block));
}

void PostingMemory::replace(const std::string& prefix, std::vector<PostingBlock> blocks) {
  changed_ = true;
  if (Blocks* const known = blocks_.find(prefix)) {
    const auto former = block_at(*known, blocks.front().first);
    if (former != known->end() && former->first == blocks.front().first) {
      blocks_.grow(prefix, -size_of(*former));
      known->erase(former);
    }
  }
  for (PostingBlock& block : blocks) put(prefix, std::move(block));
}

void PostingMemory::forget(const std::string& prefix) {
  changed_ = true;
  blocks_.erase(prefix);
}

void PostingMemory::settle(bool committed) {
  if (changed_ && !committed) blocks_.clear();
  blocks_.trim();
  changed_ = false;
}

PostingBlock PostingChanges::block_of(const kv::Batch& batch, std::unique_ptr<kv::Iterator>& it,
                                      const std::string& prefix, const Posting& posting) const {
  if (const PostingBlock* const known = memory_.find(prefix, posting)) return *known;
  // The memory keeps all that a transaction makes, so that nothing else is there.
  if (memory_.keeps() && read_be64(prefix) >= first_new_) return {};
  if (!it) it = batch.iterator(kv::Family::Adjacency);
  PostingBlock block = read_block(*it, prefix, posting);
  memory_.put(prefix, block);
  return block;
}

bool PostingChanges::contains(const kv::Batch& batch, const std::string& prefix,
                              const Posting& posting) const {
  if (const auto list = changes_.find(prefix); list != changes_.end()) {
    const auto change = list->second.find(posting);
    if (change != list->second.end()) return change->second;
  }
  std::unique_ptr<kv::Iterator> it;
  const std::vector<Posting> block = decode_postings(block_of(batch, it, prefix, posting).bytes);
  return std::binary_search(block.begin(), block.end(), posting);
}

void PostingChanges::write(kv::Batch& batch) {
  std::unique_ptr<kv::Iterator> it;
  for (const auto& [prefix, changes] : changes_) write(batch, it, prefix, changes);
  changes_.clear();
}

bool PostingChanges::write(kv::Batch& batch, NodeId node) {
  std::string of_node;
  append_be64(static_cast<std::uint64_t>(node), of_node);
  const auto begin = changes_.lower_bound(of_node);
  auto end = begin;
  std::unique_ptr<kv::Iterator> it;
  for (; end != changes_.end() && end->first.compare(0, of_node.size(), of_node) == 0; ++end) {
    write(batch, it, end->first, end->second);
  }
  const bool any = begin != end;
  changes_.erase(begin, end);
  return any;
}

void PostingChanges::write(kv::Batch& batch, std::unique_ptr<kv::Iterator>& it,
                           const std::string& prefix, const OfPrefix& changes) {
  for (auto change = changes.begin(); change != changes.end();) {
    const PostingBlock block = block_of(batch, it, prefix, change->first);
    const auto end = block.next ? changes.lower_bound(*block.next) : changes.end();
    bool appended = false;
    const auto postings = merged(decode_postings(block.bytes), change, end, appended);
    change = end;
    if (postings.empty()) {
      batch.erase(kv::Family::Adjacency, block_key(prefix, block.first));
      // Of a list that storage holds too, the block before reaches as far as the next one now.
      if (memory_.keeps() && read_be64(prefix) >= first_new_) {
        memory_.replace(prefix, {{block.first, block.next, ""}});
      } else {
        memory_.forget(prefix);
      }
      continue;
    }
    std::vector<PostingBlock> blocks = blocks_of(block, postings, appended);
    for (const PostingBlock& part : blocks) {
      batch.put(kv::Family::Adjacency, block_key(prefix, part.first), part.bytes);
    }
    memory_.replace(prefix, std::move(blocks));
  }
}

}  // namespace wutong::store
