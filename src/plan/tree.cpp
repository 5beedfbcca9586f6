#include "plan/tree.h"

#include <algorithm>

#include "base/overloaded.h"

namespace wutong::plan {
namespace {

void add(std::vector<ColumnId>& columns, ColumnId column) {
  if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
}

std::vector<ColumnId> with(const OperatorPtr& input, std::initializer_list<ColumnId> more) {
  std::vector<ColumnId> columns = input ? columns_of(*input) : std::vector<ColumnId>{};
  for (const ColumnId column : more) add(columns, column);
  return columns;
}

}  // namespace

std::vector<ColumnId> columns_of(const Operator& op) {
  const auto created = [](const auto& x) {
    std::vector<ColumnId> columns = columns_of(*x.input);
    for (const auto& node : x.nodes) add(columns, node.column);
    for (const auto& relationship : x.relationships) add(columns, relationship.column);
    return columns;
  };
  return std::visit(base::overloaded{
                        [](const Unit&) { return std::vector<ColumnId>{}; },
                        [](const Argument& x) { return x.columns; },
                        [](const AllNodesScan& x) { return with(x.input, {x.node}); },
                        [](const LabelScan& x) { return with(x.input, {x.node}); },
                        [](const IndexSeek& x) { return with(x.input, {x.node}); },
                        [](const IndexRangeSeek& x) { return with(x.input, {x.node}); },
                        [](const HashLookup& x) { return with(x.input, {x.node}); },
                        [](const NodeByIdSeek& x) { return with(x.input, {x.node}); },
                        [](const RelationshipScan& x) {
                          return with(x.input, {x.start, x.relationship, x.end});
                        },
                        [](const Expand& x) {
                          return with(x.input, {x.relationship, x.to});
                        },
                        [](const VarExpand& x) {
                          return with(x.input, {x.relationship, x.to});
                        },
                        [](const QuantifiedExpand& x) {
                          std::vector<ColumnId> columns = with(x.input, {x.to, x.relationships});
                          for (const auto& [inner, outer] : x.groups) add(columns, outer);
                          return columns;
                        },
                        [](const ShortestPath& x) { return with(x.input, {x.relationship}); },
                        [](const ProjectEndpoints& x) {
                          return with(x.input, {x.from, x.to});
                        },
                        [](const Pattern& x) {
                          std::vector<ColumnId> columns = x.outputs;
                          columns.push_back(x.multiplicity);
                          for (const PatternCount& count : x.counts)
                            columns.push_back(count.column);
                          return columns;
                        },
                        [](const Project& x) {
                          std::vector<ColumnId> columns;
                          if (!x.discard_rest) columns = columns_of(*x.input);
                          for (const ProjectItem& item : x.items) add(columns, item.column);
                          return columns;
                        },
                        [](const Aggregate& x) {
                          std::vector<ColumnId> columns;
                          for (const ProjectItem& key : x.keys) add(columns, key.column);
                          for (const AggregateItem& item : x.aggregates) add(columns, item.column);
                          return columns;
                        },
                        [](const Unwind& x) { return with(x.input, {x.column}); },
                        [](const Union& x) { return x.columns; },
                        [](const Apply& x) {
                          std::vector<ColumnId> columns = columns_of(*x.left);
                          if (x.kind == ApplyKind::Inner || x.kind == ApplyKind::Optional) {
                            for (const ColumnId column : columns_of(*x.right)) add(columns, column);
                          }
                          return columns;
                        },
                        [](const CartesianProduct& x) {
                          std::vector<ColumnId> columns = columns_of(*x.left);
                          for (const ColumnId column : columns_of(*x.right)) add(columns, column);
                          return columns;
                        },
                        [](const HashJoin& x) {
                          std::vector<ColumnId> columns = columns_of(*x.left);
                          for (const ColumnId column : columns_of(*x.right)) add(columns, column);
                          return columns;
                        },
                        [&](const Create& x) { return created(x); },
                        [&](const Merge& x) {
                          std::vector<ColumnId> columns = created(x);
                          if (x.path) add(columns, x.path->column);
                          return columns;
                        },
                        [](const ProcedureCall& x) {
                          std::vector<ColumnId> columns = columns_of(*x.input);
                          for (const auto& [field, column] : x.yields) add(columns, column);
                          return columns;
                        },
                        [](const LoadCsv& x) { return with(x.input, {x.row}); },
                        [](const Drain&) { return std::vector<ColumnId>{}; },
                        [](const CallInTransactions& x) {
                          std::vector<ColumnId> columns = columns_of(*x.left);
                          for (const ColumnId column : x.result) add(columns, column);
                          if (x.status) add(columns, *x.status);
                          return columns;
                        },
                        [](const CreateIndex&) { return std::vector<ColumnId>{}; },
                        [](const DropIndex&) { return std::vector<ColumnId>{}; },
                        [](const CreateConstraint&) { return std::vector<ColumnId>{}; },
                        [](const DropConstraint&) { return std::vector<ColumnId>{}; },
                        // The rest passes its input's columns on.
                        [](const auto& x) { return columns_of(*x.input); },
                    },
                    op.node);
}

std::vector<OperatorPtr*> inputs_of(Operator& op) {
  std::vector<OperatorPtr*> inputs;
  const auto put = [&](OperatorPtr& input) {
    if (input) inputs.push_back(&input);
  };
  std::visit(base::overloaded{
                 [](Unit&) {},
                 [](Argument&) {},
                 [](CreateIndex&) {},
                 [](DropIndex&) {},
                 [](CreateConstraint&) {},
                 [](DropConstraint&) {},
                 [&](QuantifiedExpand& x) { put(x.input), put(x.inner); },
                 [&](Union& x) { put(x.left), put(x.right); },
                 [&](Apply& x) { put(x.left), put(x.right); },
                 [&](CartesianProduct& x) { put(x.left), put(x.right); },
                 [&](HashJoin& x) { put(x.left), put(x.right); },
                 [&](CallInTransactions& x) { put(x.left), put(x.right); },
                 [&](Merge& x) { put(x.input), put(x.match); },
                 [&](Foreach& x) { put(x.input), put(x.updates); },
                 [&](auto& x) { put(x.input); },
             },
             op.node);
  return inputs;
}

std::vector<const Operator*> inputs_of(const Operator& op) {
  std::vector<const Operator*> out;
  for (OperatorPtr* input : inputs_of(const_cast<Operator&>(op))) out.push_back(input->get());
  return out;
}

bool calls_procedure(const Operator& op) {
  if (std::holds_alternative<ProcedureCall>(op.node)) return true;
  const auto inputs = inputs_of(op);
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const Operator* input) { return calls_procedure(*input); });
}

