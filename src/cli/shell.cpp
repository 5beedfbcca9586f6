// The interactive shell, and the same commands from a pipe or a file.
//
// A statement ends with a semicolon; a line that begins with ':' is a command of the shell. On a
// terminal an error is shown and the session goes on; in a script it ends the run with status 1.
#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>

#include "base/diagnostic.h"
#include "base/display_width.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "cli/line_editor.h"
#include "cli/output.h"
#include "cli/query.h"
#include "exchange/json_value.h"
#include "exchange/row_format.h"
#include "wutong/extractor.h"
#include "wutong/version.h"

namespace wutong::cli {
namespace {

Session* running = nullptr;

void on_interrupt(int) {
  if (running != nullptr) running->cancel();
}

class Shell {
 public:
  Shell(Database& database, std::string path, bool read_files)
      : database_(database), path_(std::move(path)), session_(database.session()) {
    options_.read_files = read_files;
  }

  int interact();
  // Runs a whole script; stops at the first error.
  void script(const std::string& text, const std::string& name);

 private:
  using Handler = void (Shell::*)(const std::string&);
  struct Meta {
    const char* name;
    const char* arguments;
    const char* summary;
    Handler run;
  };
  static const std::vector<Meta>& metas();

  // A line that begins with ':'.
  void meta(const std::string& line);
  void statement(const std::string& text, const std::string& script, const std::string& name,
                 std::size_t offset);
  std::vector<std::string> completions(const std::string& before, const std::string& word) const;

  void help(const std::string&);
  void schema(const std::string&);
  void mode(const std::string& argument);
  void param(const std::string& argument);
  void params(const std::string&);
  void timer(const std::string& argument);
  void source(const std::string& argument);
  void begin(const std::string&) { session_.begin(); }
  void commit(const std::string&) { session_.commit(); }
  void rollback(const std::string&) { session_.rollback(); }
  void quit(const std::string&) { done_ = true; }

