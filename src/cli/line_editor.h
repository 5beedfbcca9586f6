// Line editing, history and completion on a terminal, through libedit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wutong::cli {

class LineEditor {
 public:
  // All words that may stand where `word` begins.
  using Completer = std::function<std::vector<std::string>(const std::string& line_before,
                                                           const std::string& word)>;

  // `history_path`: where lines are kept between runs; empty for none.
  LineEditor(std::string history_path, Completer completer);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  // The next line without its newline; nullopt at the end of input. `interrupted` is set, and an
  // empty line returned, where Ctrl-C ended the line.
  std::optional<std::string> read(const std::string& prompt, bool& interrupted);
  // Remembers a whole statement as one entry.
  void remember(const std::string& statement);

  struct State;  // what libedit's callbacks are given

 private:
  std::unique_ptr<State> state_;
};

}  // namespace wutong::cli
