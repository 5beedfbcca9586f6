// CREATE, SET and REMOVE, DELETE, MERGE, FOREACH.
#include <algorithm>

#include "base/overloaded.h"
#include "exec/graph_changes.h"

namespace wutong::exec {
namespace {

// Gives an error of `action` that knows no place the one of the text at `span`.
template <class Action>
void at_place(TextSpan span, const Action& action) {
  try {
    action();
  } catch (Error& error) {
    const bool of_query = error.code().rfind("query.", 0) == 0;
    if (!error.span() && !of_query && span.end > span.begin) error.set_span(span);
    throw;
  }
}

// Runs one row at a time through `change`, which may add columns to it.
class Change : public PerRow {
 public:
  Change(OperatorPtr input, Columns carried, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        carried_(std::move(carried)),
        changes_(lowering.context()) {}

 protected:
  void begin(const Frame&) override { done_ = false; }
  bool emit(Batch& out) override {
    if (done_) return false;
    done_ = true;
    append_row(input_.batch(), input_.row(), carried_, out);
    ++out.rows;
    change(out, out.rows - 1);
    return false;
  }
  // Row `row` of `out` is a copy of the input row.
  virtual void change(Batch& out, std::size_t row) = 0;

  Columns carried_;
  GraphChanges changes_;

 private:
  bool done_ = false;
};

// The nodes and relationships that CREATE and MERGE make.
class Creation {
 public:
  Creation(const std::vector<plan::CreateNode>& nodes,
           const std::vector<plan::CreateRelationship>& relationships, Lowering& lowering)
      : nodes_(nodes), relationships_(relationships) {
    for (const auto& node : nodes) values_.push_back(compile(node.properties, lowering));
    for (const auto& relationship : relationships) {
      values_.push_back(compile(relationship.properties, lowering));
    }
  }
  // Evaluates properties on `frame` and puts the ids into the last row of `out`.
  void run(const Frame& frame, GraphChanges& changes, Batch& out, bool merging) const {
    std::size_t value = 0;
    const auto properties = [&] {
      const Evaluate& evaluate = values_[value++];
      return evaluate ? evaluate(frame) : Value();
    };
    for (const plan::CreateNode& node : nodes_) {
      const Value map = properties();
      if (merging) refuse_nulls(map);
      out.columns[static_cast<std::size_t>(node.column)].emplace_back(
          changes.create_node(node.labels, map));
    }
    for (const plan::CreateRelationship& relationship : relationships_) {
      const Value map = properties();
      if (merging) refuse_nulls(map);
      const Value& start = out.columns[static_cast<std::size_t>(relationship.start)].back();
      const Value& end = out.columns[static_cast<std::size_t>(relationship.end)].back();
      if (!start.is_node() || !end.is_node()) {
        throw Error("type.invalid_argument_type", "a relationship joins nodes, and one end is null",
                    relationship.span);
      }
      out.columns[static_cast<std::size_t>(relationship.column)].emplace_back(
          changes.create_relationship(start.as_node_id(), relationship.type, end.as_node_id(),
                                      map));
    }
  }
  Columns columns() const {
    Columns out;
    for (const auto& node : nodes_) out.push_back(static_cast<std::size_t>(node.column));
    for (const auto& r : relationships_) out.push_back(static_cast<std::size_t>(r.column));
    return out;
  }

 private:
  static Evaluate compile(const plan::ExpressionPtr& properties, Lowering& lowering) {
    return properties ? lowering.expression(*properties) : Evaluate();
  }
  static void refuse_nulls(const Value& map) {
    if (!map.is_map()) return;
    for (const auto& [key, value] : map.as_map()) {
      if (value.is_null()) {
        throw Error("semantic.merge_read_own_writes",
                    "MERGE cannot look for '" + key + "': null, which equals nothing");
      }
    }
  }
  const std::vector<plan::CreateNode>& nodes_;
  const std::vector<plan::CreateRelationship>& relationships_;
  std::vector<Evaluate> values_;
};

class Create : public Change {
 public:
  Create(const plan::Create& plan, OperatorPtr input, Lowering& lowering)
      : Change(std::move(input), indexes_of(lowering.columns_of(*plan.input)), lowering),
        creation_(plan.nodes, plan.relationships, lowering) {}

