#include "plan/expressions_in.h"

#include <algorithm>
#include <set>

#include "base/overloaded.h"
#include "plan/functions.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

using Slots = std::vector<ExpressionPtr*>;

class Collector {
 public:
  void put(ExpressionPtr& expression) {
    if (expression) slots.push_back(&expression);
  }
  void put(std::vector<ExpressionPtr>& list) {
    for (ExpressionPtr& item : list) put(item);
  }
  void put(std::vector<ProjectItem>& items) {
    for (ProjectItem& item : items) put(item.expression);
  }
  void put(std::vector<SortKey>& keys) {
    for (SortKey& key : keys) put(key.expression);
  }
  void put(std::vector<CreateNode>& nodes, std::vector<CreateRelationship>& relationships) {
    for (CreateNode& node : nodes) put(node.properties);
    for (CreateRelationship& relationship : relationships) put(relationship.properties);
  }
  void put(std::vector<UpdateItem>& items) {
    for (UpdateItem& item : items) {
      std::visit(base::overloaded{
                     [&](SetPropertyItem& x) { put(x.subject), put(x.value); },
                     [&](SetPropertiesItem& x) { put(x.value); },
                     [&](RemovePropertyItem& x) { put(x.subject); },
                     [](auto&) {},
                 },
                 item);
    }
  }
  Slots slots;
};

std::vector<const Expression*> constant(const Slots& slots) {
  std::vector<const Expression*> out;
  for (const ExpressionPtr* slot : slots) out.push_back(slot->get());
  return out;
}

void find_subqueries(Expression& expression, std::vector<Subquery*>& out) {
  if (auto* subquery = std::get_if<Subquery>(&expression.node)) out.push_back(subquery);
  for (ExpressionPtr* part : parts_of(expression)) find_subqueries(**part, out);
}

// What a plan reads, whatever it binds itself.
class Reads {
 public:
  // False where the answer hangs on more than columns and the graph.
  bool walk(const Operator& op) {
    const bool steady = std::visit(
        base::overloaded{
            [](const Create&) { return false; },
            [](const Update&) { return false; },
            [](const Delete&) { return false; },
            [](const Merge&) { return false; },
            [](const Foreach&) { return false; },
            [](const CallInTransactions&) { return false; },
            [](const ProcedureCall&) { return false; },
            [](const LoadCsv&) { return false; },
            [&](const Expand& x) { return step(x) && put(columns, {x.to}); },
            [&](const VarExpand& x) { return step(x) && put(columns, {x.to}); },
            [&](const QuantifiedExpand& x) { return step(x) && put(columns, {x.to}); },
            [&](const ShortestPath& x) { return put(columns, {x.from, x.to}); },
            [&](const ProjectEndpoints& x) {
              return step(x) && put(columns, {x.relationship, x.to});
            },
            [&](const Pattern& x) { return put(columns, x.outputs); },
            [&](const Distinct& x) { return put(columns, x.columns); },
            [&](const HashJoin& x) { return put(columns, x.columns); },
            [&](const Union& x) {
              return put(columns, x.left_columns) && put(columns, x.right_columns);
            },
            [](const auto&) { return true; },
        },
        op.node);
    if (!steady) return false;
    for (const Expression* expression : expressions_of(op)) {
      if (!walk(*expression)) return false;
    }
    const auto inputs = inputs_of(op);
    return std::all_of(inputs.begin(), inputs.end(),
                       [&](const Operator* input) { return walk(*input); });
  }

  std::set<ColumnId> columns;
  std::set<std::pair<ColumnId, std::string>> properties;

 private:
  bool walk(const Expression& expression) {
    if (const auto* property = std::get_if<Property>(&expression.node)) {
      if (const auto* subject = std::get_if<Column>(&property->subject->node)) {
        properties.emplace(subject->id, property->key);
        return true;
      }
    }
    const bool steady = std::visit(
        base::overloaded{
            [&](const Column& x) { return put(columns, {x.id}); },
            [&](const PathOf& x) { return put(columns, x.elements); },
            [&](const Neighbours& x) { return put(columns, {x.from, x.to}); },
            [&](const Subquery& x) { return walk(*x.plan); },
            [](const Call& x) {
              const auto* known = find_function(x.name);
              return known && known->deterministic;
            },
            [](const auto&) { return true; },
        },
        expression.node);
    if (!steady) return false;
    const auto parts = parts_of(expression);
    return std::all_of(parts.begin(), parts.end(),
                       [&](const Expression* part) { return walk(*part); });
  }
  static bool put(std::set<ColumnId>& to, const std::vector<ColumnId>& more) {
    to.insert(more.begin(), more.end());
    return true;
  }
  template <class Step>
  bool step(const Step& x) {
    return put(columns, {x.from}) && put(columns, x.distinct_from);
  }
};

}  // namespace

