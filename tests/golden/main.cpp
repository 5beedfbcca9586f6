// golden FILE.test...
//
// Each file is a document: text, then blocks that begin with "---- NAME".
//
//   ---- graph        openCypher statements that make the graph
//   ---- query        a statement; what follows says what it gives
//   ---- rows         a header and the rows, cells as literals, joined by " | "; sorted unless
//                     the query has ORDER BY
//   ---- plan         the plan of EXPLAIN
//   ---- error        the diagnostic, exactly
//   ---- parameters   one NAME = literal per line, for the query above it
//
// Every query runs with all rewrite rules, with none, and on the database closed and opened again;
// all must give the same. WUTONG_UPDATE_GOLDEN=1 writes what came into the file; the diff is the
// review.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "base/diagnostic.h"
#include "wutong/database.h"

namespace {

namespace fs = std::filesystem;
using wutong::Database;

struct Block {
  std::string name, text;
};

std::vector<Block> read_blocks(const std::string& path) {
  std::ifstream in(path);
  std::vector<Block> blocks{{"", ""}};
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("---- ", 0) == 0)
      blocks.push_back({line.substr(5), ""});
    else
      blocks.back().text += line + "\n";
  }
  return blocks;
}

void write_blocks(const std::string& path, const std::vector<Block>& blocks) {
  std::ofstream out(path);
  for (const Block& block : blocks) {
    if (!block.name.empty()) out << "---- " << block.name << "\n";
    out << block.text;
  }
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

class File {
 public:
  explicit File(std::string path)
      : path_(std::move(path)),
        directory_(
            (fs::temp_directory_path() / ("wutong-golden-" + std::to_string(getpid()))).string()) {
    fs::remove_all(directory_);
    open();
  }
  ~File() {
    database_.reset();
    fs::remove_all(directory_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool run() {
    const bool update = std::getenv("WUTONG_UPDATE_GOLDEN") != nullptr;
    std::vector<Block> blocks = read_blocks(path_);
    bool good = true;
    std::string query;
    wutong::Map parameters;
    for (Block& block : blocks) {
      if (block.name == "graph") {
        for (const auto& part : wutong::split_statements(block.text)) rows_of(part.text, {}, {});
      } else if (block.name == "query") {
        query = trimmed(block.text);
        parameters.clear();
      } else if (block.name == "parameters") {
        parameters = read_parameters(block.text);
      } else if (block.name == "rows" || block.name == "error" || block.name == "plan") {
        const std::string actual = answer(query, parameters, block.name == "plan");
        const std::string spaced =
            actual + (block.text.size() >= 2 && block.text.substr(block.text.size() - 2) == "\n\n"
                          ? "\n"
                          : "");
        if (spaced == block.text || trimmed(actual) == trimmed(block.text)) continue;
        if (update) {
          block.text = actual + "\n";
        } else {
          std::cout << path_ << ": " << query << "\nexpected\n" << block.text << "got\n" << actual;
          good = false;
        }
      }
    }
    if (update) write_blocks(path_, blocks);
    return good && agree_;
  }

 private:
  void open() {
    database_.reset();
    wutong::OpenOptions options;
    options.create = true;
    options.sync = false;
    database_ = Database::open(directory_, options);
  }

  std::string rows_of(const std::string& text, const wutong::Map& parameters,
                      const wutong::RunOptions& options) {
    wutong::Session session = database_->session();
    wutong::Result result = session.run(text, parameters, options);
    std::string head, body;
    for (const std::string& column : result.columns()) head += (head.empty() ? "" : " | ") + column;
    std::vector<std::string> lines;
    while (const wutong::Row* row = result.next()) {
      std::string line;
      for (const wutong::Value& value : *row)
        line += (line.empty() ? "" : " | ") + to_literal(value);
      lines.push_back(line);
    }
    if (text.find("ORDER BY") == std::string::npos) std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) body += line + "\n";
    for (const wutong::Error& notice : result.notices())
      body += wutong::base::render_notice(notice);
    if (!result.plan().empty()) return result.plan();
    return head.empty() ? body : head + "\n" + body;
  }

  std::string safe_rows(const std::string& text, const wutong::Map& parameters,
                        const wutong::RunOptions& options) {
    try {
      return rows_of(text, parameters, options);
    } catch (const wutong::Error& error) {
      return wutong::base::render(error);
    }
  }

  std::string answer(const std::string& query, const wutong::Map& parameters, bool plan) {
    if (plan) return safe_rows("EXPLAIN " + query, parameters, {});
    const std::string first = safe_rows(query, parameters, {});
    // A query that writes cannot be asked again.
    for (const char* word : {"CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DROP", "FOREACH"}) {
      if (query.find(word) != std::string::npos) return first;
    }
    wutong::RunOptions plain;
    plain.disabled_rules = {"*"};
    compare(query, "without rules", first, safe_rows(query, parameters, plain));
    wutong::RunOptions copied;
    copied.snapshot = true;
    compare(query, "with a copy in memory", first, safe_rows(query, parameters, copied));
    open();
    compare(query, "after opening again", first, safe_rows(query, parameters, {}));
    return first;
  }
  void compare(const std::string& query, const char* how, const std::string& first,
               const std::string& second) {
    if (first == second) return;
    std::cout << path_ << ": " << query << "\n"
              << how << " the answer is\n"
              << second << "instead of\n"
              << first;
    agree_ = false;
  }

  wutong::Map read_parameters(const std::string& text) {
    wutong::Map out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      const std::size_t equals = line.find(" = ");
      if (equals == std::string::npos) continue;
      wutong::Session session = database_->session();
      wutong::Result result = session.run("RETURN " + line.substr(equals + 3) + " AS value");
      out.emplace_back(line.substr(0, equals), (*result.next())[0]);
    }
    return wutong::Value::map(std::move(out)).as_map();
  }

  std::string path_, directory_;
  std::unique_ptr<Database> database_;
  bool agree_ = true;
};

}  // namespace

int main(int argc, char** argv) {
  int status = 0;
  for (int i = 1; i < argc; ++i) {
    if (!File(argv[i]).run()) status = 1;
  }
  return status;
}
