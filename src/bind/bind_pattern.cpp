// Patterns. A path becomes a chain of scans and expansions that starts where least is to be read:
// at a bound node, else at the most selective label.
#include <algorithm>
#include <limits>
#include <set>

#include "base/overloaded.h"
#include "bind/binding.h"

namespace wutong::bind {
namespace {

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

plan::Direction reversed(plan::Direction direction) {
  if (direction == plan::Direction::Outgoing) return plan::Direction::Incoming;
  return direction == plan::Direction::Incoming ? plan::Direction::Outgoing : direction;
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

// The columns of one path, in the order in which it was written.
struct Binding::Chain {
  struct Node {
    const syntax::NodePattern* ast;
    plan::ColumnId column;
    bool bound;  // before this pattern, or earlier in it
    bool done = false;
  };
  struct Link {
    const syntax::RelationshipPattern* ast;
    plan::ColumnId column;
    bool bound;
  };
  std::vector<Node> nodes;
  std::vector<Link> links;
};

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
      unsupported("a quantified path pattern",
                  std::get<syntax::QuantifiedPath>(step.connection).span);
    }
    const StaticType type = ast->length ? StaticType::RelationshipList : StaticType::Relationship;
    if (!ast->variable) {
      chain.links.push_back({ast, fresh("", type), false});
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
        chain.links.push_back({ast, known->column, true});
      } else {
        chain.links.push_back({ast, declare(scope, name, type).column, false});
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
      if (node.ast->properties) rows *= 0.1;
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
      rows.op = make_operator(plan::Filter{
          std::move(rows.op),
          make_expression(node.ast->span, plan::Unary{plan::UnaryOperator::IsNotNull,
                                                      column_expression(node.column)})});
    }
    filter_node(*node.ast, node.column, false, rows);
    return;
  }
  std::vector<const syntax::LabelExpression*> labels;
  required_labels(node.ast->labels.get(), labels);
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

void Binding::filter_node(const syntax::NodePattern& node, plan::ColumnId column,
                          bool skip_first_label, Rows& rows) {
  const auto filter = [&](plan::ExpressionPtr test) {
    rows.op = make_operator(plan::Filter{std::move(rows.op), std::move(test)});
  };
  if (node.labels && !skip_first_label) {
    filter(make_expression(node.labels->span, plan::HasLabels{column_expression(column),
                                                              label_test(*node.labels, false)}));
  }
  if (node.properties) filter(properties_predicate(*node.properties, column, rows.scope));
  if (node.where) filter(predicate(*node.where, rows.scope));
}

void Binding::filter_relationship(const syntax::RelationshipPattern& relationship,
                                  plan::ColumnId column, Rows& rows) {
  if (relationship.properties) {
    rows.op = make_operator(plan::Filter{
        std::move(rows.op), properties_predicate(*relationship.properties, column, rows.scope)});
  }
  if (relationship.where) {
    rows.op =
        make_operator(plan::Filter{std::move(rows.op), predicate(*relationship.where, rows.scope)});
  }
}

plan::ExpressionPtr Binding::properties_predicate(const syntax::Expression& properties,
                                                  plan::ColumnId column, const Scope& scope) {
  const auto* map = std::get_if<syntax::MapLiteral>(&properties.node);
  if (!map) {
    throw Error("syntax.invalid_parameter_use",
                "a parameter cannot stand for the properties of a pattern", properties.span)
        .with_note("name each property: {name: $name}");
  }
  plan::ExpressionPtr all;
  for (const auto& [key, value] : map->entries) {
    plan::ExpressionPtr test = make_expression(
        value->span,
        plan::Binary{plan::BinaryOperator::Equal,
                     make_expression(key.span,
                                     plan::Property{column_expression(column), key_name(key.text)}),
                     plain(*value, scope)});
    all = all ? make_expression(properties.span, plan::Binary{plan::BinaryOperator::And,
                                                              std::move(all), std::move(test)})
              : std::move(test);
  }
  return all ? std::move(all) : make_expression(properties.span, plan::Literal{true});
}

plan::LabelTest Binding::label_test(const syntax::LabelExpression& labels, bool relationship) {
  using Kind = plan::LabelTest::Kind;
  const auto combined = [&](Kind kind,
                            std::initializer_list<const syntax::LabelExpression*> parts) {
    plan::LabelTest test{kind, "", {}};
    for (const auto* part : parts) test.operands.push_back(label_test(*part, relationship));
    return test;
  };
  return std::visit(
      base::overloaded{
          [&](const syntax::LabelName& ast) {
            return plan::LabelTest{
                Kind::Name,
                relationship ? type_name(ast.name, labels.span) : label_name(ast.name, labels.span),
                {}};
          },
          [&](const syntax::LabelAny&) {
            return plan::LabelTest{Kind::Any, "", {}};
          },
          [&](const syntax::LabelNot& ast) { return combined(Kind::Not, {ast.operand.get()}); },
          [&](const syntax::LabelAnd& ast) {
            return combined(Kind::And, {ast.left.get(), ast.right.get()});
          },
          [&](const syntax::LabelOr& ast) {
            return combined(Kind::Or, {ast.left.get(), ast.right.get()});
          },
      },
      labels.node);
}

// The alternatives of :A|B; empty for any type.
std::vector<std::string> Binding::type_names(const syntax::RelationshipPattern& relationship) {
  std::vector<std::string> names;
  const auto collect = [&](const auto& self, const syntax::LabelExpression& labels) -> void {
    if (const auto* name = std::get_if<syntax::LabelName>(&labels.node)) {
      names.push_back(type_name(name->name, labels.span));
    } else if (const auto* either = std::get_if<syntax::LabelOr>(&labels.node)) {
      self(self, *either->left);
      self(self, *either->right);
    } else {
      unsupported("a type expression other than A|B", labels.span);
    }
  };
  if (relationship.types) collect(collect, *relationship.types);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void Binding::expand_step(const Chain& chain, std::size_t step, bool forward,
                          std::vector<plan::ColumnId>& relationships, Rows& rows) {
  const Chain::Link& link = chain.links[step];
  const Chain::Node& from = chain.nodes[forward ? step : step + 1];
  const Chain::Node& to = chain.nodes[forward ? step + 1 : step];
  const plan::Direction written = direction_of(link.ast->direction);
  const plan::Direction direction = forward ? written : reversed(written);
  const std::int64_t min = link.ast->length ? link.ast->length->min.value_or(1) : 1;
  const auto max = link.ast->length ? link.ast->length->max : std::nullopt;
  const bool into = to.bound || to.done;
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
                               relationships};
    rows.op = make_operator(std::move(out));
    filter_relationship(*link.ast, link.column, rows);
  } else if (!link.ast->length) {
    rows.op = make_operator(plan::Expand{std::move(rows.op), from.column, link.column, to.column,
                                         direction, type_names(*link.ast), into, relationships});
    filter_relationship(*link.ast, link.column, rows);
  } else {
    plan::VarExpand out;
    out.input = std::move(rows.op);
    out.from = from.column;
    out.relationship = link.column;
    out.to = to.column;
    out.direction = direction;
    out.types = type_names(*link.ast);
    out.min = min;
    out.max = max;
    out.into = into;
    out.distinct_from = relationships;
    out.each = fresh("", StaticType::Relationship);
    if (link.ast->properties) {
      out.predicate = properties_predicate(*link.ast->properties, out.each, rows.scope);
    }
    if (link.ast->where) unsupported("WHERE inside a variable-length relationship", link.ast->span);
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
  relationships.push_back(link.column);
  filter_node(*to.ast, to.column, false, rows);
}

void Binding::shortest_path(const syntax::PatternPart& part, Chain& chain, Rows& rows) {
  if (chain.links.size() != 1) {
    throw Error("syntax.invalid_relationship_pattern",
                "a shortest path has exactly one relationship pattern", part.span);
  }
  const Chain::Link& link = chain.links.front();
  for (std::size_t i = 0; i < 2; ++i) {
    Chain single;
    single.nodes.push_back(chain.nodes[i]);
    if (!(i == 1 && chain.nodes[0].column == chain.nodes[1].column)) start_node(single, 0, rows);
  }
  plan::ShortestPath out;
  out.input = std::move(rows.op);
  out.from = chain.nodes[0].column;
  out.to = chain.nodes[1].column;
  out.relationship = link.column;
  out.direction = direction_of(link.ast->direction);
  out.types = type_names(*link.ast);
  out.min = link.ast->length ? link.ast->length->min.value_or(1) : 1;
  out.max = link.ast->length ? link.ast->length->max : std::optional<std::int64_t>(1);
  out.all = part.selector == syntax::PathSelector::AllShortest;
  out.each = fresh("", StaticType::Relationship);
  if (link.ast->properties) {
    out.predicate = properties_predicate(*link.ast->properties, out.each, rows.scope);
  }
  rows.op = make_operator(std::move(out));
}

void Binding::pattern_part(const syntax::PatternPart& part,
                           std::vector<plan::ColumnId>& relationships, Rows& rows) {
  if (part.path && find(rows.scope, part.path->text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + part.path->text + "' is defined already", part.path->span);
  }
  Chain chain = chain_of(part, rows.scope);
  if (part.path && find(rows.scope, part.path->text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + part.path->text + "' names a part of its own path", part.path->span);
  }
  if (part.selector != syntax::PathSelector::All) {
    shortest_path(part, chain, rows);
  } else {
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
  if (part.path) {
    plan::PathOf path;
    for (std::size_t i = 0; i < chain.nodes.size(); ++i) {
      path.elements.push_back(chain.nodes[i].column);
      if (i < chain.links.size()) path.elements.push_back(chain.links[i].column);
    }
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
}

void Binding::match(const syntax::Match& ast, TextSpan, Rows& rows) {
  std::vector<const syntax::PatternPart*> parts;
  for (const syntax::PatternPart& part : ast.pattern.parts) parts.push_back(&part);
  if (!ast.optional) {
    pattern(parts, rows);
    if (ast.where) {
      rows.op = make_operator(plan::Filter{std::move(rows.op), predicate(*ast.where, rows.scope)});
    }
    return;
  }
  Rows inner;
  inner.scope = rows.scope;
  inner.op = make_operator(plan::Argument{columns_of(rows.scope)});
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
