// The abstract syntax tree of a query: openCypher 9 and the parts of Cypher 5 / GQL users type from
// habit. Closed sets are std::variant, visited with base/overloaded.h. Every node has the byte span
// it was parsed from. The tree says what was written, nothing of what it means: names are
// unresolved.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wutong/error.h"

namespace wutong::syntax {

struct Expression;
struct Pattern;
struct PatternPart;
struct Query;
struct Clause;
using ExpressionPtr = std::unique_ptr<Expression>;
using QueryPtr = std::unique_ptr<Query>;

// A symbolic name with its place.
struct Name {
  std::string text;
  TextSpan span;
};

// ---- Label expressions: A, A|B, A&B, !A, % (any), (A|B)&!C; `:A:B` is And(A, B).
struct LabelExpression;
using LabelExpressionPtr = std::unique_ptr<LabelExpression>;
struct LabelName {
  std::string name;
};
struct LabelAny {};
struct LabelNot {
  LabelExpressionPtr operand;
};
struct LabelAnd {
  LabelExpressionPtr left, right;
};
struct LabelOr {
  LabelExpressionPtr left, right;
};
struct LabelExpression {
  TextSpan span;
  std::variant<LabelName, LabelAny, LabelNot, LabelAnd, LabelOr> node;
};

// ---- Expressions
enum class UnaryOperator { Not, Minus, Plus };
enum class BinaryOperator {
  Or,
  Xor,
  And,
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
enum class ComparisonOperator { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

struct NullLiteral {};
struct BooleanLiteral {
  bool value;
};
struct IntegerLiteral {
  std::int64_t value;
};
struct FloatLiteral {
  double value;
};
struct StringLiteral {
  std::string value;
};
struct Parameter {
  std::string name;
};
struct Variable {
  std::string name;
};
struct PropertyAccess {
  ExpressionPtr subject;
  Name key;
};
struct LabelPredicate {
  ExpressionPtr subject;
  LabelExpressionPtr labels;
};  // n:A, n IS A
struct Subscript {
  ExpressionPtr subject, index;
};
struct Slice {
  ExpressionPtr subject, from, to;
};  // from and to may be null
struct ListLiteral {
  std::vector<ExpressionPtr> items;
};
struct MapLiteral {
  std::vector<std::pair<Name, ExpressionPtr>> entries;
};
struct Unary {
  UnaryOperator op;
  ExpressionPtr operand;
};
struct Binary {
  BinaryOperator op;
  ExpressionPtr left, right;
};
// a < b <= c: operands.size() == operators.size() + 1
struct Comparison {
  std::vector<ExpressionPtr> operands;
  std::vector<ComparisonOperator> operators;
};
struct IsNull {
  ExpressionPtr operand;
  bool negated;
};
struct IsTyped {
  ExpressionPtr operand;
  std::string type;
  bool negated;
};  // x IS [NOT] :: TYPE
struct FunctionCall {
  Name name;
  std::vector<ExpressionPtr> arguments;
  bool distinct = false;
};  // name may be dotted
struct CountStar {};
struct CaseAlternative {
  ExpressionPtr when, then;
};
struct Case {
  ExpressionPtr subject;
  std::vector<CaseAlternative> alternatives;
  ExpressionPtr otherwise;
};  // subject, otherwise may be null
struct ListComprehension {
  Name variable;
  ExpressionPtr list, where, projection;
};  // where, projection may be null
enum class QuantifierKind { All, Any, None, Single };
struct Quantifier {
  QuantifierKind kind;
  Name variable;
  ExpressionPtr list, where;
};
struct Reduce {
  Name accumulator;
  ExpressionPtr initial;
  Name variable;
  ExpressionPtr list, body;
};
struct PatternComprehension {
  std::optional<Name> path;
  std::unique_ptr<PatternPart> pattern;
  ExpressionPtr where, projection;
};
struct PatternPredicate {
  std::unique_ptr<PatternPart> pattern;
};  // (a)-->(b) as a predicate
struct ShortestPathExpression {
  std::unique_ptr<PatternPart> pattern;
};
// EXISTS { }, COUNT { }, COLLECT { }. Either `pattern` + `where` or `query` is set.
enum class SubqueryKind { Exists, Count, Collect };
struct Subquery {
  SubqueryKind kind;
  std::unique_ptr<Pattern> pattern;
  ExpressionPtr where;
  QueryPtr query;
};
struct MapProjectionItem {
  enum class Kind { Property, Entry, Variable, AllProperties } kind;  // .key | key: expr | var | .*
  Name name;
  ExpressionPtr value;  // Entry only
};
struct MapProjection {
  Name variable;
  std::vector<MapProjectionItem> items;
};

struct Expression {
  TextSpan span;
  std::variant<NullLiteral, BooleanLiteral, IntegerLiteral, FloatLiteral, StringLiteral, Parameter,
               Variable, PropertyAccess, LabelPredicate, Subscript, Slice, ListLiteral, MapLiteral,
               Unary, Binary, Comparison, IsNull, IsTyped, FunctionCall, CountStar, Case,
               ListComprehension, Quantifier, Reduce, PatternComprehension, PatternPredicate,
               ShortestPathExpression, Subquery, MapProjection>
      node;
};

// ---- Patterns
enum class Direction { Outgoing, Incoming, Both };
struct Range {
  std::optional<std::int64_t> min, max;
};  // *, *2, *1.., *..3, {1,3}

struct NodePattern {
  TextSpan span;
  std::optional<Name> variable;
  LabelExpressionPtr labels;  // may be null
  ExpressionPtr properties;   // MapLiteral or Parameter; may be null
  ExpressionPtr where;        // inline WHERE; may be null
};
struct RelationshipPattern {
  TextSpan span;
  std::optional<Name> variable;
  LabelExpressionPtr types;  // may be null; for CREATE and MERGE a single LabelName
  std::optional<Range> length;
  ExpressionPtr properties, where;
  Direction direction = Direction::Both;
};
// A quantified path pattern ((a)-[:R]->(b) WHERE ...){1,3} stands between two nodes of a chain.
struct QuantifiedPath {
  TextSpan span;
  std::unique_ptr<PatternPart> inner;
  ExpressionPtr where;
  Range range;
};
struct PatternStep {
  std::variant<RelationshipPattern, QuantifiedPath> connection;
  NodePattern node;
};
enum class PathSelector { All, Shortest, AllShortest };
// p = (a)-[..]->(b)...: first, then steps; `where` of ((a)-->(b) WHERE ...) may be null.
struct PatternPart {
  TextSpan span;
  std::optional<Name> path;
  PathSelector selector = PathSelector::All;
  std::optional<TextSpan> selected;  // where ANY, ALL or SHORTEST is written before the element
  NodePattern first;
  std::vector<PatternStep> steps;
  ExpressionPtr where;
};
struct Pattern {
  TextSpan span;
  std::vector<PatternPart> parts;
};

// ---- Clauses
struct SortItem {
  ExpressionPtr expression;
  bool descending = false;
};
struct ProjectionItem {
  ExpressionPtr expression;
  std::optional<Name> alias;
  TextSpan text;
};  // `text` names an unaliased column
// The body of WITH and RETURN.
struct Projection {
  bool distinct = false;
  bool star = false;  // `*`, then items
  bool row_by_row = false;  // of LET: adds to the variables, and cannot aggregate
  std::vector<ProjectionItem> items;
  std::vector<SortItem> order_by;
  ExpressionPtr skip, limit;
};

struct Match {
  bool optional = false;
  bool repeatable = false;  // REPEATABLE ELEMENTS: walks; else trails, no relationship twice
  Pattern pattern;
  ExpressionPtr where;
};
struct Unwind {
  ExpressionPtr list;
  Name variable;
};
struct With {
  Projection projection;
  ExpressionPtr where;
};
struct Return {
  Projection projection;
};
struct Create {
  Pattern pattern;
};
struct SetProperty {
  ExpressionPtr target;
  ExpressionPtr value;
};  // target is a PropertyAccess
struct SetProperties {
  Name variable;
  ExpressionPtr value;
  bool merge;
};  // n = map, n += map
struct SetLabels {
  Name variable;
  std::vector<Name> labels;
};
using SetItem = std::variant<SetProperty, SetProperties, SetLabels>;
struct Set {
  std::vector<SetItem> items;
};
struct Merge {
  PatternPart pattern;
  std::vector<SetItem> on_create, on_match;
};
struct RemoveProperty {
  ExpressionPtr target;
};
struct RemoveLabels {
  Name variable;
  std::vector<Name> labels;
};
struct Remove {
  std::vector<std::variant<RemoveProperty, RemoveLabels>> items;
};
struct Delete {
  bool detach = false;
  std::vector<ExpressionPtr> targets;
};
struct YieldItem {
  Name field;
  std::optional<Name> alias;
};
struct Call {
  Name procedure;                                       // dotted
  std::optional<std::vector<ExpressionPtr>> arguments;  // absent: implicit, from parameters
  bool yield_star = false;
  bool show = false;  // SHOW ..., whose YIELD * may stand before RETURN
  std::vector<YieldItem> yields;
  bool has_yield = false;
  ExpressionPtr where;
};
struct CallSubquery {
  QueryPtr query;
  std::optional<std::vector<Name>> imports;
  bool in_transactions = false;
  ExpressionPtr batch_rows;  // may be null
  enum class OnError { Fail, Break, Continue } on_error = OnError::Fail;
  std::optional<Name> status;  // REPORT STATUS AS status
  bool optional = false;
};
struct Foreach {
  Name variable;
  ExpressionPtr list;
  std::vector<Clause> updates;
};
struct LoadCsv {
  bool with_headers = false;
  ExpressionPtr url;
  Name variable;
  char field_terminator = ',';
};

struct Finish {};  // runs the clauses before it and returns no rows

struct Clause {
  TextSpan span;
  std::variant<Match, Unwind, With, Return, Create, Set, Merge, Remove, Delete, Call, CallSubquery,
               Foreach, LoadCsv, Finish>
      node;
};

struct SingleQuery {
  std::vector<Clause> clauses;
};
struct Query {
  TextSpan span;
  std::vector<SingleQuery> parts;  // joined by UNION
  std::vector<bool> union_all;     // one fewer than parts
};

// ---- Schema commands
struct CreateIndex {
  std::optional<Name> name;
  Name label;
  std::vector<Name> properties;
  bool relationship = false;
  bool if_not_exists = false;
};
struct DropIndex {
  Name name;
  bool if_exists = false;
};
enum class ConstraintKind { Unique, Exists, Type, Key };
struct CreateConstraint {
  std::optional<Name> name;
  ConstraintKind kind{};
  Name label;  // a relationship type where `relationship` is set
  bool relationship = false;
  std::vector<Name> properties;
  std::string type;  // of Type: INTEGER, LIST<STRING NOT NULL>, INTEGER | FLOAT
  bool if_not_exists = false;
};
struct DropConstraint {
  Name name;
  bool if_exists = false;
};
using SchemaCommand = std::variant<CreateIndex, DropIndex, CreateConstraint, DropConstraint>;

enum class Mode { Run, Explain, Profile };
struct Statement {
  Mode mode = Mode::Run;
  std::variant<Query, SchemaCommand> body;
};

}  // namespace wutong::syntax
