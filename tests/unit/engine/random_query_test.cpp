// Queries of a random grammar: with all rewrite rules, with each one switched off by name, with
// none, on the copy in memory, and by several threads they must give the same rows.
// WUTONG_TEST_ROUNDS=N runs N graphs instead of a few, WUTONG_TEST_SECONDS=N goes on for N seconds.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <random>
#include <set>

#include "plan/optimiser.h"
#include "wutong/database.h"

using namespace wutong;

namespace {

enum class Kind { Node, Relationship, Integer, Text, Integers };

struct Variable {
  std::string name;
  Kind kind;
};

// Statements whose rows do not depend on the order in which others come: LIMIT and SKIP stand after
// an ORDER BY of all that is returned, and nothing is collected but to be counted or unwound.
class Grammar {
 public:
  explicit Grammar(std::mt19937& random) : random_(random) {}

  std::string query() {
    scope_.clear();
    next_ = 0;
    if (below(12) == 0) return of_label();
    std::string out;
    const int clauses = 1 + below(3);
    for (int i = 0; i < clauses; ++i) {
      switch (i == 0 ? below(2) : below(9)) {
        case 0:
        case 1:
        case 2:
          out += match();
          break;
        case 3:
          out += "OPTIONAL " + match();
          break;
        case 4:
        case 5:
          out += with();
          break;
        case 6:
          out += unwind();
          break;
        case 7:
          out += without();
          break;
        default:
          out += subquery();
      }
    }
    return out + last();
  }

  // A statement that leaves the same graph in whatever order its rows come.
  std::string writing() {
    scope_.clear();
    next_ = 0;
    std::string out;
    const bool alone = below(2) == 0;
    if (below(4) == 0) {
      out = unwind();
    } else if (alone) {
      out = "MATCH (" + fresh(Kind::Node) + label() + ") ";
      if (below(2) == 0) out += "WHERE " + condition(2) + " ";
    } else {
      out = match();
    }
    for (int i = 1 + below(2); i > 0; --i) out += write(alone);
    switch (below(3)) {
      case 0:
        return out + "RETURN count(*) AS c";
      case 1:
        return out + "WITH count(*) AS c MATCH (w:W) RETURN c, count(w), sum(w.n)";
      default:
        return out;
    }
  }

 private:
  // `alone`: each node comes in one row at most.
  std::string write(bool alone) {
    const std::string n = known(Kind::Node);
    switch (below(n.empty() ? 3 : 9)) {
      case 0:
        return "CREATE (:W {n: " + integer(1) + "}) ";
      case 1:
        return "MERGE (" + pick({"w:W {n: ", "w:B {n: "}) + integer(1) +
               "}) ON CREATE SET w.m = 0 ON MATCH SET w.m = coalesce(w.m, 0) + 1 WITH " +
               (n.empty() ? "1 AS one " : n + " ");
      case 2:
        return "CREATE (:W {n: " + integer(1) + "})-[:R {n: 1}]->(:W) ";
      case 3:
        return "SET " + n + ".m = coalesce(" + n + ".m, 0) + 1 ";
      case 4:
        return alone ? "SET " + n + pick({".n", ".m"}) + " = " + integer(2) + " "
                     : "REMOVE " + n + ".n ";
      case 5:
        return "SET " + n + pick({":A ", ":W ", ":A:B "});
      case 6:
        return alone ? "SET " + n + " += {m: " + integer(1) + ", t: " + n + ".s} "
                     : "REMOVE " + n + ":A ";
      case 7:
        return "CREATE (" + n + ")-[:W]->(:W {n: " + n + ".n}) ";
      default:
        return "DETACH DELETE " + n + " WITH 1 AS one ";
    }
  }

  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  std::string pick(std::initializer_list<const char*> from) {
    return from.begin()[random_() % from.size()];
  }
  std::string fresh(Kind kind) {
    scope_.push_back({"v" + std::to_string(next_++), kind});
    return scope_.back().name;
  }
  // A variable of the kind; empty where there is none.
  std::string known(Kind kind) {
    std::vector<std::string> fitting;
    for (const Variable& variable : scope_) {
      if (variable.kind == kind) fitting.push_back(variable.name);
    }
    return fitting.empty() ? "" : fitting[random_() % fitting.size()];
  }
  std::string label() { return pick({"", "", ":A", ":B", ":C", ":A:B", ":A|B", ":!A"}); }
  std::string types() { return pick({"", ":R", ":S", ":R|S", ":R", ":Q"}); }
  std::string number() { return std::to_string(below(5)); }

