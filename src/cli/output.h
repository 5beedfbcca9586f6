// Where results go: standard output or a file that must not exist unless --force is given.
#pragma once

#include <fstream>
#include <iosfwd>
#include <string>

namespace wutong::cli {

class Output {
 public:
  // Empty path or "-": standard output. Errors: cli.output_exists, cli.cannot_write.
  Output(const std::string& path, bool force);
  std::ostream& stream();
  // Flushes and checks. Error: cli.cannot_write. A reader of standard output that has gone (EPIPE)
  // is no error: it has seen what it wanted.
  void finish();

 private:
  std::string path_;
  std::ofstream file_;
};

// True where standard output, standard error or standard input is a terminal.
bool stdout_is_terminal();
bool stderr_is_terminal();
bool stdin_is_terminal();
// Columns of the terminal on standard output; 0 where it is none.
std::size_t terminal_width();
// The whole of a file or, for "-", of standard input. Errors: cli.no_such_file, cli.cannot_read.
std::string read_text(const std::string& path);

}  // namespace wutong::cli
