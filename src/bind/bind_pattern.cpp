// Patterns. A path becomes a chain of scans and expansions that starts where least is to be read:
// at a bound node, else at the most selective label.
#include <algorithm>
#include <limits>
#include <set>

#include "base/overloaded.h"
#include "bind/chain.h"

namespace wutong::bind {
namespace {

plan::Direction reversed(plan::Direction direction) {
  if (direction == plan::Direction::Outgoing) return plan::Direction::Incoming;
  return direction == plan::Direction::Incoming ? plan::Direction::Outgoing : direction;
}

[[noreturn]] void type_conflict(const std::string& name, const char* is, const char* used,
                                TextSpan span) {
  throw Error("syntax.variable_type_conflict",
              "variable '" + name + "' is " + is + " and cannot be " + used, span);
}

const char* described(StaticType type) {
  switch (type) {
    case StaticType::Node:
      return "a node";
    case StaticType::Relationship:
      return "a relationship";
    case StaticType::RelationshipList:
      return "a list of relationships";
    case StaticType::Path:
      return "a path";
    default:
      return "a value";
  }
}

}  // namespace

plan::Direction direction_of(syntax::Direction direction) {
  switch (direction) {
    case syntax::Direction::Outgoing:
      return plan::Direction::Outgoing;
    case syntax::Direction::Incoming:
      return plan::Direction::Incoming;
    case syntax::Direction::Both:
      return plan::Direction::Both;
  }
  return plan::Direction::Both;
}

// The labels that every match must have.
void required_labels(const syntax::LabelExpression* labels,
                     std::vector<const syntax::LabelExpression*>& out) {
  if (!labels) return;
  if (std::holds_alternative<syntax::LabelName>(labels->node)) {
    out.push_back(labels);
  } else if (const auto* both = std::get_if<syntax::LabelAnd>(&labels->node)) {
    required_labels(both->left.get(), out);
    required_labels(both->right.get(), out);
  }
}

Binding::Chain Binding::chain_of(const syntax::PatternPart& part, Scope& scope) {
  Chain chain;
  const auto add_node = [&](const syntax::NodePattern& ast) {
    if (!ast.variable) {
      chain.nodes.push_back({&ast, fresh("", StaticType::Node), false});
      return;
    }
    const std::string& name = ast.variable->text;
    if (const Variable* known = find(scope, name)) {
      if (known->type != StaticType::Node && known->type != StaticType::Unknown) {
        type_conflict(name, described(known->type), "a node", ast.variable->span);
      }
      chain.nodes.push_back({&ast, known->column, true});
      return;
    }
    chain.nodes.push_back({&ast, declare(scope, name, StaticType::Node).column, false});
  };
  std::set<std::string> used;
  add_node(part.first);
  for (const syntax::PatternStep& step : part.steps) {
    const auto* ast = std::get_if<syntax::RelationshipPattern>(&step.connection);
    if (!ast) {
      add_quantified(std::get<syntax::QuantifiedPath>(step.connection), scope, chain);
      add_node(step.node);
      continue;
    }
    const StaticType type = ast->length ? StaticType::RelationshipList : StaticType::Relationship;
    if (!ast->variable) {
      chain.links.push_back({ast, fresh("", type), false, nullptr, {}});
    } else {
      const std::string& name = ast->variable->text;
      if (!used.insert(name).second) {
        throw Error("syntax.relationship_uniqueness_violation",
                    "relationship '" + name + "' occurs twice in one pattern", ast->variable->span);
      }
      if (const Variable* known = find(scope, name)) {
        const bool list =
            known->type == StaticType::RelationshipList || known->type == StaticType::List;
        const bool fits =
            known->type == StaticType::Unknown || known->type == type || (list && ast->length);
        if (!fits) {
          type_conflict(name, described(known->type), described(type), ast->variable->span);
        }
        chain.links.push_back({ast, known->column, true, nullptr, {}});
      } else {
        chain.links.push_back({ast, declare(scope, name, type).column, false, nullptr, {}});
      }
    }
    add_node(step.node);
  }
  return chain;
}

std::size_t Binding::start_of(const Chain& chain) const {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  const auto& statistics = environment_.statistics;
  for (std::size_t i = 0; i < chain.nodes.size(); ++i) {
    const Chain::Node& node = chain.nodes[i];
    double rows = static_cast<double>(statistics.nodes) + 1;
    if (node.bound) {
      rows = 0;
    } else {
      std::vector<const syntax::LabelExpression*> labels;
      required_labels(node.ast->labels.get(), labels);
      for (const auto* label : labels) {
        const auto count =
            statistics.nodes_by_label.find(std::get<syntax::LabelName>(label->node).name);
        const double of_label =
            count == statistics.nodes_by_label.end() ? 0.5 : static_cast<double>(count->second);
        rows = std::min(rows, of_label);
      }
      if (node.ast->properties) {
        rows *= 0.1;
        // A property that an index finds.
        const auto* map = std::get_if<syntax::MapLiteral>(&node.ast->properties->node);
        for (const auto* label : labels) {
          const std::string& name = std::get<syntax::LabelName>(label->node).name;
          for (std::size_t k = 0; map && k < map->entries.size(); ++k) {
            if (statistics.indexes.count({name, map->entries[k].first.text}) > 0) rows = 0.5;
          }
        }
      }
      if (labels.empty() && !node.ast->properties) rows += 1;
    }
    if (rows < least) {
      least = rows;
      best = i;
    }
  }
  return best;
}

void Binding::start_node(const Chain& chain, std::size_t index, Rows& rows) {
  const Chain::Node& node = chain.nodes[index];
  if (node.bound) {
    // A node that an OPTIONAL MATCH left null matches nothing.
    if (chain.links.empty()) {
      filter(rows, make_expression(node.ast->span, plan::Unary{plan::UnaryOperator::IsNotNull,
                                                               column_expression(node.column)}));
    }
    filter_node(*node.ast, node.column, false, rows);
    return;
  }
  std::vector<const syntax::LabelExpression*> labels;
  required_labels(node.ast->labels.get(), labels);
  rows.pending.erase(node.column);
  if (labels.empty()) {
    rows.op = make_operator(plan::AllNodesScan{node.column, std::move(rows.op)});
    filter_node(*node.ast, node.column, false, rows);
    return;
  }
  const syntax::LabelExpression& label = *labels.front();
  rows.op = make_operator(plan::LabelScan{
      node.column, label_name(std::get<syntax::LabelName>(label.node).name, label.span),
      std::move(rows.op)});
  filter_node(*node.ast, node.column,
              labels.size() == 1 && node.ast->labels.get() == labels.front(), rows);
}

void Binding::expand_step(const Chain& chain, std::size_t step, bool forward,
                          std::vector<plan::ColumnId>& relationships, Rows& rows) {
  const Chain::Link& link = chain.links[step];
  const Chain::Node& from = chain.nodes[forward ? step : step + 1];
  const Chain::Node& to = chain.nodes[forward ? step + 1 : step];
  const bool into = to.bound || to.done;
  if (link.quantified) {
    quantified_step(chain, step, forward, relationships, rows);
  } else {
    const plan::Direction written = direction_of(link.ast->direction);
    const plan::Direction direction = forward ? written : reversed(written);
    const std::int64_t min = link.ast->length ? link.ast->length->min.value_or(1) : 1;
    const auto max = link.ast->length ? link.ast->length->max : std::nullopt;
    const std::vector<plan::ColumnId> distinct =
        rows.repeatable ? std::vector<plan::ColumnId>{} : relationships;
    if (link.bound) {
      plan::ProjectEndpoints out{std::move(rows.op),
                                 from.column,
                                 link.column,
                                 to.column,
                                 true,
                                 into,
                                 link.ast->length.has_value(),
                                 direction,
                                 type_names(*link.ast),
                                 min,
                                 max,
                                 distinct};
      rows.op = make_operator(std::move(out));
    } else if (!link.ast->length) {
      rows.op = make_operator(plan::Expand{std::move(rows.op), from.column, link.column, to.column,
                                           direction, type_names(*link.ast), into, distinct});
    } else {
      plan::VarExpand out;
      out.from = from.column;
      out.relationship = link.column;
      out.to = to.column;
      out.direction = direction;
      out.types = type_names(*link.ast);
      out.min = min;
      out.max = max;
      out.into = into;
      out.distinct_from = distinct;
      out.repeat = rows.repeatable;
      if (rows.repeatable && !max) unbounded_walk(link.ast->span);
      out.each = fresh("", StaticType::Relationship);
      out.predicate = step_predicate(*link.ast, link.column, out.each, rows);
      out.input = std::move(rows.op);
      rows.op = make_operator(std::move(out));
      if (!forward) {
        // The list reads from left to right, whichever way it was walked.
        plan::ExpressionPtr list = make_expression(link.ast->span, plan::Call{"reverse", {}});
        std::get<plan::Call>(list->node).arguments.push_back(column_expression(link.column));
        std::vector<plan::ProjectItem> items;
        items.push_back({link.column, std::move(list)});
        rows.op = make_operator(plan::Project{std::move(rows.op), std::move(items), false});
      }
    }
    rows.pending.erase(link.column);
    if (link.bound || !link.ast->length) filter_relationship(*link.ast, link.column, rows);
  }
  relationships.push_back(link.column);
  rows.pending.erase(to.column);
  filter_node(*to.ast, to.column, false, rows);
  apply_waiting(rows);
}

void Binding::shortest_path(const syntax::PatternPart& part, Chain& chain, Rows& rows) {
  if (chain.links.size() != 1) {
    throw Error("syntax.invalid_relationship_pattern",
                "a shortest path has exactly one relationship pattern", part.span);
  }
  const Chain::Link& link = chain.links.front();
  if (link.quantified) {
    throw Error("syntax.invalid_relationship_pattern",
                "a shortest path has one relationship pattern, -[:TYPE*]-, and no quantified path",
                link.quantified->span);
  }
  if (link.ast->length && link.ast->length->min.value_or(1) > 1) {
    throw Error("syntax.invalid_relationship_pattern",
                "the least length of a shortest path is 0 or 1", link.ast->span);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    Chain single;
    single.nodes.push_back(chain.nodes[i]);
    if (!(i == 1 && chain.nodes[0].column == chain.nodes[1].column)) start_node(single, 0, rows);
  }
  plan::ShortestPath out;
  out.from = chain.nodes[0].column;
  out.to = chain.nodes[1].column;
  out.relationship = link.column;
  out.direction = direction_of(link.ast->direction);
  out.types = type_names(*link.ast);
  out.min = link.ast->length ? link.ast->length->min.value_or(1) : 1;
  out.max = link.ast->length ? link.ast->length->max : std::optional<std::int64_t>(1);
  out.all = part.selector == syntax::PathSelector::AllShortest;
  out.closed = part.selected.has_value();
  out.each = fresh("", StaticType::Relationship);
  out.predicate = step_predicate(*link.ast, link.column, out.each, rows);
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
  rows.pending.erase(link.column);
  if (!link.ast->length && link.ast->variable) {
    // Without a length there is one relationship, not a list of one.
    plan::ExpressionPtr only = make_expression(link.ast->span, plan::Call{"head", {}});
    std::get<plan::Call>(only->node).arguments.push_back(column_expression(link.column));
    std::vector<plan::ProjectItem> items;
    items.push_back({link.column, std::move(only)});
    rows.op = make_operator(plan::Project{std::move(rows.op), std::move(items), false});
  }
  apply_waiting(rows);
}

// Scans the chain's cheapest node and expands to both ends.
void Binding::walk_chain(Chain& chain, std::vector<plan::ColumnId>& relationships, Rows& rows) {
  // A node that occurs twice is bound only once the chain has come to it.
  for (Chain::Node& node : chain.nodes) {
    const bool own = std::any_of(
        chain.nodes.begin(), chain.nodes.end(),
        [&](const Chain::Node& other) { return other.column == node.column && !other.bound; });
    if (own) node.bound = false;
  }
  const std::size_t start = start_of(chain);
  start_node(chain, start, rows);
  const auto visited = [&](plan::ColumnId column) {
    for (Chain::Node& node : chain.nodes) {
      if (node.column == column) node.done = true;
    }
  };
  visited(chain.nodes[start].column);
  for (std::size_t step = start; step < chain.links.size(); ++step) {
    expand_step(chain, step, true, relationships, rows);
    visited(chain.nodes[step + 1].column);
  }
  for (std::size_t step = start; step-- > 0;) {
    expand_step(chain, step, false, relationships, rows);
    visited(chain.nodes[step].column);
  }
}

void Binding::pattern_part(const syntax::PatternPart& part,
                           std::vector<plan::ColumnId>& relationships, Rows& rows,
                           std::vector<plan::ColumnId>* elements) {
  if (part.path && find(rows.scope, part.path->text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + part.path->text + "' is defined already", part.path->span);
  }
  Chain chain = chain_of(part, rows.scope);
  for (const Chain::Node& node : chain.nodes) {
    if (!node.bound) rows.pending.insert(node.column);
  }
  for (const Chain::Link& link : chain.links) {
    if (!link.bound) rows.pending.insert(link.column);
    for (const auto& [name, column] : link.groups) rows.pending.insert(column);
  }
  if (part.path && find(rows.scope, part.path->text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + part.path->text + "' names a part of its own path", part.path->span);
  }
  if (part.selector != syntax::PathSelector::All) {
    if (part.where) {
      // It says which paths there are to choose from, and the search knows one step at a time.
      throw Error("unsupported.path_selector",
                  "not supported yet: a condition on the paths that are chosen from",
                  part.where->span)
          .with_note(
              "WHERE after the pattern holds of the path that was chosen; conditions on one "
              "node or relationship may stand inside its own parentheses");
    }
    shortest_path(part, chain, rows);
  } else {
    walk_chain(chain, relationships, rows);
  }
  if (part.where) {
    wait_or_filter(part.where->span, rows,
                   [&](const Scope& scope) { return predicate(*part.where, scope); });
  }
  plan::PathOf path;
  for (std::size_t i = 0; i < chain.nodes.size(); ++i) {
    path.elements.push_back(chain.nodes[i].column);
    if (i < chain.links.size()) path.elements.push_back(chain.links[i].column);
  }
  if (elements) *elements = path.elements;
  if (part.path) {
    const Variable& variable = declare(rows.scope, part.path->text, StaticType::Path);
    std::vector<plan::ProjectItem> items;
    items.push_back({variable.column, make_expression(part.span, std::move(path))});
    rows.op = make_operator(plan::Project{std::move(rows.op), std::move(items), false});
  }
}

void Binding::pattern(const std::vector<const syntax::PatternPart*>& parts, Rows& rows) {
  std::vector<plan::ColumnId> relationships;
  // A relationship variable may occur once in a whole MATCH.
  std::set<std::string> names;
  for (const auto* part : parts) {
    for (const syntax::PatternStep& step : part->steps) {
      const auto* ast = std::get_if<syntax::RelationshipPattern>(&step.connection);
      if (ast && ast->variable && !names.insert(ast->variable->text).second) {
        throw Error("syntax.relationship_uniqueness_violation",
                    "relationship '" + ast->variable->text + "' occurs twice in one pattern",
                    ast->variable->span);
      }
    }
  }
  for (const auto* part : parts) pattern_part(*part, relationships, rows);
  apply_waiting(rows);
}

void Binding::match(const syntax::Match& ast, TextSpan, Rows& rows) {
  std::vector<const syntax::PatternPart*> parts;
  for (const syntax::PatternPart& part : ast.pattern.parts) parts.push_back(&part);
  if (!ast.optional) {
    rows.repeatable = ast.repeatable;
    pattern(parts, rows);
    rows.repeatable = false;
    if (ast.where) {
      rows.op = make_operator(plan::Filter{std::move(rows.op), predicate(*ast.where, rows.scope)});
    }
    return;
  }
  Rows inner;
  inner.scope = rows.scope;
  inner.op = make_operator(plan::Argument{columns_of(rows.scope)});
  inner.repeatable = ast.repeatable;
  pattern(parts, inner);
  if (ast.where) {
    inner.op = make_operator(plan::Filter{std::move(inner.op), predicate(*ast.where, inner.scope)});
  }
  std::vector<plan::ColumnId> nullable;
  const std::vector<plan::ColumnId> before = columns_of(rows.scope);
  for (const plan::ColumnId column : columns_of(inner.scope)) {
    if (!std::binary_search(before.begin(), before.end(), column)) nullable.push_back(column);
  }
  rows.op = make_operator(plan::Apply{std::move(rows.op), std::move(inner.op),
                                      plan::ApplyKind::Optional, std::move(nullable)});
  rows.scope = std::move(inner.scope);
}

}  // namespace wutong::bind