  std::string node() {
    std::string name = below(3) == 0 ? known(Kind::Node) : "";
    if (!name.empty()) return "(" + name + ")";
    if (below(6) != 0) name = fresh(Kind::Node);
    std::string out = "(" + name + label();
    if (below(5) == 0) out += " {" + pick({"n", "m"}) + ": " + number() + "}";
    return out + ")";
  }
  std::string step() {
    std::string inside = types();
    std::string quantifier;
    if (below(8) == 0) {
      inside += pick({"*1..2", "*0..1", "*2", "*1..3"});
    } else if (below(3) == 0) {
      inside = fresh(Kind::Relationship) + inside;
    }
    const std::string middle = "[" + inside + "]" + quantifier;
    switch (below(4)) {
      case 0:
        return "<-" + middle + "-";
      case 1:
        return "-" + middle + "-";
      default:
        return "-" + middle + "->";
    }
  }
  std::string path(int longest) {
    std::string out = node();
    for (int i = below(longest + 1); i > 0; --i) out += step() + node();
    return out;
  }
  std::string match() {
    std::string out = "MATCH " + path(3);
    if (below(4) == 0) out += ", " + path(2);
    if (below(2) == 0) out += " WHERE " + condition(2);
    return out + " ";
  }

  std::string integer(int depth) {
    const std::string n = known(Kind::Node), r = known(Kind::Relationship),
                      i = known(Kind::Integer), list = known(Kind::Integers);
    switch (below(depth > 0 ? 9 : 5)) {
      case 0:
        return number();
      case 1:
        if (!i.empty()) return i;
        [[fallthrough]];
      case 2:
      case 3:
        if (!n.empty()) return n + pick({".n", ".m", ".n", ".missing"});
        [[fallthrough]];
      case 4:
        if (!r.empty()) return r + ".n";
        return n.empty() ? number() : n + ".n";
      case 5:
        return "(" + integer(depth - 1) + pick({" + ", " - ", " * "}) + integer(depth - 1) + ")";
      case 6:
        return "coalesce(" + integer(depth - 1) + ", " + number() + ")";
      case 7:
        return list.empty() ? "abs(" + integer(depth - 1) + ")" : "size(" + list + ")";
      default:
        return "CASE WHEN " + condition(depth - 1) + " THEN " + integer(depth - 1) + " ELSE " +
               integer(depth - 1) + " END";
    }
  }
  std::string condition(int depth) {
    const std::string n = known(Kind::Node), other = known(Kind::Node),
                      r = known(Kind::Relationship);
    switch (below(depth > 0 ? 16 : 5)) {
      case 0:
      case 1:
        return integer(0) + pick({" = ", " <> ", " < ", " <= ", " > ", " >= "}) + integer(0);
      case 2:
        return integer(0) + pick({" IS NULL", " IS NOT NULL", " IN [0, 1, 3]", " IN [2, null]"});
      case 3:
        if (!n.empty()) return n + pick({":A", ":B", ":C", ".s STARTS WITH 'x1'", ".s > 'x2'"});
        return "true";
      case 4:
        if (!n.empty() && below(3) == 0) {
          return "id(" + n + ") " + pick({"= 2", "= 3", "IN [0, 1, 5]"});
        }
        if (!n.empty()) return n + pick({" = ", " <> "}) + other;
        return "false";
      case 5:
        if (!r.empty()) return "type(" + r + ") = 'R'";
        [[fallthrough]];
      case 6:
      case 7:
        return "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
      case 8:
        return "(" + condition(depth - 1) + pick({" OR ", " XOR "}) + condition(depth - 1) + ")";
      case 9:
        return "NOT (" + condition(depth - 1) + ")";
      case 10:
      case 11:
        if (n.empty()) return integer(1) + " = " + integer(1);
        return pick({"", "NOT "}) + "(" + n + ")" +
               pick({"-[:R]->", "<-[:S]-", "-[:R|S]-", "-->"}) +
               (below(2) == 0 ? "(" + other + ")" : "(" + label() + ")");
      case 12:
        if (n.empty()) return "true";
        return "EXISTS { MATCH (" + n + ")-[:R]-(q" + label() + ") WHERE q.n " +
               pick({"<", "=", "<>"}) + " " + integer(0) + " }";
      case 13:
        return pick({"", "NOT "}) + "EXISTS { MATCH (q" + label() + ") WHERE q." +
               pick({"n", "m"}) + " = " + integer(0) + " }";
      case 14:
        if (n.empty()) return "true";
        return "COUNT { MATCH (" + n + ")" + pick({"-[:R]->", "<-[:S]-"}) + "()" +
               pick({"-[:R]->", "--"}) + "(q" + label() + ")" +
               pick({"", " WHERE q.n > 1", " RETURN q"}) + " } > " + number();
      default:
        if (n.empty()) return "true";
        return "COUNT { (" + n + ")" + pick({"-[:R]->", "--"}) + "(" + label() + ") } > " +
               number();
    }
  }
  std::string aggregate() {
    const std::string n = known(Kind::Node);
    const std::string of = below(3) == 0 && !n.empty() ? n : integer(1);
    switch (below(9)) {
      case 0:
      case 1:
        return "count(*)";
      case 2:
        return "count(" + of + ")";
      case 3:
        return "count(DISTINCT " + of + ")";
      case 4:
        return "sum(" + integer(1) + ")";
      case 5:
        return "min(" + integer(1) + ")";
      case 6:
        return "max(" + integer(1) + ")";
      case 7:
        return "size(collect(" + pick({"", "DISTINCT "}) + of + "))";
      default:
        return "sum(DISTINCT " + integer(1) + ")";
    }
  }

