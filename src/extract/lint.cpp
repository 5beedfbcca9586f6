#include "extract/lint.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "base/suggest.h"
#include "base/utf8.h"
#include "extract/examples.h"
#include "extract/lexicon.h"

namespace wutong::extract {
namespace {

namespace fs = std::filesystem;

const char* const kSchemaFile = "regional-economy.json";

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

// The files to check, by the names the loader knows them by, laid over those built in.
struct Given {
  SchemaFiles files;               // all
  std::vector<std::string> names;  // those of the user
};

void add_folder(const fs::path& folder, const std::string& part, Given& given) {
  std::error_code none;
  if (!fs::is_directory(folder / part, none)) return;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder / part)) {
    const std::string ending = entry.path().extension().string();
    if (entry.is_regular_file() && (ending == ".txt" || ending == ".json")) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    const std::string name = part + "/" + path.filename().string();
    given.files[name] = content_of(path);
    given.names.push_back(name);
  }
}

Given given_at(const std::string& path) {
  Given given{embedded_schema(), {}};
  if (path.empty()) {
    for (const auto& [name, content] : given.files) {
      if (name.rfind("text/", 0) != 0) given.names.push_back(name);
    }
    return given;
  }
  std::error_code none;
  const fs::path place(path);
  if (fs::is_directory(place, none)) {
    std::vector<fs::path> schemas;
    for (const auto& entry : fs::directory_iterator(place)) {
      if (entry.path().extension() == ".json") schemas.push_back(entry.path());
    }
    std::sort(schemas.begin(), schemas.end());
    if (!schemas.empty()) {
      given.files[kSchemaFile] = content_of(schemas.front());
      given.names.push_back(kSchemaFile);
    }
    add_folder(place, "lexicons", given);
    add_folder(place, "rules", given);
    add_folder(place, "models", given);
    if (given.names.empty()) {
      throw Error("schema.not_found", "no schema, lexicons or rules in '" + path + "'")
          .with_note(
              "a folder holds a schema (.json), lexicons/*.txt, rules/*.json and models/*.txt");
    }
    return given;
  }
  if (!fs::is_regular_file(place, none)) {
    throw Error("schema.not_found", "no schema file '" + path + "'");
  }
  const std::string part = place.parent_path().filename().string();
  if (part == "lexicons" || part == "rules" || part == "models") {
    const std::string name = part + "/" + place.filename().string();
    given.files[name] = content_of(place);
    given.names.push_back(name);
    return given;
  }
  given.files[kSchemaFile] = content_of(place);
  given.names.push_back(kSchemaFile);
  add_folder(place.parent_path(), "lexicons", given);
  add_folder(place.parent_path(), "rules", given);
  add_folder(place.parent_path(), "models", given);
  return given;
}

Error fault_at(const std::string& code, const std::string& message, const std::string& name,
               const std::string& content, TextSpan span) {
  Error error(code, message);
  error.set_source(content, name);
  error.set_span(span);
  return error;
}

// What the loader does not see: files it never asks for, bytes that are no UTF-8, blanks for tabs.
void check_file(const Given& given, const std::string& name, LintReport& report) {
  const std::string& content = given.files.at(name);
  static const SchemaFiles kBuiltIn = embedded_schema();
  if (kBuiltIn.count(name) == 0) {
    std::vector<std::string> known;
    for (const auto& [each, text] : kBuiltIn) known.push_back(each);
    Error error = fault_at("schema.unknown_file", "no file of this name is read", name, content,
                           {0, std::min<std::size_t>(content.size(), 1)});
    const auto close = base::closest(name, known);
    std::string all = "files:";
    for (const std::string& each : known) all += " " + each;
    error.add_note(close ? "did you mean '" + *close + "'?" : all);
    report.faults.push_back(error);
    return;
  }
  if (LinearModel::is_compiled(content) || WordClasses::is_compiled(content)) return;
  const std::u32string text = base::from_utf8(content);
  if (text.find(base::kReplacement) != std::u32string::npos) {
    const std::size_t at = base::to_utf8(text.substr(0, text.find(base::kReplacement))).size();
    report.faults.push_back(fault_at("lexicon.bad_line", "not UTF-8", name, content,
                                     {at, std::min(at + 1, content.size())}));
  }
  if (name.rfind("lexicons/", 0) != 0) return;
  const bool columns = name != "lexicons/places.txt" && name != "lexicons/industries.txt";
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const std::string line = content.substr(begin, end - begin);
    if (!line.empty() && line[0] != '#') {
      ++report.words;
      if (columns && line.find('\t') == std::string::npos && line.find(' ') != std::string::npos) {
        Error error = fault_at("lexicon.bad_line", "fields are separated by a tab, not by blanks",
                               name, content, {begin, end});
        report.faults.push_back(error);
      }
    }
    begin = end + 1;
  }
}

}  // namespace

LintReport lint(const std::string& path) {
  Given given = given_at(path);
  drop_foreign_models(given.files, given.names);
  LintReport report;
  report.files = given.names.size();
  for (const std::string& name : given.names) check_file(given, name, report);
  std::vector<Error> loading;
  try {
    const Lexicon lexicon = load_lexicon(given.files, &loading);
    report.rules = lexicon.relations.size() + lexicon.figures.size();
    report.examples = count_examples(lexicon);
    // A lexicon that lost lines would fail examples that are sound.
    if (loading.empty()) {
      // An example shows what its rule does, without the models' help.
      SchemaFiles rules_only = given.files;
      for (const char* name : kModelFiles) rules_only.erase(name);
      for (Error& fault : check_examples(given.files, load_lexicon(rules_only))) {
        report.faults.push_back(std::move(fault));
      }
    }
  } catch (const Error& fault) {
    if (fault.is_internal()) throw;
    loading.push_back(fault);
  }
  // Built-in files that miss what a faulty file of the user should have held are not at fault.
  const auto own = [&](const Error& fault) {
    return std::find(given.names.begin(), given.names.end(), fault.source_name()) !=
           given.names.end();
  };
  if (std::any_of(loading.begin(), loading.end(), own)) {
    loading.erase(std::remove_if(loading.begin(), loading.end(), std::not_fn(own)), loading.end());
  }
  report.faults.insert(report.faults.begin(), loading.begin(), loading.end());
  // The tab is said once.
  const auto at_same_line = [](const Error& a, const Error& b) {
    return a.source_name() == b.source_name() && a.span() && a.span() == b.span();
  };
  auto& faults = report.faults;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t k = faults.size(); k-- > i + 1;) {
      if (at_same_line(faults[i], faults[k])) {
        faults[i].add_note(faults[k].message());
        faults.erase(faults.begin() + static_cast<std::ptrdiff_t>(k));
      }
    }
  }
  return report;
}

}  // namespace wutong::extract
