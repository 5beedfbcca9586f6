// The copy in memory against storage: the same rows of random graphs, before and after writes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "wutong/database.h"

using namespace wutong;

namespace {

class Rows {
 public:
  explicit Rows(Database& database) : session_(database.session()) {}
  std::vector<std::string> ask(const std::string& query, const RunOptions& options) {
    std::vector<std::string> lines;
    try {
      Result result = session_.run(query, {}, options);
      while (const Row* row = result.next()) {
        std::string line;
        for (const Value& value : *row) line += to_literal(value) + " | ";
        lines.push_back(line);
      }
    } catch (const Error& error) {
      return {error.code()};
    }
    if (query.find("ORDER BY") == std::string::npos) std::sort(lines.begin(), lines.end());
    return lines;
  }

 private:
  Session session_;
};

// Fills $1 ... with what fits: labels, types, arrows, keys, numbers.
std::string filled(const std::string& shape, std::mt19937& random) {
  const auto pick = [&](std::initializer_list<const char*> from) {
    return std::string(from.begin()[random() % from.size()]);
  };
  std::string out;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != '$') {
      out += shape[i];
      continue;
    }
    switch (shape[++i]) {
      case 'L':
        out += pick({":A", ":B", ":C", ":A:B", ""});
        break;
      case 'T':
        out += pick({":R", ":S", ":R|S", ":S|R", "", ":Q"});
        break;
      case 'K':
        out += pick({"n", "s", "m"});
        break;
      case '#':
        out += std::to_string(random() % 6);
        break;
      case '>':
        out += pick({"->", "-"});
        break;
      default:
        out += '?';
    }
  }
  return out;
}

const char* const kWrites[] = {
    "CREATE ($L {n: $#, m: $#})",
    "CREATE ($L {n: $#, s: 'x$#'})-[$T {n: $#}]->($L {n: $#, m: 1.5})",
    "MATCH (a$L {n: $#}), (b$L {n: $#}) WITH a, b LIMIT 3 CREATE (a)-[:R {n: $#}]->(b)",
    "MATCH (a$L {n: $#}), (b {n: $#}) WITH a, b LIMIT 2 CREATE (a)-[:S]->(b)-[:S]->(a)",
    "MATCH (a$L {n: $#}) WITH a LIMIT 1 CREATE (a)-[:R]->(a)",
    "MATCH (a$L) WHERE a.n = $# SET a.$K = $#",
    "MATCH (a$L) WHERE a.n = $# WITH a LIMIT 2 SET a.m = 'text'",
    "MATCH (a$L) WHERE a.n = $# WITH a LIMIT 2 REMOVE a.$K",
    "MATCH (a$L) WHERE a.n = $# WITH a LIMIT 2 SET a:C REMOVE a:A",
    "MATCH (a$L)-[r$T]-(b) WHERE a.n = $# WITH r LIMIT 2 DELETE r",
    "MATCH (a$L) WHERE a.n = $# WITH a LIMIT 1 DETACH DELETE a",
    "MATCH (a)-[r$T]->(b) WHERE a.n = $# SET r.n = $#",
};