  // `items` become the scope.
  std::string with() {
    std::vector<Variable> kept;
    std::string out;
    const auto add = [&](const std::string& expression, const Variable& as) {
      out +=
          (out.empty() ? "" : ", ") + expression + (expression == as.name ? "" : " AS " + as.name);
      kept.push_back(as);
    };
    const bool aggregates = below(3) == 0;
    for (const Variable& variable : scope_) {
      if (below(aggregates ? 2 : 4) != 0 && kept.size() < 4) add(variable.name, variable);
    }
    if (aggregates) {
      add(aggregate(), {"v" + std::to_string(next_++), Kind::Integer});
    } else if (below(2) == 0 || kept.empty()) {
      add(integer(1), {"v" + std::to_string(next_++), Kind::Integer});
    }
    out = (!aggregates && below(3) == 0 ? "WITH DISTINCT " : "WITH ") + out;
    scope_ = kept;
    if (below(4) == 0) {
      out += " ORDER BY ";
      for (std::size_t i = 0; i < kept.size(); ++i) {
        out += (i > 0 ? ", " : "") + kept[i].name + pick({"", " DESC"});
      }
      if (below(3) == 0) out += " SKIP " + number();
      out += " LIMIT " + std::to_string(1 + below(20));
    }
    if (below(3) == 0) out += " WHERE " + condition(1);
    return out + " ";
  }
  std::string unwind() {
    const std::string list = below(2) == 0 ? "[1, 2, 2, null]" : "range(0, " + integer(0) + ")";
    const std::string whole = "UNWIND " + list + " AS ";
    return whole + fresh(Kind::Integer) + " ";
  }
  std::string subquery() {
    const std::string n = known(Kind::Node);
    if (n.empty()) return unwind();
    const std::string out = "CALL { WITH " + n + " MATCH (" + n + ")" +
                            pick({"-[:R]->", "-[:S]-", "<--"}) + "(q" + label() + ") RETURN " +
                            pick({"count(*)", "count(q.n)", "max(q.n)", "q.n", "size(collect(q.n))"}) + " AS ";
    return out + fresh(Kind::Integer) + " } ";
  }
  // Rows of a node that has no such relationship.
  std::string without() {
    const std::string n = known(Kind::Node);
    if (n.empty()) return unwind();
    const std::string r = fresh(Kind::Relationship), other = fresh(Kind::Node);
    return "OPTIONAL MATCH (" + n + ")" + pick({"-", "<-"}) + "[" + r + pick({":R", ":S", ""}) +
           "]-(" + other + label() + ") WITH * WHERE " + pick({r.c_str(), other.c_str()}) +
           " IS NULL " + pick({"", "AND true "});
  }
  // Aggregates of one label's nodes.
  std::string of_label() {
    return "MATCH (a" + std::string(pick({":A", ":B", ":C"})) + ") WHERE a." +
           pick({"n > 1", "s > 'x2'", "m <= 3 AND a.n <> 2", "s < 'x1'", "n = 2"}) + " RETURN " +
           pick({"count(*)", "sum(a.n)", "max(a.m)", "avg(a.n)", "count(a.m)"}) + " AS c0, " +
           pick({"count(*)", "min(a.n)", "count(a.s)"}) + " AS c1";
  }
  std::string last() {
    std::string items;
    std::vector<std::string> names;
    const bool aggregates = below(2) == 0;
    const int count = below(3) + (aggregates ? 0 : 1);
    for (int i = 0; i < count; ++i) {
      const std::string n = known(Kind::Node);
      names.push_back("c" + std::to_string(i));
      items += (items.empty() ? "" : ", ") + (below(4) == 0 && !n.empty() ? n : integer(2)) +
               " AS " + names.back();
    }
    for (int i = aggregates ? 1 + below(2) : 0; i > 0; --i) {
      names.push_back("g" + std::to_string(i));
      items += (items.empty() ? "" : ", ") + aggregate() + " AS " + names.back();
    }
    std::string out = (!aggregates && below(3) == 0 ? "RETURN DISTINCT " : "RETURN ") + items;
    if (below(3) == 0) {
      out += " ORDER BY ";
      for (std::size_t i = 0; i < names.size(); ++i) {
        out += (i > 0 ? ", " : "") + names[i] + pick({"", " DESC"});
      }
      if (below(2) == 0) out += " LIMIT " + std::to_string(1 + below(6));
    }
    return out;
  }

