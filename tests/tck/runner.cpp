#include "tck/runner.h"

#include <cstdlib>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "engine/implementation.h"
#include "tck/expected_value.h"
#include "wutong/database.h"

namespace wutong::tck {
namespace {

struct WrongAnswer {
  std::string reason;
};

// A mechanical mapping: syntax.undefined_variable is SyntaxError: UndefinedVariable.
std::string camel(const std::string& snake) {
  std::string out;
  bool upper = true;
  for (const char c : snake) {
    if (c == '_') {
      upper = true;
      continue;
    }
    out.push_back(upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c);
    upper = false;
  }
  return out;
}

std::string tck_type(const std::string& code) {
  static const std::map<std::string, std::string> types = {
      {"syntax", "SyntaxError"},
      {"semantic", "SemanticError"},
      {"type", "TypeError"},
      {"argument", "ArgumentError"},
      {"arithmetic", "ArithmeticError"},
      {"entity_not_found", "EntityNotFound"},
      {"procedure", "ProcedureError"},
      {"parameter_missing", "ParameterMissing"},
      {"constraint_verification_failed", "ConstraintVerificationFailed"},
      {"constraint_validation_failed", "ConstraintValidationFailed"},
      {"property_not_found", "PropertyNotFound"}};
  const auto it = types.find(code.substr(0, code.find('.')));
  return it == types.end() ? code : it->second;
}

// Everything countable in the graph: what side effects are told by.
struct Census {
  std::set<std::int64_t> nodes, relationships;
  std::set<std::string> labels;
  std::set<std::string> properties;
};

struct Rows {
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

class Run {
 public:
  explicit Run(std::string graphs) : graphs_(std::move(graphs)) {
    OpenOptions options;
    options.create = true;
    options.in_memory = true;
    database_ = Database::open("tck", options);
    session_.emplace(database_->session());
  }

  void step(const Step& step) {
    const std::string& text = step.text;
    const auto starts = [&](const char* prefix) { return text.rfind(prefix, 0) == 0; };
    if (text == "an empty graph" || text == "any graph") return;
    if (starts("the ") && text.size() > 10 && text.substr(text.size() - 6) == " graph") {
      const std::string name = text.substr(4, text.size() - 10);
      std::ifstream in(graphs_ + "/" + name + "/" + name + ".cypher");
      std::stringstream script;
      script << in.rdbuf();
      for (const StatementText& part : split_statements(script.str())) execute(part.text);
      return;
    }
    if (starts("having executed")) return static_cast<void>(execute(step.doc));
    if (starts("after having executed")) return static_cast<void>(execute(step.doc));
    if (starts("parameters are") || starts("parameter values are")) {
      Map map;
      for (const auto& row : step.table) map.emplace_back(row[0], to_value(row[1]));
      parameters_ = Value::map(std::move(map));
      return;
    }
    if (starts("there exists a procedure")) return add_procedure(text, step.table);
    if (starts("executing query") || starts("executing control query")) return query(step.doc);
    if (starts("the result should be empty")) return expect_rows({{}}, false, false, true);
    if (starts("the result should be")) {
      return expect_rows(step.table, text.find("in order") != std::string::npos,
                         text.find("ignoring element order") != std::string::npos, false);
    }
    if (text == "no side effects") return expect_effects({});
    if (starts("the side effects should be")) return expect_effects(step.table);
    if (text.find("should be raised at") != std::string::npos) return expect_error(text);
    throw WrongAnswer{"unknown step: " + text};
  }

  // After the last step: an error that no step expected.
  void finish() {
    if (error_ && !error_expected_) throw *error_;
  }

 private:
  Rows execute(const std::string& text) {
    Result result = session_->run(text, parameters_.is_map() ? parameters_.as_map() : Map{});
    Rows rows{result.columns(), {}};
    while (const Row* row = result.next()) rows.rows.push_back(*row);
    return rows;
  }

