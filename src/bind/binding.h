// The binder's state and its methods; their code is in bind_*.cpp, one file per noun.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/environment.h"
#include "bind/scope.h"
#include "plan/algebra.h"
#include "syntax/ast.h"

namespace wutong::bind {

// Aggregates found while a projection's expressions are bound.
struct Aggregation {
  std::vector<plan::AggregateItem> items;
};

// Where an expression stands.
struct Context {
  const Scope* scope = nullptr;
  // Expressions that are columns already, by source text: grouping keys and projected items.
  std::vector<std::pair<std::string, plan::ColumnId>> known;
  std::vector<std::string>
      ambiguous;  // projected expressions too complex to stand beside an aggregate
  Aggregation* aggregation = nullptr;  // null: aggregates are not allowed here
  bool grouped = false;                // variables outside of aggregates must be known
  bool inside_aggregate = false;
  bool patterns = false;  // a pattern may stand here as a predicate
  // Variables from before grouping or DISTINCT: subqueries may not take their names for new ones.
  const Scope* gone = nullptr;
};

class Binding {
 public:
  Binding(std::string_view text, const Environment& environment)
      : text_(text), environment_(environment) {}
  plan::Plan run(const syntax::Statement& statement);

 private:
  struct Rows {
    plan::OperatorPtr op;
    Scope scope;
    bool wrote = false;  // since the last WITH
    // While a pattern is bound: columns that are declared but not in the rows yet, and conditions
    // that wait for them.
    std::set<plan::ColumnId> pending = {};
    std::vector<std::pair<TextSpan, std::function<plan::ExpressionPtr(const Scope&)>>> waiting = {};
    bool repeatable = false;  // walks: a relationship may occur twice
  };

  // ---- bind_query.cpp
  plan::OperatorPtr query(const syntax::Query& query, const Scope& outer, bool nested,
                          std::vector<plan::ResultColumn>& result);
  plan::OperatorPtr single_query(const syntax::SingleQuery& query, const Scope& outer, bool nested,
                                 std::vector<plan::ResultColumn>& result);
  void check_composition(const syntax::SingleQuery& query, bool nested) const;
  void clause(const syntax::Clause& clause, Rows& rows);
  void unwind(const syntax::Unwind& unwind, Rows& rows);
  void call_procedure(const syntax::Call& call, TextSpan span, bool standalone, Rows& rows,
                      std::vector<plan::ResultColumn>* result);
  plan::OperatorPtr clauses(const syntax::SingleQuery& query, const Scope& outer, bool nested,
                            std::vector<plan::ResultColumn>& result);
  void load_csv(const syntax::LoadCsv& ast, Rows& rows);

  // ---- bind_schema.cpp
  plan::OperatorPtr schema_command(const syntax::SchemaCommand& command);

  // ---- bind_projection.cpp
  // Returns the projected columns in order.
  // `where` (of WITH) sees the variables from before as well; may be null.
  std::vector<plan::ResultColumn> projection(const syntax::Projection& projection, bool is_return,
                                             const syntax::Expression* where, Rows& rows);
  void check_let(const syntax::ProjectionItem& item, bool aggregates, const Scope& before) const;
  void group(std::vector<plan::ProjectItem> keys, Aggregation aggregation, Rows& rows);
  plan::ExpressionPtr row_count(const syntax::Expression& expression, const char* what);

  // ---- bind_pattern.cpp
  void match(const syntax::Match& match, TextSpan span, Rows& rows);
  // Binds all parts on top of rows; the new variables are in rows.scope.
  void pattern(const std::vector<const syntax::PatternPart*>& parts, Rows& rows);
  // `elements`, unless null, gets the columns of the path in turn.
  void pattern_part(const syntax::PatternPart& part, std::vector<plan::ColumnId>& relationships,
                    Rows& rows, std::vector<plan::ColumnId>* elements = nullptr);
  struct Chain;
  Chain chain_of(const syntax::PatternPart& part, Scope& scope);
  std::size_t start_of(const Chain& chain) const;
  void shortest_path(const syntax::PatternPart& part, Chain& chain, Rows& rows);
  void start_node(const Chain& chain, std::size_t index, Rows& rows);
  void expand_step(const Chain& chain, std::size_t step, bool forward,
                   std::vector<plan::ColumnId>& relationships, Rows& rows);
  void walk_chain(Chain& chain, std::vector<plan::ColumnId>& relationships, Rows& rows);
  // ---- bind_quantified.cpp
  // Adds a link to the chain; the variables inside become lists in `scope`.
  void add_quantified(const syntax::QuantifiedPath& path, Scope& scope, Chain& chain);
  void quantified_step(const Chain& chain, std::size_t step, bool forward,
                       std::vector<plan::ColumnId>& relationships, Rows& rows);
  [[noreturn]] static void unbounded_walk(TextSpan span);

