#include "plan/explain.h"

#include <algorithm>
#include <cstdio>

#include "base/display_width.h"
#include "base/overloaded.h"
#include "plan/expressions_in.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

std::string column_text(ColumnId id, const Plan& plan) {
  const auto it = plan.names.find(id);
  if (it != plan.names.end() && !it->second.empty()) return it->second;
  return "_" + std::to_string(static_cast<std::uint32_t>(id));
}

const char* operator_text(BinaryOperator op) {
  static constexpr const char* kTexts[] = {
      "AND", "OR", "XOR", "=", "<>", "<",           "<=",        ">",        ">=", "+",
      "-",   "*",  "/",   "%", "^",  "STARTS WITH", "ENDS WITH", "CONTAINS", "=~", "IN",
      "||"};
  return kTexts[static_cast<std::size_t>(op)];
}

std::string label_text(const LabelTest& test) {
  switch (test.kind) {
    case LabelTest::Kind::Name:
      return test.name;
    case LabelTest::Kind::Any:
      return "%";
    case LabelTest::Kind::Not:
      return "!" + label_text(test.operands[0]);
    case LabelTest::Kind::And:
      return label_text(test.operands[0]) + "&" + label_text(test.operands[1]);
    case LabelTest::Kind::Or:
      return "(" + label_text(test.operands[0]) + "|" + label_text(test.operands[1]) + ")";
  }
  return "";
}

std::string step_text(const char* from_mark, const char* to_mark,
                      const std::vector<std::string>& types, ColumnId relationship,
                      const std::string& length, const Plan& plan) {
  std::string out = std::string(from_mark) + "[" + column_text(relationship, plan);
  for (std::size_t i = 0; i < types.size(); ++i) out += (i == 0 ? ":" : "|") + types[i];
  return out + length + "]" + to_mark;
}

template <class Step>
std::string path_text(const Step& x, const std::string& length, const Plan& plan) {
  const bool incoming = x.direction == Direction::Incoming;
  const bool outgoing = x.direction == Direction::Outgoing;
  return "(" + column_text(x.from, plan) + ")" +
         step_text(incoming ? "<-" : "-", outgoing ? "->" : "-", x.types, x.relationship, length,
                   plan) +
         "(" + column_text(x.to, plan) + ")";
}

template <class Step>
std::string length_text(const Step& x) {
  std::string out = "*" + std::to_string(x.min) + "..";
  if (x.max) out += std::to_string(*x.max);
  return out;
}

std::string items_text(const std::vector<ProjectItem>& items, const Plan& plan) {
  std::string out;
  for (const ProjectItem& item : items) {
    const std::string expression = to_text(*item.expression, plan);
    const std::string name = column_text(item.column, plan);
    out += (out.empty() ? "" : ", ") + expression;
    if (expression != name) out += " AS " + name;
  }
  return out;
}

std::string keys_text(const std::vector<SortKey>& keys, const Plan& plan) {
  std::string out;
  for (const SortKey& key : keys) {
    out += (out.empty() ? "" : ", ") + to_text(*key.expression, plan) +
           (key.descending ? " DESC" : "");
  }
  return out;
}

