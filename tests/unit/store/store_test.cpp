#include "store/store.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "store/check.h"
#include "wutong/error.h"

using namespace wutong;
namespace fs = std::filesystem;

namespace {

// A directory that goes with the test.
struct Directory {
  Directory()
      : path(
            (fs::temp_directory_path() / ("wutong-store-" + std::to_string(::getpid()))).string()) {
    fs::remove_all(path);
  }
  ~Directory() { fs::remove_all(path); }
  std::string path;
};

store::StoreOptions creating() {
  store::StoreOptions options;
  options.create = true;
  options.sync = false;
  return options;
}

std::string code_of(const std::function<void()>& action) {
  try {
    action();
    return "no error";
  } catch (const Error& error) {
    return error.code();
  }
}

// What the store must hold, in plain maps.
struct Model {
  std::map<std::uint64_t, std::int64_t> nodes;  // id -> property x
  std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> relationships;
  std::map<std::string, std::string> records;
};

void check_same(const store::GraphView& view, const Model& expected) {
  std::set<std::uint64_t> found;
  const auto cursor = view.nodes();
  std::vector<NodeId> ids;
  for (cursor->next(7, ids); !ids.empty(); cursor->next(7, ids)) {
    for (const NodeId id : ids) found.insert(static_cast<std::uint64_t>(id));
  }
  std::set<std::uint64_t> wanted;
  std::map<std::uint64_t, std::multiset<std::uint64_t>> outgoing;
  for (const auto& [id, x] : expected.nodes) wanted.insert(id);
  for (const auto& [id, ends] : expected.relationships) outgoing[ends.first].insert(ends.second);
  REQUIRE(found == wanted);
  const auto key = view.names().find_key("x");
  for (const auto& [id, x] : expected.nodes) {
    CHECK(view.property(NodeId{id}, *key).as_integer() == x);
    std::vector<store::Neighbour> neighbours;
    view.expand(NodeId{id}, store::Direction::Outgoing, {}, neighbours);
    std::multiset<std::uint64_t> targets;
    for (const auto& neighbour : neighbours)
      targets.insert(static_cast<std::uint64_t>(neighbour.node));
    CHECK(targets == outgoing[id]);
  }
}

}  // namespace

TEST_CASE("random writes, rollbacks and reopening agree with plain maps") {
  // Some of the transactions keep what they read for the next ones, or none does.
  const bool remembers = GENERATE(false, true);
  Directory directory;
  auto store = store::Store::open(directory.path, creating());
  std::mt19937 random(11);
  Model committed;
  for (int round = 0; round < 80; ++round) {
    auto transaction = store->begin_write();
    if (remembers && round % 7 != 6) transaction->remember_reads();
    Model model = committed;
    const auto record = [](std::uint64_t node) { return "record " + std::to_string(node % 20); };
    const auto key = transaction->key("x");
    const auto label = transaction->label("L");
    const auto type = transaction->type("R");
    const auto any_node = [&] {
      auto it = model.nodes.begin();
      std::advance(it, static_cast<std::ptrdiff_t>(random() % model.nodes.size()));
      return it->first;
    };
    for (int step = 0; step < 60; ++step) {
      const auto action = random() % 10;
      if (action < 3 || model.nodes.empty()) {
        const auto x = static_cast<std::int64_t>(random() % 50);
        const NodeId id = transaction->create_node({&label, 1}, {{key, x}});
        model.nodes[static_cast<std::uint64_t>(id)] = x;
      } else if (action < 8) {
        // Half of them at one hub, so that posting blocks split.
        const std::uint64_t a = random() % 2 == 0 ? model.nodes.begin()->first : any_node();
        const std::uint64_t b = any_node();
        const RelationshipId id = transaction->create_relationship(NodeId{a}, type, NodeId{b}, {});
        model.relationships[static_cast<std::uint64_t>(id)] = {a, b};
      } else if (action == 8 && !model.relationships.empty()) {
        auto it = model.relationships.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(random() % model.relationships.size()));
        transaction->delete_relationship(RelationshipId{it->first});
        model.relationships.erase(it);
      } else {
        const std::uint64_t id = any_node();
        transaction->set_property(NodeId{id}, key, Value(step));
        model.nodes[id] = step;
        const auto before = transaction->get_record(store::RecordSpace::Support, record(id));
        const auto known = model.records.find(record(id));
        REQUIRE(before.has_value() == (known != model.records.end()));
        if (before) CHECK(*before == known->second);
        if (before && step % 3 == 0) {
          transaction->delete_record(store::RecordSpace::Support, record(id));
          model.records.erase(known);
        } else {
          transaction->put_record(store::RecordSpace::Support, record(id), std::to_string(step));
          model.records[record(id)] = std::to_string(step);
        }
      }
      if (step % 20 == 19 && !model.relationships.empty()) {
        // Writes the postings, so that later ones change blocks of this transaction's own.
        transaction->degree(NodeId{any_node()}, model::Direction::Both, {});
        const auto& [id, ends] = *model.relationships.rbegin();
        CHECK(
            transaction->joins(RelationshipId{id}, NodeId{ends.first}, type, NodeId{ends.second}));
        CHECK_FALSE(transaction->joins(RelationshipId{id + 1}, NodeId{ends.first}, type,
                                       NodeId{ends.second}));
      }
    }
    check_same(*transaction, model);
    if (random() % 4 != 0) {
      transaction->commit();
      committed = model;
    }
    transaction.reset();
    if (round % 10 == 9) {
      store.reset();
      store = store::Store::open(directory.path, creating());
    }
    check_same(*store->snapshot(), committed);
  }
  CHECK(store::check(*store).empty());
}

