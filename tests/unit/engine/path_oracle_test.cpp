// Patterns of variable length against a brute force over small random graphs: trails and walks,
// every way to write them, and shortest paths. WUTONG_TEST_ROUNDS=N runs N graphs instead of a few.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <random>

#include "wutong/database.h"

using namespace wutong;

namespace {

enum class Way { Out, In, Both };

struct Graph {
  struct Node {
    bool a;  // label A, else B
    int v;
  };
  struct Relationship {
    std::size_t start, end;
    bool r;  // type R, else S
    int w;
  };
  std::vector<Node> nodes;
  std::vector<Relationship> relationships;
};

struct Hop {
  Way way = Way::Out;
  std::string type;  // R, S, or empty: any
};
// `hops`, min to max times; each repetition's relationships have w < `below` where that is set.
struct Group {
  std::vector<Hop> hops;
  std::size_t min = 1, max = 1;
  int below = 0;
};
struct Shape {
  std::vector<Group> groups;
  bool repeat = false;   // walks
  std::string from, to;  // labels; empty: any
};

// Rows as the queries below return them: start, the relationships of each hop of each group, end.
std::vector<std::string> brute_force(const Graph& graph, const Shape& shape) {
  std::vector<std::string> rows;
  std::vector<std::vector<std::vector<std::size_t>>> lists;  // by group, hop, repetition
  for (const Group& group : shape.groups) lists.emplace_back(group.hops.size());
  std::vector<bool> used(graph.relationships.size());
  const auto fits = [&](std::size_t node, const std::string& label) {
    return label.empty() || graph.nodes[node].a == (label == "A");
  };
  std::size_t start = 0;
  const auto report = [&](std::size_t end) {
    std::string row = std::to_string(start) + " | ";
    for (const auto& group : lists) {
      for (const auto& hop : group) {
        row += "[";
        for (std::size_t i = 0; i < hop.size(); ++i) {
          row += (i > 0 ? ", " : "") + std::to_string(hop[i]);
        }
        row += "] | ";
      }
    }
    rows.push_back(row + std::to_string(end) + " | ");
  };
  // At `node`, `hop` of the repetition is next.
  const std::function<void(std::size_t, std::size_t, std::size_t, std::size_t)> go =
      [&](std::size_t group, std::size_t done, std::size_t hop, std::size_t node) {
        if (group == shape.groups.size()) {
          if (fits(node, shape.to)) report(node);
          return;
        }
        const Group& at = shape.groups[group];
        if (hop == at.hops.size()) return go(group, done + 1, 0, node);
        if (hop == 0 && done >= at.min) go(group + 1, 0, 0, node);
        if (hop == 0 && done == at.max) return;
        for (std::size_t i = 0; i < graph.relationships.size(); ++i) {
          const Graph::Relationship& r = graph.relationships[i];
          const Hop& step = at.hops[hop];
          if (!step.type.empty() && r.r != (step.type == "R")) continue;
          if (at.below != 0 && r.w >= at.below) continue;
          if (!shape.repeat && used[i]) continue;
          const auto walk = [&](std::size_t next) {
            used[i] = true;
            lists[group][hop].push_back(i);
            go(group, done, hop + 1, next);
            lists[group][hop].pop_back();
            used[i] = false;
          };
          const bool forward = step.way != Way::In && r.start == node;
          if (forward) walk(r.end);
          if (step.way != Way::Out && r.end == node && !(forward && r.start == r.end)) {
            walk(r.start);
          }
        }
      };
  for (start = 0; start < graph.nodes.size(); ++start) {
    if (fits(start, shape.from)) go(0, 0, 0, start);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string arrow(const Hop& hop, const std::string& inside) {
  return (hop.way == Way::In ? "<-[" : "-[") + inside + (hop.way == Way::Out ? "]->" : "]-");
}
std::string label(const std::string& name) { return name.empty() ? "" : ":" + name; }

enum class Style { Star, QuantifiedRelationship, QuantifiedPath };

std::string query_of(const Shape& shape, Style style) {
  std::string pattern = "(a" + label(shape.from) + ")", lists;
  for (std::size_t g = 0; g < shape.groups.size(); ++g) {
    const Group& group = shape.groups[g];
    const std::string min = std::to_string(group.min), max = std::to_string(group.max);
    const std::string name = "r" + std::to_string(g);
    if (style == Style::QuantifiedPath) {
      std::string inner = "(" + name + "n0)", condition;
      for (std::size_t h = 0; h < group.hops.size(); ++h) {
        const std::string own = name + "h" + std::to_string(h);
        inner += arrow(group.hops[h], own + label(group.hops[h].type)) + "(" + name + "n" +
                 std::to_string(h + 1) + ")";
        lists += ", [x IN " + own + " | x.i]";
        if (group.below == 0) continue;
        condition += condition.empty() ? " WHERE " : " AND ";
        condition += own + ".w < " + std::to_string(group.below);
      }
      pattern += " (" + inner + condition + "){" + min + "," + max + "} ";
    } else {
      const Hop& hop = group.hops.front();
      lists += ", [x IN " + name + " | x.i]";
      pattern += style == Style::Star
                     ? arrow(hop, name + label(hop.type) + "*" + min + ".." + max)
                     : arrow(hop, name + label(hop.type)) + "{" + min + "," + max + "}";
    }
    pattern += g + 1 < shape.groups.size() ? "()" : "(b" + label(shape.to) + ")";
  }
  return std::string("MATCH ") + (shape.repeat ? "REPEATABLE ELEMENTS " : "") + pattern +
         " RETURN a.i" + lists + ", b.i";
}

class Asked {
 public:
  explicit Asked(const Graph& graph) {
    OpenOptions options;
    options.in_memory = true;
    database_ = Database::open("memory", options);
    Session session = database_->session();
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      const Graph::Node& node = graph.nodes[i];
      session.run(std::string("CREATE (:") + (node.a ? "A" : "B") + " {i: " + std::to_string(i) +
                  ", v: " + std::to_string(node.v) + "})");
    }
    for (std::size_t i = 0; i < graph.relationships.size(); ++i) {
      const Graph::Relationship& r = graph.relationships[i];
      session.run("MATCH (a {i: " + std::to_string(r.start) +
                  "}), (b {i: " + std::to_string(r.end) + "}) CREATE (a)-[:" + (r.r ? "R" : "S") +
                  " {i: " + std::to_string(i) + ", w: " + std::to_string(r.w) + "}]->(b)");
    }
  }
  std::vector<std::string> rows(const std::string& query, bool snapshot, bool rules = true) {
    RunOptions options;
    options.snapshot = snapshot;
    if (!rules) options.disabled_rules = {"*"};
    Session session = database_->session();
    Result result = session.run(query, {}, options);
    std::vector<std::string> rows;
    while (const Row* row = result.next()) {
      std::string line;
      for (const Value& value : *row) line += to_literal(value) + " | ";
      rows.push_back(line);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

 private:
  std::unique_ptr<Database> database_;
};

Graph random_graph(std::mt19937& random) {
  Graph graph;
  const std::size_t nodes = 3 + random() % 4, relationships = 4 + random() % 7;
  for (std::size_t i = 0; i < nodes; ++i) {
    graph.nodes.push_back({random() % 2 == 0, static_cast<int>(random() % 4)});
  }
  for (std::size_t i = 0; i < relationships; ++i) {
    const std::size_t start = random() % nodes;
    // Loops and parallel relationships are wanted.
    const std::size_t end = random() % 8 == 0 ? start : random() % nodes;
    graph.relationships.push_back({start, end, random() % 3 != 0, static_cast<int>(random() % 4)});
  }
  return graph;
}

Shape random_shape(std::mt19937& random, Style style) {
  const auto pick = [&](std::initializer_list<const char*> from) {
    return std::string(from.begin()[random() % from.size()]);
  };
  Shape shape;
  shape.repeat = random() % 3 == 0;
  shape.from = pick({"", "", "A", "B"});
  shape.to = pick({"", "", "A", "B"});
  const std::size_t groups = 1 + random() % 2;
  for (std::size_t g = 0; g < groups; ++g) {
    Group group;
    group.min = random() % 3;
    group.max = group.min + random() % 3;
    if (group.max == 0) group.max = 1;
    const std::size_t hops = style == Style::QuantifiedPath ? 1 + random() % 2 : 1;
    if (hops > 1 || groups > 1) group.max = std::min<std::size_t>(group.max, group.min + 1);
    for (std::size_t h = 0; h < hops; ++h) {
      group.hops.push_back({static_cast<Way>(random() % 3), pick({"", "R", "R", "S"})});
    }
    if (style == Style::QuantifiedPath && random() % 3 == 0) {
      group.below = 1 + static_cast<int>(random() % 3);
    }
    shape.groups.push_back(group);
  }
  return shape;
}

std::uint32_t rounds(std::uint32_t usual) {
  const char* const wanted = std::getenv("WUTONG_TEST_ROUNDS");
  return wanted ? static_cast<std::uint32_t>(std::strtoul(wanted, nullptr, 10)) : usual;
}

}  // namespace

TEST_CASE("trails and walks are those of a brute force", "[paths]") {
  std::size_t found = 0;
  for (std::uint32_t seed = 1; seed <= rounds(25); ++seed) {
    std::mt19937 random(seed);
    const Graph graph = random_graph(random);
    Asked asked(graph);
    for (int i = 0; i < 12; ++i) {
      const auto style = static_cast<Style>(i % 3);
      const Shape shape = random_shape(random, style);
      const std::string query = query_of(shape, style);
      const std::vector<std::string> expected = brute_force(graph, shape);
      if (expected.size() > 20000) continue;
      found += expected.size();
      INFO("seed " << seed << ": " << query);
      CHECK(asked.rows(query, false) == expected);
      CHECK(asked.rows(query, true) == expected);
      CHECK(asked.rows(query, false, false) == expected);
    }
  }
  CHECK(found > 0);
}

TEST_CASE("a variable length is the union of the fixed ones", "[paths]") {
  for (std::uint32_t seed = 1; seed <= rounds(15); ++seed) {
    std::mt19937 random(seed);
    const Graph graph = random_graph(random);
    Asked asked(graph);
    for (int i = 0; i < 4; ++i) {
      const Hop hop{static_cast<Way>(random() % 3), random() % 2 == 0 ? "R" : ""};
      const std::size_t min = random() % 3, max = min + random() % 3;
      std::vector<std::string> expected;
      for (std::size_t length = min; length <= max; ++length) {
        std::string pattern = length == 0 ? "(a)" : "(a)", list;
        for (std::size_t h = 0; h < length; ++h) {
          const std::string name = "r" + std::to_string(h);
          pattern += arrow(hop, name + label(hop.type)) + (h + 1 < length ? "()" : "(b)");
          list += (h > 0 ? ", " : "") + name + ".i";
        }
        const auto rows = asked.rows("MATCH " + pattern + " RETURN a.i, [" + list + "], " +
                                         (length == 0 ? "a.i AS b" : "b.i"),
                                     i % 2 == 0);
        expected.insert(expected.end(), rows.begin(), rows.end());
      }
      std::sort(expected.begin(), expected.end());
      const std::string query = "MATCH (a)" +
                                arrow(hop, "r" + label(hop.type) + "*" + std::to_string(min) +
                                               ".." + std::to_string(max)) +
                                "(b) RETURN a.i, [x IN r | x.i], b.i";
      INFO("seed " << seed << ": " << query);
      CHECK(asked.rows(query, i % 2 == 0) == expected);
    }
  }
}

TEST_CASE("shortest paths are the shortest of all trails", "[paths]") {
  for (std::uint32_t seed = 1; seed <= rounds(15); ++seed) {
    std::mt19937 random(seed);
    const Graph graph = random_graph(random);
    Asked asked(graph);
    for (int i = 0; i < 4; ++i) {
      Shape shape;
      const Hop hop{static_cast<Way>(random() % 3), random() % 2 == 0 ? "R" : ""};
      shape.groups = {{{hop}, 1, graph.relationships.size(), 0}};
      for (std::size_t a = 0; a < graph.nodes.size(); ++a) {
        for (std::size_t b = 0; b < graph.nodes.size(); ++b) {
          if (a == b) continue;
          // A shortest trail visits no node twice, so that paths longer than that are not needed.
          shape.groups[0].max = graph.nodes.size() - 1;
          std::size_t shortest = 0;
          std::vector<std::string> expected;
          for (std::size_t length = 1; length < graph.nodes.size() && shortest == 0; ++length) {
            shape.groups[0].min = shape.groups[0].max = length;
            for (const std::string& row : brute_force(graph, shape)) {
              const std::string head = std::to_string(a) + " | ",
                                tail = " | " + std::to_string(b) + " | ";
              if (row.rfind(head, 0) != 0 || row.size() < tail.size() ||
                  row.compare(row.size() - tail.size(), tail.size(), tail) != 0) {
                continue;
              }
              shortest = length;
              expected.push_back(row.substr(head.size(), row.size() - head.size() - tail.size()) +
                                 " | ");
            }
          }
          const std::string ends = "MATCH (a {i: " + std::to_string(a) +
                                   "}), (b {i: " + std::to_string(b) + "}) MATCH p = ";
          const std::string path = "((a)" + arrow(hop, "r" + label(hop.type) + "*") + "(b))";
          const std::string all = ends + "allShortestPaths" + path + " RETURN [x IN r | x.i]";
          const std::string one = ends + "shortestPath" + path + " RETURN length(p)";
          INFO("seed " << seed << ": " << all);
          CHECK(asked.rows(all, i % 2 == 0) == expected);
          const std::vector<std::string> length =
              shortest == 0 ? std::vector<std::string>{}
                            : std::vector<std::string>{std::to_string(shortest) + " | "};
          CHECK(asked.rows(one, i % 2 == 0) == length);
        }
      }
    }
  }
}
