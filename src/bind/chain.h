// One path of a pattern while it is bound: its columns, in the order in which it was written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bind/binding.h"

namespace wutong::bind {

struct Binding::Chain {
  struct Node {
    const syntax::NodePattern* ast;
    plan::ColumnId column;
    bool bound;  // before this pattern, or earlier in it
    bool done = false;
  };
  struct Link {
    const syntax::RelationshipPattern* ast;  // null where `quantified` is set
    plan::ColumnId column;                   // a quantified path's relationships, in one list
    bool bound;
    const syntax::QuantifiedPath* quantified = nullptr;
    // Variables inside a quantified path, and the column that lists what they were bound to.
    std::vector<std::pair<std::string, plan::ColumnId>> groups = {};
  };
  std::vector<Node> nodes;
  std::vector<Link> links;
};

plan::Direction direction_of(syntax::Direction direction);
// The labels that every match must have.
void required_labels(const syntax::LabelExpression* labels,
                     std::vector<const syntax::LabelExpression*>& out);

}  // namespace wutong::bind
