// stream_writes: rows need not be held before a clause writes where none of its writes can show in
// the rows to come.
//   Write(Eager(R))       = Write(R)        R reads nothing of the graph
//   Write(Eager(F*(n)))   = Write(F*(n))    F and Write read n alone, and Write is CREATE or
//   changes n Drain(Eager(R))       = Drain(R) Eager(Eager(R))       = Eager(R)
// where n is a scan of one row: it gives the nodes that were there before the first row leaves,
// each once.
#include "plan/stream_writes.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/overloaded.h"

namespace wutong::plan {
namespace {

// The columns that an expression reads; false where it may read more of the graph than those.
bool read(const Expression& expression, std::vector<ColumnId>& out) {
  const auto sub = [&](const ExpressionPtr& child) { return !child || read(*child, out); };
  const auto all = [&](const std::vector<ExpressionPtr>& children) {
    return std::all_of(children.begin(), children.end(), sub);
  };
  return std::visit(
      base::overloaded{
          [](const Literal&) { return true; },
          [](const Parameter&) { return true; },
          [&](const Column& x) {
            out.push_back(x.id);
            return true;
          },
          [&](const Property& x) { return sub(x.subject); },
          [&](const HasLabels& x) { return sub(x.subject); },
          [&](const Subscript& x) { return sub(x.subject) && sub(x.index); },
          [&](const Slice& x) { return sub(x.subject) && sub(x.from) && sub(x.to); },
          [&](const ListOf& x) { return all(x.items); },
          [&](const MapOf& x) {
            return std::all_of(x.entries.begin(), x.entries.end(),
                               [&](const auto& entry) { return sub(entry.second); });
          },
          [&](const Unary& x) { return sub(x.operand); },
          [&](const Binary& x) { return sub(x.left) && sub(x.right); },
          [&](const Call& x) { return all(x.arguments); },
          [&](const Case& x) {
            return sub(x.subject) && sub(x.otherwise) &&
                   std::all_of(x.alternatives.begin(), x.alternatives.end(),
                               [&](const CaseWhen& one) { return sub(one.when) && sub(one.then); });
          },
          [](const auto&) { return false; },
      },
      expression.node);
}

bool reads_columns_only(const Expression& expression) {
  std::vector<ColumnId> columns;
  return read(expression, columns);
}

// Rows that are the same whatever the graph holds: no column of them is a node.
bool reads_no_graph(const Operator& op) {
  return std::visit(
      base::overloaded{
          [](const Unit&) { return true; },
          [](const Unwind& x) { return reads_columns_only(*x.list) && reads_no_graph(*x.input); },
          [](const LoadCsv& x) { return reads_columns_only(*x.url) && reads_no_graph(*x.input); },
          [](const Filter& x) {
            return reads_columns_only(*x.predicate) && reads_no_graph(*x.input);
          },
          [](const Project& x) {
            return reads_no_graph(*x.input) &&
                   std::all_of(x.items.begin(), x.items.end(), [](const auto& item) {
                     return reads_columns_only(*item.expression);
                   });
          },
          [](const auto&) { return false; },
      },
      op.node);
}

bool reads_only(const Expression& expression, ColumnId node) {
  std::vector<ColumnId> columns;
  return read(expression, columns) && std::all_of(columns.begin(), columns.end(),
                                                  [&](ColumnId column) { return column == node; });
}
bool reads_only(const ExpressionPtr& expression, ColumnId node) {
  return !expression || reads_only(*expression, node);
}

// The node of filters, each of that node alone, above a scan of one row.
std::optional<ColumnId> scanned(const Operator& op) {
  const auto of_one_row = [](const auto& scan) -> std::optional<ColumnId> {
    if (scan.input && !std::holds_alternative<Unit>(scan.input->node)) return std::nullopt;
    return scan.node;
  };
  return std::visit(base::overloaded{
                        [&](const AllNodesScan& x) { return of_one_row(x); },
                        [&](const LabelScan& x) { return of_one_row(x); },
                        [&](const IndexSeek& x) { return of_one_row(x); },
                        [&](const IndexRangeSeek& x) { return of_one_row(x); },
                        [](const Filter& x) {
                          const auto node = scanned(*x.input);
                          return node && reads_only(*x.predicate, *node) ? node : std::nullopt;
                        },
                        [](const auto&) { return std::optional<ColumnId>(); },
                    },
                    op.node);
}

bool changes_only(const UpdateItem& item, ColumnId node) {
  const auto is_node = [&](const Expression& subject) {
    const auto* column = std::get_if<Column>(&subject.node);
    return column && column->id == node;
  };
  return std::visit(base::overloaded{
                        [&](const SetPropertyItem& x) {
                          return is_node(*x.subject) && reads_only(*x.value, node);
                        },
                        [&](const SetPropertiesItem& x) {
                          return x.subject == node && reads_only(*x.value, node);
                        },
                        [&](const RemovePropertyItem& x) { return is_node(*x.subject); },
                        [&](const auto& x) { return x.subject == node; },
                    },
                    item);
}

bool writes_of_one(const Update& update, ColumnId node) {
  return std::all_of(update.items.begin(), update.items.end(),
                     [&](const UpdateItem& item) { return changes_only(item, node); });
}
bool writes_of_one(const Create& create, ColumnId node) {
  return std::all_of(create.nodes.begin(), create.nodes.end(),
                     [&](const CreateNode& x) { return reads_only(x.properties, node); }) &&
         std::all_of(create.relationships.begin(), create.relationships.end(),
                     [&](const CreateRelationship& x) { return reads_only(x.properties, node); });
}
bool writes_of_one(const Merge&, ColumnId) { return false; }

bool skip_eager(OperatorPtr& op) {
  auto* eager = std::get_if<Eager>(&op->node);
  if (!eager) return false;
  OperatorPtr rows = std::move(eager->input);
  op = std::move(rows);
  return true;
}

template <class Write>
bool stream(Write& write) {
  auto* eager = std::get_if<Eager>(&write.input->node);
  if (!eager) return false;
  const auto node = scanned(*eager->input);
  if (!reads_no_graph(*eager->input) && !(node && writes_of_one(write, *node))) return false;
  return skip_eager(write.input);
}

}  // namespace

bool stream_writes(OperatorPtr& op) {
  return std::visit(base::overloaded{
                        [](Create& x) { return stream(x); },
                        [](Update& x) { return stream(x); },
                        [](Merge& x) { return stream(x); },
                        [](Drain& x) { return skip_eager(x.input); },
                        [](Eager& x) { return skip_eager(x.input); },
                        [](auto&) { return false; },
                    },
                    op->node);
}

}  // namespace wutong::plan