 protected:
  void change(Batch& out, std::size_t) override {
    creation_.run(lowering_.frame(input_.batch(), input_.row()), changes_, out, false);
  }

 private:
  Creation creation_;
};

// SET and REMOVE items, compiled.
class Updates {
 public:
  Updates(const std::vector<plan::UpdateItem>& items, Lowering& lowering) {
    for (const plan::UpdateItem& item : items) {
      actions_.push_back(compile(item, lowering));
      places_.push_back(place_of(item));
    }
  }
  void run(const Frame& frame, GraphChanges& changes) const {
    for (std::size_t i = 0; i < actions_.size(); ++i) {
      at_place(places_[i], [&] { actions_[i](frame, changes); });
    }
  }

 private:
  using Action = std::function<void(const Frame&, GraphChanges&)>;
  // What an error of the item is about.
  static TextSpan place_of(const plan::UpdateItem& item) {
    if (const auto* one = std::get_if<plan::SetPropertyItem>(&item)) return one->value->span;
    if (const auto* all = std::get_if<plan::SetPropertiesItem>(&item)) return all->value->span;
    if (const auto* gone = std::get_if<plan::RemovePropertyItem>(&item)) return gone->subject->span;
    return {};
  }
  static Action compile(const plan::UpdateItem& item, Lowering& lowering) {
    const auto subject_of = [&](plan::ColumnId id) {
      return [id, local = lowering.is_local(id)](const Frame& f) {
        return column_value(f, id, local);
      };
    };
    return std::visit(
        base::overloaded{
            [&](const plan::SetPropertyItem& x) -> Action {
              return
                  [subject = lowering.expression(*x.subject), key = x.key,
                   value = lowering.expression(*x.value)](const Frame& f, GraphChanges& changes) {
                    changes.set_property(subject(f), key, value(f));
                  };
            },
            [&](const plan::SetPropertiesItem& x) -> Action {
              return [subject = subject_of(x.subject), value = lowering.expression(*x.value),
                      merge = x.merge](const Frame& f, GraphChanges& changes) {
                changes.set_properties(subject(f), value(f), merge);
              };
            },
            [&](const plan::SetLabelsItem& x) -> Action {
              return [subject = subject_of(x.subject), labels = x.labels](const Frame& f,
                                                                          GraphChanges& changes) {
                changes.add_labels(subject(f), labels);
              };
            },
            [&](const plan::RemovePropertyItem& x) -> Action {
              return [subject = lowering.expression(*x.subject), key = x.key](
                         const Frame& f, GraphChanges& changes) {
                changes.set_property(subject(f), key, {});
              };
            },
            [&](const plan::RemoveLabelsItem& x) -> Action {
              return [subject = subject_of(x.subject), labels = x.labels](const Frame& f,
                                                                          GraphChanges& changes) {
                changes.remove_labels(subject(f), labels);
              };
            },
        },
        item);
  }
  std::vector<Action> actions_;
  std::vector<TextSpan> places_;
};

class Update : public Change {
 public:
  Update(const plan::Update& plan, OperatorPtr input, Lowering& lowering)
      : Change(std::move(input), indexes_of(lowering.columns_of(*plan.input)), lowering),
        updates_(plan.items, lowering) {}

 protected:
  void change(Batch& out, std::size_t row) override {
    updates_.run(lowering_.frame(out, row), changes_);
  }

 private:
  Updates updates_;
};

// Deletes only once all targets of all rows are known: a node's relationships may be among them.
class Delete : public Operator {
 public:
  Delete(const plan::Delete& plan, OperatorPtr input, Lowering& lowering)
      : lowering_(lowering),
        input_(std::move(input)),
        columns_(indexes_of(lowering.columns_of(*plan.input))),
        detach_(plan.detach) {
    for (const auto& target : plan.targets) {
      targets_.push_back(lowering.expression(*target));
      places_.push_back(target->span);
    }
  }
  void open() override {
    input_->open();
    held_.clear();
    at_ = 0;
    done_ = false;
  }
  bool next(Batch& out) override {
    if (!done_) run();
    out.clear();
    if (at_ == held_.size()) return false;
    std::swap(out, held_[at_++]);
    return true;
  }

