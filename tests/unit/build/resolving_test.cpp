// Names across documents: what is one, what stays apart, and that neither order nor history
// matters.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "build/graph_updater.h"
#include "engine/implementation.h"
#include "exchange/graph_format.h"
#include "exchange/subgraph.h"
#include "store/check.h"
#include "wutong/curation.h"

using namespace wutong;

namespace {

// One fact a document may state, in few words.
struct Draft {
  std::string uri;
  std::vector<Entity> entities;
  std::vector<Relation> relations;
  std::vector<Statistic> statistics;

  std::string entity(const std::string& type, const std::string& name,
                     const std::vector<std::string>& aliases = {}) {
    for (const Entity& known : entities) {
      if (known.type == type && known.name == name) return known.id;
    }
    Entity entity;
    entity.id = "e" + std::to_string(entities.size() + 1);
    entity.type = type;
    entity.name = name;
    entity.aliases = aliases;
    entity.confidence = 0.9;
    const std::size_t at = 10 * entities.size();
    entity.mentions.push_back({at, at + name.size(), name});
    for (const std::string& alias : aliases) {
      entity.mentions.push_back({at + 5, at + 5 + alias.size(), alias});
    }
    entities.push_back(entity);
    return entity.id;
  }
  void relate(const std::string& head, const std::string& type, const std::string& tail) {
    Relation relation;
    relation.head = head;
    relation.type = type;
    relation.tail = tail;
    relation.evidence = {1, 2, "x"};
    relation.confidence = 0.8;
    relations.push_back(relation);
  }
  void count(const std::string& subject, double value) {
    Statistic statistic;
    statistic.subject = subject;
    statistic.indicator = "企业数量";
    statistic.value = value;
    statistic.unit = "家";
    statistic.period = "2021";
    statistic.evidence = {3, 4, "y"};
    statistic.confidence = 0.7;
    statistics.push_back(statistic);
  }
  DocumentGraph graph() const {
    DocumentGraph out;
    out.document = uri;
    out.sha256 = "0";
    out.entities = entities;
    out.relations = relations;
    out.statistics = statistics;
    return out;
  }
};

class Graph {
 public:
  Graph() {
    OpenOptions options;
    options.create = options.in_memory = true;
    database_ = Database::open("memory", options);
  }
  void put(const DocumentGraph& graph) { apply({{graph.document, graph, "s"}}); }
  void forget(const std::string& uri) { apply({{uri, std::nullopt, ""}}); }
  void apply(const std::vector<build::DocumentChange>& changes) {
    const auto transaction = store().begin_write();
    build::GraphUpdater(*transaction).apply(changes);
    transaction->commit();
  }
  Database& database() { return *database_; }
  store::Store& store() { return database_->implementation().store(); }
  std::string exported() {
    std::ostringstream out;
    exchange::write_jsonl(exchange::whole_graph(*database_), out);
    return out.str();
  }
  // Sorted, with commas.
  std::string names(const std::string& label) {
    Session session = database_->session();
    Result result = session.run("MATCH (e:" + label +
                                ") RETURN e.name + coalesce('/' + e.distinguished_by, '') AS n "
                                "ORDER BY n");
    std::string out;
    while (const Row* row = result.next()) out += (out.empty() ? "" : ",") + (*row)[0].as_string();
    return out;
  }

 private:
  std::unique_ptr<Database> database_;
};

Draft with(const std::string& uri, const std::string& type, const std::string& name,
           const std::vector<std::string>& aliases = {}) {
  Draft draft;
  draft.uri = uri;
  draft.entity(type, name, aliases);
  return draft;
}

Draft person(const std::string& uri, const std::string& name, const std::vector<std::string>& of) {
  Draft draft;
  draft.uri = uri;
  const std::string id = draft.entity("Person", name);
  for (const std::string& employer : of) {
    draft.relate(id, "WORKS_FOR", draft.entity("Company", employer));
  }
  return draft;
}

}  // namespace