  std::mt19937& random_;
  std::vector<Variable> scope_;
  int next_ = 0;
};

std::vector<std::string> ask(Database& database, const std::string& query,
                             const RunOptions& options) {
  std::vector<std::string> lines;
  Session session = database.session();
  try {
    Result result = session.run(query, {}, options);
    while (const Row* row = result.next()) {
      std::string line;
      for (const Value& value : *row) line += to_literal(value) + " | ";
      lines.push_back(line);
    }
  } catch (const Error& error) {
    return {"error " + error.code()};
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// What a statement answers and how it leaves the graph; it is undone.
std::vector<std::string> ask_and_undo(Database& database, const std::string& statement,
                                      const RunOptions& options) {
  Session session = database.session();
  std::vector<std::string> lines;
  const auto all = [&](const std::string& query, const RunOptions& with) {
    const std::size_t from = lines.size();
    Result result = session.run(query, {}, with);
    while (const Row* row = result.next()) {
      std::string line;
      for (const Value& value : *row) line += to_literal(value) + " | ";
      lines.push_back(line);
    }
    std::sort(lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end());
  };
  session.begin();
  try {
    all(statement, options);
    all("MATCH (n) RETURN labels(n), properties(n)", {});
    all("MATCH (a)-[r]->(b) RETURN type(r), properties(r), properties(a), properties(b)", {});
    session.rollback();
  } catch (const Error& error) {
    return {"error " + error.code()};
  }
  return lines;
}

// The rules that fire, from the last line of EXPLAIN.
std::string rules_of(Database& database, const std::string& query) {
  Session session = database.session();
  try {
    const std::string plan = session.run("EXPLAIN " + query).plan();
    const std::size_t at = plan.rfind("rules:");
    return at == std::string::npos ? "" : plan.substr(at) + " ";
  } catch (const Error&) {
    return "";
  }
}

std::unique_ptr<Database> random_database(std::mt19937& random) {
  OpenOptions options;
  options.in_memory = true;
  options.threads = 2;
  auto database = Database::open("memory", options);
  Session session = database->session();
  session.run("CREATE INDEX FOR (a:A) ON (a.n)");
  const std::size_t nodes = 6 + random() % 10;
  for (std::size_t i = 0; i < nodes; ++i) {
    const char* const labels[] = {":A", ":B", ":A:B", ":C", ""};
    std::string properties;
    if (random() % 5 != 0) properties += "n: " + std::to_string(random() % 5) + ", ";
    if (random() % 3 != 0) properties += "m: " + std::to_string(random() % 4) + ", ";
    properties += "s: 'x" + std::to_string(random() % 4) + "'";
    session.run(std::string("CREATE (") + labels[random() % 5] + " {" + properties +
                ", i: " + std::to_string(i) + "})");
  }
  for (std::size_t i = 0; i < nodes * 3; ++i) {
    session.run("MATCH (a {i: " + std::to_string(random() % nodes) +
                "}), (b {i: " + std::to_string(random() % nodes) +
                "}) CREATE (a)-[:" + (random() % 2 == 0 ? "R" : "S") +
                " {n: " + std::to_string(random() % 4) + "}]->(b)");
  }
  return database;
}

std::uint32_t number_of(const char* name, std::uint32_t usual) {
  const char* const wanted = std::getenv(name);
  return wanted ? static_cast<std::uint32_t>(std::strtoul(wanted, nullptr, 10)) : usual;
}

}  // namespace

TEST_CASE("rewrite rules do not change the rows of random queries", "[random]") {
  const std::uint32_t seeds = number_of("WUTONG_TEST_ROUNDS", 10);
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::seconds(number_of("WUTONG_TEST_SECONDS", 0));
  std::size_t answered = 0, with_rows = 0, asked = 0;
  std::set<std::string> fired;
  for (std::uint32_t seed = 1; seed <= seeds || std::chrono::steady_clock::now() < end; ++seed) {
    std::mt19937 random(seed);
    const auto database = random_database(random);
    Grammar grammar(random);
    for (int i = 0; i < 60; ++i) {
      const std::string query = grammar.query();
      INFO("seed " << seed << ": " << query);
      // A budget of time: products of long patterns are not what is looked for.
      RunOptions plain;
      plain.snapshot = false;
      plain.disabled_rules = {"*"};
      plain.timeout = std::chrono::seconds(2);
      const std::vector<std::string> expected = ask(*database, query, plain);
      ++asked;
      if (expected == std::vector<std::string>{"error query.timeout"}) continue;
      if (expected.empty() || expected.front().rfind("error ", 0) != 0) ++answered;
      if (!expected.empty()) ++with_rows;
      const std::string used = rules_of(*database, query);
      for (const std::string& rule : plan::rules()) {
        if (used.find(' ' + rule) != std::string::npos) fired.insert(rule);
      }
      RunOptions options;
      options.snapshot = false;
      CHECK(ask(*database, query, options) == expected);
      options.snapshot = true;
      CHECK(ask(*database, query, options) == expected);
      options.parallel_from = 0;
      CHECK(ask(*database, query, options) == expected);
      options.parallel_from = 1e300;
      for (const std::string& rule : plan::rules()) {
        options.disabled_rules = {rule};
        INFO("without " << rule);
        CHECK(ask(*database, query, options) == expected);
      }
    }
  }
  if (std::getenv("WUTONG_TEST_SECONDS"))
    WARN(asked << " queries, " << answered << " sound, " << with_rows << " with rows");
  // Most of what the grammar makes is sound and finds something, and it reaches every rule.
  CHECK(answered * 10 > asked * 9);
  CHECK(with_rows * 4 > asked);
  std::set<std::string> of_reads;
  for (const std::string& rule : plan::rules()) {
    if (rule != "stream_writes") of_reads.insert(rule);
  }
  CHECK(fired == of_reads);
}

TEST_CASE("rewrite rules do not change what random statements write", "[random]") {
  const std::uint32_t seeds = number_of("WUTONG_TEST_ROUNDS", 10);
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::seconds(number_of("WUTONG_TEST_SECONDS", 0));
  std::size_t answered = 0, asked = 0, streamed = 0;
  for (std::uint32_t seed = 1; seed <= seeds || std::chrono::steady_clock::now() < end; ++seed) {
    std::mt19937 random(seed);
    const auto database = random_database(random);
    Grammar grammar(random);
    for (int i = 0; i < 60; ++i) {
      const std::string statement = grammar.writing();
      INFO("seed " << seed << ": " << statement);
      RunOptions plain;
      plain.disabled_rules = {"*"};
      plain.timeout = std::chrono::seconds(2);
      const std::vector<std::string> expected = ask_and_undo(*database, statement, plain);
      ++asked;
      if (expected == std::vector<std::string>{"error query.timeout"}) continue;
      if (expected.empty() || expected.front().rfind("error ", 0) != 0) ++answered;
      if (rules_of(*database, statement).find(" stream_writes") != std::string::npos) ++streamed;
      CHECK(ask_and_undo(*database, statement, {}) == expected);
      RunOptions options;
      options.disabled_rules = {"stream_writes"};
      CHECK(ask_and_undo(*database, statement, options) == expected);
    }
  }
  if (std::getenv("WUTONG_TEST_SECONDS"))
    WARN(asked << " statements, " << answered << " sound, " << streamed << " streamed");
  CHECK(answered * 3 > asked * 2);
  CHECK(streamed * 4 > asked);
}