  Census census() {
    Census out;
    Result nodes = session_->run("MATCH (n) RETURN n");
    while (const Row* row = nodes.next()) {
      const NodeRecord& node = (*row)[0].as_node();
      const auto id = static_cast<std::int64_t>(node.id);
      out.nodes.insert(id);
      out.labels.insert(node.labels.begin(), node.labels.end());
      for (const auto& [key, value] : node.properties) {
        out.properties.insert("n" + std::to_string(id) + key + "=" + to_literal(value));
      }
    }
    Result relationships = session_->run("MATCH ()-[r]->() RETURN r");
    while (const Row* row = relationships.next()) {
      const RelationshipRecord& relationship = (*row)[0].as_relationship();
      const auto id = static_cast<std::int64_t>(relationship.id);
      out.relationships.insert(id);
      for (const auto& [key, value] : relationship.properties) {
        out.properties.insert("r" + std::to_string(id) + key + "=" + to_literal(value));
      }
    }
    return out;
  }

  void query(const std::string& text) {
    before_ = census();
    error_.reset();
    started_ = false;
    const Map parameters = parameters_.is_map() ? parameters_.as_map() : Map{};
    try {
      RunOptions options;
      options.timeout = std::chrono::seconds(20);
      if (std::getenv("WUTONG_SNAPSHOT")) options.snapshot = true;
      Result result = session_->run(text, parameters, options);
      started_ = true;
      rows_ = {result.columns(), {}};
      while (const Row* row = result.next()) rows_.rows.push_back(*row);
    } catch (const Error& error) {
      error_ = error;
    }
  }

  void add_procedure(const std::string& text, const Table& table) {
    // test.my.proc(name :: STRING?, id :: INTEGER?) :: (city :: STRING?)
    const std::string head = "there exists a procedure ";
    const std::size_t open = text.find('(');
    const std::size_t close = text.find(')');
    const auto arguments_of = [](std::string list) {
      std::vector<plan::ProcedureArgument> out;
      std::stringstream in(list);
      std::string part;
      while (std::getline(in, part, ',')) {
        const std::size_t colons = part.find("::");
        if (colons == std::string::npos) continue;
        const auto trim = [](std::string s) {
          s.erase(0, s.find_first_not_of(' '));
          s.erase(s.find_last_not_of(' ') + 1);
          return s;
        };
        out.push_back({trim(part.substr(0, colons)), trim(part.substr(colons + 2))});
      }
      return out;
    };
    plan::ProcedureSignature signature;
    signature.name = text.substr(head.size(), open - head.size());
    signature.arguments = arguments_of(text.substr(open + 1, close - open - 1));
    const std::size_t second = text.find('(', close);
    if (second != std::string::npos) {
      signature.fields = arguments_of(text.substr(second + 1, text.find(')', second) - second - 1));
    }
    const std::size_t inputs = signature.arguments.size();
    std::vector<std::vector<Value>> rows;
    for (std::size_t i = 1; i < table.size(); ++i) {
      rows.emplace_back();
      for (const std::string& cell : table[i]) {
        if (!cell.empty()) rows.back().push_back(to_value(cell));
      }
    }
    auto body = [rows, inputs](const store::GraphView&, std::span<const Value> arguments) {
      exec::ProcedureRows out;
      for (const auto& row : rows) {
        bool fits = row.size() >= inputs;
        for (std::size_t i = 0; i < inputs && fits; ++i) {
          const bool numbers = row[i].is_number() && arguments[i].is_number();
          fits = numbers ? row[i].as_number() == arguments[i].as_number()
                         : to_literal(row[i]) == to_literal(arguments[i]);
        }
        if (fits) out.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(inputs), row.end());
      }
      return out;
    };
    database_->implementation().procedures().add(std::move(signature), body);
  }