std::vector<ExpressionPtr*> expressions_of(Operator& op) {
  Collector c;
  std::visit(base::overloaded{
                 [&](IndexSeek& x) { c.put(x.value); },
                 [&](IndexRangeSeek& x) { c.put(x.lower), c.put(x.upper); },
                 [&](HashLookup& x) { c.put(x.value); },
                 [&](NodeByIdSeek& x) { c.put(x.id); },
                 [&](VarExpand& x) { c.put(x.predicate); },
                 [&](ShortestPath& x) { c.put(x.predicate); },
                 [&](Filter& x) { c.put(x.predicate); },
                 [&](Project& x) { c.put(x.items); },
                 [&](Aggregate& x) {
                   c.put(x.keys);
                   for (AggregateItem& item : x.aggregates) c.put(item.arguments);
                 },
                 [&](Sort& x) { c.put(x.keys); },
                 [&](Top& x) { c.put(x.keys), c.put(x.limit); },
                 [&](Skip& x) { c.put(x.count); },
                 [&](Limit& x) { c.put(x.count); },
                 [&](Unwind& x) { c.put(x.list); },
                 [&](Create& x) { c.put(x.nodes, x.relationships); },
                 [&](Update& x) { c.put(x.items); },
                 [&](Delete& x) { c.put(x.targets); },
                 [&](Merge& x) {
                   c.put(x.nodes, x.relationships), c.put(x.on_create), c.put(x.on_match);
                   if (x.path) c.put(x.path->expression);
                 },
                 [&](Foreach& x) { c.put(x.list); },
                 [&](CallInTransactions& x) { c.put(x.batch); },
                 [&](ProcedureCall& x) { c.put(x.arguments); },
                 [&](LoadCsv& x) { c.put(x.url); },
                 [](auto&) {},
             },
             op.node);
  return std::move(c.slots);
}
std::vector<const Expression*> expressions_of(const Operator& op) {
  return constant(expressions_of(const_cast<Operator&>(op)));
}

std::vector<ExpressionPtr*> parts_of(Expression& expression) {
  Collector c;
  std::visit(base::overloaded{
                 [&](Property& x) { c.put(x.subject); },
                 [&](HasLabels& x) { c.put(x.subject); },
                 [&](Subscript& x) { c.put(x.subject), c.put(x.index); },
                 [&](Slice& x) { c.put(x.subject), c.put(x.from), c.put(x.to); },
                 [&](ListOf& x) { c.put(x.items); },
                 [&](MapOf& x) {
                   for (auto& [key, value] : x.entries) c.put(value);
                 },
                 [&](Unary& x) { c.put(x.operand); },
                 [&](Binary& x) { c.put(x.left), c.put(x.right); },
                 [&](Call& x) { c.put(x.arguments); },
                 [&](Case& x) {
                   c.put(x.subject);
                   for (CaseWhen& one : x.alternatives) c.put(one.when), c.put(one.then);
                   c.put(x.otherwise);
                 },
                 [&](ListComprehension& x) { c.put(x.list), c.put(x.where), c.put(x.projection); },
                 [&](Quantifier& x) { c.put(x.list), c.put(x.where); },
                 [&](Reduce& x) { c.put(x.initial), c.put(x.list), c.put(x.body); },
                 [&](Neighbours& x) { c.put(x.tests); },
                 [&](MapProjection& x) {
                   c.put(x.subject);
                   for (MapProjectionItem& item : x.items) c.put(item.value);
                 },
                 [](auto&) {},
             },
             expression.node);
  return std::move(c.slots);
}
std::vector<const Expression*> parts_of(const Expression& expression) {
  return constant(parts_of(const_cast<Expression&>(expression)));
}

std::vector<Subquery*> subqueries_of(Operator& op) {
  std::vector<Subquery*> out;
  for (ExpressionPtr* expression : expressions_of(op)) find_subqueries(**expression, out);
  return out;
}

std::optional<std::vector<ExpressionPtr>> reads_outside(const Operator& plan) {
  Reads reads;
  if (!reads.walk(plan)) return std::nullopt;
  const Operator* leaf = &plan;
  for (auto inputs = inputs_of(*leaf); !inputs.empty(); inputs = inputs_of(*leaf)) {
    leaf = inputs.front();
  }
  const auto* row = std::get_if<Argument>(&leaf->node);
  std::set<ColumnId> outside;
  if (row) outside.insert(row->columns.begin(), row->columns.end());
  const auto column_of = [](ColumnId column) {
    auto out = std::make_unique<Expression>();
    out->node = Column{column};
    return out;
  };
  std::vector<ExpressionPtr> out;
  for (const ColumnId column : outside) {
    if (reads.columns.count(column) > 0) {
      out.push_back(column_of(column));
      continue;
    }
    for (const auto& [subject, key] : reads.properties) {
      if (subject != column) continue;
      out.push_back(std::make_unique<Expression>());
      out.back()->node = Property{column_of(column), key};
    }
  }
  return out;
}

}  // namespace wutong::plan
