#include "store/counters.h"

#include "base/varint.h"
#include "store/key_codec.h"

namespace wutong::store {

std::string Counters::encode() const {
  std::string out;
  const auto put = [&](std::uint64_t value) { base::append_varint(value, out); };
  put(next_node);
  put(next_relationship);
  put(nodes);
  put(relationships);
  put(by_label.size());
  for (const auto& [label, count] : by_label) put(static_cast<std::uint64_t>(label)), put(count);
  put(by_type.size());
  for (const auto& [type, count] : by_type) put(static_cast<std::uint64_t>(type)), put(count);
  return out;
}

Counters Counters::decode(std::string_view in) {
  const auto take = [&] {
    std::uint64_t value = 0;
    if (!base::take_varint(in, value)) raise_corrupted("the counters");
    return value;
  };
  Counters out;
  out.next_node = take();
  out.next_relationship = take();
  out.nodes = take();
  out.relationships = take();
  for (std::uint64_t n = take(); n > 0; --n) {
    const auto label = static_cast<model::LabelId>(take());
    out.by_label[label] = take();
  }
  for (std::uint64_t n = take(); n > 0; --n) {
    const auto type = static_cast<model::TypeId>(take());
    out.by_type[type] = take();
  }
  return out;
}

}  // namespace wutong::store
