// `wutong pipe`: JSON Lines on standard input and output, one reply per request, in order.
//
//   {"op":"open","db":PATH,"create":BOOL,"threads":N}  -> {}
//   {"op":"load","manifest":{...},"dir":PATH}          -> {"nodes":N,"relationships":N}
//   {"op":"prepare","text":CYPHER}                     -> {"stmt":N}
//   {"op":"run","stmt":N,"params":{}}                  -> {"rows":[[...]]}
//   {"op":"runMany","stmt":N,"params":[{}...]}         -> {"results":[rows...],"ms":T}
//   {"op":"exec","text":CYPHER,"params":{}}            -> {"rows":[[...]],"columns":[...]}
//   {"op":"begin"} {"op":"commit"} {"op":"rollback"}   -> {}
//   {"op":"version"}                                   -> {"version":"..."}
//   {"op":"close"}                                     -> {}, and the program ends
// A request at fault is answered by {"error":MESSAGE,"code":CODE}; the pipe goes on.
#include <chrono>
#include <iostream>

#include "cli/command.h"
#include "exchange/json_value.h"
#include "wutong/bulk_load.h"
#include "wutong/database.h"
#include "wutong/version.h"

namespace wutong::cli {
namespace {

using exchange::Json;

// A manifest: {"csv": {"delimiter", "header"},
//   "nodes": [{"label", "labels", "file", "key", "props": [[NAME, TYPE]...]}...],
//   "rels": [{"type", "from", "to", "props"}...]}, the latter in files FROM_TYPE_TO.csv.
BulkFiles files_of(const nlohmann::json& manifest, const std::string& dir) {
  const auto columns = [](const nlohmann::json& list) {
    std::vector<BulkColumn> out;
    for (const auto& entry : list) {
      const std::string type = entry.at(1);
      out.push_back({entry.at(0), type == "INT64"    ? BulkType::Integer
                                  : type == "DOUBLE" ? BulkType::Float
                                  : type == "BOOL"   ? BulkType::Boolean
                                                     : BulkType::String});
    }
    return out;
  };
  BulkFiles files;
  if (manifest.contains("csv")) {
    files.delimiter = manifest["csv"].value("delimiter", std::string(",")).front();
    files.header = manifest["csv"].value("header", true);
  }
  for (const auto& node : manifest.at("nodes")) {
    const std::string label = node.at("label");
    files.nodes.push_back({dir + "/" + node.at("file").get<std::string>(), label,
                           node.value("labels", std::vector<std::string>{label}), node.at("key"),
                           columns(node.at("props"))});
  }
  for (const auto& rel : manifest.at("rels")) {
    const std::string from = rel.at("from"), to = rel.at("to"), type = rel.at("type");
    files.relationships.push_back({dir + "/" + from + "_" + type + "_" + to + ".csv", type, from,
                                   to, columns(rel.at("props"))});
  }
  return files;
}

class Pipe {
 public:
  void open(const std::string& path, const OpenOptions& options) {
    session_.reset();
    database_.reset();
    database_ = Database::open(path, options);
    session_.emplace(database_->session());
  }

  Json answer(const nlohmann::json& request) {
    const std::string op = request.at("op").get<std::string>();
    if (op == "version") return {{"version", kVersion}};
    if (op == "close") {
      session_.reset();
      database_.reset();
      closed_ = true;
      return Json::object();
    }
    if (op == "open") {
      OpenOptions options;
      options.create = request.value("create", false);
      options.threads = request.value("threads", 0);
      open(request.at("db").get<std::string>(), options);
      return Json::object();
    }
    if (!session_) throw Error("pipe.not_open", "no database is open");
    if (op == "load") {
      const BulkReport report =
          bulk_load(*database_, files_of(request.at("manifest"), request.at("dir")));
      return {{"nodes", report.nodes}, {"relationships", report.relationships}};
    }
    if (op == "prepare") {
      statements_.push_back(request.at("text").get<std::string>());
      return {{"stmt", statements_.size() - 1}};
    }
    if (op == "run") {
      return {
          {"rows", rows(statement(request), request.value("params", nlohmann::json::object()))}};
    }
    if (op == "runMany") return run_many(request);
    if (op == "exec") {
      std::vector<std::string> columns;
      Json all = rows(request.at("text").get<std::string>(),
                      request.value("params", nlohmann::json::object()), &columns);
      return {{"rows", std::move(all)}, {"columns", columns}};
    }
    if (op == "begin") return session_->begin(), Json::object();
    if (op == "commit") return session_->commit(), Json::object();
    if (op == "rollback") return session_->rollback(), Json::object();
    throw Error("pipe.unknown_op", "no operation '" + op + "'");
  }

  bool closed() const { return closed_; }

 private:
  const std::string& statement(const nlohmann::json& request) const {
    const auto number = request.at("stmt").get<std::size_t>();
    if (number >= statements_.size()) {
      throw Error("pipe.unknown_statement", "no prepared statement " + std::to_string(number));
    }
    return statements_[number];
  }

  Json rows(const std::string& text, const nlohmann::json& params,
            std::vector<std::string>* columns = nullptr) {
    const Value parameters = exchange::from_json(params);
    Result result = session_->run(text, parameters.as_map());
    if (columns != nullptr) *columns = result.columns();
    Json all = Json::array();
    while (const Row* row = result.next()) {
      Json cells = Json::array();
      for (const Value& value : *row) cells.push_back(exchange::to_json(value));
      all.push_back(std::move(cells));
    }
    return all;
  }

  Json run_many(const nlohmann::json& request) {
    const std::string& text = statement(request);
    Json results = Json::array();
    const auto start = std::chrono::steady_clock::now();
    for (const auto& params : request.at("params")) results.push_back(rows(text, params));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    return {{"results", std::move(results)}, {"ms", took.count()}};
  }

  std::unique_ptr<Database> database_;
  std::optional<Session> session_;
  std::vector<std::string> statements_;
  bool closed_ = false;
};

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory, opened at once", cxxopts::value<std::string>());
}

int run(const cxxopts::ParseResult& parsed) {
  Pipe pipe;
  if (parsed.count("db") > 0) {
    OpenOptions options;
    options.create = true;
    pipe.open(parsed["db"].as<std::string>(), options);
  }
  std::string line;
  while (!pipe.closed() && std::getline(std::cin, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Json reply;
    try {
      reply = pipe.answer(nlohmann::json::parse(line));
    } catch (const Error& error) {
      reply = {{"error", error.message()}, {"code", error.code()}};
      if (error.span()) reply["span"] = {error.span()->begin, error.span()->end};
    } catch (const nlohmann::json::exception& fault) {
      reply = {{"error", std::string("bad request: ") + fault.what()},
               {"code", "pipe.bad_request"}};
    }
    std::cout << exchange::dump(reply) << '\n' << std::flush;
  }
  return kDone;
}

}  // namespace

const Command& pipe_command() {
  static const Command command{"pipe",
                               "Serve a program: JSON Lines in, JSON Lines out",
                               "[--db DIR]",
                               "One request per line, one reply per line, in order:\n"
                               "  {\"op\":\"open\",\"db\":\"graph.db\",\"create\":true}\n"
                               "  {\"op\":\"exec\",\"text\":\"RETURN 1\"}\n"
                               "  {\"op\":\"close\"}",
                               add_options,
                               run};
  return command;
}

}  // namespace wutong::cli