TEST_CASE("short forms join the one fuller name they fit, until another comes") {
  Graph graph;
  graph.put(with("a", "Company", "华友钴业").graph());
  graph.put(with("b", "Company", "浙江华友钴业股份有限公司").graph());
  CHECK(graph.names("Company") == "浙江华友钴业股份有限公司");
  graph.put(with("c", "Company", "江苏华友钴业有限公司").graph());
  CHECK(graph.names("Company") == "华友钴业,江苏华友钴业有限公司,浙江华友钴业股份有限公司");
  const auto doubts = wutong::doubts(graph.database());
  REQUIRE(doubts.size() == 2);
  CHECK(doubts[0].kind == "ambiguous");
  CHECK(doubts[0].name == "华友钴业");
  CHECK(doubts[1].reason == "regions differ: 江苏, 浙江");
  graph.forget("c");
  CHECK(graph.names("Company") == "浙江华友钴业股份有限公司");
}

TEST_CASE("an introduced form never crosses a number") {
  Graph graph;
  graph.put(with("a", "Event", "第六届世界互联网大会", {"世界互联网大会"}).graph());
  graph.put(with("b", "Event", "世界互联网大会").graph());
  CHECK(graph.names("Event") == "世界互联网大会,第六届世界互联网大会");
}

TEST_CASE("persons of one name and different employers stay apart") {
  Graph graph;
  graph.put(person("a", "李强", {"远航科技"}).graph());
  graph.put(person("b", "李强", {}).graph());
  CHECK(graph.names("Person") == "李强");
  graph.put(person("c", "李强", {"华友钴业"}).graph());
  // b says nothing of an employer, so its 李强 is none of theirs.
  CHECK(graph.names("Person") == "李强,李强/华友钴业,李强/远航科技");
  graph.put(person("d", "李强", {"华友钴业", "远航科技"}).graph());
  CHECK(graph.names("Person") == "李强");
  graph.forget("d");
  graph.put(with("e", "Company", "浙江华友钴业股份有限公司").graph());
  CHECK(graph.names("Person") == "李强,李强/浙江华友钴业股份有限公司,李强/远航科技");
  graph.put(with("f", "Company", "浙江远航科技有限公司", {"远航科技", "华友"}).graph());
  graph.forget("a");
  CHECK(graph.names("Person") == "李强");
}

TEST_CASE("an employer that is less than a name joins the one circle it may be of") {
  Graph graph;
  const auto person = [&](const std::string& uri, const char* type, const std::string& employer) {
    Draft draft = with(uri, "Person", "韩明");
    if (!employer.empty()) draft.relate("e1", "WORKS_FOR", draft.entity(type, employer));
    graph.put(draft.graph());
  };
  person("a", "Company", "南昌明洋信息技术股份有限公司");
  person("b", "Place", "南昌市");
  person("c", "", "");
  CHECK(graph.names("Person") == "韩明");
  person("d", "Place", "合肥市");
  CHECK(graph.names("Person") == "韩明,韩明/南昌明洋信息技术股份有限公司,韩明/合肥市");
  graph.forget("d");
  // A short form that fits two companies is the one whose man this is.
  person("e", "Company", "明洋信息技术");
  graph.put(with("f", "Company", "合肥明洋信息技术有限公司").graph());
  CHECK(graph.names("Company") ==
        "南昌明洋信息技术股份有限公司,合肥明洋信息技术有限公司,明洋信息技术");
  CHECK(graph.names("Person") == "韩明");
  // The other one has a man of that name, too: one cannot tell.
  person("g", "Company", "合肥明洋信息技术有限公司");
  CHECK(graph.names("Person") ==
        "韩明,韩明/南昌明洋信息技术股份有限公司,韩明/合肥明洋信息技术有限公司,韩明/明洋信息技术");
}