  Database& database_;
  std::string path_;
  Session session_;
  StatementOptions options_;
  std::map<std::string, Value> parameters_;
  bool done_ = false;
  int depth_ = 0;  // of :source
};

const std::vector<Shell::Meta>& Shell::metas() {
  static const std::vector<Meta> table = {
      {":begin", "", "begin a transaction", &Shell::begin},
      {":commit", "", "commit it", &Shell::commit},
      {":help", "", "this text", &Shell::help},
      {":mode", "[FORMAT]", "how rows are shown: table line csv tsv json jsonl markdown html",
       &Shell::mode},
      {":param", "NAME JSON", "set the parameter $NAME; without JSON, forget it", &Shell::param},
      {":params", "", "show the parameters", &Shell::params},
      {":quit", "", "leave (also Ctrl-D)", &Shell::quit},
      {":rollback", "", "undo the transaction", &Shell::rollback},
      {":schema", "", "labels, types and properties of this database", &Shell::schema},
      {":source", "FILE", "run the statements of a file", &Shell::source},
      {":timer", "on|off", "show how long statements take", &Shell::timer},
  };
  return table;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

void Shell::meta(const std::string& line) {
  std::string name = line.substr(0, line.find_first_of(" \t"));
  const std::string argument = trimmed(line.substr(name.size()));
  if (name == ":exit" || name == ":q") name = ":quit";
  if (name == ":h" || name == ":?") name = ":help";
  for (const Meta& known : metas()) {
    if (name == known.name) return (this->*known.run)(argument);
  }
  std::vector<std::string> names;
  for (const Meta& known : metas()) names.emplace_back(known.name);
  Error error("shell.unknown_command", "no shell command '" + name + "'");
  if (const auto close = base::closest(name, names))
    error.add_note("did you mean '" + *close + "'?");
  error.add_note(":help lists them");
  throw error;
}

void Shell::help(const std::string&) {
  std::cout << "A statement ends with ';' and may span lines. Ctrl-C cancels a running statement\n"
               "or drops the typed one; Tab completes; the arrow keys walk through history.\n\n";
  for (const Meta& known : metas()) {
    const std::string head = std::string(known.name) + " " + known.arguments;
    std::cout << "  " << head << std::string(head.size() < 20 ? 20 - head.size() : 1, ' ')
              << known.summary << '\n';
  }
}

void Shell::schema(const std::string&) {
  const DatabaseCounts counts = database_.counts();
  std::map<std::string, std::string> other_names;
  for (const auto& [alias, canonical] : database_.name_aliases()) {
    std::string& names = other_names[canonical];
    names += (names.empty() ? "" : ", ") + alias;
  }
  const auto show = [&](const char* title, const auto& items) {
    std::cout << title << '\n';
    std::size_t widest = 0;
    for (const auto& [name, count] : items) widest = std::max(widest, base::display_width(name));
    for (const auto& [name, count] : items) {
      const auto other = other_names.find(name);
      std::cout << "  " << name << std::string(widest - base::display_width(name) + 2, ' ')
                << count;
      if (other != other_names.end()) std::cout << "  " << other->second;
      std::cout << '\n';
    }
  };
  std::cout << counts.nodes << " nodes, " << counts.relationships << " relationships\n";
  show("labels", counts.labels);
  show("relationship types", counts.types);
  std::cout << "properties\n ";
  for (const std::string& key : counts.property_keys) std::cout << ' ' << key;
  std::cout << '\n';
}

void Shell::mode(const std::string& argument) {
  if (argument.empty()) {
    std::cout << options_.format << '\n';
    return;
  }
  exchange::make_row_writer(argument, std::cout);  // throws for an unknown one
  options_.format = argument;
}

void Shell::param(const std::string& argument) {
  const std::size_t space = argument.find_first_of(" \t=");
  const std::string name = argument.substr(0, space);
  if (name.empty()) {
    throw Error("shell.missing_argument", "a parameter's name is missing")
        .with_note(":param name \"桐乡市\"");
  }
  const std::string json = space == std::string::npos ? "" : trimmed(argument.substr(space + 1));
  if (json.empty()) {
    parameters_.erase(name);
  } else {
    try {
      parameters_[name] = exchange::parse_json(json);
    } catch (Error& error) {
      error.add_note("a string needs its quotes: :param " + name + " \"桐乡市\"");
      throw;
    }
  }
}

void Shell::params(const std::string&) {
  for (const auto& [name, value] : parameters_) {
    std::cout << '$' << name << " = " << to_literal(value) << '\n';
  }
}

void Shell::timer(const std::string& argument) {
  if (argument != "on" && argument != "off" && !argument.empty()) {
    throw Error("shell.bad_argument", "':timer' takes on or off, not '" + argument + "'");
  }
  options_.timer = argument.empty() ? !options_.timer : argument == "on";
}

void Shell::source(const std::string& argument) {
  if (argument.empty()) throw Error("shell.missing_argument", "a file name is missing");
  if (depth_ >= 16) {
    throw Error("shell.source_too_deep", "':source' files name one another more than 16 deep");
  }
  ++depth_;
  try {
    script(read_text(argument), argument);
  } catch (...) {
    --depth_;
    throw;
  }
  --depth_;
}

void Shell::statement(const std::string& text, const std::string& script, const std::string& name,
                      std::size_t offset) {
  Map parameters;
  for (const auto& [key, value] : parameters_) parameters.emplace_back(key, value);
  running = &session_;
  try {
    run_statement(session_, text, Value::map(std::move(parameters)), options_, std::cout);
  } catch (Error& error) {
    running = nullptr;
    locate_in_script(error, script, name, offset);
    throw;
  }
  running = nullptr;
}

void Shell::script(const std::string& text, const std::string& name) {
  // Shell commands stand on lines of their own, between statements.
  std::size_t at = 0;
  std::size_t begin = 0;  // of the pending statements
  const auto flush = [&](std::size_t end) {
    const std::string piece = text.substr(begin, end - begin);
    for (const StatementText& part : split_statements(piece)) {
      if (!trimmed(part.text).empty()) statement(part.text, text, name, begin + part.offset);
    }
  };
  while (at < text.size() && !done_) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = trimmed(text.substr(at, end - at));
    const std::string pending = trimmed(text.substr(begin, at - begin));
    const bool between = pending.empty() || pending.back() == ';';
    if (between && !line.empty() && line.front() == ':') {
      flush(at);
      meta(line);
      begin = end;
    }
    at = end + 1;
  }
  if (!done_) flush(text.size());
}

std::vector<std::string> Shell::completions(const std::string& before,
                                            const std::string& word) const {
  std::vector<std::string> choices;
  if (!before.empty() && before.front() == ':' && before == word) {
    for (const Meta& known : metas()) choices.emplace_back(known.name);
  } else {
    const DatabaseCounts counts = database_.counts();
    if (!word.empty() && word.front() == ':') {
      for (const auto& [label, count] : counts.labels) choices.push_back(":" + label);
      for (const auto& [type, count] : counts.types) choices.push_back(":" + type);
      for (const auto& [alias, canonical] : database_.name_aliases())
        choices.push_back(":" + alias);
    } else if (const std::size_t dot = word.rfind('.'); dot != std::string::npos) {
      for (const std::string& key : counts.property_keys) {
        choices.push_back(word.substr(0, dot + 1) + key);
      }
    } else {
      choices = keywords();
      for (const std::string& function : function_names()) choices.push_back(function + "(");
      for (const std::string& key : counts.property_keys) choices.push_back(key);
    }
  }
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
  };
  const std::string wanted = lower(word);
  choices.erase(std::remove_if(
                    choices.begin(), choices.end(),
                    [&](const std::string& choice) { return lower(choice).rfind(wanted, 0) != 0; }),
                choices.end());
  std::sort(choices.begin(), choices.end());
  choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
  if (choices.size() > 60) choices.resize(60);
  return choices;
}

std::string history_file() {
  if (const char* state = std::getenv("XDG_STATE_HOME")) {
    const std::string directory = std::string(state) + "/wutong";
    std::error_code fault;
    std::filesystem::create_directories(directory, fault);
    return directory + "/history";
  }
  const char* home = std::getenv("HOME");
  return home != nullptr ? std::string(home) + "/.wutong_history" : "";
}

int Shell::interact() {
  const DatabaseCounts counts = database_.counts();
  std::cout << "wutong " << kVersion << ", " << path_ << ": " << counts.nodes << " nodes, "
            << counts.relationships << " relationships. :help for help, :quit to leave\n"
            << std::flush;
  LineEditor editor(history_file(), [this](const std::string& before, const std::string& word) {
    return completions(before, word);
  });
  std::string pending;
  while (!done_) {
    options_.width = terminal_width();
    std::cout.flush();
    bool interrupted = false;
    const auto line = editor.read(pending.empty() ? "wutong> " : "   ...> ", interrupted);
    if (!line) break;
    if (interrupted) {
      pending.clear();
      continue;
    }
    if (pending.empty() && trimmed(*line).empty()) continue;
    try {
      if (pending.empty() && trimmed(*line).front() == ':') {
        editor.remember(trimmed(*line));
        meta(trimmed(*line));
        continue;
      }
      pending += (pending.empty() ? "" : "\n") + *line;
      const std::vector<StatementText> parts = split_statements(pending);
      if (parts.empty() || !parts.back().terminated) continue;
      const std::string text = std::exchange(pending, "");
      editor.remember(text);
      for (const StatementText& part : parts) statement(part.text, text, "query", part.offset);
    } catch (const Error& error) {
      pending.clear();
      std::cout.flush();
      std::cerr << base::render(error);
    }
  }
  std::cout << '\n';
  return kDone;
}

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>())(
      "read-only", "Open beside another process that writes")("no-files", "Refuse LOAD CSV");
}

int run(const cxxopts::ParseResult& parsed) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  OpenOptions open;
  open.read_only = parsed.count("read-only") > 0;
  const std::vector<std::string> arguments = arguments_of(parsed);
  const std::string path =
      parsed.count("db") == 0 && arguments.size() == 1 ? arguments.front() : database_path(parsed);
  const auto database = Database::open(path, open);
  struct sigaction action {};
  action.sa_handler = on_interrupt;  // without SA_RESTART: Ctrl-C also ends the line being typed
  sigaction(SIGINT, &action, nullptr);
  Shell shell(*database, path, parsed.count("no-files") == 0);
  if (stdin_is_terminal()) return shell.interact();
  shell.script(read_text("-"), "standard input");
  return kDone;
}

}  // namespace

const Command& shell_command() {
  static const Command command{
      "shell",     "Ask the graph interactively",
      "--db DIR",  "On a terminal: line editing, history, completion. With piped input: a script.",
      add_options, run};
  return command;
}

}  // namespace wutong::cli