 private:
  void run() {
    done_ = true;
    std::vector<NodeId> nodes;
    std::vector<RelationshipId> relationships;
    for (;;) {
      Batch batch(lowering_.column_count());
      if (!input_->next(batch)) break;
      for (std::size_t row = 0; row < batch.rows; ++row) {
        for (std::size_t i = 0; i < targets_.size(); ++i) {
          at_place(places_[i], [&] {
            collect(targets_[i](lowering_.frame(batch, row)), nodes, relationships);
          });
        }
      }
      held_.push_back(std::move(batch));
    }
    GraphChanges changes(lowering_.context());
    for (const RelationshipId id : relationships) changes.delete_relationship(id);
    at_place(places_.size() == 1 ? places_.front() : TextSpan{}, [&] {
      for (const NodeId id : nodes) changes.delete_node(id, detach_);
    });
  }
  static void collect(const Value& value, std::vector<NodeId>& nodes,
                      std::vector<RelationshipId>& relationships) {
    switch (value.type()) {
      case ValueType::Null:
        return;
      case ValueType::Node:
        nodes.push_back(value.as_node_id());
        return;
      case ValueType::Relationship:
        relationships.push_back(value.as_relationship_id());
        return;
      case ValueType::Path:
        for (const Value& r : value.as_path().relationships) collect(r, nodes, relationships);
        for (const Value& n : value.as_path().nodes) collect(n, nodes, relationships);
        return;
      default:
        throw Error(
            "type.invalid_argument_type",
            "DELETE takes nodes, relationships and paths, not " + type_with_article(value.type()));
    }
  }

  Lowering& lowering_;
  OperatorPtr input_;
  Columns columns_;
  bool detach_;
  std::vector<Evaluate> targets_;
  std::vector<TextSpan> places_;
  std::vector<Batch> held_;
  std::size_t at_ = 0;
  bool done_ = false;
};

class Merge : public PerRow {
 public:
  Merge(const plan::Merge& plan, OperatorPtr input, OperatorPtr match, Argument inner,
        Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        match_(std::move(match)),
        inner_(std::move(inner)),
        batch_(lowering.column_count()),
        carried_(indexes_of(lowering.columns_of(*plan.input))),
        creation_(plan.nodes, plan.relationships, lowering),
        created_(creation_.columns()),
        on_create_(plan.on_create, lowering),
        on_match_(plan.on_match, lowering),
        changes_(lowering.context()) {
    if (plan.path) path_ = lowering.expression(*plan.path->expression);
    const std::vector<plan::ColumnId> matched = lowering.columns_of(*plan.match);
    for (const std::size_t column : created_) {
      const bool known =
          std::find(matched.begin(), matched.end(),
                    plan::ColumnId{static_cast<std::uint32_t>(column)}) != matched.end();
      (known ? shared_ : only_created_).push_back(column);
    }
  }

 protected:
  void begin(const Frame& frame) override {
    frame_ = frame;
    inner_->frame = &frame_;
    for (const auto& node : plan_.nodes) check_nulls(node.properties);
    for (const auto& relationship : plan_.relationships) check_nulls(relationship.properties);
    rows_ = Batch(lowering_.column_count());
    match_->open();
    while (match_->next(batch_)) {
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        append_row(*frame_.batch, frame_.row, carried_, rows_);
        append_row(batch_, row, shared_, rows_);
        for (const std::size_t column : only_created_) rows_.columns[column].emplace_back();
        if (plan_.path) {
          const auto path = static_cast<std::size_t>(plan_.path->column);
          rows_.columns[path].push_back(batch_.columns[path][row]);
        }
        ++rows_.rows;
      }
    }
    if (rows_.rows == 0) {
      append_row(*frame_.batch, frame_.row, carried_, rows_);
      creation_.run(frame_, changes_, rows_, true);
      rows_.rows = 1;
      if (plan_.path) {
        rows_.columns[static_cast<std::size_t>(plan_.path->column)].push_back(
            path_(lowering_.frame(rows_, 0)));
      }
      on_create_.run(lowering_.frame(rows_, 0), changes_);
    } else {
      for (std::size_t row = 0; row < rows_.rows; ++row) {
        on_match_.run(lowering_.frame(rows_, row), changes_);
      }
    }
    at_ = 0;
  }
  bool emit(Batch& out) override {
    for (; at_ < rows_.rows && out.rows < kBatchRows; ++at_, ++out.rows) {
      append_row(rows_, at_, carried_, out);
      append_row(rows_, at_, created_, out);
      if (plan_.path) {
        const auto path = static_cast<std::size_t>(plan_.path->column);
        out.columns[path].push_back(rows_.columns[path][at_]);
      }
    }
    return at_ < rows_.rows;
  }

