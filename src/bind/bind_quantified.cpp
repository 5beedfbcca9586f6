// Quantified path patterns, ((x)-[r:R]->(y) WHERE r.w > 1){1,3}: the path inside is a plan of its
// own that starts at one end, run once per repetition. Outside, its variables are lists.
#include <algorithm>

#include "bind/chain.h"

namespace wutong::bind {

void Binding::unbounded_walk(TextSpan span) {
  throw Error("syntax.invalid_relationship_pattern",
              "a walk may repeat relationships, so its length needs an upper bound", span)
      .with_note("write {1,5}, or leave REPEATABLE ELEMENTS out");
}

void Binding::add_quantified(const syntax::QuantifiedPath& path, Scope& scope, Chain& chain) {
  Chain::Link link{nullptr, fresh("", StaticType::RelationshipList), false, &path, {}};
  const auto group = [&](const std::optional<syntax::Name>& name) {
    if (!name) return;
    const bool known = std::any_of(link.groups.begin(), link.groups.end(),
                                   [&](const auto& entry) { return entry.first == name->text; });
    if (known) return;
    if (find(scope, name->text)) {
      throw Error("syntax.variable_already_bound",
                  "variable '" + name->text +
                      "' is a list outside of the quantified path and cannot be bound there too",
                  name->span);
    }
    link.groups.emplace_back(name->text, declare(scope, name->text, StaticType::List).column);
  };
  if (path.inner->path) {
    throw Error("syntax.invalid_relationship_pattern",
                "a path inside a quantified path cannot have a name", path.inner->path->span);
  }
  group(path.inner->first.variable);
  for (const syntax::PatternStep& step : path.inner->steps) {
    const auto* relationship = std::get_if<syntax::RelationshipPattern>(&step.connection);
    if (!relationship) {
      throw Error("syntax.invalid_relationship_pattern",
                  "a quantified path cannot hold another one",
                  std::get<syntax::QuantifiedPath>(step.connection).span);
    }
    if (relationship->length) {
      throw Error("syntax.invalid_relationship_pattern",
                  "a quantified path cannot hold a relationship of variable length",
                  relationship->span);
    }
    group(relationship->variable);
    group(step.node.variable);
  }
  chain.links.push_back(std::move(link));
}

void Binding::quantified_step(const Chain& chain, std::size_t step, bool forward,
                              std::vector<plan::ColumnId>& relationships, Rows& rows) {
  const Chain::Link& link = chain.links[step];
  const Chain::Node& from = chain.nodes[forward ? step : step + 1];
  const Chain::Node& to = chain.nodes[forward ? step + 1 : step];
  const syntax::QuantifiedPath& path = *link.quantified;
  plan::QuantifiedExpand out;
  out.from = from.column;
  out.to = to.column;
  out.into = to.bound || to.done;
  out.backward = !forward;
  out.min = path.range.min.value_or(0);
  out.max = path.range.max;
  out.repeat = rows.repeatable;
  if (out.repeat && !out.max) unbounded_walk(path.span);
  if (!out.repeat) out.distinct_from = relationships;
  out.relationships = link.column;

  // The path inside sees what is bound outside, but not the lists that it makes.
  Rows inner;
  inner.scope = available(rows);
  inner.repeatable = rows.repeatable;
  std::vector<plan::ColumnId> argument = columns_of(inner.scope);
  Chain inside = chain_of(*path.inner, inner.scope);
  Chain::Node& near = forward ? inside.nodes.front() : inside.nodes.back();
  out.inner_from = near.column;
  out.inner_to = (forward ? inside.nodes.back() : inside.nodes.front()).column;
  // An end that is both ends, ((x)-->(x)), is bound at both.
  for (Chain::Node& node : inside.nodes) {
    if (node.column == out.inner_from)
      node.bound = true;
    else if (!node.bound)
      inner.pending.insert(node.column);
  }
  for (const Chain::Link& relationship : inside.links) {
    if (!relationship.bound) inner.pending.insert(relationship.column);
    out.inner_relationships.push_back(relationship.column);
  }
  argument.push_back(out.inner_from);
  std::sort(argument.begin(), argument.end());
  inner.op = make_operator(plan::Argument{std::move(argument)});
  std::vector<plan::ColumnId> inner_relationships;
  walk_chain(inside, inner_relationships, inner);
  for (const syntax::Expression* where : {path.inner->where.get(), path.where.get()}) {
    if (where) {
      wait_or_filter(where->span, inner,
                     [&](const Scope& scope) { return predicate(*where, scope); });
    }
  }
  apply_waiting(inner);
  for (const auto& [name, column] : link.groups) {
    out.groups.emplace_back(find(inner.scope, name)->column, column);
    rows.pending.erase(column);
  }
  rows.pending.erase(link.column);
  out.inner = std::move(inner.op);
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
}

}  // namespace wutong::bind
