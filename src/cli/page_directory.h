// A directory of pages: one for each document, named after it, and index.html.
#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace wutong::cli {

class PageDirectory {
 public:
  // Makes the directory. Errors: cli.output_exists where it holds anything and not `force`,
  // cli.cannot_write.
  PageDirectory(const std::string& path, bool force);
  // A file name for the page of the document: its URI with what is unsafe in file names and links
  // replaced; a number behind it where the name is taken already.
  std::string name_for(const std::string& uri);
  // Error: cli.cannot_write.
  void write(const std::string& name, const std::string& page) const;

 private:
  std::filesystem::path path_;
  std::set<std::string> taken_ = {"index.html"};
};

}  // namespace wutong::cli