 private:
  void check_nulls(const plan::ExpressionPtr& properties) {
    if (!properties) return;
    const auto* map = std::get_if<plan::MapOf>(&properties->node);
    if (!map) return;
    for (const auto& [key, value] : map->entries) {
      if (lowering_.expression(*value)(frame_).is_null()) {
        throw Error("semantic.merge_read_own_writes",
                    "MERGE cannot look for '" + key + "': null, which equals nothing", value->span);
      }
    }
  }

  const plan::Merge& plan_;
  OperatorPtr match_;
  Argument inner_;
  Frame frame_;
  Batch batch_, rows_;
  Columns carried_;
  Creation creation_;
  Columns created_, shared_, only_created_;
  Updates on_create_, on_match_;
  GraphChanges changes_;
  Evaluate path_;
  std::size_t at_ = 0;
};

class Foreach : public Change {
 public:
  Foreach(const plan::Foreach& plan, OperatorPtr input, OperatorPtr updates, Argument inner,
          Lowering& lowering)
      : Change(std::move(input), indexes_of(lowering.columns_of(*plan.input)), lowering),
        variable_(static_cast<std::size_t>(plan.variable)),
        list_(lowering.expression(*plan.list)),
        updates_(std::move(updates)),
        inner_(std::move(inner)),
        batch_(lowering.column_count()) {}

 protected:
  void change(Batch& out, std::size_t row) override {
    const Frame frame = lowering_.frame(out, row);
    const Value list = list_(frame);
    if (list.is_null()) return;
    if (!list.is_list()) throw Error("type.invalid_argument_type", "FOREACH takes a List");
    for (const Value& item : list.as_list()) {
      (*frame.locals)[variable_] = item;
      inner_->frame = &frame;
      updates_->open();
      while (updates_->next(batch_)) {
      }
    }
  }

 private:
  std::size_t variable_;
  Evaluate list_;
  OperatorPtr updates_;
  Argument inner_;
  Batch batch_;
};

}  // namespace

OperatorPtr make_create(const plan::Create& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Create>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_update(const plan::Update& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Update>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_delete(const plan::Delete& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Delete>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_merge(const plan::Merge& plan, Lowering& lowering, const Argument& argument) {
  const auto inner = std::make_shared<ArgumentRow>();
  OperatorPtr input = lowering.op(*plan.input, argument);
  OperatorPtr match = lowering.op(*plan.match, inner);
  return std::make_unique<Merge>(plan, std::move(input), std::move(match), inner, lowering);
}
OperatorPtr make_foreach(const plan::Foreach& plan, Lowering& lowering, const Argument& argument) {
  const auto inner = std::make_shared<ArgumentRow>();
  OperatorPtr input = lowering.op(*plan.input, argument);
  OperatorPtr updates = lowering.op(*plan.updates, inner);
  return std::make_unique<Foreach>(plan, std::move(input), std::move(updates), inner, lowering);
}

}  // namespace wutong::exec
