#include "exec/hop.h"

namespace wutong::exec {

Hop::Hop(const graph::ReadView& view, std::vector<store::TypeId> types,
         store::Direction direction) {
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  base_ = view.base().adjacency(types, direction, view.makes());
  if (!base_) return;
  loops_ = base_->loops;
  if (view.delta().nodes.empty()) return;
  changed_ = &view.delta();
  std::vector<store::Neighbour> found;
  for (const Node node : changed_->nodes) {
    found.clear();
    view.direct().expand(NodeId{node}, direction, types, found);
    if (found.empty()) continue;
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return a.node != b.node ? a.node < b.node : a.relationship < b.relationship;
    });
    Own& own = overlay_[node];
    for (const store::Neighbour& neighbour : found) {
      own.nodes.push_back(static_cast<Node>(neighbour.node));
      own.relationships.push_back(static_cast<std::uint32_t>(neighbour.relationship));
      loops_ = loops_ || own.nodes.back() == node;
    }
  }
}

}  // namespace wutong::exec