TEST_CASE("explanations add up to what was done") {
  Graph graph;
  graph.put(with("a", "Company", "华友钴业").graph());
  graph.put(with("b", "Company", "浙江华友钴业股份有限公司", {"华友钴业"}).graph());
  graph.put(with("c", "Company", "江苏远航科技有限公司").graph());
  graph.put(with("d", "Company", "浙江远航科技有限公司").graph());
  const auto sum = [](const Explanation& why) {
    int total = 0;
    for (const Reason& reason : why.reasons) total += reason.weight;
    return total;
  };
  const Explanation one = explain(graph.database(), {"Company", "华友钴业"});
  CHECK(one.name == "浙江华友钴业股份有限公司");
  REQUIRE(one.reasons.size() == 2);
  CHECK(one.reasons[0].text == "华友钴业 is introduced for 浙江华友钴业股份有限公司 by b");
  CHECK(sum(one) > 0);
  const Explanation apart = explain(graph.database(), {"Company", "江苏远航科技有限公司"},
                                    {"Company", "浙江远航科技有限公司"});
  CHECK_FALSE(apart.one);
  CHECK(apart.reasons.front().text == "regions differ: 江苏, 浙江");
  CHECK(sum(apart) < 0);
}

TEST_CASE("decisions hold over documents, are exported and replayed") {
  Graph graph;
  graph.put(with("a", "Company", "五疆").graph());
  graph.put(with("b", "Company", "五疆发展").graph());
  const std::string before = graph.exported();
  decide(graph.database(), {{"merge", "Company", "五疆", "五疆发展"}});
  CHECK(graph.names("Company") == "五疆发展");
  decide(graph.database(), {{"rename", "Company", "五疆发展", "浙江五疆发展有限公司"}});
  CHECK(graph.names("Company") == "浙江五疆发展有限公司");
  decide(graph.database(), {{"retype", "Company", "浙江五疆发展有限公司", "Institution"}});
  CHECK(graph.names("Company").empty());
  CHECK(graph.names("Institution") == "浙江五疆发展有限公司");
  graph.forget("a");
  graph.put(with("a", "Company", "五疆").graph());
  CHECK(graph.names("Entity") == "浙江五疆发展有限公司");

  const std::vector<Decision> all = decisions(graph.database());
  REQUIRE(all.size() == 3);
  Graph replayed;
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    decide(replayed.database(), {decision_from_json(to_json(*it))});
  }
  replayed.put(with("b", "Company", "五疆发展").graph());
  replayed.put(with("a", "Company", "五疆").graph());
  CHECK(replayed.exported() == graph.exported());

  CHECK_THROWS_AS(decide(graph.database(), {{"merge", "Company", "五疆发展", "五疆"}}), Error);
  CHECK(undo(graph.database(), all) == 3);
  CHECK(graph.exported() == before);
}

TEST_CASE("what a person splits stays apart, in the document that joined it too") {
  Graph graph;
  graph.put(with("a", "Company", "浙江华友钴业股份有限公司", {"华友钴业"}).graph());
  graph.put(with("b", "Company", "华友钴业").graph());
  CHECK(graph.names("Company") == "浙江华友钴业股份有限公司");
  decide(graph.database(), {{"split", "Company", "华友钴业", "浙江华友钴业股份有限公司"}});
  CHECK(graph.names("Company") == "华友钴业,浙江华友钴业股份有限公司");
  Session session = graph.database().session();
  Result result = session.run(
      "MATCH (:Company {name: '华友钴业'})-[:MENTIONED_IN]->(d) RETURN collect(d.uri) AS uris");
  CHECK(result.next()->front().as_list().size() == 2);
  decide(graph.database(), {{"merge", "Company", "华友钴业", "浙江华友钴业股份有限公司"}});
  CHECK(graph.names("Company") == "浙江华友钴业股份有限公司");
}