std::string details(const Operator& op, const Plan& plan) {
  const auto node = [&](ColumnId id, const std::string& label) {
    return "(" + column_text(id, plan) + (label.empty() ? "" : ":" + label) + ")";
  };
  return std::visit(
      base::overloaded{
          [&](const AllNodesScan& x) { return node(x.node, ""); },
          [&](const LabelScan& x) { return node(x.node, x.label); },
          [&](const IndexSeek& x) {
            return node(x.node, x.label) + " " + x.key + " = " + to_text(*x.value, plan);
          },
          [&](const HashLookup& x) {
            return node(x.node, x.label) + " " + x.key + " = " + to_text(*x.value, plan);
          },
          [&](const IndexRangeSeek& x) {
            std::string out = node(x.node, x.label);
            if (x.lower) {
              out += " " + x.key + (x.lower_inclusive ? " >= " : " > ") + to_text(*x.lower, plan);
            }
            if (x.upper) {
              out += " " + x.key + (x.upper_inclusive ? " <= " : " < ") + to_text(*x.upper, plan);
            }
            return out;
          },
          [&](const NodeByIdSeek& x) { return node(x.node, "") + " id = " + to_text(*x.id, plan); },
          [&](const Expand& x) { return path_text(x, "", plan) + (x.into ? " into" : ""); },
          [&](const VarExpand& x) {
            return path_text(x, length_text(x), plan) + (x.into ? " into" : "");
          },
          [&](const QuantifiedExpand& x) {
            std::string out = "(" + column_text(x.from, plan) + ")" + (x.backward ? "<-" : "-") +
                              "(...){" + std::to_string(x.min) + ",";
            if (x.max) out += std::to_string(*x.max);
            return out + "}" + (x.backward ? "-" : "->") + "(" + column_text(x.to, plan) + ")" +
                   (x.repeat ? " repeatable" : "");
          },
          [&](const ShortestPath& x) {
            return path_text(x, length_text(x), plan) + (x.all ? " all" : "");
          },
          [&](const Pattern& x) {
            std::string out = "->";
            for (const ColumnId column : x.outputs) out += " " + column_text(column, plan);
            out += " times";
            for (const PatternCount& count : x.counts) {
              out += ", with " + column_text(count.node, plan) +
                     (count.key.empty() ? "" : "." + count.key);
            }
            return out;
          },
          [&](const Filter& x) {
            return to_text(*x.predicate, plan) + (x.in_scan ? " in scan" : "");
          },
          [&](const Project& x) { return items_text(x.items, plan); },
          [&](const Aggregate& x) {
            std::string out = items_text(x.keys, plan);
            for (const AggregateItem& item : x.aggregates) {
              out += (out.empty() ? "" : ", ") + column_text(item.column, plan);
            }
            if (x.in_scan) out += " in scan";
            if (x.in_parts) out += " in parts";
            return out;
          },
          [&](const Sort& x) { return keys_text(x.keys, plan); },
          [&](const Top& x) {
            return keys_text(x.keys, plan) + " LIMIT " + to_text(*x.limit, plan);
          },
          [&](const Skip& x) { return to_text(*x.count, plan); },
          [&](const Limit& x) { return to_text(*x.count, plan); },
          [&](const Unwind& x) {
            return to_text(*x.list, plan) + " AS " + column_text(x.column, plan);
          },
          [&](const Apply& x) -> std::string {
            switch (x.kind) {
              case ApplyKind::Inner:
                return "";
              case ApplyKind::Optional:
                return "optional";
              case ApplyKind::Semi:
                return "semi";
              case ApplyKind::Anti:
                return "anti";
            }
            return "";
          },
          [&](const ProcedureCall& x) { return x.name; },
          [&](const LoadCsv& x) {
            return to_text(*x.url, plan) + " AS " + column_text(x.row, plan) +
                   (x.with_headers ? " with headers" : "");
          },
          [&](const CallInTransactions& x) {
            return x.batch ? "of " + to_text(*x.batch, plan) + " rows" : std::string();
          },
          [](const auto&) { return std::string(); },
      },
      op.node);
}

// Lines of a plan, and what was measured of each.
struct Line {
  std::string text;
  const OperatorProfile* measured = nullptr;
  OperatorProfile own;  // without the inputs' share
};

void print(const Operator& op, const Plan& plan, const Profile* profile, int depth,
           std::vector<Line>& lines) {
  const std::string text = details(op, plan);
  Line line;
  line.text = std::string(static_cast<std::size_t>(depth) * 2, ' ') + name_of(op) +
              (text.empty() ? "" : " " + text);
  const auto measured = [&](const Operator& of) -> const OperatorProfile* {
    if (!profile) return nullptr;
    const auto it = profile->find(&of);
    return it == profile->end() ? nullptr : &it->second;
  };
  line.measured = measured(op);
  if (line.measured) {
    line.own = *line.measured;
    for (const Operator* input : inputs_of(op)) {
      const OperatorProfile* part = measured(*input);
      if (!part) continue;
      line.own.nanos -= std::min(line.own.nanos, part->nanos);
      line.own.reads -= std::min(line.own.reads, part->reads);
    }
  }
  lines.push_back(std::move(line));
  for (const Subquery* subquery : subqueries_of(const_cast<Operator&>(op))) {
    Line head;
    head.text = std::string(static_cast<std::size_t>(depth) * 2 + 2, ' ') +
                (subquery->kind == SubqueryKind::Exists  ? "EXISTS"
                 : subquery->kind == SubqueryKind::Count ? "COUNT"
                                                         : "COLLECT");
    lines.push_back(std::move(head));
    print(*subquery->plan, plan, profile, depth + 2, lines);
  }
  for (const Operator* input : inputs_of(op)) print(*input, plan, profile, depth + 1, lines);
}

std::string profile_text(const OperatorProfile& profile) {
  char time[32];
  std::snprintf(time, sizeof time, "%.3f", static_cast<double>(profile.nanos) / 1e6);
  return "rows " + std::to_string(profile.rows) + ", " + time + " ms, reads " +
         std::to_string(profile.reads);
}

}  // namespace

