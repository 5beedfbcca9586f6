// Bound expressions: what an expression means once names are resolved. Variables are columns,
// functions are checked against the function table, literals are values. Built by bind, rewritten
// by the optimiser, evaluated by exec. Aggregates do not occur here: they live in plan::Aggregate.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/ids.h"
#include "wutong/error.h"
#include "wutong/value.h"

namespace wutong::plan {

// A column of the rows that flow between operators; unique within one plan. Local variables of
// comprehensions, quantifiers and reduce are columns too.
enum class ColumnId : std::uint32_t {};

struct Expression;
struct Operator;
using ExpressionPtr = std::unique_ptr<Expression>;
using OperatorPtr = std::unique_ptr<Operator>;

enum class UnaryOperator { Not, Minus, Plus, IsNull, IsNotNull };
enum class BinaryOperator {
  And,
  Or,
  Xor,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Power,
  StartsWith,
  EndsWith,
  Contains,
  RegexMatch,
  In,
  Concatenate,
};

struct Literal {
  Value value;
};
struct Parameter {
  std::string name;
};
struct Column {
  ColumnId id;
};
// subject.key for nodes, relationships, maps and temporal values.
struct Property {
  ExpressionPtr subject;
  std::string key;
};
// Labels of a node or the type of a relationship: a tree of names.
struct LabelTest {
  enum class Kind { Name, Any, Not, And, Or } kind;
  std::string name;
  std::vector<LabelTest> operands;
};
struct HasLabels {
  ExpressionPtr subject;
  LabelTest test;
};
struct Subscript {
  ExpressionPtr subject, index;
};
struct Slice {
  ExpressionPtr subject, from, to;
};  // from, to may be null
struct ListOf {
  std::vector<ExpressionPtr> items;
};
struct MapOf {
  std::vector<std::pair<std::string, ExpressionPtr>> entries;
};
struct Unary {
  UnaryOperator op;
  ExpressionPtr operand;
};
struct Binary {
  BinaryOperator op;
  ExpressionPtr left, right;
};
// `name` is the canonical spelling in the function table (plan/functions.h).
struct Call {
  std::string name;
  std::vector<ExpressionPtr> arguments;
};
struct CaseWhen {
  ExpressionPtr when, then;
};
struct Case {
  ExpressionPtr subject;
  std::vector<CaseWhen> alternatives;
  ExpressionPtr otherwise;
};  // subject, otherwise may be null
struct ListComprehension {
  ColumnId variable;
  ExpressionPtr list, where, projection;
};  // where, projection may be null
enum class QuantifierKind { All, Any, None, Single };
struct Quantifier {
  QuantifierKind kind;
  ColumnId variable;
  ExpressionPtr list, where;
};
struct Reduce {
  ColumnId accumulator;
  ExpressionPtr initial;
  ColumnId variable;
  ExpressionPtr list, body;
};
// Path from its alternating columns: node, relationship (or list of relationships), node, ...
struct PathOf {
  std::vector<ColumnId> elements;
};
// A plan run once per row, its Argument operator fed with the columns it names. Exists: whether a
// row comes; Count: how many; Collect: the list of `result`. Pattern predicates, pattern
// comprehensions, EXISTS { }, COUNT { } and COLLECT { } all bind to this.
enum class SubqueryKind { Exists, Count, Collect };
struct Subquery {
  SubqueryKind kind;
  OperatorPtr plan;
  std::optional<ColumnId> result;
  // The columns of the row, or properties of them, that decide the answer; where they are given,
  // answers are remembered by their values.
  std::optional<std::vector<ExpressionPtr>> remembered_by{};
};
// What EXISTS and COUNT ask about one step from a bound node, looked up among its neighbours:
// whether there is a relationship, or how many there are. `to` is bound, or each neighbour in turn,
// of which all `tests` must be true.
struct Neighbours {
  SubqueryKind kind;  // Exists or Count
  ColumnId from, to;
  bool to_bound = false;
  model::Direction direction;
  std::vector<std::string> types;  // empty: any
  std::vector<ExpressionPtr> tests;
};
struct MapProjectionItem {
  enum class Kind { Property, Entry, AllProperties } kind;
  std::string key;
  ExpressionPtr value;  // Entry only
};
struct MapProjection {
  ExpressionPtr subject;
  std::vector<MapProjectionItem> items;
};

struct Expression {
  TextSpan span;
  std::variant<Literal, Parameter, Column, Property, HasLabels, Subscript, Slice, ListOf, MapOf,
               Unary, Binary, Call, Case, ListComprehension, Quantifier, Reduce, PathOf, Subquery,
               Neighbours, MapProjection>
      node;
};

}  // namespace wutong::plan