TEST_CASE("a list is changed without being read") {
  Directory directory;
  auto store = store::Store::open(directory.path, creating());
  std::mt19937 rng(5);
  store::Groups expected;
  RelationshipId id{};
  NodeId a{}, b{};
  {
    const auto writer = store->begin_write();
    a = writer->create_node({}, {});
    b = writer->create_node({}, {});
    id = writer->create_relationship(a, writer->type("R"), b, {{writer->key("x"), Value(1)}});
    writer->commit();
  }
  const auto same = [&](const store::GraphView& view) {
    std::vector<std::string> items, shown;
    for (const auto& [group, list] : expected) items.insert(items.end(), list.begin(), list.end());
    const Value list = view.property(id, *view.names().find_key("places"));
    for (const Value& item : list.as_list()) shown.push_back(item.as_string());
    CHECK(shown == items);
  };
  for (int round = 0; round < 60; ++round) {
    auto writer = store->begin_write();
    for (auto n = rng() % 3 + 1; n > 0; --n) {
      store::Groups groups;
      for (auto m = rng() % 3 + 1; m > 0; --m) {
        const std::string group = "d#" + std::to_string(rng() % 12);  // a group may hold a '#'
        auto& items = groups[group];
        items.clear();
        for (auto k = rng() % 3; k > 0; --k) items.push_back(group + "#" + std::to_string(k));
        expected[group] = items;
      }
      writer->change_relationship(id, {{writer->key("x"), Value(round)}}, writer->key("places"),
                                  groups);
      if (rng() % 4 == 0) same(*writer);
    }
    CHECK(writer->joins(id, a, writer->type("R"), b));
    CHECK_FALSE(writer->joins(id, b, writer->type("R"), a));
    writer->commit();
    writer.reset();
    same(*store->snapshot());
    CHECK(store->snapshot()->property(id, *store->snapshot()->names().find_key("x")).as_integer() ==
          round);
    if (round % 20 == 19) {
      store.reset();
      store = store::Store::open(directory.path, {});
      same(*store->snapshot());
    }
  }
  const auto writer = store->begin_write();
  writer->change_relationship(id, {}, writer->key("places"), {{"e", {"e#1"}}});
  writer->delete_relationship(id);
  CHECK_FALSE(writer->joins(id, a, writer->type("R"), b));
  CHECK_FALSE(writer->relationship(id));
  writer->commit();
  CHECK_FALSE(store->snapshot()->relationship(id));
}

