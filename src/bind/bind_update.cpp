// CREATE, MERGE, SET, REMOVE, DELETE, FOREACH.
#include <algorithm>

#include "base/overloaded.h"
#include "bind/binding.h"

namespace wutong::bind {
namespace {

[[noreturn]] void already_bound(const syntax::Name& name) {
  throw Error("syntax.variable_already_bound", "variable '" + name.text + "' is defined already",
              name.span);
}

// The labels of a node to create: a conjunction of names.
void created_labels(const syntax::LabelExpression* labels, std::vector<std::string>& out) {
  if (!labels) return;
  if (const auto* name = std::get_if<syntax::LabelName>(&labels->node)) {
    out.push_back(name->name);
  } else if (const auto* both = std::get_if<syntax::LabelAnd>(&labels->node)) {
    created_labels(both->left.get(), out);
    created_labels(both->right.get(), out);
  } else {
    throw Error("syntax.unexpected_syntax", "a node is created with plain labels, :A:B",
                labels->span);
  }
}

}  // namespace

void Binding::create_part(const syntax::PatternPart& part, bool merging, const Scope& values,
                          std::vector<plan::CreateNode>& nodes,
                          std::vector<plan::CreateRelationship>& relationships, Scope& scope) {
  const auto properties_of = [&](const syntax::ExpressionPtr& properties) -> plan::ExpressionPtr {
    if (!properties) return nullptr;
    if (merging && std::holds_alternative<syntax::Parameter>(properties->node)) {
      throw Error("syntax.invalid_parameter_use",
                  "a parameter cannot stand for the properties of MERGE", properties->span)
          .with_note("name each property: {name: $name}");
    }
    return plain(*properties, values);
  };
  const auto node_column = [&](const syntax::NodePattern& node) {
    const bool bare = !node.labels && !node.properties;
    if (node.variable) {
      if (const Variable* known = find(scope, node.variable->text)) {
        if (known->type != StaticType::Node && known->type != StaticType::Unknown) {
          throw Error("syntax.variable_type_conflict",
                      "variable '" + node.variable->text + "' is not a node", node.variable->span);
        }
        if (!bare || part.steps.empty()) already_bound(*node.variable);
        return known->column;
      }
    }
    plan::CreateNode out;
    created_labels(node.labels.get(), out.labels);
    for (std::string& label : out.labels) label = label_name(label, node.span);
    out.properties = properties_of(node.properties);
    out.column = node.variable ? declare(scope, node.variable->text, StaticType::Node).column
                               : fresh("", StaticType::Node);
    nodes.push_back(std::move(out));
    return nodes.back().column;
  };
  plan::PathOf path;
  plan::ColumnId from = node_column(part.first);
  path.elements.push_back(from);
  for (const syntax::PatternStep& step : part.steps) {
    const auto* ast = std::get_if<syntax::RelationshipPattern>(&step.connection);
    if (!ast || ast->length) {
      throw Error("syntax.creating_var_length",
                  "a relationship of variable length cannot be created", part.span);
    }
    if (ast->variable && find(scope, ast->variable->text)) already_bound(*ast->variable);
    const auto* type = ast->types ? std::get_if<syntax::LabelName>(&ast->types->node) : nullptr;
    if (!type) {
      throw Error("syntax.no_single_relationship_type",
                  "a relationship is created with exactly one type", ast->span);
    }
    if (ast->direction == syntax::Direction::Both && !merging) {
      throw Error("syntax.requires_directed_relationship",
                  "a relationship is created with a direction, -> or <-", ast->span);
    }
    plan::CreateRelationship out;
    out.type = type_name(type->name, ast->types->span);
    out.properties = properties_of(ast->properties);
    out.span = ast->span;
    out.column = ast->variable
                     ? declare(scope, ast->variable->text, StaticType::Relationship).column
                     : fresh("", StaticType::Relationship);
    const plan::ColumnId to = node_column(step.node);
    const bool backward = ast->direction == syntax::Direction::Incoming;
    out.start = backward ? to : from;
    out.end = backward ? from : to;
    path.elements.push_back(out.column);
    path.elements.push_back(to);
    relationships.push_back(std::move(out));
    from = to;
  }
}

namespace {

// What is written is one path; there is none to choose.
void refuse_selector(const syntax::PatternPart& part, const char* written) {
  if (part.selected) {
    throw Error("syntax.unexpected_syntax",
                std::string("a path selector chooses among paths, and none is ") + written,
                *part.selected)
        .with_note("leave out the words before the pattern");
  }
  if (part.selector != syntax::PathSelector::All) {
    throw Error("syntax.unexpected_syntax", std::string("a shortest path cannot be ") + written,
                part.span);
  }
}

}  // namespace

void Binding::create(const syntax::Pattern& pattern, Rows& rows) {
  for (const syntax::PatternPart& part : pattern.parts) {
    refuse_selector(part, "created");
    const Scope values = rows.scope;
    plan::Create out;
    create_part(part, false, values, out.nodes, out.relationships, rows.scope);
    // The path as it was written: nodes and relationships in turn.
    plan::PathOf path;
    if (part.path) {
      if (find(rows.scope, part.path->text)) already_bound(*part.path);
      std::size_t node = 0, relationship = 0;
      const auto column = [&](const syntax::NodePattern& ast) {
        return ast.variable && find(rows.scope, ast.variable->text)
                   ? find(rows.scope, ast.variable->text)->column
                   : plan::ColumnId{};
      };
      const auto next_node = [&](const syntax::NodePattern& ast) {
        if (ast.variable && find(values, ast.variable->text)) return column(ast);
        if (ast.variable && node > 0 &&
            std::any_of(path.elements.begin(), path.elements.end(),
                        [&](plan::ColumnId seen) { return seen == column(ast); })) {
          return column(ast);
        }
        return out.nodes[node++].column;
      };
      path.elements.push_back(next_node(part.first));
      for (const syntax::PatternStep& step : part.steps) {
        path.elements.push_back(out.relationships[relationship++].column);
        path.elements.push_back(next_node(step.node));
      }
    }
    out.input = std::move(rows.op);
    rows.op = make_operator(std::move(out));
    if (part.path) {
      const Variable& variable = declare(rows.scope, part.path->text, StaticType::Path);
      std::vector<plan::ProjectItem> items;
      items.push_back({variable.column, make_expression(part.span, std::move(path))});
      rows.op = make_operator(plan::Project{std::move(rows.op), std::move(items), false});
    }
  }
}

void Binding::merge(const syntax::Merge& ast, Rows& rows) {
  refuse_selector(ast.pattern, "merged");
  const Scope values = rows.scope;
  plan::Merge out;
  Scope created = rows.scope;
  create_part(ast.pattern, true, values, out.nodes, out.relationships, created);

  // The same pattern as a match; its columns are those of the creation.
  Rows inner;
  inner.scope = rows.scope;
  inner.op = make_operator(plan::Argument{columns_of(rows.scope)});
  pattern({&ast.pattern}, inner);
  const auto column_in = [&](const Scope& scope, const std::optional<syntax::Name>& name) {
    return name && find(scope, name->text) ? std::optional(find(scope, name->text)->column)
                                           : std::nullopt;
  };
  // Named columns must agree, so that later clauses find them whichever way they came.
  std::vector<plan::ProjectItem> renamed;
  const auto unify = [&](const std::optional<syntax::Name>& name) {
    const auto made = column_in(created, name);
    const auto matched = column_in(inner.scope, name);
    if (made && matched && *made != *matched)
      renamed.push_back({*made, column_expression(*matched)});
  };
  unify(ast.pattern.first.variable);
  for (const syntax::PatternStep& step : ast.pattern.steps) {
    unify(std::get<syntax::RelationshipPattern>(step.connection).variable);
    unify(step.node.variable);
  }
  if (ast.pattern.path) {
    // The path of a match; of a creation it is put together from the created columns.
    const Variable& path = declare(created, ast.pattern.path->text, StaticType::Path);
    renamed.push_back(
        {path.column, column_expression(find(inner.scope, ast.pattern.path->text)->column)});
  }
  if (!renamed.empty()) {
    inner.op = make_operator(plan::Project{std::move(inner.op), std::move(renamed), false});
  }
  out.match = std::move(inner.op);
  out.on_create = set_items(ast.on_create, created);
  out.on_match = set_items(ast.on_match, created);
  if (ast.pattern.path) {
    plan::PathOf path;
    std::size_t node = 0, relationship = 0;
    const auto next_node = [&](const syntax::NodePattern& pattern_node) {
      if (pattern_node.variable && find(values, pattern_node.variable->text)) {
        return find(values, pattern_node.variable->text)->column;
      }
      return out.nodes[node++].column;
    };
    path.elements.push_back(next_node(ast.pattern.first));
    for (const syntax::PatternStep& step : ast.pattern.steps) {
      path.elements.push_back(out.relationships[relationship++].column);
      path.elements.push_back(next_node(step.node));
    }
    out.path = plan::ProjectItem{find(created, ast.pattern.path->text)->column,
                                 make_expression(ast.pattern.span, std::move(path))};
  }
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
  rows.scope = std::move(created);
}

std::vector<plan::UpdateItem> Binding::set_items(const std::vector<syntax::SetItem>& items,
                                                 const Scope& scope) {
  std::vector<plan::UpdateItem> out;
  const auto subject = [&](const syntax::Name& name) {
    const Variable* variable = find(scope, name.text);
    if (!variable) undefined(name.text, name.span, scope);
    return variable->column;
  };
  for (const syntax::SetItem& item : items) {
    std::visit(base::overloaded{
                   [&](const syntax::SetProperty& ast) {
                     const auto& access = std::get<syntax::PropertyAccess>(ast.target->node);
                     out.push_back(plan::SetPropertyItem{plain(*access.subject, scope),
                                                         key_name(access.key.text),
                                                         plain(*ast.value, scope)});
                   },
                   [&](const syntax::SetProperties& ast) {
                     out.push_back(plan::SetPropertiesItem{subject(ast.variable),
                                                           plain(*ast.value, scope), ast.merge});
                   },
                   [&](const syntax::SetLabels& ast) {
                     plan::SetLabelsItem labels{subject(ast.variable), {}};
                     for (const syntax::Name& label : ast.labels) {
                       labels.labels.push_back(label_name(label.text, label.span));
                     }
                     out.push_back(std::move(labels));
                   },
               },
               item);
  }
  return out;
}

void Binding::set(const syntax::Set& ast, Rows& rows) {
  auto items = set_items(ast.items, rows.scope);
  rows.op = make_operator(plan::Update{std::move(rows.op), std::move(items)});
}

void Binding::remove(const syntax::Remove& ast, Rows& rows) {
  std::vector<plan::UpdateItem> items;
  for (const auto& item : ast.items) {
    if (const auto* property = std::get_if<syntax::RemoveProperty>(&item)) {
      const auto& access = std::get<syntax::PropertyAccess>(property->target->node);
      items.push_back(
          plan::RemovePropertyItem{plain(*access.subject, rows.scope), key_name(access.key.text)});
    } else {
      const auto& labels = std::get<syntax::RemoveLabels>(item);
      const Variable* variable = find(rows.scope, labels.variable.text);
      if (!variable) undefined(labels.variable.text, labels.variable.span, rows.scope);
      plan::RemoveLabelsItem out{variable->column, {}};
      for (const syntax::Name& label : labels.labels) {
        out.labels.push_back(label_name(label.text, label.span));
      }
      items.push_back(std::move(out));
    }
  }
  rows.op = make_operator(plan::Update{std::move(rows.op), std::move(items)});
}

void Binding::delete_clause(const syntax::Delete& ast, Rows& rows) {
  plan::Delete out;
  out.detach = ast.detach;
  for (const syntax::ExpressionPtr& target : ast.targets) {
    if (std::holds_alternative<syntax::LabelPredicate>(target->node)) {
      throw Error("syntax.invalid_delete",
                  "DELETE takes nodes, relationships and paths, not labels", target->span)
          .with_note("REMOVE takes labels away");
    }
    plan::ExpressionPtr bound = plain(*target, rows.scope);
    const StaticType type = type_of(*bound);
    if (type == StaticType::Integer || type == StaticType::Float || type == StaticType::String ||
        type == StaticType::Boolean || type == StaticType::Map) {
      throw Error("syntax.invalid_argument_type", "DELETE takes nodes, relationships and paths",
                  target->span);
    }
    out.targets.push_back(std::move(bound));
  }
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
}

void Binding::foreach_clause(const syntax::Foreach& ast, Rows& rows) {
  plan::Foreach out;
  out.list = plain(*ast.list, rows.scope);
  Rows inner;
  inner.scope = rows.scope;
  inner.scope.erase(ast.variable.text);
  out.variable = declare(inner.scope, ast.variable.text, StaticType::Unknown).column;
  inner.op = make_operator(plan::Argument{columns_of(inner.scope)});
  for (const syntax::Clause& update : ast.updates) {
    const bool fits = std::holds_alternative<syntax::Create>(update.node) ||
                      std::holds_alternative<syntax::Merge>(update.node) ||
                      std::holds_alternative<syntax::Set>(update.node) ||
                      std::holds_alternative<syntax::Remove>(update.node) ||
                      std::holds_alternative<syntax::Delete>(update.node) ||
                      std::holds_alternative<syntax::Foreach>(update.node);
    if (!fits) {
      throw Error("syntax.invalid_clause_composition", "FOREACH holds only clauses that write",
                  update.span);
    }
    clause(update, inner);
  }
  reading_ = false;
  out.updates = std::move(inner.op);
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
}

}  // namespace wutong::bind
