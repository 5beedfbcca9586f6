// CREATE and DROP of indexes and constraints.
#include <algorithm>
#include <optional>

#include "base/overloaded.h"
#include "base/suggest.h"
#include "exec/operators.h"

namespace wutong::exec {
namespace {

class SchemaCommand : public Operator {
 public:
  SchemaCommand(const plan::Operator& plan, ExecutionContext& context)
      : plan_(plan), context_(context) {}
  void open() override {}
  bool next(Batch& out) override {
    out.clear();
    std::visit(base::overloaded{
                   [&](const plan::CreateIndex& x) { create(x); },
                   [&](const plan::DropIndex& x) { drop(x); },
                   [&](const plan::CreateConstraint& x) { create(x); },
                   [&](const plan::DropConstraint& x) { drop(x); },
                   [](const auto&) {},
               },
               plan_.node);
    return false;
  }

 private:
  // Names of indexes that stand alone, or of constraints.
  std::vector<std::string> names(bool constraints) const {
    std::vector<std::string> of_constraints, out;
    for (const auto& constraint : context_.view->constraints()) {
      of_constraints.push_back(constraint.name);
    }
    if (constraints) return of_constraints;
    for (const auto& index : context_.view->indexes()) {
      if (std::find(of_constraints.begin(), of_constraints.end(), index.name) ==
          of_constraints.end()) {
        out.push_back(index.name);
      }
    }
    return out;
  }
  bool exists(const std::string& name, bool constraints) const {
    const auto all = names(constraints);
    return std::find(all.begin(), all.end(), name) != all.end();
  }
  [[noreturn]] void missing(const char* code, const char* what, const std::string& name,
                            bool constraints) const {
    Error error(code, std::string("no ") + what + " '" + name + "'");
    if (const auto close = base::closest(name, names(constraints))) {
      error.add_note("did you mean '" + *close + "'?");
    }
    throw error;
  }

  void create(const plan::CreateIndex& x) {
    for (const auto& index : context_.view->indexes()) {
      const bool same = index.label == x.label && index.properties == x.properties;
      if (x.if_not_exists && (same || index.name == x.name)) return;
      if (same) {
        throw Error("store.index_exists", "an index '" + index.name +
                                              "' on the same properties of '" + x.label +
                                              "' exists already");
      }
    }
    context_.writer->create_index({x.name, x.label, x.properties, false});
    ++context_.effects.indexes_added;
  }
  void drop(const plan::DropIndex& x) {
    if (!exists(x.name, false)) {
      if (exists(x.name, true)) {
        throw Error("store.index_of_constraint",
                    "the index '" + x.name + "' belongs to the constraint of that name")
            .with_note("DROP CONSTRAINT " + x.name + " drops both");
      }
      if (x.if_exists) return;
      missing("store.no_such_index", "index", x.name, false);
    }
    context_.writer->drop_index(x.name);
    ++context_.effects.indexes_removed;
  }
  void create(const plan::CreateConstraint& x) {
    store::ConstraintDescription wanted;
    wanted.name = x.name;
    wanted.kind = static_cast<store::ConstraintDescription::Kind>(x.kind);
    wanted.relationship = x.relationship;
    wanted.label = x.label;
    wanted.properties = x.properties;
    wanted.type = x.type;
    for (const auto& known : context_.view->constraints()) {
      const bool same = known.kind == wanted.kind && known.relationship == wanted.relationship &&
                        known.label == wanted.label && known.properties == wanted.properties &&
                        known.type == wanted.type;
      if (x.if_not_exists && (same || known.name == x.name)) return;
      if (same) {
        throw Error("store.constraint_exists",
                    "the constraint '" + known.name + "' demands the same already");
      }
    }
    context_.writer->create_constraint(wanted);
    ++context_.effects.constraints_added;
  }
  void drop(const plan::DropConstraint& x) {
    if (!exists(x.name, true)) {
      if (x.if_exists) return;
      missing("store.no_such_constraint", "constraint", x.name, true);
    }
    context_.writer->drop_constraint(x.name);
    ++context_.effects.constraints_removed;
  }

  const plan::Operator& plan_;
  ExecutionContext& context_;
};

}  // namespace

OperatorPtr make_schema_command(const plan::Operator& plan, Lowering& lowering) {
  return std::make_unique<SchemaCommand>(plan, lowering.context());
}

}  // namespace wutong::exec
