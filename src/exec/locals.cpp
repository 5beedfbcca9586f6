#include "exec/locals.h"

#include "base/overloaded.h"

namespace wutong::exec {

using base::overloaded;

void find_locals(const plan::Expression& expression, std::vector<bool>& locals) {
  const auto mark = [&](plan::ColumnId id) { locals[static_cast<std::size_t>(id)] = true; };
  const auto sub = [&](const plan::ExpressionPtr& child) {
    if (child) find_locals(*child, locals);
  };
  std::visit(overloaded{
                 [&](const plan::Property& x) { sub(x.subject); },
                 [&](const plan::HasLabels& x) { sub(x.subject); },
                 [&](const plan::Subscript& x) { sub(x.subject), sub(x.index); },
                 [&](const plan::Slice& x) { sub(x.subject), sub(x.from), sub(x.to); },
                 [&](const plan::ListOf& x) {
                   for (const auto& item : x.items) sub(item);
                 },
                 [&](const plan::MapOf& x) {
                   for (const auto& [key, value] : x.entries) sub(value);
                 },
                 [&](const plan::Unary& x) { sub(x.operand); },
                 [&](const plan::Binary& x) { sub(x.left), sub(x.right); },
                 [&](const plan::Call& x) {
                   for (const auto& argument : x.arguments) sub(argument);
                 },
                 [&](const plan::Case& x) {
                   sub(x.subject), sub(x.otherwise);
                   for (const auto& a : x.alternatives) sub(a.when), sub(a.then);
                 },
                 [&](const plan::ListComprehension& x) {
                   mark(x.variable), sub(x.list), sub(x.where), sub(x.projection);
                 },
                 [&](const plan::Quantifier& x) { mark(x.variable), sub(x.list), sub(x.where); },
                 [&](const plan::Reduce& x) {
                   mark(x.accumulator), mark(x.variable), sub(x.initial), sub(x.list), sub(x.body);
                 },
                 [&](const plan::Subquery& x) { find_locals(*x.plan, locals); },
                 [&](const plan::MapProjection& x) {
                   sub(x.subject);
                   for (const auto& item : x.items) sub(item.value);
                 },
                 [](const auto&) {},
             },
             expression.node);
}

void find_locals(const plan::Operator& op, std::vector<bool>& locals) {
  const auto input = [&](const plan::OperatorPtr& child) {
    if (child) find_locals(*child, locals);
  };
  const auto sub = [&](const plan::ExpressionPtr& child) {
    if (child) find_locals(*child, locals);
  };
  const auto items = [&](const std::vector<plan::ProjectItem>& list) {
    for (const auto& item : list) sub(item.expression);
  };
  const auto keys = [&](const std::vector<plan::SortKey>& list) {
    for (const auto& key : list) sub(key.expression);
  };
  const auto created = [&](const auto& x) {
    for (const auto& node : x.nodes) sub(node.properties);
    for (const auto& relationship : x.relationships) sub(relationship.properties);
  };
  const auto updates = [&](const std::vector<plan::UpdateItem>& list) {
    for (const auto& item : list) {
      std::visit(overloaded{
                     [&](const plan::SetPropertyItem& i) { sub(i.subject), sub(i.value); },
                     [&](const plan::SetPropertiesItem& i) { sub(i.value); },
                     [&](const plan::RemovePropertyItem& i) { sub(i.subject); },
                     [](const auto&) {},
                 },
                 item);
    }
  };
  std::visit(
      overloaded{
          [](const plan::Unit&) {},
          [](const plan::Argument&) {},
          [&](const plan::AllNodesScan& x) { input(x.input); },
          [&](const plan::LabelScan& x) { input(x.input); },
          [&](const plan::IndexSeek& x) { input(x.input), sub(x.value); },
          [&](const plan::IndexRangeSeek& x) { input(x.input), sub(x.lower), sub(x.upper); },
          [&](const plan::HashLookup& x) { input(x.input), sub(x.value); },
          [&](const plan::NodeByIdSeek& x) { input(x.input), sub(x.id); },
          [&](const plan::RelationshipScan& x) { input(x.input); },
          [&](const plan::Expand& x) { input(x.input); },
          // The relationship that a predicate tests is a local.
          [&](const plan::VarExpand& x) {
            locals[static_cast<std::size_t>(x.each)] = true;
            input(x.input), sub(x.predicate);
          },
          [&](const plan::QuantifiedExpand& x) {
            locals[static_cast<std::size_t>(x.inner_from)] = true;
            input(x.input), input(x.inner);
          },
          [&](const plan::ShortestPath& x) {
            locals[static_cast<std::size_t>(x.each)] = true;
            input(x.input), sub(x.predicate);
          },
          [&](const plan::ProjectEndpoints& x) { input(x.input); },
          [&](const plan::Filter& x) { input(x.input), sub(x.predicate); },
          [&](const plan::Project& x) { input(x.input), items(x.items); },
          [&](const plan::Aggregate& x) {
            input(x.input), items(x.keys);
            for (const auto& item : x.aggregates) {
              for (const auto& argument : item.arguments) sub(argument);
            }
          },
          [&](const plan::Distinct& x) { input(x.input); },
          [&](const plan::Sort& x) { input(x.input), keys(x.keys); },
          [&](const plan::Top& x) { input(x.input), keys(x.keys), sub(x.limit); },
          [&](const plan::Skip& x) { input(x.input), sub(x.count); },
          [&](const plan::Limit& x) { input(x.input), sub(x.count); },
          [&](const plan::Unwind& x) { input(x.input), sub(x.list); },
          [&](const plan::Union& x) { input(x.left), input(x.right); },
          [&](const plan::Apply& x) { input(x.left), input(x.right); },
          [&](const plan::CartesianProduct& x) { input(x.left), input(x.right); },
          [&](const plan::HashJoin& x) { input(x.left), input(x.right); },
          [&](const plan::Create& x) { input(x.input), created(x); },
          [&](const plan::Update& x) { input(x.input), updates(x.items); },
          [&](const plan::Delete& x) {
            input(x.input);
            for (const auto& target : x.targets) sub(target);
          },
          [&](const plan::Merge& x) {
            input(x.input), input(x.match), created(x), updates(x.on_create), updates(x.on_match);
          },
          [&](const plan::Foreach& x) {
            locals[static_cast<std::size_t>(x.variable)] = true;
            input(x.input), input(x.updates), sub(x.list);
          },
          [&](const plan::Eager& x) { input(x.input); },
          [&](const plan::Drain& x) { input(x.input); },
          [&](const plan::CallInTransactions& x) { input(x.left), input(x.right), sub(x.batch); },
          [&](const plan::ProcedureCall& x) {
            input(x.input);
            for (const auto& argument : x.arguments) sub(argument);
          },
          [&](const plan::LoadCsv& x) { input(x.input), sub(x.url); },
          [](const auto&) {},
      },
      op.node);
}

}  // namespace wutong::exec
