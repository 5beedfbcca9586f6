// The algebra of queries: a tree of operators, each of which turns rows of columns into rows of
// columns. bind produces it, the optimiser rewrites it, exec lowers it. Each operator's comment
// says which columns it adds to its input's.
//
// Relationship uniqueness (openCypher's trail semantics) is explicit: an Expand names the
// relationship columns of its MATCH that its own must differ from (`distinct_from`).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/ids.h"
#include "plan/expression.h"

namespace wutong::plan {

using model::Direction;

// ---- Leaves
struct Unit {};  // one row without columns
// The current row of the enclosing Apply or Subquery. `many`: rows of one state of the graph, one
// after the other, so that what is made for the first serves the others.
struct Argument {
  std::vector<ColumnId> columns;
  bool many = false;
};
struct AllNodesScan {
  ColumnId node;
  OperatorPtr input;
};  // input null: leaf; else every input row x every node
struct LabelScan {
  ColumnId node;
  std::string label;
  OperatorPtr input;
};
// label.key = value, by index; `value` may use the columns of `input`.
struct IndexSeek {
  ColumnId node;
  std::string label, key;
  ExpressionPtr value;
  OperatorPtr input;
};
// Nodes of the label with key between the bounds, either of which may be null, by index; a Filter
// above decides. Where the nodes' properties lie in memory it is a LabelScan.
struct IndexRangeSeek {
  ColumnId node;
  std::string label, key;
  ExpressionPtr lower, upper;
  bool lower_inclusive = true, upper_inclusive = true;
  OperatorPtr input;
};
// Nodes that may have label.key = value (any label where it is empty), by a hash of the property's
// values that is made when a second row asks. A Filter above decides.
struct HashLookup {
  ColumnId node;
  std::string label, key;
  ExpressionPtr value;
  OperatorPtr input;
};
// Nodes whose id is `id` (a number or a list of them), from id(n) = ... ; rows without such a node
// go.
struct NodeByIdSeek {
  ColumnId node;
  ExpressionPtr id;
  OperatorPtr input;
};
// All relationships (typed or any), each once; adds start, relationship, end. Both: each twice.
struct RelationshipScan {
  ColumnId start, relationship, end;
  std::vector<std::string> types;
  Direction direction;
  OperatorPtr input;
};

// ---- Patterns
// Adds relationship and `to`; with `into`, `to` is bound already and only filters.
struct Expand {
  OperatorPtr input;
  ColumnId from, relationship, to;
  Direction direction;
  std::vector<std::string> types;  // empty: any
  bool into = false;
  std::vector<ColumnId> distinct_from;
};
// Variable length: `relationship` is a list of relationships. No relationship repeats in it.
struct VarExpand {
  OperatorPtr input;
  ColumnId from, relationship, to;
  Direction direction;
  std::vector<std::string> types;
  std::int64_t min = 1;
  std::optional<std::int64_t> max;
  bool into = false;
  std::vector<ColumnId> distinct_from;
  // Must hold of each relationship, bound to `each`; may be null.
  ColumnId each{};
  ExpressionPtr predicate;
  bool repeat = false;  // walks instead of trails: relationships may repeat; needs `max`
};
// A quantified path pattern: `inner` is a plan from Argument(inner_from, ...) to inner_to, repeated
// min to max times, each repetition from where the one before ended. Adds `to` (with `into` it is
// bound and only filters), the groups, and `relationships`.
struct QuantifiedExpand {
  OperatorPtr input;
  ColumnId from, to;
  bool into = false;
  bool backward = false;  // walked from its right end; lists still read from left to right
  OperatorPtr inner;
  ColumnId inner_from, inner_to;
  std::int64_t min = 1;
  std::optional<std::int64_t> max;
  // inner column -> outer column that collects it as a list, one item per repetition
  std::vector<std::pair<ColumnId, ColumnId>> groups;
  // Relationship columns of `inner` in the order in which they are written, and the column that
  // lists the relationships of all repetitions. None occurs twice unless `repeat`.
  std::vector<ColumnId> inner_relationships;
  ColumnId relationships;
  std::vector<ColumnId> distinct_from;
  bool repeat = false;
};
// Adds `relationship` (a list) for a shortest path between two bound nodes; `all`: for each of
// them.
struct ShortestPath {
  OperatorPtr input;
  ColumnId from, relationship, to;
  Direction direction;
  std::vector<std::string> types;
  std::int64_t min = 1;
  std::optional<std::int64_t> max;
  bool all = false;
  ColumnId each{};
  ExpressionPtr predicate;
  bool closed = false;  // a node has paths of one relationship and more to itself, too
};
// `relationship` is bound already (a relationship, or with `list` a list of them): walks it from a
// row's known ends, or both ways where unknown. Adds the ends that are not bound.
struct ProjectEndpoints {
  OperatorPtr input;
  ColumnId from, relationship, to;
  bool from_bound = false, to_bound = false, list = false;
  Direction direction;
  std::vector<std::string> types;
  std::int64_t min = 1;
  std::optional<std::int64_t> max;
  std::vector<ColumnId> distinct_from;
};

// The rows of `input`, a pattern (see plan/join_graph.h), with `outputs` alone of its columns and
// in any number of rows how often they come: the sum of `multiplicity` over equal rows is how many
// of them `input` has, the sum of a count's column how many of these have the property.
struct PatternCount {
  ColumnId column;
  ColumnId node;
  std::string key;  // empty: the node itself is there
};
struct Pattern {
  OperatorPtr input;
  std::vector<ColumnId> outputs;
  ColumnId multiplicity;
  std::vector<PatternCount> counts;
};

// ---- Rows
struct Filter {
  OperatorPtr input;
  ExpressionPtr predicate;
  bool in_scan = false;  // asked by the scan below, with the filters between
};
// Adds columns; `discard_rest` leaves only them (WITH, RETURN).
struct ProjectItem {
  ColumnId column;
  ExpressionPtr expression;
};
struct Project {
  OperatorPtr input;
  std::vector<ProjectItem> items;
  bool discard_rest = false;
};
struct AggregateItem {
  ColumnId column;
  std::string function;  // count, sum, avg, min, max, collect, stdev, stdevp, percentilecont,
                         // percentiledisc
  std::vector<ExpressionPtr> arguments;  // empty: count(*)
  bool distinct = false;
  TextSpan span;
  std::optional<ColumnId> weight{};  // how often a row counts
};
// One row per distinct keys; leaves keys and aggregates only. Without keys exactly one row.
struct Aggregate {
  OperatorPtr input;
  std::vector<ProjectItem> keys;
  std::vector<AggregateItem> aggregates;
  bool in_scan = false;   // of the packed columns of one label's nodes, where these are in memory
  bool in_parts = false;  // by several threads, a part of the first scan each, where that pays
};
struct Distinct {
  OperatorPtr input;
  std::vector<ColumnId> columns;
};
struct SortKey {
  ExpressionPtr expression;
  bool descending = false;
};
struct Sort {
  OperatorPtr input;
  std::vector<SortKey> keys;
};
struct Top {
  OperatorPtr input;
  std::vector<SortKey> keys;
  ExpressionPtr limit;
};  // Sort + Limit
struct Skip {
  OperatorPtr input;
  ExpressionPtr count;
};
struct Limit {
  OperatorPtr input;
  ExpressionPtr count;
};
struct Unwind {
  OperatorPtr input;
  ExpressionPtr list;
  ColumnId column;
};
// Columns of both sides are renamed into `columns`.
struct Union {
  OperatorPtr left, right;
  std::vector<ColumnId> left_columns, right_columns, columns;
};

// ---- Joins. `right` reads the left row through Argument.
enum class ApplyKind {
  Inner,     // left row x right rows
  Optional,  // as Inner, nulls in `nullable` where the right side is empty
  Semi,      // left rows with a right row
  Anti,      // left rows without one
};
struct Apply {
  OperatorPtr left, right;
  ApplyKind kind = ApplyKind::Inner;
  std::vector<ColumnId> nullable;
};
struct CartesianProduct {
  OperatorPtr left, right;
};
// Equality of `columns`, bound by both sides.
struct HashJoin {
  OperatorPtr left, right;
  std::vector<ColumnId> columns;
};

// ---- Writes
struct CreateNode {
  ColumnId column;
  std::vector<std::string> labels;
  ExpressionPtr properties;
};  // properties may be null
struct CreateRelationship {
  ColumnId column;
  ColumnId start, end;
  std::string type;
  ExpressionPtr properties;
  TextSpan span;
};
struct Create {
  OperatorPtr input;
  std::vector<CreateNode> nodes;
  std::vector<CreateRelationship> relationships;
};
struct SetPropertyItem {
  ExpressionPtr subject;
  std::string key;
  ExpressionPtr value;
};
struct SetPropertiesItem {
  ColumnId subject;
  ExpressionPtr value;
  bool merge = false;
};
struct SetLabelsItem {
  ColumnId subject;
  std::vector<std::string> labels;
};
struct RemovePropertyItem {
  ExpressionPtr subject;
  std::string key;
};
struct RemoveLabelsItem {
  ColumnId subject;
  std::vector<std::string> labels;
};
using UpdateItem = std::variant<SetPropertyItem, SetPropertiesItem, SetLabelsItem,
                                RemovePropertyItem, RemoveLabelsItem>;
struct Update {
  OperatorPtr input;
  std::vector<UpdateItem> items;
};
struct Delete {
  OperatorPtr input;
  std::vector<ExpressionPtr> targets;
  bool detach = false;
};
// Per input row: rows of `match` (reads the row through Argument); if none, create, then on_create;
// else on_match for each.
struct Merge {
  OperatorPtr input, match;
  std::vector<CreateNode> nodes;
  std::vector<CreateRelationship> relationships;
  std::vector<UpdateItem> on_create, on_match;
  std::optional<ProjectItem> path;  // of a creation; a match projects its own
};
struct Foreach {
  OperatorPtr input;
  ColumnId variable;
  ExpressionPtr list;
  OperatorPtr updates;
};  // updates starts at Argument
// Reads all input before the first row leaves: keeps reads from seeing later writes.
struct Eager {
  OperatorPtr input;
};
// The side effects of `input`, and no rows (a query without RETURN).
struct Drain {
  OperatorPtr input;
};
// The rows of `right` per left row, as Apply; what `right` writes is committed after every `batch`
// rows (null: 1,000). Adds `result` and `status`, a map about the row's transaction.
struct CallInTransactions {
  OperatorPtr left, right;
  ExpressionPtr batch;
  enum class OnError { Fail, Break, Continue } on_error = OnError::Fail;
  std::vector<ColumnId> result;
  bool unit = false;  // `right` returns nothing: one row per left row
  std::optional<ColumnId> status;
  TextSpan span;
};

// ---- Procedures, files, schema
struct ProcedureCall {
  OperatorPtr input;
  std::string name;
  std::vector<ExpressionPtr> arguments;
  std::vector<std::pair<std::string, ColumnId>> yields;  // field -> column
  bool standalone_void = false;  // a procedure without fields passes its input on
  TextSpan span;
};
struct LoadCsv {
  OperatorPtr input;
  ExpressionPtr url;
  ColumnId row;
  bool with_headers = false;
  char field_terminator = ',';
};
struct CreateIndex {
  std::string name, label;
  std::vector<std::string> properties;
  bool if_not_exists = false;
};
struct DropIndex {
  std::string name;
  bool if_exists = false;
};
struct CreateConstraint {
  enum class Kind { Unique, Exists, Type, Key } kind = Kind::Unique;
  std::string name, label;
  bool relationship = false;
  std::vector<std::string> properties;
  std::string type;
  bool if_not_exists = false;
};
struct DropConstraint {
  std::string name;
  bool if_exists = false;
};

struct Operator {
  std::variant<Unit, Argument, AllNodesScan, LabelScan, IndexSeek, IndexRangeSeek, HashLookup,
               NodeByIdSeek, RelationshipScan, Expand, VarExpand, QuantifiedExpand, ShortestPath,
               ProjectEndpoints, Pattern, Filter, Project, Aggregate, Distinct, Sort, Top, Skip,
               Limit, Unwind, Union, Apply, CartesianProduct, HashJoin, Create, Update, Delete,
               Merge, Foreach, Eager, Drain, CallInTransactions, ProcedureCall, LoadCsv,
               CreateIndex, DropIndex, CreateConstraint, DropConstraint>
      node;
  double rows = 0;  // estimated, set by the optimiser
};

struct ResultColumn {
  std::string name;
  ColumnId column;
};

// A whole query. `names` maps columns to what the user called them, for EXPLAIN and messages.
struct Plan {
  OperatorPtr root;
  std::vector<ResultColumn> result;
  std::map<ColumnId, std::string> names;
  std::uint32_t next_column = 0;
  bool writes = false;
  std::vector<std::string> rules;  // rewrite rules that fired, in order
  std::vector<Error> notices;      // unknown names, with their places
};

}  // namespace wutong::plan
