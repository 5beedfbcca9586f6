#include "plan/join_graph.h"

#include <algorithm>

#include "base/overloaded.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

bool read(const Expression& expression, std::vector<ColumnId>& out) {
  const auto sub = [&](const ExpressionPtr& child) { return !child || read(*child, out); };
  return std::visit(
      base::overloaded{
          [](const Literal&) { return true; },
          [](const Parameter&) { return true; },
          [&](const Column& x) {
            out.push_back(x.id);
            return true;
          },
          [&](const Property& x) { return sub(x.subject); },
          [&](const HasLabels& x) { return sub(x.subject); },
          [&](const Unary& x) { return sub(x.operand); },
          [&](const Binary& x) { return sub(x.left) && sub(x.right); },
          [&](const ListOf& x) { return std::all_of(x.items.begin(), x.items.end(), sub); },
          [&](const Neighbours& x) {
            std::vector<ColumnId> columns{x.from, x.to};
            if (!std::all_of(x.tests.begin(), x.tests.end(), [&](const ExpressionPtr& test) {
                  return read(*test, columns);
                })) {
              return false;
            }
            for (const ColumnId column : columns) {
              if (column != x.to || x.to_bound) out.push_back(column);
            }
            return true;
          },
          [](const auto&) { return false; },
      },
      expression.node);
}

// Conditions that raise no errors on values of any type, so that it does not matter for which rows
// they are asked.
bool is_harmless(const Expression& test) {
  if (const auto* unary = std::get_if<Unary>(&test.node)) {
    if (unary->op == UnaryOperator::IsNull || unary->op == UnaryOperator::IsNotNull) return true;
    return unary->op == UnaryOperator::Not && is_harmless(*unary->operand);
  }
  if (std::holds_alternative<HasLabels>(test.node)) return true;
  if (const auto* step = std::get_if<Neighbours>(&test.node)) {
    return std::all_of(step->tests.begin(), step->tests.end(),
                       [](const ExpressionPtr& inner) { return is_harmless(*inner); });
  }
  const auto* binary = std::get_if<Binary>(&test.node);
  if (!binary) return false;
  switch (binary->op) {
    case BinaryOperator::And:
    case BinaryOperator::Or:
      return is_harmless(*binary->left) && is_harmless(*binary->right);
    case BinaryOperator::Equal:
    case BinaryOperator::NotEqual:
    case BinaryOperator::Less:
    case BinaryOperator::LessEqual:
    case BinaryOperator::Greater:
    case BinaryOperator::GreaterEqual:
    case BinaryOperator::StartsWith:
    case BinaryOperator::EndsWith:
    case BinaryOperator::Contains:
      return true;
    default:
      return false;
  }
}

// Operands of comparisons: properties of columns, literals and parameters.
bool is_plain(const Expression& expression) {
  return std::visit(
      base::overloaded{
          [](const Literal&) { return true; },
          [](const Parameter&) { return true; },
          [](const Column&) { return true; },
          [](const Property& x) { return std::holds_alternative<Column>(x.subject->node); },
          [](const HasLabels& x) { return std::holds_alternative<Column>(x.subject->node); },
          [](const Unary& x) { return is_plain(*x.operand); },
          [](const Binary& x) { return is_plain(*x.left) && is_plain(*x.right); },
          [](const Neighbours& x) {
            return std::all_of(x.tests.begin(), x.tests.end(),
                               [](const ExpressionPtr& test) { return is_plain(*test); });
          },
          [](const auto&) { return false; },
      },
      expression.node);
}

class Builder {
 public:
  explicit Builder(JoinGraph& graph) : graph_(graph) {}

  bool walk(const Operator& op) {
    const auto node_of = [&](const OperatorPtr& input, ColumnId column) {
      if (input && !walk(*input)) return false;
      return add(column);
    };
    return std::visit(
        base::overloaded{
            [](const Unit&) { return true; },
            [&](const AllNodesScan& x) { return node_of(x.input, x.node); },
            [&](const LabelScan& x) {
              if (!node_of(x.input, x.node)) return false;
              graph_.nodes.back().labels.push_back(x.label);
              return true;
            },
            [&](const IndexRangeSeek& x) {
              if (!node_of(x.input, x.node)) return false;
              graph_.nodes.back().labels.push_back(x.label);
              return true;
            },
            [&](const IndexSeek& x) {
              if (!node_of(x.input, x.node)) return false;
              const auto read = columns_read(*x.value);
              if (!read || !std::all_of(read->begin(), read->end(),
                                        [&](ColumnId column) { return is_given(column); })) {
                return false;
              }
              graph_.nodes.back().seek = &x;
              graph_.nodes.back().labels.push_back(x.label);
              return true;
            },
            [&](const Expand& x) { return walk(*x.input) && expand(x, std::nullopt); },
            [&](const Filter& x) {
              if (!walk(*x.input)) return false;
              if (graph_.nodes.empty()) return set_source(op);
              return filter(*x.predicate, std::nullopt);
            },
            [&](const Apply& x) {
              if (x.kind != ApplyKind::Optional) return set_source(op);
              return walk(*x.left) && optional(*x.right);
            },
            [&](const auto&) { return set_source(op); },
        },
        op.node);
  }

 private:
  bool set_source(const Operator& op) {
    if (!graph_.nodes.empty()) return false;
    graph_.source = &op;
    given_ = columns_of(op);
    return true;
  }
  bool is_given(ColumnId column) const {
    return std::find(given_.begin(), given_.end(), column) != given_.end();
  }
  bool add(ColumnId column) {
    if (graph_.find(column) || is_given(column)) return false;
    graph_.nodes.emplace_back();
    graph_.nodes.back().column = column;
    return true;
  }
  std::optional<std::size_t> node(ColumnId column) {
    if (const auto known = graph_.find(column)) return known;
    if (!is_given(column)) return std::nullopt;
    graph_.nodes.emplace_back();
    graph_.nodes.back().column = column;
    graph_.nodes.back().given = true;
    return graph_.nodes.size() - 1;
  }