bool only_passes(const Project& project) {
  return std::all_of(project.items.begin(), project.items.end(), [](const ProjectItem& item) {
    const auto* column = std::get_if<Column>(&item.expression->node);
    return column && column->id == item.column;
  });
}

ExpressionPtr copy_simple(const Expression& from) {
  auto out = std::make_unique<Expression>();
  out->span = from.span;
  if (const auto* literal = std::get_if<Literal>(&from.node)) {
    out->node = *literal;
  } else if (const auto* parameter = std::get_if<Parameter>(&from.node)) {
    out->node = *parameter;
  } else if (const auto* column = std::get_if<Column>(&from.node)) {
    out->node = *column;
  } else if (const auto* property = std::get_if<Property>(&from.node)) {
    const auto* subject = std::get_if<Column>(&property->subject->node);
    if (!subject) return nullptr;
    auto inner = std::make_unique<Expression>();
    inner->span = property->subject->span;
    inner->node = *subject;
    out->node = Property{std::move(inner), property->key};
  } else {
    return nullptr;
  }
  return out;
}

const char* name_of(const Operator& op) {
  static constexpr const char* kNames[] = {"Unit",
                                           "Argument",
                                           "AllNodesScan",
                                           "LabelScan",
                                           "IndexSeek",
                                           "IndexRangeSeek",
                                           "HashLookup",
                                           "NodeByIdSeek",
                                           "RelationshipScan",
                                           "Expand",
                                           "VarExpand",
                                           "QuantifiedExpand",
                                           "ShortestPath",
                                           "ProjectEndpoints",
                                           "Pattern",
                                           "Filter",
                                           "Project",
                                           "Aggregate",
                                           "Distinct",
                                           "Sort",
                                           "Top",
                                           "Skip",
                                           "Limit",
                                           "Unwind",
                                           "Union",
                                           "Apply",
                                           "CartesianProduct",
                                           "HashJoin",
                                           "Create",
                                           "Update",
                                           "Delete",
                                           "Merge",
                                           "Foreach",
                                           "Eager",
                                           "Drain",
                                           "CallInTransactions",
                                           "ProcedureCall",
                                           "LoadCsv",
                                           "CreateIndex",
                                           "DropIndex",
                                           "CreateConstraint",
                                           "DropConstraint"};
  static_assert(sizeof(kNames) / sizeof(*kNames) == std::variant_size_v<decltype(Operator::node)>);
  return kNames[op.node.index()];
}

}  // namespace wutong::plan
