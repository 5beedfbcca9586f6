// tck [--report FILE.json] [--manifest FILE] [--update] [--filter TEXT] [--verbose] DIR
//
// Runs the scenarios under DIR (a folder with features/ and graphs/) and prints, per folder, how
// many passed, answered wrongly or failed. With --manifest, a scenario that fails without being
// listed is a fault, and so is a listed one that passes; --update writes the list anew.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tck/runner.h"

namespace {

namespace fs = std::filesystem;
using wutong::tck::Outcome;

struct Options {
  std::string directory, report, manifest, filter;
  bool update = false, verbose = false;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (word == "--report")
      options.report = value();
    else if (word == "--manifest")
      options.manifest = value();
    else if (word == "--filter")
      options.filter = value();
    else if (word == "--update")
      options.update = true;
    else if (word == "--verbose")
      options.verbose = true;
    else
      options.directory = word;
  }
  return options;
}

struct Counts {
  int passed = 0, wrong = 0, error = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  const fs::path root = options.directory;
  const fs::path features = fs::exists(root / "features") ? root / "features" : root;
  if (options.directory.empty() || !fs::exists(features)) {
    std::cout << "skipped: no TCK at '" << options.directory << "'\n";
    return 77;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(features)) {
    if (entry.path().extension() == ".feature") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());

  std::map<std::string, Counts> folders;
  std::set<std::string> failing;
  nlohmann::ordered_json report = nlohmann::ordered_json::array();
  Counts total;
  for (const fs::path& file : files) {
    const std::string folder = fs::relative(file.parent_path(), features).string();
    for (const auto& scenario : wutong::tck::read_feature(file.string(), folder)) {
      if (scenario.id.find(options.filter) == std::string::npos) continue;
      const auto verdict = wutong::tck::run_scenario(scenario, (root / "graphs").string());
      Counts& counts = folders[folder];
      const char* name = "passed";
      if (verdict.outcome == Outcome::Passed) {
        ++counts.passed, ++total.passed;
      } else {
        failing.insert(scenario.id);
        const bool wrong = verdict.outcome == Outcome::WrongAnswer;
        name = wrong ? "wrong answer" : "error";
        ++(wrong ? counts.wrong : counts.error);
        ++(wrong ? total.wrong : total.error);
        if (options.verbose)
          std::cout << name << ": " << scenario.id << "\n    " << verdict.reason << '\n';
      }
      report.push_back({{"scenario", scenario.id}, {"outcome", name}, {"reason", verdict.reason}});
    }
  }
  std::cout << std::left << std::setw(40) << "folder" << std::right << std::setw(8) << "passed"
            << std::setw(8) << "wrong" << std::setw(8) << "error" << '\n';
  for (const auto& [folder, counts] : folders) {
    std::cout << std::left << std::setw(40) << folder << std::right << std::setw(8) << counts.passed
              << std::setw(8) << counts.wrong << std::setw(8) << counts.error << '\n';
  }
  if (!options.report.empty()) std::ofstream(options.report) << report.dump(1) << '\n';

  int status = 0;
  if (!options.manifest.empty() && options.update) {
    std::ofstream out(options.manifest);
    out << "# Scenarios of the openCypher TCK that do not pass yet, one per line.\n";
    for (const std::string& id : failing) out << id << '\n';
  } else if (!options.manifest.empty()) {
    std::set<std::string> listed;
    std::ifstream in(options.manifest);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line[0] != '#') listed.insert(line);
    }
    for (const std::string& id : failing) {
      if (!listed.count(id)) {
        std::cout << "worse: " << id << '\n';
        status = 1;
      }
    }
    for (const std::string& id : listed) {
      if (!failing.count(id)) {
        std::cout << "better, take it off the list: " << id << '\n';
        status = 1;
      }
    }
  }
  std::cout << total.passed << " passed, " << total.wrong + total.error << " failed\n";
  return status;
}
