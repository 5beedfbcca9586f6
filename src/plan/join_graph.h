// A chain of scans, expansions and filters as the graph that it matches: nodes, the relationships
// between them, and conditions. In this form the order of the chain is gone, so that execution may
// choose its own.
#pragma once

#include <optional>
#include <vector>

#include "plan/algebra.h"

namespace wutong::plan {

struct JoinGraph {
  struct Node {
    ColumnId column;
    bool given = false;  // a column of the source
    std::vector<std::string> labels;
    std::vector<const Expression*> tests;  // of this node alone
    const IndexSeek* seek = nullptr;
    std::optional<std::size_t> group;  // of an OPTIONAL MATCH
  };
  struct Edge {
    ColumnId relationship;
    std::size_t from, to;  // places in `nodes`
    Direction direction;
    const std::vector<std::string>* types;
    std::vector<std::size_t> distinct_from;  // places in `edges`
    bool anti = false;                       // there is none
    std::optional<std::size_t> group;
  };
  struct Test {
    const Expression* expression;
    std::vector<std::size_t> nodes;  // two or more
  };
  const Operator* source = nullptr;  // null: one row without columns
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<Test> tests;
  std::size_t groups = 0;  // each is optional: one expansion, from a node outside of all groups

  std::optional<std::size_t> find(ColumnId column) const;
};

// nullopt where the plan is none: what cannot be expressed is not guessed at. Points into `op`.
std::optional<JoinGraph> join_graph(const Operator& op);

// The columns that an expression reads, subqueries left out; nullopt where it has a subquery or
// variables of its own.
std::optional<std::vector<ColumnId>> columns_read(const Expression& expression);

}  // namespace wutong::plan
