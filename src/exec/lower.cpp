// plan -> operators, one to one; and values as results hand them out.
#include <algorithm>
#include <utility>

#include "base/overloaded.h"
#include "exec/morsels.h"
#include "exec/operators.h"
#include "exec/profile.h"
#include "plan/tree.h"

namespace wutong::exec {
namespace {

// Keeps what operators refer to for as long as they run.
class Root : public Operator {
 public:
  Root(const plan::Plan& plan, ExecutionContext& context)
      : lowering_(plan, context),
        op_(lowering_.op(*plan.root, nullptr)),
        cancel_(*context.cancel) {}
  void open() override { op_->open(); }
  bool next(Batch& out) override {
    cancel_.poll();
    return op_->next(out);
  }

 private:
  Lowering lowering_;
  OperatorPtr op_;
  const base::CancelToken& cancel_;
};

}  // namespace

std::vector<plan::ColumnId> Lowering::columns_of(const plan::Operator& op) {
  return plan::columns_of(op);
}

OperatorPtr Lowering::op(const plan::Operator& plan, const std::shared_ptr<ArgumentRow>& argument) {
  OperatorPtr op = lower_one(plan, argument);
  if (!context_.profile) return op;
  return make_watched(std::move(op), (*context_.profile)[&plan], *context_.counting);
}

OperatorPtr Lowering::op(const plan::Operator& plan, const std::shared_ptr<ArgumentRow>& argument,
                         Split& split) {
  if (!split.leaf) return op(plan, argument);
  Split* const outer = std::exchange(split_, &split);
  OperatorPtr lowered = op(plan, argument);
  split_ = outer;
  return lowered;
}

Split* Lowering::split_at(const void* scan) const {
  if (!split_) return nullptr;
  const auto* pattern = std::get_if<plan::Pattern>(&split_->leaf->node);
  return split_->leaf == scan || (pattern && pattern == scan) ? split_ : nullptr;
}

OperatorPtr Lowering::lower_one(const plan::Operator& plan,
                                const std::shared_ptr<ArgumentRow>& argument) {
  const auto unknown = [&]() -> OperatorPtr {
    throw Error("internal.unknown_operator",
                std::string("no operator runs '") + plan::name_of(plan) + "'");
  };
  return std::visit(
      base::overloaded{
          [&](const plan::Unit&) { return make_unit(*this); },
          [&](const plan::Argument& x) { return make_argument(x, *this, argument); },
          [&](const plan::AllNodesScan&) { return make_scan(plan, *this, argument); },
          [&](const plan::LabelScan&) { return make_scan(plan, *this, argument); },
          [&](const plan::IndexSeek&) { return make_scan(plan, *this, argument); },
          [&](const plan::IndexRangeSeek&) { return make_scan(plan, *this, argument); },
          [&](const plan::HashLookup& x) { return make_hash_lookup(x, *this, argument); },
          [&](const plan::NodeByIdSeek&) { return make_scan(plan, *this, argument); },
          [&](const plan::Expand& x) { return make_expand(x, *this, argument); },
          [&](const plan::VarExpand& x) { return make_var_expand(x, *this, argument); },
          [&](const plan::QuantifiedExpand& x) {
            return make_quantified_expand(x, *this, argument);
          },
          [&](const plan::ShortestPath& x) { return make_shortest_path(x, *this, argument); },
          [&](const plan::ProjectEndpoints& x) {
            return make_project_endpoints(x, *this, argument);
          },
          [&](const plan::Pattern& x) { return make_pattern(x, *this, argument); },
          [&](const plan::Filter& x) { return make_filter(x, *this, argument); },
          [&](const plan::Project& x) { return make_project(x, *this, argument); },
          [&](const plan::Aggregate& x) { return make_aggregate(x, *this, argument); },
          [&](const plan::Distinct& x) { return make_distinct(x, *this, argument); },
          [&](const plan::Sort& x) { return make_sort(x.input, x.keys, nullptr, *this, argument); },
          [&](const plan::Top& x) {
            return make_sort(x.input, x.keys, x.limit.get(), *this, argument);
          },
          [&](const plan::Skip& x) { return make_skip(x, *this, argument); },
          [&](const plan::Limit& x) { return make_limit(x, *this, argument); },
          [&](const plan::Unwind& x) { return make_unwind(x, *this, argument); },
          [&](const plan::Union& x) { return make_union(x, *this, argument); },
          [&](const plan::Apply& x) { return make_apply(x, *this, argument); },
          [&](const plan::Create& x) { return make_create(x, *this, argument); },
          [&](const plan::Update& x) { return make_update(x, *this, argument); },
          [&](const plan::Delete& x) { return make_delete(x, *this, argument); },
          [&](const plan::Merge& x) { return make_merge(x, *this, argument); },
          [&](const plan::Foreach& x) { return make_foreach(x, *this, argument); },
          [&](const plan::Eager& x) { return make_eager(x, *this, argument); },
          [&](const plan::Drain& x) { return make_drain(x, *this, argument); },
          [&](const plan::CallInTransactions& x) {
            return make_call_in_transactions(x, *this, argument);
          },
          [&](const plan::ProcedureCall& x) { return make_procedure_call(x, *this, argument); },
          [&](const plan::LoadCsv& x) { return make_load_csv(x, *this, argument); },
          [&](const plan::CreateIndex&) { return make_schema_command(plan, *this); },
          [&](const plan::DropIndex&) { return make_schema_command(plan, *this); },
          [&](const plan::CreateConstraint&) { return make_schema_command(plan, *this); },
          [&](const plan::DropConstraint&) { return make_schema_command(plan, *this); },
          [&](const auto&) { return unknown(); },
      },
      plan.node);
}

OperatorPtr lower(const plan::Plan& plan, ExecutionContext& context) {
  context.functions.view = context.view;
  context.functions.random = &context.random;
  context.functions.memory = &context.memory;
  context.functions.cancel = context.cancel;
  context.functions.deleted_types = &context.deleted_types;
  return std::make_unique<Root>(plan, context);
}

Value resolve(const Value& value, const ExecutionContext& context) {
  const store::GraphView& view = *context.view;
  const auto properties_map = [&](const model::PropertyList& list) {
    Map map;
    for (const auto& [key, item] : list) map.emplace_back(view.names().key_name(key), item);
    std::sort(map.begin(), map.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return map;
  };
  switch (value.type()) {
    case ValueType::Node: {
      if (value.is_resolved()) return value;
      NodeRecord node;
      node.id = value.as_node_id();
      std::vector<store::LabelId> labels;
      view.labels(node.id, labels);
      for (const store::LabelId label : labels)
        node.labels.push_back(view.names().label_name(label));
      std::sort(node.labels.begin(), node.labels.end());
      model::PropertyList list;
      view.properties(node.id, list);
      node.properties = properties_map(list);
      return node;
    }
    case ValueType::Relationship: {
      if (value.is_resolved()) return value;
      RelationshipRecord relationship;
      relationship.id = value.as_relationship_id();
      if (const auto ends = view.relationship(relationship.id)) {
        relationship.type = view.names().type_name(ends->type);
        relationship.start = ends->start;
        relationship.end = ends->end;
      }
      model::PropertyList list;
      view.properties(relationship.id, list);
      relationship.properties = properties_map(list);
      return relationship;
    }
    case ValueType::Path: {
      PathRecord path;
      for (const Value& node : value.as_path().nodes) path.nodes.push_back(resolve(node, context));
      for (const Value& r : value.as_path().relationships) {
        path.relationships.push_back(resolve(r, context));
      }
      return path;
    }
    case ValueType::List: {
      List list;
      for (const Value& item : value.as_list()) list.push_back(resolve(item, context));
      return Value::list(std::move(list));
    }
    case ValueType::Map: {
      Map map;
      for (const auto& [key, item] : value.as_map()) map.emplace_back(key, resolve(item, context));
      return Value::map(std::move(map));
    }
    default:
      return value;
  }
}

}  // namespace wutong::exec
