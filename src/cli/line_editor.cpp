#include "cli/line_editor.h"

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <cwchar>
#include <iostream>

namespace wutong::cli {

struct LineEditor::State {
  EditLine* editor = nullptr;
  History* history = nullptr;
  std::string history_path;
  std::string prompt;
  Completer completer;
  sigset_t signals_before{};  // SIGINT is let through only while a key is waited for
  bool interrupted = false;
};

namespace {

LineEditor::State* state_of(EditLine* editor);

// The part of the line that a completion replaces: back to a character no name has.
std::string last_word(const std::string& line) {
  std::size_t begin = line.size();
  while (begin > 0) {
    const auto c = static_cast<unsigned char>(line[begin - 1]);
    if (c < 0x80 && std::isalnum(c) == 0 && c != '_' && c != '.' && c != ':') break;
    --begin;
    if (line[begin] == ':') break;
  }
  return line.substr(begin);
}

std::string common_prefix(const std::vector<std::string>& words) {
  std::string prefix = words.front();
  for (const std::string& word : words) {
    std::size_t n = 0;
    while (n < prefix.size() && n < word.size() && prefix[n] == word[n]) ++n;
    prefix.resize(n);
  }
  // Never end inside a character.
  while (!prefix.empty() && prefix.size() < words.front().size() &&
         (static_cast<unsigned char>(words.front()[prefix.size()]) & 0xC0) == 0x80) {
    prefix.pop_back();
  }
  return prefix;
}

char* prompt_of(EditLine* editor) { return state_of(editor)->prompt.data(); }

unsigned char complete(EditLine* editor, int) {
  LineEditor::State* state = state_of(editor);
  const LineInfo* info = el_line(editor);
  const std::string before(info->buffer, static_cast<std::size_t>(info->cursor - info->buffer));
  const std::string word = last_word(before);
  const std::vector<std::string> words = state->completer(before, word);
  if (words.empty()) return CC_ERROR;
  const std::string prefix = common_prefix(words);
  if (words.size() > 1 && prefix.size() <= word.size()) {
    std::cout << '\n';
    for (const std::string& choice : words) std::cout << choice << "  ";
    std::cout << '\n' << std::flush;
    return CC_REDISPLAY;
  }
  // What was typed may differ in case from what completes it.
  if (!word.empty())
    el_deletestr(editor, static_cast<int>(std::count_if(word.begin(), word.end(), [](char c) {
                   return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                 })));
  const std::string inserted = prefix + (words.size() == 1 ? " " : "");
  if (el_insertstr(editor, inserted.c_str()) == -1) return CC_ERROR;
  return CC_REFRESH;
}

// The next character typed: 1, 0 at the end, -1 where a signal came first. A Ctrl-C that comes
// while the editor is busy must not wait behind the keys that follow it, so it is taken at one
// place.
int next_character(EditLine* editor, wchar_t* out) {
  LineEditor::State* state = state_of(editor);
  std::mbstate_t partial{};
  for (;;) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (ppoll(&input, 1, nullptr, &state->signals_before) < 0) {
      if (errno != EINTR) return -1;
      state->interrupted = true;
      return -1;
    }
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got <= 0) return static_cast<int>(got);
    const std::size_t used = std::mbrtowc(out, &byte, 1, &partial);
    if (used == static_cast<std::size_t>(-1)) {  // no UTF-8: passed over
      partial = {};
    } else if (used != static_cast<std::size_t>(-2)) {
      return 1;
    }
  }
}

LineEditor::State* state_of(EditLine* editor) {
  void* data = nullptr;
  el_get(editor, EL_CLIENTDATA, &data);
  return static_cast<LineEditor::State*>(data);
}

}  // namespace

LineEditor::LineEditor(std::string history_path, Completer completer)
    : state_(std::make_unique<State>()) {
  state_->history_path = std::move(history_path);
  state_->completer = std::move(completer);
  state_->editor = el_init("wutong", stdin, stdout, stderr);
  state_->history = history_init();
  HistEvent event;
  history(state_->history, &event, H_SETSIZE, 2000);
  history(state_->history, &event, H_SETUNIQUE, 1);
  if (!state_->history_path.empty()) {
    history(state_->history, &event, H_LOAD, state_->history_path.c_str());
  }
  EditLine* editor = state_->editor;
  el_set(editor, EL_CLIENTDATA, state_.get());
  el_set(editor, EL_PROMPT, &prompt_of);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_GETCFN, &next_character);
  el_set(editor, EL_HIST, history, state_->history);
  el_set(editor, EL_ADDFN, "wutong-complete", "complete a name", &complete);
  el_set(editor, EL_BIND, "^I", "wutong-complete", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
}

LineEditor::~LineEditor() {
  HistEvent event;
  if (!state_->history_path.empty()) {
    history(state_->history, &event, H_SAVE, state_->history_path.c_str());
  }
  history_end(state_->history);
  el_end(state_->editor);
}

std::optional<std::string> LineEditor::read(const std::string& prompt, bool& interrupted) {
  interrupted = false;
  state_->prompt = prompt;
  int count = 0;
  state_->interrupted = false;
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  sigprocmask(SIG_BLOCK, &interrupt, &state_->signals_before);
  const char* line = el_gets(state_->editor, &count);
  sigprocmask(SIG_SETMASK, &state_->signals_before, nullptr);
  if (line == nullptr || count <= 0) {
    if (state_->interrupted) {
      interrupted = true;
      el_reset(state_->editor);
      std::cout << "^C\n" << std::flush;
      return "";
    }
    return std::nullopt;
  }
  std::string text(line, static_cast<std::size_t>(count));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

void LineEditor::remember(const std::string& statement) {
  std::string line = statement;
  std::replace(line.begin(), line.end(), '\n', ' ');
  HistEvent event;
  history(state_->history, &event, H_ENTER, line.c_str());
}

}  // namespace wutong::cli