TEST_CASE("records read in order show what the transaction wrote meanwhile") {
  store::StoreOptions options = creating();
  options.in_memory = true;
  const auto store = store::Store::open("x", options);
  std::map<std::uint64_t, std::int64_t> expected;
  std::mt19937 random(7);
  constexpr std::uint64_t kNodes = 20000;  // more than are read in one go
  for (int round = 0; round < 3; ++round) {
    const auto transaction = store->begin_write();
    const auto key = transaction->key("x");
    for (std::uint64_t i = 0; round == 0 && i < kNodes; ++i) {
      const NodeId id = transaction->create_node({}, {{key, 1}});
      expected[static_cast<std::uint64_t>(id)] = 1;
    }
    const std::uint64_t last = expected.rbegin()->first;
    const auto read = [&](std::uint64_t id) {
      const auto known = expected.find(id);
      REQUIRE(transaction->has_node(NodeId{id}) == (known != expected.end()));
      if (known == expected.end()) return;
      REQUIRE(transaction->property(NodeId{id}, key).as_integer() == known->second);
    };
    // Batches are read, then changed, some of them far beyond; gaps grow from round to round.
    for (std::uint64_t first = 0; first <= last; first += 1000) {
      for (std::uint64_t id = first; id < first + 1000; ++id) read(id);
      for (std::uint64_t id = first; id < first + 1000; ++id) {
        if (expected.count(id) == 0) continue;
        const std::uint64_t at = random() % 50 == 0 ? random() % (last + 1) : id;
        const auto action = random() % 4;
        if (expected.count(at) == 0 || action == 0) continue;
        if (action == 1) {
          transaction->delete_node(NodeId{at});
          expected.erase(at);
        } else {
          CHECK(transaction->set_property(NodeId{at}, key, Value(round * 10)));
          expected[at] = round * 10;
        }
        read(id);
      }
      for (std::uint64_t id = first; id < first + 1000; ++id) read(id);
    }
    CHECK_FALSE(transaction->set_property(NodeId{last + 5}, key, Value(1)));
    transaction->commit_part();
    for (std::uint64_t id = 0; id <= last + 9; ++id) read(id);
    transaction->commit();
  }
  CHECK(store::check(*store).empty());
}

TEST_CASE("a list of nodes is the one of when it was asked for") {
  store::StoreOptions options = creating();
  options.in_memory = true;
  const auto store = store::Store::open("x", options);
  constexpr std::size_t kNodes = 30000;
  const auto make = [](store::WriteTransaction& transaction) {
    const store::LabelId labels[] = {transaction.label("L")};
    for (std::size_t i = 0; i < kNodes; ++i) transaction.create_node(labels, {});
  };
  const auto rest_of = [](store::NodeCursor& cursor) {
    std::vector<NodeId> ids, all;
    for (cursor.next(1000, ids); !ids.empty(); cursor.next(1000, ids)) {
      all.insert(all.end(), ids.begin(), ids.end());
    }
    CHECK(std::is_sorted(all.begin(), all.end()));
    return all.size();
  };
  const auto writer = store->begin_write();
  make(*writer);
  writer->commit_part();
  const store::LabelId label = writer->label("L");
  for (const bool all : {false, true}) {
    const auto cursor = all ? writer->nodes() : writer->nodes_with_label(label);
    std::vector<NodeId> ids;
    cursor->next(100, ids);
    REQUIRE(ids.size() == 100);
    make(*writer);
    writer->delete_node(ids.back());
    const auto later = all ? writer->nodes() : writer->nodes_with_label(label);
    if (all) writer->commit_part();
    const std::size_t known = all ? 2 * kNodes - 1 : kNodes;
    CHECK(rest_of(*cursor) == known - 100);
    CHECK(rest_of(*later) == known + kNodes - 1);
    if (!all) writer->commit_part();
  }
}

TEST_CASE("a snapshot does not see later commits") {
  store::StoreOptions options = creating();
  options.in_memory = true;
  const auto store = store::Store::open("x", options);
  const auto before = store->snapshot();
  {
    const auto transaction = store->begin_write();
    transaction->create_node({}, {});
    transaction->commit();
  }
  CHECK_FALSE(before->has_node(NodeId{0}));
  CHECK(store->snapshot()->has_node(NodeId{0}));
}