  void expect_rows(const Table& table, bool ordered, bool ignore_list_order, bool empty) {
    if (error_) throw *error_;
    std::vector<std::string> actual, expected;
    if (empty) {
      if (!rows_.rows.empty()) throw WrongAnswer{"rows where none were expected"};
      return;
    }
    std::vector<std::size_t> place;
    if (rows_.columns.size() != table[0].size()) throw WrongAnswer{"other columns"};
    for (const std::string& name : table[0]) {
      const auto it = std::find(rows_.columns.begin(), rows_.columns.end(), name);
      if (it == rows_.columns.end()) throw WrongAnswer{"no column '" + name + "'"};
      place.push_back(static_cast<std::size_t>(it - rows_.columns.begin()));
    }
    for (std::size_t i = 1; i < table.size(); ++i) {
      std::string line;
      for (const std::string& cell : table[i]) line += canonical(cell, ignore_list_order) + " | ";
      expected.push_back(line);
    }
    for (const Row& row : rows_.rows) {
      std::string line;
      for (const std::size_t at : place) line += canonical(row[at], ignore_list_order) + " | ";
      actual.push_back(line);
    }
    if (!ordered) {
      std::sort(actual.begin(), actual.end());
      std::sort(expected.begin(), expected.end());
    }
    if (actual == expected) return;
    std::string reason = "expected";
    for (const std::string& line : expected) reason += " {" + line + "}";
    reason += " got";
    for (const std::string& line : actual) reason += " {" + line + "}";
    throw WrongAnswer{reason.substr(0, 400)};
  }

  void expect_effects(const Table& table) {
    if (error_) throw *error_;
    const Census after = census();
    const auto gone = [](const auto& from, const auto& in) {
      return std::count_if(from.begin(), from.end(), [&](const auto& x) { return !in.count(x); });
    };
    std::map<std::string, std::int64_t> actual;
    const auto compare = [&](const char* name, const auto& old_set, const auto& new_set) {
      if (const auto added = gone(new_set, old_set)) actual[std::string("+") + name] = added;
      if (const auto removed = gone(old_set, new_set)) actual[std::string("-") + name] = removed;
    };
    compare("nodes", before_.nodes, after.nodes);
    compare("relationships", before_.relationships, after.relationships);
    compare("labels", before_.labels, after.labels);
    compare("properties", before_.properties, after.properties);
    std::map<std::string, std::int64_t> expected;
    for (const auto& row : table) {
      if (row[1] != "0") expected[row[0]] = std::stoll(row[1]);
    }
    if (actual == expected) return;
    std::string reason = "side effects:";
    for (const auto& [name, count] : actual) reason += " " + name + " " + std::to_string(count);
    throw WrongAnswer{reason};
  }

  void expect_error(const std::string& text) {
    error_expected_ = true;
    if (!error_) throw WrongAnswer{"no error; expected: " + text};
    std::string type = text.substr(text.find(' ') + 1);
    type = type.substr(0, type.find(' '));
    const std::string detail = text.substr(text.rfind(' ') + 1);
    const std::string& code = error_->code();
    const bool compile = text.find("compile time") != std::string::npos;
    const bool runtime = text.find("at runtime") != std::string::npos;
    const std::string actual_detail = camel(code.substr(code.find('.') + 1));
    // Runtime faults of a reading query surface in run() or next(); compile-time ones only in
    // run().
    if (tck_type(code) != type || (detail != "*" && actual_detail != detail) ||
        (compile && started_)) {
      throw WrongAnswer{"error " + code + " (" + error_->message() + ") instead of " + text};
    }
    (void)runtime;
  }

  std::string graphs_;
  std::unique_ptr<Database> database_;
  std::optional<Session> session_;
  Value parameters_;
  Census before_;
  Rows rows_;
  std::optional<Error> error_;
  bool error_expected_ = false;
  bool started_ = false;
};

}  // namespace

Verdict run_scenario(const Scenario& scenario, const std::string& graphs) {
  try {
    Run run(graphs);
    for (const Step& step : scenario.steps) run.step(step);
    run.finish();
    return {};
  } catch (const WrongAnswer& wrong) {
    return {Outcome::WrongAnswer, wrong.reason};
  } catch (const Error& error) {
    return {Outcome::Error, error.code() + ": " + error.message()};
  } catch (const std::exception& fault) {
    return {Outcome::Error, fault.what()};
  }
}

}  // namespace wutong::tck
