// Reads the Gherkin of the openCypher TCK: features, backgrounds, scenarios, outlines with
// examples, doc strings and tables.
#pragma once

#include <string>
#include <vector>

namespace wutong::tck {

using Table = std::vector<std::vector<std::string>>;

struct Step {
  std::string text;  // without Given, When, Then, And
  std::string doc;
  Table table;
};

struct Scenario {
  std::string id;  // "folder/Feature1 [3] name #2"
  std::vector<Step> steps;
};

// The scenarios of a file, outlines expanded; `folder` goes into their ids.
std::vector<Scenario> read_feature(const std::string& path, const std::string& folder);

}  // namespace wutong::tck