  bool expand(const Expand& x, std::optional<std::size_t> group) {
    const auto from = node(x.from);
    if (!from || graph_.nodes[*from].group) return false;
    JoinGraph::Edge edge{x.relationship, *from, 0, x.direction, &x.types, {}, false, group};
    for (const ColumnId column : x.distinct_from) {
      const auto other = std::find_if(
          graph_.edges.begin(), graph_.edges.end(),
          [&](const JoinGraph::Edge& e) { return !e.anti && e.relationship == column; });
      if (other == graph_.edges.end()) return false;
      edge.distinct_from.push_back(static_cast<std::size_t>(other - graph_.edges.begin()));
    }
    if (x.into) {
      const auto to = node(x.to);
      if (!to || graph_.nodes[*to].group || group) return false;
      edge.to = *to;
    } else {
      if (!add(x.to)) return false;
      edge.to = graph_.nodes.size() - 1;
      graph_.nodes.back().group = group;
    }
    graph_.edges.push_back(std::move(edge));
    return true;
  }

  bool labels(const LabelTest& test, JoinGraph::Node& to) {
    if (test.kind == LabelTest::Kind::Name) {
      to.labels.push_back(test.name);
      return true;
    }
    return test.kind == LabelTest::Kind::And && labels(test.operands[0], to) &&
           labels(test.operands[1], to);
  }

  // NOT (a)-[:T]-(b) between nodes of the graph.
  bool anti(const Expression& test) {
    const auto* negation = std::get_if<Unary>(&test.node);
    if (!negation || negation->op != UnaryOperator::Not) return false;
    const auto edge = [&](ColumnId relationship, const auto& x) {
      const auto from = node(x.from), to = node(x.to);
      if (!from || !to || graph_.nodes[*from].group || graph_.nodes[*to].group) return false;
      graph_.edges.push_back(
          {relationship, *from, *to, x.direction, &x.types, {}, true, std::nullopt});
      return true;
    };
    const auto* step = std::get_if<Neighbours>(&negation->operand->node);
    if (step) {
      return step->kind == SubqueryKind::Exists && step->to_bound && edge(ColumnId{}, *step);
    }
    const auto* subquery = std::get_if<Subquery>(&negation->operand->node);
    if (!subquery || subquery->kind != SubqueryKind::Exists) return false;
    const auto* x = std::get_if<Expand>(&subquery->plan->node);
    if (!x || !x->into || !std::holds_alternative<Argument>(x->input->node)) return false;
    return edge(x->relationship, *x);
  }

  bool filter(const Expression& test, std::optional<std::size_t> group) {
    const auto* both = std::get_if<Binary>(&test.node);
    if (both && both->op == BinaryOperator::And) {
      return filter(*both->left, group) && filter(*both->right, group);
    }
    if (!group && anti(test)) return true;
    if (const auto* has = std::get_if<HasLabels>(&test.node)) {
      const auto* subject = std::get_if<Column>(&has->subject->node);
      const auto at = subject ? node(subject->id) : std::nullopt;
      if (!at || graph_.nodes[*at].group != group) return false;
      JoinGraph::Node copy = graph_.nodes[*at];
      if (labels(has->test, copy)) {
        graph_.nodes[*at] = std::move(copy);
        return true;
      }
    }
    if (!is_harmless(test) || !is_plain(test)) return false;
    const auto read = columns_read(test);
    if (!read || read->empty()) return false;
    std::vector<std::size_t> nodes;
    for (const ColumnId column : *read) {
      const auto at = node(column);
      if (!at || graph_.nodes[*at].group != group) return false;
      if (std::find(nodes.begin(), nodes.end(), *at) == nodes.end()) nodes.push_back(*at);
    }
    if (nodes.size() == 1) {
      graph_.nodes[nodes.front()].tests.push_back(&test);
    } else if (group) {
      return false;
    } else {
      graph_.tests.push_back({&test, std::move(nodes)});
    }
    return true;
  }

  // Filters above one expansion from the row outside.
  bool optional(const Operator& right) {
    const std::size_t group = graph_.groups++;
    std::vector<const Expression*> tests;
    const Operator* op = &right;
    while (const auto* x = std::get_if<Filter>(&op->node)) {
      tests.push_back(x->predicate.get());
      op = x->input.get();
    }
    const auto* x = std::get_if<Expand>(&op->node);
    if (!x || x->into || !std::holds_alternative<Argument>(x->input->node) ||
        !x->distinct_from.empty() || !expand(*x, group)) {
      return false;
    }
    return std::all_of(tests.begin(), tests.end(),
                       [&](const Expression* test) { return filter(*test, group); });
  }

  JoinGraph& graph_;
  std::vector<ColumnId> given_;
};

}  // namespace

std::optional<std::size_t> JoinGraph::find(ColumnId column) const {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].column == column) return i;
  }
  return std::nullopt;
}

std::optional<std::vector<ColumnId>> columns_read(const Expression& expression) {
  std::vector<ColumnId> columns;
  if (!read(expression, columns)) return std::nullopt;
  return columns;
}

std::optional<JoinGraph> join_graph(const Operator& op) {
  JoinGraph graph;
  if (!Builder(graph).walk(op) || graph.nodes.empty()) return std::nullopt;
  return graph;
}

}  // namespace wutong::plan