TEST_CASE("contradicting figures stand side by side, the best supported first") {
  Graph graph;
  const auto figure = [&](const std::string& uri, double value) {
    Draft draft = with(uri, "Place", "桐乡市");
    draft.count("e1", value);
    graph.put(draft.graph());
  };
  const auto ranks = [&] {
    Session session = graph.database().session();
    Result result =
        session.run("MATCH (s:Statistic) RETURN s.value AS value ORDER BY s.rank, s.value");
    std::string out;
    while (const Row* row = result.next()) {
      out += (out.empty() ? "" : " ") + std::to_string((*row)[0].as_integer());
    }
    return out;
  };
  figure("a", 2600);
  figure("b", 2640);
  CHECK(ranks() == "2600 2640");
  figure("c", 2640);
  CHECK(ranks() == "2640 2600");
  graph.forget("b");
  CHECK(ranks() == "2600 2640");
}

TEST_CASE("random ingests, updates, withdrawals and decisions end where a fresh build does") {
  const std::vector<std::string> companies = {
      "华友钴业", "浙江华友钴业股份有限公司", "江苏华友钴业有限公司", "桐昆",
      "桐昆集团", "桐昆集团股份有限公司",     "远航科技有限公司",     "远航科技"};
  const std::vector<std::string> places = {"桐乡", "桐乡市", "浙江省桐乡市",
                                           "吉林", "吉林市", "浙江"};
  std::mt19937 random(33);
  const auto any = [&](const std::vector<std::string>& names) {
    return names[random() % names.size()];
  };
  const auto random_document = [&](const std::string& uri) {
    Draft draft;
    draft.uri = uri;
    for (int i = 0; i < 3; ++i) {
      const std::string company = any(companies);
      std::vector<std::string> aliases;
      if (random() % 3 == 0) aliases.push_back(any(companies));
      const std::string id = draft.entity("Company", company, aliases);
      const std::string place = draft.entity("Place", any(places));
      draft.relate(id, "LOCATED_IN", place);
      if (random() % 2 == 0) draft.count(place, static_cast<double>(random() % 3));
      if (random() % 2 == 0) {
        const std::string name = random() % 2 == 0 ? "李强" : "王芳";
        const std::string who = draft.entity("Person", name);
        if (random() % 3 > 0) draft.relate(who, "WORKS_FOR", random() % 4 == 0 ? place : id);
      }
    }
    return draft.graph();
  };
  const auto random_decision = [&]() -> Decision {
    switch (random() % 4) {
      case 0:
        return {"merge", "Company", any(companies), any(companies)};
      case 1:
        return {"split", "Company", any(companies), any(companies)};
      case 2:
        return {"rename", "Place", any(places), "桐乡（浙江）"};
      default:
        return {"retype", "Company", any(companies), "Institution"};
    }
  };
  Graph graph;
  std::map<std::string, DocumentGraph> model;  // what should be there
  for (int step = 0; step < 300; ++step) {
    const std::string uri = "d" + std::to_string(random() % 8);
    switch (random() % 6) {
      case 0:
        graph.forget(uri);
        model.erase(uri);
        break;
      case 1:
        try {
          decide(graph.database(), {random_decision()});
        } catch (const Error& error) {
          CHECK(error.code() == "curate.cycle");
        }
        break;
      case 2: {
        const auto all = decisions(graph.database());
        if (!all.empty()) CHECK(undo(graph.database(), {all[random() % all.size()]}) == 1);
        break;
      }
      default:
        model[uri] = random_document(uri);
        graph.put(model[uri]);
    }
    if (step % 3 != 0) continue;
    // Built anew: in another order, in one commit, the decisions before or after the documents.
    Graph fresh;
    std::vector<build::DocumentChange> changes;
    for (const auto& [name, document] : model) changes.push_back({name, document, "s"});
    std::shuffle(changes.begin(), changes.end(), random);
    auto all = decisions(graph.database());
    std::shuffle(all.begin(), all.end(), random);
    const bool before = random() % 2 == 0;
    if (before) decide(fresh.database(), all);
    fresh.apply(changes);
    if (!before) decide(fresh.database(), all);
    REQUIRE(fresh.exported() == graph.exported());
    REQUIRE(decisions(fresh.database()) == decisions(graph.database()));
    REQUIRE(store::check(graph.store()).empty());
  }
  for (const auto& [uri, document] : model) graph.forget(uri);
  CHECK(graph.exported().empty());
}