TEST_CASE("indexes follow every change and refuse duplicates where they are unique") {
  store::StoreOptions options = creating();
  options.in_memory = true;
  const auto store = store::Store::open("x", options);
  const auto transaction = store->begin_write();
  const auto label = transaction->label("Company");
  const auto key = transaction->key("name");
  const NodeId first = transaction->create_node({&label, 1}, {{key, "华友钴业"}});
  transaction->create_index({"by_name", "Company", {"name"}, true});
  const auto found = [&](const char* name) {
    std::vector<NodeId> ids;
    transaction->seek(label, key, Value(name))->next(10, ids);
    return ids;
  };
  CHECK(found("华友钴业") == std::vector<NodeId>{first});
  CHECK_THROWS_WITH(transaction->create_node({&label, 1}, {{key, "华友钴业"}}),
                    "a node (:Company {name: '华友钴业'}) exists already");
  transaction->set_property(first, key, Value("宇视科技"));
  CHECK(found("华友钴业").empty());
  CHECK(found("宇视科技") == std::vector<NodeId>{first});
  transaction->remove_label(first, label);
  CHECK(found("宇视科技").empty());
}

TEST_CASE("opening: what can be wrong has its own error") {
  Directory directory;
  CHECK(code_of([&] { store::Store::open(directory.path, {}); }) == "store.not_found");
  fs::create_directories(directory.path);
  std::ofstream(directory.path + "/notes.txt") << "x";
  CHECK(code_of([&] { store::Store::open(directory.path, creating()); }) == "store.not_a_database");
  CHECK(code_of([&] { store::Store::open(directory.path + "/notes.txt", creating()); }) ==
        "store.not_a_database");
  fs::remove(directory.path + "/notes.txt");
  {
    const auto store = store::Store::open(directory.path, creating());
    CHECK(code_of([&] { store::Store::open(directory.path, creating()); }) == "store.locked");
    store::StoreOptions reading;
    reading.read_only = true;
    const auto reader = store::Store::open(directory.path, reading);
    CHECK(code_of([&] { reader->begin_write(); }) == "store.read_only");
  }
  {
    kv::Options options;
    const auto raw = kv::Database::open(directory.path, options);
    const auto batch = raw->batch();
    batch->put(kv::Family::Meta, "format", "99");
    batch->commit();
  }
  CHECK(code_of([&] { store::Store::open(directory.path, {}); }) == "store.newer_format");
}

TEST_CASE("what is remembered of neighbours holds where a block of them has gone") {
  Directory directory;
  std::vector<NodeId> nodes;
  std::vector<RelationshipId> relationships;
  NodeId hub{};
  {
    auto store = store::Store::open(directory.path, creating());
    auto transaction = store->begin_write();
    const auto type = transaction->type("R");
    hub = transaction->create_node({}, {});
    for (int i = 0; i < 300; ++i) {
      nodes.push_back(transaction->create_node({}, {}));
      relationships.push_back(transaction->create_relationship(hub, type, nodes.back(), {}));
    }
    transaction->commit();
  }
  auto store = store::Store::open(directory.path, creating());
  const auto begin = [&] {
    auto transaction = store->begin_write();
    transaction->remember_reads();
    return transaction;
  };
  const auto neighbours = [&](const store::GraphView& view) {
    std::vector<store::Neighbour> found;
    view.expand(hub, store::Direction::Outgoing, {}, found);
    return found.size();
  };
  // All that stand in the last blocks go.
  auto transaction = begin();
  for (std::size_t i = 128; i < 300; ++i) transaction->delete_relationship(relationships[i]);
  transaction->commit();
  // The block before is read only now, and takes what stood in them.
  transaction.reset();
  transaction = begin();
  const auto type = transaction->type("R");
  transaction->delete_relationship(relationships[127]);
  const RelationshipId again = transaction->create_relationship(hub, type, nodes[299], {});
  transaction->commit();
  transaction.reset();
  transaction = begin();
  CHECK(transaction->joins(again, hub, type, nodes[299]));
  CHECK(neighbours(*transaction) == 128);
  transaction->delete_relationship(again);
  transaction->commit();
  transaction.reset();
  CHECK(neighbours(*store->snapshot()) == 127);
}