const char* const kReads[] = {
    "MATCH (a$L) RETURN a.n, a.s, a.m, labels(a)",
    "MATCH (a$L) RETURN count(*)",
    "MATCH (a$L)-[r$T]$>(b$L) RETURN a.n, b.m, type(r), r.n",
    "MATCH (a$L)-[$T]$>(b$L) RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L)-[$T]$>(c$L) RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L)-[$T]$>(c$L) WHERE a.n <> c.n RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L)-[$T]$>(c)-[$T]$>(d$L) WHERE a.n = $# RETURN count(*)",
    "MATCH (a$L)-[$T]-(b$L)-[$T]-(c$L)-[$T]-(a) RETURN count(*)",
    "MATCH (a$L)-[$T]-(b$L)-[$T]-(c$L)-[$T]-(a) WHERE a.n < b.n AND b.n < c.n RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b)-[$T]$>(c) WHERE NOT (a)-[$T]$>(c) AND a.n <> c.n RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b)-[$T]$>(c) WHERE NOT (a)-[$T]-(c) RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L), (a)-[$T]$>(c$L), (b)-[$T]-(d) RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b), (c)-[$T]$>(b) WHERE a.n <> c.n RETURN count(*)",
    "MATCH (a$L) OPTIONAL MATCH (a)-[$T]$>(b$L) RETURN count(*)",
    "MATCH (a$L) OPTIONAL MATCH (a)-[$T]$>(b$L) RETURN a.n, count(b.m), count(*)",
    "MATCH (a$L) OPTIONAL MATCH (a)-[$T]$>(b$L) OPTIONAL MATCH (a)-[$T]$>(c$L) RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L) RETURN b.$K, count(*)",
    "MATCH (a$L)-[$T]$>(b$L)-[$T]$>(c) RETURN a.$K, c.$K, count(*)",
    "MATCH (a$L)-[$T]$>(b$L) RETURN b, count(a.$K) AS k, count(DISTINCT a.$K) AS d",
    "MATCH (a$L)-[$T]$>(b$L) WHERE a.$K > $# RETURN b.n AS n, count(*) AS k ORDER BY k, n LIMIT 3",
    "MATCH (a$L) WHERE a.$K >= $# AND a.n < 5 RETURN count(*), min(a.n), max(a.$K), sum(a.n)",
    "MATCH (a$L) WHERE a.n > $# RETURN avg(a.n), count(a.$K), max(a.n)",
    "MATCH (a$L) WHERE a.s CONTAINS 'x' RETURN count(*)",
    "MATCH (a$L) WHERE a.s STARTS WITH 'x$#' RETURN a.s ORDER BY a.s, a.n LIMIT 4",
    "MATCH (a$L) RETURN a.n AS n, a.$K AS k ORDER BY n DESC, k LIMIT 5",
    "MATCH (a$L {n: $#})-[$T*1..3]-(b$L) RETURN count(DISTINCT b.n)",
    "MATCH (a$L {n: $#})-[$T*1..3]$>(b$L) RETURN count(DISTINCT b)",
    "MATCH (a$L {n: $#})-[$T*1..2]$>(b$L) RETURN count(*)",
    "MATCH (a$L {n: $#})-[$T*0..2]-(b$L) WHERE b.n <> $# RETURN DISTINCT b.n",
    "MATCH p = shortestPath((a:A {n: $#})-[$T*]-(b:B {n: $#})) RETURN length(p)",
    "MATCH (a$L)-[$T]$>(b$L) WITH a, count(b) AS k WHERE k > 1 MATCH (a)-[$T]-(c) "
    "RETURN a.n AS n, k, count(c.n) AS c ORDER BY n, k, c",
    "MATCH (a$L {n: $#})-[$T]-(b) WITH collect(b.n) AS ns UNWIND ns AS n MATCH (x:A {n: n}) "
    "RETURN n, count(*)",
    "MATCH (a$L)-[$T]$>(b$L) WHERE a.n = b.n RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L)<-[$T]-(c$L) RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L)<-[$T]-(c$L) WHERE a.n <> c.n AND NOT (b)-[$T]->(c) RETURN count(*)",
    "MATCH (a$L)-[r$T]$>(b$L)-[$T]$>(c)-[$T]$>(a) RETURN r.n, count(*)",
    "MATCH (c$L) MATCH (a$L)-[$T]->(c) MATCH (b$L)-[$T]->(c) MATCH (a)-[$T]-(b) RETURN count(*)",
    "MATCH (t$L)<-[$T]-(m$L)<-[$T]-(c$L)-[$T]->(u$L) WHERE t.n <> u.n RETURN count(*)",
    "MATCH (t$L)<-[$T]-(m)<-[$T]-(c)-[$T]->(u) WHERE NOT (c)-[$T]->(t) AND t.n <> u.n "
    "RETURN count(*)",
    "MATCH (a$L), (b$L) WHERE a.n = b.n RETURN count(*)",
    "MATCH (a$L)-[$T]$>(b$L) RETURN count(DISTINCT a.n), count(DISTINCT b)",
    "MATCH (a$L)-[$T]$>(b)-[$T]$>(c) WHERE c.n <> $# RETURN count(DISTINCT c.n) AS n",
};

}  // namespace

TEST_CASE("a query makes the parts that it needs", "[snapshot]") {
  for (const char* query : {"MATCH (a)-[:R]->(b)-[:R]->(c) RETURN count(*)",
                            "MATCH (a)-[:R]-(b)-[:R]-(c)-[:R]-(a) WHERE a.n <> c.n RETURN count(*)",
                            "MATCH (a)-[:R|S]->(b)<-[:R]-(c) RETURN a.n, b.n, count(*)"}) {
    std::mt19937 random(7);
    OpenOptions options;
    options.in_memory = true;
    const auto database = Database::open("memory", options);
    Rows rows(*database);
    for (int i = 0; i < 60; ++i) rows.ask(filled(kWrites[random() % 5], random), {});
    RunOptions copied, direct;
    copied.snapshot = true;
    direct.snapshot = false;
    const auto expected = rows.ask(query, direct);
    INFO(query);
    CHECK(expected != std::vector<std::string>{"0 | "});
    CHECK(rows.ask(query, copied) == expected);
  }
}

