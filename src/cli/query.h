// Running statements and printing what they return: shared by `wutong query` and the shell.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "wutong/database.h"

namespace wutong::cli {

struct StatementOptions {
  std::string format = "table";
  std::size_t width = 0;  // of tables, in columns; 0: no limit
  bool timer = false;
  std::optional<std::chrono::milliseconds> timeout;
  std::uint64_t memory_limit = 0;
  bool read_files = true;  // whether LOAD CSV may
};

// Rows go to `out`; notices, side effects and the time to standard error.
void run_statement(Session& session, const std::string& text, const Value& parameters,
                   const StatementOptions& options, std::ostream& out);

// NAME=JSON assignments as a map. Error: cli.bad_parameter.
Value parse_parameters(const std::vector<std::string>& assignments);

// Makes the span of an error in a statement one in the script that holds it at `offset`.
void locate_in_script(Error& error, const std::string& script, const std::string& name,
                      std::size_t offset);

// "2 nodes created, 1 properties set"; empty where nothing changed.
std::string side_effects_text(const SideEffects& effects);

}  // namespace wutong::cli