  // ---- bind_pattern_filter.cpp
  void filter(Rows& rows, plan::ExpressionPtr test);
  Scope available(const Rows& rows) const;
  bool waits(TextSpan span, const Rows& rows) const;
  void wait_or_filter(TextSpan span, Rows& rows,
                      std::function<plan::ExpressionPtr(const Scope&)> test);
  void apply_waiting(Rows& rows);
  void filter_node(const syntax::NodePattern& node, plan::ColumnId column, bool skip_first_label,
                   Rows& rows);
  void filter_relationship(const syntax::RelationshipPattern& relationship, plan::ColumnId column,
                           Rows& rows);
  void filter_each(const syntax::RelationshipPattern& relationship, plan::ColumnId list,
                   Rows& rows);
  plan::ExpressionPtr relationship_predicate(const syntax::RelationshipPattern& relationship,
                                             plan::ColumnId column, const Scope& scope);
  plan::ExpressionPtr step_predicate(const syntax::RelationshipPattern& relationship,
                                     plan::ColumnId list, plan::ColumnId each, Rows& rows);
  // Whether a type expression is A|B|...
  static bool is_choice(const syntax::LabelExpression& types);
  plan::ExpressionPtr properties_predicate(const syntax::Expression& properties,
                                           plan::ColumnId column, const Scope& scope);
  plan::LabelTest label_test(const syntax::LabelExpression& labels, bool relationship);
  std::vector<std::string> type_names(const syntax::RelationshipPattern& relationship);
  Scope outer_scope(TextSpan span, const Context& context) const;
  std::unique_ptr<plan::Expression> subquery_of(plan::SubqueryKind kind, plan::OperatorPtr op,
                                                std::optional<plan::ColumnId> result,
                                                TextSpan span);

  // ---- bind_update.cpp
  void create(const syntax::Pattern& pattern, Rows& rows);
  void create_part(const syntax::PatternPart& part, bool merging, const Scope& values,
                   std::vector<plan::CreateNode>& nodes,
                   std::vector<plan::CreateRelationship>& relationships, Scope& scope);
  void merge(const syntax::Merge& merge, Rows& rows);
  std::vector<plan::UpdateItem> set_items(const std::vector<syntax::SetItem>& items,
                                          const Scope& scope);
  void set(const syntax::Set& set, Rows& rows);
  void remove(const syntax::Remove& remove, Rows& rows);
  void delete_clause(const syntax::Delete& clause, Rows& rows);
  void foreach_clause(const syntax::Foreach& clause, Rows& rows);

  // ---- bind_expression.cpp
  plan::ExpressionPtr expression(const syntax::Expression& ast, const Context& context);
  plan::ExpressionPtr plain(const syntax::Expression& ast, const Scope& scope);
  plan::ExpressionPtr predicate(
      const syntax::Expression& ast, const Scope& scope,
      const std::vector<std::pair<std::string, plan::ColumnId>>& known = {});
  plan::ExpressionPtr variable(const std::string& name, TextSpan span, const Context& context);
  plan::ExpressionPtr call(const syntax::FunctionCall& call, TextSpan span, const Context& context);
  plan::ExpressionPtr aggregate(const syntax::FunctionCall& call, TextSpan span,
                                const Context& context);
  plan::ExpressionPtr comparison(const syntax::Comparison& comparison, TextSpan span,
                                 const Context& context);
  plan::ExpressionPtr list_comprehension(const syntax::ListComprehension& ast, TextSpan span,
                                         const Context& context);
  plan::ExpressionPtr pattern_expression(const syntax::PatternPart& part, TextSpan span,
                                         const Context& context);
  plan::ExpressionPtr shortest_path_expression(const syntax::PatternPart& part, TextSpan span,
                                               const Context& context);
  plan::ExpressionPtr pattern_comprehension(const syntax::PatternComprehension& ast, TextSpan span,
                                            const Context& context);
  plan::ExpressionPtr subquery(const syntax::Subquery& ast, TextSpan span, const Context& context);
  void call_subquery(const syntax::CallSubquery& call, TextSpan span, Rows& rows);
  plan::ExpressionPtr map_projection(const syntax::MapProjection& ast, TextSpan span,
                                     const Context& context);
  StaticType type_of(const plan::Expression& expression) const;
  StaticType element_type(const plan::Expression& list) const;
  void check_operands(const plan::Expression& expression) const;
  bool has_aggregate(const syntax::Expression& ast) const;

  // ---- binder.cpp
  plan::ColumnId fresh(const std::string& name, StaticType type = StaticType::Unknown);
  const Variable& declare(Scope& scope, const std::string& name, StaticType type);
  const Variable* find(const Scope& scope, const std::string& name) const;
  std::string label_name(const std::string& name, TextSpan span);
  std::string type_name(const std::string& name, TextSpan span);
  std::string key_name(const std::string& name);
  // Of a property of a node or a relationship.
  std::string property_name(const std::string& name, TextSpan span);
  void notice_unknown(const char* code, const char* kind, const std::string& name, TextSpan span,
                      const std::vector<std::string>& known);
  std::string text_of(TextSpan span) const {
    return std::string(text_.substr(span.begin, span.end - span.begin));
  }
  [[noreturn]] void neither_grouped(const std::string& name, TextSpan span) const;
  [[noreturn]] void undefined(const std::string& name, TextSpan span, const Scope& scope) const;

  std::string_view text_;
  const Environment& environment_;
  plan::Plan plan_;
  std::vector<StaticType> types_;  // by column
  std::set<std::string> noticed_;
  bool nested_ = false;  // inside a subquery
  bool reading_ = true;  // false inside CREATE and SET: new names are no mistake
};

template <class Node>
plan::ExpressionPtr make_expression(TextSpan span, Node node) {
  auto expression = std::make_unique<plan::Expression>();
  expression->span = span;
  expression->node = std::move(node);
  return expression;
}
template <class Node>
plan::OperatorPtr make_operator(Node node) {
  auto op = std::make_unique<plan::Operator>();
  op->node = std::move(node);
  return op;
}
inline plan::ExpressionPtr column_expression(plan::ColumnId id, TextSpan span = {}) {
  return make_expression(span, plan::Column{id});
}

}  // namespace wutong::bind
