#include "exec/evaluator.h"

#include <algorithm>

#include "base/overloaded.h"
#include "exec/answers.h"
#include "exec/arithmetic.h"
#include "exec/items.h"
#include "exec/locals.h"
#include "exec/neighbours.h"
#include "model/compare.h"
#include "plan/functions.h"

namespace wutong::exec {
namespace {

using base::overloaded;

constexpr std::size_t kPollSteps = 1024;

[[noreturn]] void deleted_access(const char* what) {
  throw Error("entity_not_found.deleted_entity_access",
              std::string("this ") + what + " was deleted by this query");
}

// Gives runtime errors the place of the expression that raised them. That a query was ended from
// outside is no fault of the expression at hand.
template <class Function>
Evaluate with_span(TextSpan span, Function function) {
  return [span, function = std::move(function)](const Frame& frame) -> Value {
    try {
      return function(frame);
    } catch (Error& error) {
      if (!error.span() && error.code().rfind("query.", 0) != 0) error.set_span(span);
      throw;
    }
  };
}

Value to_boolean(std::optional<bool> truth) { return truth ? Value(*truth) : Value(); }

Value compare_values(plan::BinaryOperator op, const Value& a, const Value& b) {
  if (op == plan::BinaryOperator::Equal) return to_boolean(model::equals(a, b));
  if (op == plan::BinaryOperator::NotEqual) {
    const auto same = model::equals(a, b);
    return same ? Value(!*same) : Value();
  }
  const auto order = model::compare(a, b);
  if (!order) return {};
  if (*order == std::partial_ordering::unordered) return false;
  switch (op) {
    case plan::BinaryOperator::Less:
      return *order < 0;
    case plan::BinaryOperator::LessEqual:
      return *order <= 0;
    case plan::BinaryOperator::Greater:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

using BinaryFunction = Value (*)(const Value&, const Value&);
BinaryFunction binary_function(plan::BinaryOperator op) {
  switch (op) {
    case plan::BinaryOperator::Xor:
      return logical_xor;
    case plan::BinaryOperator::Subtract:
      return subtract;
    case plan::BinaryOperator::Multiply:
      return multiply;
    case plan::BinaryOperator::Divide:
      return divide;
    case plan::BinaryOperator::Modulo:
      return modulo;
    case plan::BinaryOperator::Power:
      return power;
    case plan::BinaryOperator::StartsWith:
      return starts_with;
    case plan::BinaryOperator::EndsWith:
      return ends_with;
    case plan::BinaryOperator::Contains:
      return contains;
    case plan::BinaryOperator::RegexMatch:
      return matches;
    case plan::BinaryOperator::In:
      return in_list;
    default:
      return nullptr;
  }
}

// Texts and lists that are joined again and again double each time.
void allow_joined(const Value& a, const Value& b, const MemoryBudget& memory) {
  constexpr std::uint64_t kSmall = 1 << 20, kMost = std::uint64_t{1} << 31;
  std::uint64_t bytes = 0;
  for (const Value* value : {&a, &b}) {
    if (value->is_string()) bytes += value->as_string().size();
    if (value->is_list()) bytes += value->as_list().size() * sizeof(Value);
  }
  if (bytes < kSmall) return;
  if (bytes > kMost) {
    throw Error("query.memory_limit", "no text and no list may have more than 2 GiB");
  }
  memory.allow(bytes);
}

bool is_false(const Value& value) { return value.is_boolean() && !value.as_boolean(); }
bool is_true(const Value& value) { return value.is_boolean() && value.as_boolean(); }

bool test_labels(const plan::LabelTest& test, const std::vector<std::string>& names) {
  using Kind = plan::LabelTest::Kind;
  switch (test.kind) {
    case Kind::Name:
      return std::find(names.begin(), names.end(), test.name) != names.end();
    case Kind::Any:
      return !names.empty();
    case Kind::Not:
      return !test_labels(test.operands.front(), names);
    case Kind::And:
      return test_labels(test.operands[0], names) && test_labels(test.operands[1], names);
    case Kind::Or:
      return test_labels(test.operands[0], names) || test_labels(test.operands[1], names);
  }
  return false;
}

bool is_deleted(const std::vector<std::uint64_t>& deleted, std::uint64_t id) {
  return std::binary_search(deleted.begin(), deleted.end(), id);
}

}  // namespace

Value column_value(const Frame& frame, plan::ColumnId id, bool local) {
  const auto index = static_cast<std::size_t>(id);
  return local ? (*frame.locals)[index] : frame.batch->columns[index][frame.row];
}

Value property_of(const ExecutionContext& context, const Value& subject, const std::string& key,
                  std::optional<store::KeyId> id) {
  switch (subject.type()) {
    case ValueType::Null:
      return {};
    case ValueType::Node: {
      const NodeId node = subject.as_node_id();
      if (is_deleted(context.deleted_nodes, static_cast<std::uint64_t>(node))) {
        deleted_access("node");
      }
      if (!id) id = context.view->names().find_key(key);
      return id ? context.view->property(node, *id) : Value();
    }
    case ValueType::Relationship: {
      const RelationshipId relationship = subject.as_relationship_id();
      if (is_deleted(context.deleted_relationships, static_cast<std::uint64_t>(relationship))) {
        deleted_access("relationship");
      }
      if (!id) id = context.view->names().find_key(key);
      return id ? context.view->property(relationship, *id) : Value();
    }
    default:
      return component(subject, key);
  }
}

Lowering::Lowering(const plan::Plan& plan, ExecutionContext& context)
    : plan_(plan), context_(context), locals_(plan.next_column), local_values_(plan.next_column) {
  if (plan.root) find_locals(*plan.root, locals_);
}

std::function<bool(const Frame&)> Lowering::predicate(const plan::Expression& test) {
  return [evaluate = expression(test), span = test.span](const Frame& frame) {
    const Value value = evaluate(frame);
    if (value.is_boolean()) return value.as_boolean();
    if (value.is_null()) return false;
    throw Error("type.invalid_argument_type",
                "a predicate must be a Boolean, not " + type_with_article(value.type()), span);
  };
}

Evaluate Lowering::expression(const plan::Expression& ast) {
  const TextSpan span = ast.span;
  ExecutionContext* const context = &context_;
  return std::visit(
      overloaded{
          [&](const plan::Literal& x) -> Evaluate {
            return [value = x.value](const Frame&) { return value; };
          },
          [&](const plan::Parameter& x) -> Evaluate {
            for (const auto& [name, value] : *context->parameters) {
              if (name == x.name) return [given = value](const Frame&) { return given; };
            }
            throw Error("parameter_missing.missing_parameter",
                        "parameter $" + x.name + " is missing", span)
                .with_note("give it with --param " + x.name + "=JSON, or :param in the shell");
          },
          [&](const plan::Column& x) -> Evaluate {
            const auto index = static_cast<std::size_t>(x.id);
            if (is_local(x.id)) return [index](const Frame& f) { return (*f.locals)[index]; };
            return [index](const Frame& f) { return f.batch->columns[index][f.row]; };
          },
          [&](const plan::Property& x) -> Evaluate {
            const auto id = context->view->names().find_key(x.key);
            const auto* column = std::get_if<plan::Column>(&x.subject->node);
            if (column && id && context->snapshot && !is_local(column->id)) {
              return [context, index = static_cast<std::size_t>(column->id), key = x.key, id,
                      span](const Frame& f) -> Value {
                const Value& subject = f.batch->columns[index][f.row];
                if (subject.is_node()) return context->view->property(subject.as_node_id(), *id);
                try {
                  return property_of(*context, subject, key, id);
                } catch (Error& error) {
                  if (!error.span()) error.set_span(span);
                  throw;
                }
              };
            }
            return with_span(
                span, [context, subject = expression(*x.subject), key = x.key, id](const Frame& f) {
                  return property_of(*context, subject(f), key, id);
                });
          },
          [&](const plan::HasLabels& x) -> Evaluate {
            const auto* column = std::get_if<plan::Column>(&x.subject->node);
            if (column && context->snapshot && !is_local(column->id) &&
                x.test.kind == plan::LabelTest::Kind::Name) {
              const auto label = context->view->names().find_label(x.test.name);
              const auto index = static_cast<std::size_t>(column->id);
              if (label) {
                return [context, index, id = *label, name = x.test.name,
                        span](const Frame& f) -> Value {
                  const Value& subject = f.batch->columns[index][f.row];
                  if (subject.is_node()) return context->view->has_label(subject.as_node_id(), id);
                  if (subject.is_null()) return {};
                  if (subject.is_relationship()) {
                    const auto ends = context->view->relationship(subject.as_relationship_id());
                    return ends && context->view->names().type_name(ends->type) == name;
                  }
                  throw Error("type.invalid_argument_type",
                              "labels belong to nodes, not to " + type_with_article(subject.type()),
                              span);
                };
              }
            }
            return with_span(
                span,
                [context, subject = expression(*x.subject),
                 test = x.test](const Frame& f) -> Value {
                  const Value value = subject(f);
                  if (value.is_null()) return {};
                  std::vector<std::string> names;
                  if (value.is_node()) {
                    std::vector<store::LabelId> ids;
                    if (is_deleted(context->deleted_nodes,
                                   static_cast<std::uint64_t>(value.as_node_id()))) {
                      deleted_access("node");
                    }
                    if (test.kind == plan::LabelTest::Kind::Name) {
                      const auto label = context->view->names().find_label(test.name);
                      return label && context->view->has_label(value.as_node_id(), *label);
                    }
                    context->view->labels(value.as_node_id(), ids);
                    for (const auto id : ids)
                      names.push_back(context->view->names().label_name(id));
                  } else if (value.is_relationship()) {
                    const auto ends = context->view->relationship(value.as_relationship_id());
                    if (ends) names.push_back(context->view->names().type_name(ends->type));
                  } else {
                    throw Error("type.invalid_argument_type", "labels belong to nodes, not to " +
                                                                  type_with_article(value.type()));
                  }
                  return test_labels(test, names);
                });
          },
          [&](const plan::Subscript& x) -> Evaluate {
            return with_span(span, [context, subject = expression(*x.subject),
                                    index = expression(*x.index)](const Frame& f) {
              const Value value = subject(f), at = index(f);
              if ((value.is_node() || value.is_relationship()) && !at.is_null()) {
                if (!at.is_string()) {
                  throw Error(
                      "type.map_element_access_by_non_string",
                      "a property is named by a String, not " + type_with_article(at.type()));
                }
                return property_of(*context, value, at.as_string(), std::nullopt);
              }
              return exec::subscript(value, at);
            });
          },
          [&](const plan::Slice& x) -> Evaluate {
            // An absent bound is the end of the list; a null one makes the whole null.
            const Evaluate subject = expression(*x.subject);
            const Evaluate from = x.from ? expression(*x.from) : Evaluate();
            const Evaluate to = x.to ? expression(*x.to) : Evaluate();
            return with_span(span, [subject, from, to](const Frame& f) -> Value {
              const Value list = subject(f);
              if (list.is_null()) return {};
              const Value lower = from ? from(f) : Value(0);
              const Value upper = to ? to(f)
                                  : list.is_list()
                                      ? Value(static_cast<std::int64_t>(list.as_list().size()))
                                      : Value(0);
              return exec::slice(list, lower, upper);
            });
          },
          [&](const plan::ListOf& x) -> Evaluate {
            std::vector<Evaluate> items;
            for (const auto& item : x.items) items.push_back(expression(*item));
            return [items](const Frame& f) {
              List list;
              list.reserve(items.size());
              for (const Evaluate& item : items) list.push_back(item(f));
              return Value::list(std::move(list));
            };
          },
          [&](const plan::MapOf& x) -> Evaluate {
            std::vector<std::pair<std::string, Evaluate>> entries;
            for (const auto& [key, value] : x.entries)
              entries.emplace_back(key, expression(*value));
            return [entries](const Frame& f) {
              Map map;
              for (const auto& [key, value] : entries) map.emplace_back(key, value(f));
              return Value::map(std::move(map));
            };
          },
          [&](const plan::Unary& x) -> Evaluate {
            const Evaluate operand = expression(*x.operand);
            switch (x.op) {
              case plan::UnaryOperator::IsNull:
                return [operand](const Frame& f) -> Value { return operand(f).is_null(); };
              case plan::UnaryOperator::IsNotNull:
                return [operand](const Frame& f) -> Value { return !operand(f).is_null(); };
              case plan::UnaryOperator::Not:
                return with_span(span,
                                 [operand](const Frame& f) { return logical_not(operand(f)); });
              case plan::UnaryOperator::Minus:
                return with_span(span, [operand](const Frame& f) { return negate(operand(f)); });
              case plan::UnaryOperator::Plus:
                return operand;
            }
            return operand;
          },
          [&](const plan::Binary& x) -> Evaluate {
            const Evaluate left = expression(*x.left), right = expression(*x.right);
            switch (x.op) {
              case plan::BinaryOperator::And:
                return with_span(span, [left, right](const Frame& f) -> Value {
                  const Value a = left(f);
                  return is_false(a) ? a : logical_and(a, right(f));
                });
              case plan::BinaryOperator::Or:
                return with_span(span, [left, right](const Frame& f) -> Value {
                  const Value a = left(f);
                  return is_true(a) ? a : logical_or(a, right(f));
                });
              case plan::BinaryOperator::Equal:
              case plan::BinaryOperator::NotEqual:
              case plan::BinaryOperator::Less:
              case plan::BinaryOperator::LessEqual:
              case plan::BinaryOperator::Greater:
              case plan::BinaryOperator::GreaterEqual:
                return [left, right, op = x.op](const Frame& f) {
                  return compare_values(op, left(f), right(f));
                };
              case plan::BinaryOperator::Add:
              case plan::BinaryOperator::Concatenate: {
                const auto join = x.op == plan::BinaryOperator::Add ? add : concatenate;
                return with_span(span, [left, right, context, join](const Frame& f) {
                  const Value a = left(f), b = right(f);
                  allow_joined(a, b, context->memory);
                  return join(a, b);
                });
              }
              default: {
                const BinaryFunction function = binary_function(x.op);
                return with_span(span, [left, right, function](const Frame& f) {
                  return function(left(f), right(f));
                });
              }
            }
          },
          [&](const plan::Call& x) -> Evaluate {
            std::vector<Evaluate> arguments;
            for (const auto& argument : x.arguments) arguments.push_back(expression(*argument));
            if (x.name == "coalesce") {
              return [arguments](const Frame& f) -> Value {
                for (const Evaluate& argument : arguments) {
                  Value value = argument(f);
                  if (!value.is_null()) return value;
                }
                return {};
              };
            }
            const Function function = find_function(x.name);
            if (const auto* known = plan::find_function(x.name); known && !known->deterministic) {
              ++random_calls_;
            }
            if (!function) {
              throw Error("unsupported.function", "function '" + x.name + "' is not supported yet",
                          span);
            }
            return with_span(span, [context, arguments, function](const Frame& f) {
              std::vector<Value> values;
              values.reserve(arguments.size());
              for (const Evaluate& argument : arguments) values.push_back(argument(f));
              for (const Value& value : values) {
                if (value.is_node() && is_deleted(context->deleted_nodes,
                                                  static_cast<std::uint64_t>(value.as_node_id()))) {
                  deleted_access("node");
                }
              }
              return function(context->functions, values);
            });
          },
          [&](const plan::Case& x) -> Evaluate {
            const Evaluate subject = x.subject ? expression(*x.subject) : Evaluate();
            std::vector<std::pair<Evaluate, Evaluate>> alternatives;
            for (const auto& a : x.alternatives) {
              alternatives.emplace_back(expression(*a.when), expression(*a.then));
            }
            const Evaluate otherwise = x.otherwise ? expression(*x.otherwise) : Evaluate();
            return [subject, alternatives, otherwise](const Frame& f) -> Value {
              const Value wanted = subject ? subject(f) : Value();
              for (const auto& [when, then] : alternatives) {
                const Value test = when(f);
                const bool taken = subject ? model::equals(wanted, test) == true : is_true(test);
                if (taken) return then(f);
              }
              return otherwise ? otherwise(f) : Value();
            };
          },
          [&](const plan::ListComprehension& x) -> Evaluate {
            const auto variable = static_cast<std::size_t>(x.variable);
            const ItemsOf list = items_of(*x.list, *this);
            const auto where = x.where ? predicate(*x.where) : std::function<bool(const Frame&)>();
            const Evaluate projection = x.projection ? expression(*x.projection) : Evaluate();
            return with_span(span, [=](const Frame& f) -> Value {
              const Items items = list(f);
              if (items.is_null()) return {};
              if (!items.is_list()) {
                throw Error("type.invalid_argument_type",
                            "a comprehension needs a List, not " +
                                type_with_article(items.source().type()));
              }
              List out;
              const Value saved = (*f.locals)[variable];
              for (std::uint64_t i = 0; i < items.size(); ++i) {
                if (i % kPollSteps == kPollSteps - 1) {
                  context->cancel->poll();
                  context->memory.allow(out.size() * sizeof(Value));
                }
                (*f.locals)[variable] = items[i];
                if (where && !where(f)) continue;
                out.push_back(projection ? projection(f) : items[i]);
              }
              (*f.locals)[variable] = saved;
              return Value::list(std::move(out));
            });
          },
          [&](const plan::Quantifier& x) -> Evaluate {
            const auto variable = static_cast<std::size_t>(x.variable);
            const ItemsOf list = items_of(*x.list, *this);
            const Evaluate where = expression(*x.where);
            return with_span(span, [=, kind = x.kind](const Frame& f) -> Value {
              const Items items = list(f);
              if (items.is_null()) return {};
              if (!items.is_list()) {
                throw Error(
                    "type.invalid_argument_type",
                    "a quantifier needs a List, not " + type_with_article(items.source().type()));
              }
              std::size_t trues = 0, unknowns = 0;
              const Value saved = (*f.locals)[variable];
              for (std::uint64_t i = 0; i < items.size(); ++i) {
                if (i % kPollSteps == kPollSteps - 1) context->cancel->poll();
                (*f.locals)[variable] = items[i];
                const Value test = where(f);
                if (test.is_null())
                  ++unknowns;
                else if (!test.is_boolean()) {
                  throw Error("type.invalid_argument_type", "a predicate must be a Boolean");
                } else if (test.as_boolean())
                  ++trues;
              }
              (*f.locals)[variable] = saved;
              const std::size_t falses = items.size() - trues - unknowns;
              switch (kind) {
                case plan::QuantifierKind::All:
                  return falses > 0 ? Value(false) : unknowns > 0 ? Value() : Value(true);
                case plan::QuantifierKind::Any:
                  return trues > 0 ? Value(true) : unknowns > 0 ? Value() : Value(false);
                case plan::QuantifierKind::None:
                  return trues > 0 ? Value(false) : unknowns > 0 ? Value() : Value(true);
                case plan::QuantifierKind::Single:
                  return trues > 1 ? Value(false) : unknowns > 0 ? Value() : Value(trues == 1);
              }
              return {};
            });
          },
          [&](const plan::Reduce& x) -> Evaluate {
            const auto accumulator = static_cast<std::size_t>(x.accumulator);
            const auto variable = static_cast<std::size_t>(x.variable);
            const ItemsOf list = items_of(*x.list, *this);
            const Evaluate initial = expression(*x.initial), body = expression(*x.body);
            return with_span(span, [=](const Frame& f) -> Value {
              const Items items = list(f);
              if (items.is_null()) return {};
              if (!items.is_list()) {
                throw Error("type.invalid_argument_type",
                            "reduce needs a List, not " + type_with_article(items.source().type()));
              }
              Value sum = initial(f);
              for (std::uint64_t i = 0; i < items.size(); ++i) {
                if (i % kPollSteps == kPollSteps - 1) context->cancel->poll();
                (*f.locals)[accumulator] = sum;
                (*f.locals)[variable] = items[i];
                sum = body(f);
              }
              return sum;
            });
          },
          [&](const plan::PathOf& x) -> Evaluate {
            std::vector<std::pair<std::size_t, bool>> columns;
            for (const plan::ColumnId id : x.elements) {
              columns.emplace_back(static_cast<std::size_t>(id), is_local(id));
            }
            return [columns, context](const Frame& f) -> Value {
              PathRecord path;
              for (std::size_t i = 0; i < columns.size(); ++i) {
                const auto [index, local] = columns[i];
                const Value value = local ? (*f.locals)[index] : f.batch->columns[index][f.row];
                if (value.is_null()) return {};
                if (i % 2 == 0) {
                  // A list before has brought the path here already.
                  if (path.nodes.size() == path.relationships.size()) path.nodes.push_back(value);
                } else if (value.is_relationship()) {
                  path.relationships.push_back(value);
                } else {
                  for (const Value& step : value.as_list()) {
                    const auto ends = context->view->relationship(step.as_relationship_id());
                    if (!ends) return {};
                    const NodeId at = path.nodes.back().as_node_id();
                    path.relationships.push_back(step);
                    path.nodes.emplace_back(ends->start == at ? ends->end : ends->start);
                  }
                }
              }
              return Value(std::move(path));
            };
          },
          [&](const plan::Subquery& x) -> Evaluate {
            const auto argument = std::make_shared<ArgumentRow>();
            const std::shared_ptr<Operator> rows = op(*x.plan, argument);
            const auto batch = std::make_shared<Batch>(column_count());
            const auto* pattern = std::get_if<plan::Pattern>(&x.plan->node);
            const std::optional<std::size_t> times =
                pattern ? std::optional(static_cast<std::size_t>(pattern->multiplicity))
                        : std::nullopt;
            const auto ask = [=, kind = x.kind, result = x.result](const Frame& f) -> Value {
              argument->frame = &f;
              rows->open();
              std::int64_t count = 0;
              List list;
              while (rows->next(*batch)) {
                if (kind == plan::SubqueryKind::Exists && batch->rows > 0) return true;
                if (times) {
                  for (const Value& value : batch->columns[*times]) count += value.as_integer();
                } else {
                  count += static_cast<std::int64_t>(batch->rows);
                }
                if (result && kind == plan::SubqueryKind::Collect) {
                  for (const Value& value : batch->columns[static_cast<std::size_t>(*result)]) {
                    list.push_back(value);
                  }
                }
              }
              if (kind == plan::SubqueryKind::Exists) return false;
              return kind == plan::SubqueryKind::Count ? Value(count)
                                                       : Value::list(std::move(list));
            };
            if (!x.remembered_by || context->writer) return ask;
            return remembered(*x.remembered_by, ask);
          },
          [&](const plan::Neighbours& x) -> Evaluate { return neighbours_of(x, *this); },
          [&](const plan::MapProjection& x) -> Evaluate {
            const Evaluate subject = expression(*x.subject);
            using Kind = plan::MapProjectionItem::Kind;
            struct Item {
              Kind kind;
              std::string key;
              Evaluate value;
            };
            std::vector<Item> items;
            for (const auto& item : x.items) {
              items.push_back(
                  {item.kind, item.key, item.value ? expression(*item.value) : Evaluate()});
            }
            return with_span(span, [context, subject, items](const Frame& f) -> Value {
              const Value source = subject(f);
              if (source.is_null()) return {};
              Map out;
              for (const Item& item : items) {
                if (item.kind == Kind::Property) {
                  out.emplace_back(item.key, property_of(*context, source, item.key, std::nullopt));
                } else if (item.kind == Kind::Entry) {
                  out.emplace_back(item.key, item.value(f));
                } else {
                  const Function properties = find_function("properties");
                  const Value all = properties(context->functions, std::span(&source, 1));
                  for (const auto& entry : all.as_map()) out.push_back(entry);
                }
              }
              return Value::map(std::move(out));
            });
          },
      },
      ast.node);
}

Evaluate Lowering::remembered(const std::vector<plan::ExpressionPtr>& by, Evaluate ask) {
  std::vector<Evaluate> keys;
  for (const plan::ExpressionPtr& key : by) keys.push_back(expression(*key));
  const auto answers = std::make_shared<Answers>(keys.size(), context_.memory);
  return [=](const Frame& f) -> Value {
    if (answers->given_up()) return ask(f);
    std::vector<Value>& key = answers->key();
    try {
      for (std::size_t k = 0; k < keys.size(); ++k) key[k] = keys[k](f);
    } catch (const Error&) {  // it may not come to that in the subquery
      return ask(f);
    }
    if (!std::all_of(key.begin(), key.end(), Answers::is_exact)) return ask(f);
    return answers->of([&] { return ask(f); });
  };
}

}  // namespace wutong::exec