TEST_CASE("a copy in memory answers as storage does", "[snapshot]") {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    std::mt19937 random(seed);
    OpenOptions options;
    options.in_memory = true;
    const auto database = Database::open("memory", options);
    Rows rows(*database);
    for (int i = 0; i < 60; ++i) rows.ask(filled(kWrites[random() % 5], random), {});
    RunOptions copied, direct, plain;
    copied.snapshot = true;
    direct.snapshot = false;
    plain.snapshot = false;
    plain.disabled_rules = {"*"};
    for (int round = 0; round < 6; ++round) {
      for (const char* shape : kReads) {
        const std::string query = filled(shape, random);
        INFO("seed " << seed << ": " << query);
        const auto expected = rows.ask(query, plain);
        CHECK(rows.ask(query, copied) == expected);
        CHECK(rows.ask(query, direct) == expected);
      }
      for (int i = 0; i < 5; ++i)
        rows.ask(filled(kWrites[random() % std::size(kWrites)], random), {});
    }
  }
}

TEST_CASE("properties of many relationships are read as those of few", "[snapshot]") {
  OpenOptions options;
  options.in_memory = true;
  const auto database = Database::open("memory", options);
  Rows rows(*database);
  rows.ask("UNWIND range(0, 79) AS i CREATE (:A {n: i})", {});
  rows.ask(
      "MATCH (a:A), (b:A) WHERE (a.n + b.n) % 2 = 0 CREATE (a)-[:S]->(b) "
      "CREATE (a)-[:R {n: a.n * 100 + b.n, s: 'x' + b.n, m: CASE b.n % 3 WHEN 0 THEN a.n "
      "WHEN 1 THEN 'text' END}]->(b)",
      {});
  RunOptions copied, direct;
  copied.snapshot = true;
  direct.snapshot = false;
  const auto compare = [&] {
    for (const char* query :
         {"MATCH (a)-[r]->(b) RETURN a.n, r.n, r.m, r.s, b.n",
          "MATCH (a)-[r]-(b) WHERE r.n > 4000 RETURN count(*), sum(r.n), max(r.s)",
          "MATCH (a)-[r:R]->(b)-[q:R]->(c) WHERE r.n < 300 AND q.n = 400 RETURN r.n, q.s, "
          "r.none"}) {
      INFO(query);
      const auto expected = rows.ask(query, direct);
      CHECK(!expected.empty());
      CHECK(rows.ask(query, copied) == expected);
      CHECK(rows.ask(query, copied) == expected);
    }
  };
  compare();
  rows.ask("MATCH (:A {n: 4})-[r:R]->(b) SET r.n = -1, r.m = 'new' REMOVE r.s", {});
  rows.ask("MATCH (:A {n: 6})-[r:R]->(b) WHERE b.n > 20 DELETE r", {});
  rows.ask("MATCH (a:A {n: 7}), (b:A {n: 8}) CREATE (a)-[:R {n: 400, s: 'made'}]->(b)", {});
  compare();
}

TEST_CASE("conditions on scans hold in the copy and for what changed since", "[snapshot]") {
  OpenOptions options;
  options.in_memory = true;
  const auto database = Database::open("memory", options);
  Rows rows(*database);
  rows.ask(
      "UNWIND range(0, 2999) AS i CREATE (a:A {n: i, s: 'x' + i % 50}) "
      "FOREACH (x IN CASE WHEN i % 7 = 0 THEN [1] ELSE [] END | SET a:B, a.m = i, a.n = 'text')",
      {});
  RunOptions copied, direct;
  copied.snapshot = true;
  direct.snapshot = false;
  const auto compare = [&] {
    for (const char* query :
         {"MATCH (a:A) WHERE a.n >= 100 AND a.n < 140 RETURN a.n, a.s",
          "MATCH (a:A) WHERE a.n < 100 AND a.s STARTS WITH 'x1' RETURN a.n ORDER BY a.n LIMIT 7",
          "MATCH (a) WHERE a.n = 'text' AND a.m > 2000 RETURN a.m",
          "MATCH (a:B) WHERE a.m IN [0, 7, 14, 15] OR a.s = 'x3' RETURN a.m, a.n",
          "MATCH (a:A) WHERE a.none IS NULL AND a:B AND size(a.s) = 2 RETURN a.m",
          "MATCH (a:A) WHERE a.n % 2 = 0 RETURN a.n", "MATCH (a:None) WHERE a.n > 1 RETURN a"}) {
      INFO(query);
      const auto expected = rows.ask(query, direct);
      CHECK(rows.ask(query, copied) == expected);
    }
  };
  compare();
  rows.ask("MATCH (a:A) WHERE a.n = 120 SET a.n = 130, a.s = 'x19'", {});
  rows.ask("MATCH (a:A) WHERE a.n = 110 DELETE a", {});
  rows.ask("CREATE (:A {n: 105, s: 'x1', m: 1})", {});
  compare();
}