std::string to_text(const Expression& expression, const Plan& plan) {
  const auto sub = [&](const ExpressionPtr& child) { return child ? to_text(*child, plan) : ""; };
  const auto list = [&](const std::vector<ExpressionPtr>& items) {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : ", ") + sub(item);
    return out;
  };
  return std::visit(
      base::overloaded{
          [](const Literal& x) { return to_literal(x.value); },
          [](const Parameter& x) { return "$" + x.name; },
          [&](const Column& x) { return column_text(x.id, plan); },
          [&](const Property& x) { return sub(x.subject) + "." + x.key; },
          [&](const HasLabels& x) { return sub(x.subject) + ":" + label_text(x.test); },
          [&](const Subscript& x) { return sub(x.subject) + "[" + sub(x.index) + "]"; },
          [&](const Slice& x) {
            return sub(x.subject) + "[" + sub(x.from) + ".." + sub(x.to) + "]";
          },
          [&](const ListOf& x) { return "[" + list(x.items) + "]"; },
          [&](const MapOf& x) {
            std::string out;
            for (const auto& [key, value] : x.entries) {
              out += (out.empty() ? "" : ", ") + key + ": " + sub(value);
            }
            return "{" + out + "}";
          },
          [&](const Unary& x) -> std::string {
            switch (x.op) {
              case UnaryOperator::Not:
                return "NOT (" + sub(x.operand) + ")";
              case UnaryOperator::Minus:
                return "-" + sub(x.operand);
              case UnaryOperator::Plus:
                return sub(x.operand);
              case UnaryOperator::IsNull:
                return sub(x.operand) + " IS NULL";
              case UnaryOperator::IsNotNull:
                return sub(x.operand) + " IS NOT NULL";
            }
            return "";
          },
          [&](const Binary& x) {
            return "(" + sub(x.left) + " " + operator_text(x.op) + " " + sub(x.right) + ")";
          },
          [&](const Call& x) { return x.name + "(" + list(x.arguments) + ")"; },
          [](const Case&) { return std::string("CASE ... END"); },
          [&](const ListComprehension& x) {
            return "[" + column_text(x.variable, plan) + " IN " + sub(x.list) + "]";
          },
          [&](const Quantifier& x) {
            static constexpr const char* kNames[] = {"all", "any", "none", "single"};
            return std::string(kNames[static_cast<std::size_t>(x.kind)]) + "(" +
                   column_text(x.variable, plan) + " IN " + sub(x.list) + " WHERE " + sub(x.where) +
                   ")";
          },
          [&](const Reduce& x) { return "reduce(" + sub(x.list) + ")"; },
          [](const PathOf&) { return std::string("path"); },
          [&](const Subquery& x) {
            std::string out = x.kind == SubqueryKind::Exists  ? "EXISTS { ... }"
                              : x.kind == SubqueryKind::Count ? "COUNT { ... }"
                                                              : "COLLECT { ... }";
            if (x.remembered_by && x.remembered_by->empty()) out += " once";
            if (x.remembered_by && !x.remembered_by->empty()) {
              out += " by " + list(*x.remembered_by);
            }
            return out;
          },
          [&](const Neighbours& x) {
            const bool incoming = x.direction == Direction::Incoming;
            const bool outgoing = x.direction == Direction::Outgoing;
            std::string out = x.kind == SubqueryKind::Exists ? "EXISTS (" : "COUNT (";
            out += column_text(x.from, plan) + (incoming ? ")<-[" : ")-[");
            for (std::size_t i = 0; i < x.types.size(); ++i) out += (i == 0 ? ":" : "|") + x.types[i];
            out += std::string(outgoing ? "]->(" : "]-(") + column_text(x.to, plan) + ")";
            for (std::size_t i = 0; i < x.tests.size(); ++i) {
              out += (i == 0 ? " WHERE " : " AND ") + sub(x.tests[i]);
            }
            return out;
          },
          [&](const MapProjection& x) { return sub(x.subject) + " { ... }"; },
      },
      expression.node);
}

std::string explain(const Plan& plan, const Profile* profile) {
  std::string out;
  std::vector<Line> lines;
  print(*plan.root, plan, profile, 0, lines);
  std::size_t width = 0;
  for (const Line& line : lines) width = std::max(width, base::display_width(line.text));
  for (const Line& line : lines) {
    out += line.text;
    if (line.measured) {
      out += std::string(width - base::display_width(line.text) + 2, ' ') + profile_text(line.own);
    }
    out += "\n";
  }
  if (!lines.empty() && lines.front().measured) {
    out += "total: " + profile_text(*lines.front().measured) + "\n";
  }
  if (!plan.rules.empty()) {
    out += "rules:";
    for (const std::string& rule : plan.rules) out += " " + rule;
    out += "\n";
  }
  return out;
}

}  // namespace wutong::plan
