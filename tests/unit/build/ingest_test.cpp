#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "exchange/graph_format.h"
#include "exchange/subgraph.h"
#include "wutong/builder.h"

using namespace wutong;
namespace fs = std::filesystem;

namespace {

// Small documents that name each other's things by short and by full forms.
const std::vector<std::pair<std::string, std::string>> kDocuments = {
    {"a.txt", "桐乡市位于浙江省。桐乡市启动建设乌镇实验室。2021年，桐乡市企业数量达到2600家。"},
    {"b.txt",
     "桐乡举办数字经济论坛，华友钴业出席。国家互联网信息办公室（以下简称“国家网信办”）发文。"},
    {"c.txt",
     "国家网信办和桐乡市合作。宇视科技入驻乌镇互联网产业园。2021年，桐乡市企业数量达到2600家。"},
    {"d.txt", "以宇视科技为龙头，智慧安防产业规模不断扩大。桐乡市出台了《数字经济若干政策》。"},
};

class Folder {
 public:
  Folder()
      : path_(
            (fs::temp_directory_path() / ("wutong-ingest-" + std::to_string(getpid()))).string()) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    for (const auto& [name, text] : kDocuments) write(name, text);
  }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(path_ + "/" + name) << text;
  }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const Extractor& extractor() {
  static const Extractor shared;
  return shared;
}

std::unique_ptr<Database> new_database() {
  OpenOptions options;
  options.create = options.in_memory = true;
  return Database::open("memory", options);
}

std::string exported(Database& database) {
  std::ostringstream out;
  exchange::write_jsonl(exchange::whole_graph(database), out);
  return out.str();
}

std::string ingested(const std::vector<std::string>& paths, int jobs) {
  const auto database = new_database();
  IngestOptions options;
  options.jobs = jobs;
  for (const std::string& path : paths) {
    Builder(*database, extractor()).ingest({path}, options);
  }
  return exported(*database);
}

}  // namespace

TEST_CASE("the graph does not depend on threads, order or batches") {
  const Folder folder;
  std::vector<std::string> files;
  for (const auto& [name, text] : kDocuments) files.push_back(folder.file(name));
  const std::string expected = ingested({folder.path()}, 1);
  CHECK(expected.find("桐乡市") != std::string::npos);
  CHECK(ingested({folder.path()}, 2) == expected);
  do {
    CHECK(ingested(files, 1) == expected);
  } while (std::next_permutation(files.begin(), files.end()));
}

TEST_CASE("unchanged documents are skipped, changed ones replace their facts, withdrawn ones go") {
  Folder folder;
  const auto database = new_database();
  Builder builder(*database, extractor());
  CHECK(builder.ingest({folder.path()}).added == 4);
  const std::string before = exported(*database);
  CHECK(builder.ingest({folder.path()}).unchanged == 4);
  CHECK(exported(*database) == before);

  folder.write("a.txt", "嘉兴市位于浙江省。");
  CHECK(builder.ingest({folder.path()}).replaced == 1);
  CHECK(exported(*database) == ingested({folder.path()}, 1));
  folder.write("a.txt", kDocuments[0].second);
  builder.ingest({folder.path()});
  CHECK(exported(*database) == before);

  CHECK(builder.forget({folder.file("a.txt"), folder.file("nothing.txt")}) == 1);
  fs::remove(folder.file("a.txt"));
  CHECK(exported(*database) == ingested({folder.path()}, 1));
  std::vector<std::string> rest;
  for (const auto& [name, text] : kDocuments) rest.push_back(folder.file(name));
  builder.forget(rest);
  CHECK(exported(*database).empty());
}

TEST_CASE("random changes of the set of documents give what a fresh build gives") {
  Folder folder;
  const auto database = new_database();
  Builder builder(*database, extractor());
  std::mt19937 random(21);
  std::set<std::string> present;
  for (int step = 0; step < 25; ++step) {
    const auto& [name, text] = kDocuments[random() % kDocuments.size()];
    if (random() % 3 == 0) {
      builder.forget({folder.file(name)});
      present.erase(name);
    } else {
      const auto& other = kDocuments[random() % kDocuments.size()].second;
      folder.write(name, random() % 2 == 0 ? text : other);
      builder.ingest({folder.file(name)});
      present.insert(name);
    }
    std::vector<std::string> files;
    for (const std::string& file : present) files.push_back(folder.file(file));
    CHECK(exported(*database) == ingested(files, 1));
  }
}

TEST_CASE("what users add survives: their relationships keep a node, their facts are not touched") {
  Folder folder;
  const auto database = new_database();
  Builder builder(*database, extractor());
  builder.ingest({folder.path()});
  Session session = database->session();
  session.run("MATCH (c:Company {name: '宇视科技'}) CREATE (c)-[:NOTED]->(:Note {text: '重点'})");
  std::vector<std::string> all;
  for (const auto& [name, text] : kDocuments) all.push_back(folder.file(name));
  builder.forget(all);
  Result result = session.run("MATCH (c)-[:NOTED]->(n) RETURN c.name + n.text AS x");
  const Row* row = result.next();
  REQUIRE(row);
  CHECK((*row)[0].as_string() == "宇视科技重点");
}

TEST_CASE("one bad document is one rejection") {
  Folder folder;
  folder.write("empty.txt", "");
  folder.write("binary.txt", std::string("\0\1\2", 3));
  const auto database = new_database();
  const IngestReport report = Builder(*database, extractor()).ingest({folder.path()});
  CHECK(report.added == 4);
  CHECK(report.rejected == 2);
  CHECK(report.documents[2].reason == "the document is binary, not text");
  CHECK(report.documents[5].reason == "the document is empty");
}

TEST_CASE(
    "a file of several documents: each is known by itself and by the field it was read from") {
  Folder folder;
  folder.write("e.jsonl",
               "{\"text\": \"宇视科技入驻乌镇。\", \"other\": \"华友钴业入驻桐乡市。\"}\nno json\n"
               "{\"text\": \"桐乡市位于浙江省。\", \"other\": \"乌镇位于桐乡市。\"}\n");
  const auto database = new_database();
  Builder builder(*database, extractor());
  const std::string file = folder.file("e.jsonl");
  const IngestReport first = builder.ingest({file});
  REQUIRE(first.documents.size() == 3);
  CHECK(first.added == 2);
  CHECK(first.documents[1].uri == file + "#2");
  CHECK(first.documents[1].code == "text.bad_json");
  CHECK(builder.ingest({file}).unchanged == 2);
  IngestOptions other;
  other.read.text_field = "other";
  CHECK(builder.ingest({file}, other).replaced == 2);
  CHECK(builder.ingest({file}, other).unchanged == 2);
}
