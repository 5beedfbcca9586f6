// CREATE, DROP and SHOW of indexes and uniqueness constraints.
#include <algorithm>

#include "base/overloaded.h"
#include "exec/operators.h"

namespace wutong::exec {
namespace {

bool exists(const store::GraphView& view, const std::string& name, bool unique) {
  const auto all = view.indexes();
  return std::any_of(all.begin(), all.end(), [&](const store::IndexDescription& index) {
    return index.name == name && index.unique == unique;
  });
}

class SchemaCommand : public Operator {
 public:
  SchemaCommand(const plan::Operator& plan, ExecutionContext& context)
      : plan_(plan), context_(context) {}
  void open() override { done_ = false; }
  bool next(Batch& out) override {
    out.clear();
    if (done_) return false;
    done_ = true;
    std::visit(base::overloaded{
                   [&](const plan::CreateIndex& x) {
                     if (x.if_not_exists && exists(*context_.view, x.name, false)) return;
                     context_.writer->create_index({x.name, x.label, x.properties, false});
                     ++context_.effects.indexes_added;
                   },
                   [&](const plan::DropIndex& x) {
                     if (x.if_exists && !exists(*context_.view, x.name, false)) return;
                     context_.writer->drop_index(x.name);
                     ++context_.effects.indexes_removed;
                   },
                   [&](const plan::CreateConstraint& x) {
                     if (x.if_not_exists && exists(*context_.view, x.name, true)) return;
                     context_.writer->create_index({x.name, x.label, x.properties, true});
                     ++context_.effects.constraints_added;
                   },
                   [&](const plan::DropConstraint& x) {
                     if (x.if_exists && !exists(*context_.view, x.name, true)) return;
                     context_.writer->drop_index(x.name);
                     ++context_.effects.constraints_removed;
                   },
                   [&](const plan::ShowIndexes& x) { show(x.columns, false, out); },
                   [&](const plan::ShowConstraints& x) { show(x.columns, true, out); },
                   [](const auto&) {},
               },
               plan_.node);
    return out.rows > 0;
  }

 private:
  void show(const std::vector<plan::ColumnId>& columns, bool constraints, Batch& out) {
    for (const store::IndexDescription& index : context_.view->indexes()) {
      if (constraints && !index.unique) continue;
      List properties(index.properties.begin(), index.properties.end());
      const Value list = Value::list(std::move(properties));
      const std::vector<Value> row =
          constraints ? std::vector<Value>{index.name, "UNIQUE", index.label, list}
                      : std::vector<Value>{index.name, index.label, list, index.unique};
      for (std::size_t i = 0; i < columns.size(); ++i) {
        out.columns[static_cast<std::size_t>(columns[i])].push_back(row[i]);
      }
      ++out.rows;
    }
  }

  const plan::Operator& plan_;
  ExecutionContext& context_;
  bool done_ = false;
};

}  // namespace

OperatorPtr make_schema_command(const plan::Operator& plan, Lowering& lowering) {
  return std::make_unique<SchemaCommand>(plan, lowering.context());
}

}  // namespace wutong::exec
