#include "cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "base/input.h"
#include "wutong/error.h"

namespace wutong::cli {

Output::Output(const std::string& path, bool force) : path_(path == "-" ? "" : path) {
  if (path_.empty()) return;
  if (!force && std::filesystem::exists(path_)) {
    throw Error("cli.output_exists", "'" + path_ + "' exists already")
        .with_note("--force replaces it");
  }
  errno = 0;
  file_.open(path_, std::ios::binary | std::ios::trunc);
  if (!file_) {
    throw Error("cli.cannot_write", "cannot write '" + path_ + "': " + std::strerror(errno));
  }
}

std::ostream& Output::stream() { return path_.empty() ? std::cout : file_; }

void Output::finish() {
  stream().flush();
  if (!path_.empty() && !file_) {
    throw Error("cli.cannot_write", "cannot write '" + path_ + "': " + std::strerror(errno));
  }
}

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) != 0; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) != 0; }
bool stdin_is_terminal() { return isatty(STDIN_FILENO) != 0; }

std::size_t terminal_width() {
  winsize size{};
  if (!stdout_is_terminal() || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

std::string read_text(const std::string& path) {
  if (path == "-") return base::read_all(std::cin);
  if (!std::filesystem::exists(path)) throw Error("cli.no_such_file", "no file '" + path + "'");
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) {
    throw Error("cli.cannot_read", "cannot read '" + path + "'");
  }
  return base::read_all(in);
}

}  // namespace wutong::cli
