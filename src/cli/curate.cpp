// Names under a person's eyes: why they are one, which are doubtful, what is decided about them.
#include <fmt/format.h>

#include <array>
#include <iostream>

#include "cli/command.h"
#include "cli/output.h"
#include "exchange/row_format.h"
#include "wutong/curation.h"

namespace wutong::cli {
namespace {

// "Company:华友钴业", or a name that documents use for things of one type only.
TypedName typed_name(Database& database, const std::string& text) {
  const std::size_t colon = text.find(':');
  const bool typed =
      colon != std::string::npos && colon > 0 &&
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == colon;
  if (typed) return {text.substr(0, colon), text.substr(colon + 1)};
  const std::vector<TypedName> known = types_of(database, text);
  if (known.empty()) {
    throw Error("curate.unknown_name", "no document uses the name '" + text + "'")
        .with_note("wutong query: MATCH (e:Entity) WHERE e.name CONTAINS '...' RETURN e.name");
  }
  if (known.size() > 1) {
    std::string types;
    for (const TypedName& name : known)
      types += (types.empty() ? "" : ", ") + name.type + ":" + text;
    throw Error("curate.several_types", "'" + text + "' is a name of several types")
        .with_note("say which: " + types);
  }
  return {known.front().type, text};
}

void add_why_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>());
}

OpenOptions reading() {
  OpenOptions open;
  open.read_only = true;
  return open;
}

int run_why(const cxxopts::ParseResult& parsed) {
  std::vector<std::string> names = arguments_of(parsed);
  const auto database = Database::open(take_database(parsed, names), reading());
  if (names.empty() || names.size() > 2) {
    throw Error("cli.missing_argument", "one name or two are needed")
        .with_note("wutong why DIR NAME [NAME]");
  }
  const TypedName a = typed_name(*database, names[0]);
  Explanation why;
  if (names.size() == 1) {
    why = explain(*database, a);
    std::cout << a.type << ' ' << a.name
              << (why.one ? " is " + why.name : std::string(" stands for itself")) << '\n';
  } else {
    const TypedName b = typed_name(*database, names[1]);
    why = explain(*database, a, b);
    std::cout << a.type << ' ' << a.name << " and " << b.type << ' ' << b.name
              << (why.one ? " are one: " + why.name : std::string(" are not one")) << '\n';
  }
  int sum = 0;
  for (const Reason& reason : why.reasons) {
    std::cout << fmt::format("  {:+5}  {}\n", reason.weight, reason.text);
    sum += reason.weight;
  }
  if (!why.reasons.empty()) std::cout << fmt::format("  {:+5}  in all\n", sum);
  return kDone;
}

void add_review_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>())(
      "format", "table, line, csv, tsv, json, jsonl, markdown or html",
      cxxopts::value<std::string>()->default_value("table"));
}

int run_review(const cxxopts::ParseResult& parsed) {
  std::vector<std::string> arguments = arguments_of(parsed);
  const auto database = Database::open(take_database(parsed, arguments), reading());
  const auto writer =
      exchange::make_row_writer(parsed["format"].as<std::string>(), std::cout, terminal_width());
  writer->begin({"doubt", "type", "name", "others", "reason"});
  for (const Doubt& doubt : doubts(*database)) {
    List others;
    for (const std::string& other : doubt.others) others.emplace_back(other);
    writer->row({doubt.kind, doubt.type, doubt.name, Value::list(std::move(others)), doubt.reason});
  }
  writer->end();
  return kDone;
}

void add_curate_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>());
}

std::vector<Decision> decisions_in(const std::string& file) {
  std::vector<Decision> out;
  const std::string text = read_text(file);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (line.find_first_not_of(" \t\r") != std::string::npos)
      out.push_back(decision_from_json(line));
    at = end + 1;
  }
  return out;
}

// merge NAME INTO, split NAME FROM, rename NAME TO, retype NAME TYPE.
Decision decision_of(Database& database, const std::vector<std::string>& words) {
  constexpr std::array<std::string_view, 4> kDecisions = {"merge", "split", "rename", "retype"};
  if (words.empty() ||
      std::find(kDecisions.begin(), kDecisions.end(), words[0]) == kDecisions.end()) {
    throw Error("curate.bad_decision", "no decision '" + (words.empty() ? "" : words[0]) + "'")
        .with_note("known: merge split rename retype, undo, export and replay");
  }
  if (words.size() != 3) {
    throw Error("cli.missing_argument", "a decision needs two names")
        .with_note("wutong curate DIR " + words[0] + " NAME " +
                   (words[0] == "retype" ? "TYPE" : "NAME"));
  }
  const TypedName name = typed_name(database, words[1]);
  std::string other = words[0] == "retype" ? entity_type(database, words[2]) : words[2];
  if (words[0] != "retype" && other.rfind(name.type + ":", 0) == 0) {
    other = other.substr(name.type.size() + 1);
  }
  return {words[0], name.type, name.name, other};
}

int run_curate(const cxxopts::ParseResult& parsed) {
  std::vector<std::string> words = arguments_of(parsed);
  const std::string path = take_database(parsed, words);
  const std::string verb = words.empty() ? "" : words[0];
  if (verb == "export" || verb == "list") {
    const auto database = Database::open(path, reading());
    for (const Decision& decision : decisions(*database)) std::cout << to_json(decision) << '\n';
    return kDone;
  }
  const auto database = Database::open(path);
  if (verb == "replay") {
    if (words.size() != 2) throw Error("cli.missing_argument", "replay needs a file, or '-'");
    const std::vector<Decision> all = decisions_in(words[1]);
    decide(*database, all);
    std::cerr << counted(all.size(), "decision", "decisions") << " replayed\n";
    return kDone;
  }
  if (verb == "undo") {
    words.erase(words.begin());
    const std::size_t undone = undo(*database, {decision_of(*database, words)});
    std::cerr << counted(undone, "decision", "decisions") << " taken back\n";
    return undone > 0 ? kDone : kUserFault;
  }
  const Decision decision = decision_of(*database, words);
  if ((verb == "merge" || verb == "split") && types_of(*database, decision.other).empty()) {
    std::cerr << "no document uses the name '" << decision.other
              << "' so far; 'curate undo' takes the decision back\n";
  }
  decide(*database, {decision});
  std::cout << to_json(decision) << '\n';
  return kDone;
}

}  // namespace

const Command& why_command() {
  static const Command command{
      "why",
      "Explain why names are one, or are not",
      "DIR NAME [NAME]",
      "A name of several types is written TYPE:NAME. Each line counts for or\n"
      "against; names are one where the sum is above 0.",
      add_why_options,
      run_why};
  return command;
}

const Command& review_command() {
  static const Command command{
      "review",  "List doubtful names for a person to decide on", "DIR", "", add_review_options,
      run_review};
  return command;
}

const Command& curate_command() {
  static const Command command{
      "curate",
      "Decide about names: merge, split, rename, retype; export and replay decisions",
      "DIR merge|split|rename NAME NAME | retype NAME TYPE | undo ... | export | replay FILE",
      "Decisions are kept beside the documents and hold whatever is ingested or withdrawn.\n"
      "curate DIR export prints them as JSON Lines, which replay reads.",
      add_curate_options,
      run_curate};
  return command;
}

}  // namespace wutong::cli
