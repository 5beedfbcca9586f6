#include "tck/gherkin.h"

#include <fstream>
#include <sstream>

namespace wutong::tck {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool starts(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == '|' || line[i + 1] == '\\')) {
      cell.push_back(line[++i] == '|' ? '|' : '\\');
    } else if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == 'n') {
      cell.push_back('\n');
      ++i;
    } else if (line[i] == '|') {
      cells.push_back(trimmed(cell));
      cell.clear();
    } else {
      cell.push_back(line[i]);
    }
  }
  return cells;
}

std::string replaced(std::string text, const std::vector<std::string>& names,
                     const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    const std::string mark = "<" + names[i] + ">";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + values[i].size())) {
      text.replace(at, mark.size(), values[i]);
    }
  }
  return text;
}

Step filled(const Step& step, const std::vector<std::string>& names,
            const std::vector<std::string>& values) {
  Step out{replaced(step.text, names, values), replaced(step.doc, names, values), step.table};
  for (auto& row : out.table) {
    for (std::string& cell : row) cell = replaced(cell, names, values);
  }
  return out;
}

}  // namespace

std::vector<Scenario> read_feature(const std::string& path, const std::string& folder) {
  std::ifstream in(path);
  std::vector<Scenario> scenarios;
  std::vector<Step> background;
  std::vector<Step>* steps = nullptr;
  std::string feature, name, line;
  std::vector<Step> current;
  std::vector<Table> examples;
  bool outline = false, open = false, in_examples = false;
  const auto finish = [&] {
    if (!open) return;
    const auto put = [&](const std::string& suffix, const auto& fill) {
      Scenario scenario{folder + "/" + feature + " " + name + suffix, {}};
      for (const Step& step : background) scenario.steps.push_back(step);
      for (const Step& step : current) scenario.steps.push_back(fill(step));
      scenarios.push_back(std::move(scenario));
    };
    if (!outline) {
      put("", [](const Step& step) { return step; });
    } else {
      int number = 0;
      for (const Table& table : examples) {
        for (std::size_t row = 1; row < table.size(); ++row) {
          put(" #" + std::to_string(++number),
              [&](const Step& step) { return filled(step, table[0], table[row]); });
        }
      }
    }
    current.clear();
    examples.clear();
    open = in_examples = false;
  };
  while (std::getline(in, line)) {
    const std::string text = trimmed(line);
    if (text.empty() || text[0] == '#' || text[0] == '@') continue;
    if (starts(text, "Feature:")) {
      feature = trimmed(text.substr(8));
      feature = feature.substr(0, feature.find(' '));
    } else if (starts(text, "Background:")) {
      steps = &background;
    } else if (starts(text, "Scenario")) {
      finish();
      outline = starts(text, "Scenario Outline");
      name = trimmed(text.substr(text.find(':') + 1));
      open = true;
      steps = &current;
    } else if (starts(text, "Examples:")) {
      examples.emplace_back();
      in_examples = true;
    } else if (text[0] == '|') {
      if (in_examples) {
        examples.back().push_back(cells_of(text));
      } else if (steps && !steps->empty()) {
        steps->back().table.push_back(cells_of(text));
      }
    } else if (starts(text, "\"\"\"")) {
      const std::size_t indent = line.find('"');
      std::string doc;
      while (std::getline(in, line) && !starts(trimmed(line), "\"\"\"")) {
        doc += (line.size() > indent ? line.substr(indent) : "") + "\n";
      }
      if (steps && !steps->empty()) steps->back().doc = doc;
    } else if (steps) {
      for (const char* keyword : {"Given ", "When ", "Then ", "And ", "But "}) {
        if (starts(text, keyword)) {
          steps->push_back({trimmed(text.substr(std::string(keyword).size())), "", {}});
        }
      }
    }
  }
  finish();
  return scenarios;
}

}  // namespace wutong::tck
