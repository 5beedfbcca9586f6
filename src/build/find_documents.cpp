#include <glob.h>

#include <filesystem>
#include <set>

#include "text/reader.h"
#include "wutong/builder.h"
#include "wutong/error.h"

namespace wutong {
namespace {

namespace fs = std::filesystem;

void add_directory(const fs::path& directory, std::set<std::string>& found) {
  std::error_code fault;
  fs::recursive_directory_iterator it(directory, fs::directory_options::skip_permission_denied,
                                      fault);
  if (fault) {
    throw Error("ingest.unreadable_directory",
                "cannot read directory '" + directory.string() + "': " + fault.message());
  }
  for (const fs::directory_entry& entry : it) {
    if (entry.is_regular_file(fault) && !text::media_type_of_name(entry.path().string()).empty()) {
      found.insert(entry.path().lexically_normal().string());
    }
  }
}

// The paths that a pattern fits; none where it is no pattern.
std::vector<std::string> expand(const std::string& pattern) {
  glob_t matches{};
  std::vector<std::string> out;
  if (pattern.find_first_of("*?[") != std::string::npos &&
      glob(pattern.c_str(), GLOB_NOSORT, nullptr, &matches) == 0) {
    out.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  }
  globfree(&matches);
  return out;
}

void add_path(const std::string& path, std::set<std::string>& found) {
  std::error_code fault;
  const fs::file_status status = fs::status(path, fault);
  if (!fs::exists(status)) {
    const std::vector<std::string> matches = expand(path);
    if (matches.empty()) {
      throw Error("ingest.no_such_path", "no file or directory '" + path + "'");
    }
    for (const std::string& match : matches) add_path(match, found);
  } else if (fs::is_directory(status)) {
    add_directory(path, found);
  } else {
    found.insert(fs::path(path).lexically_normal().string());
  }
}

}  // namespace

std::vector<std::string> find_documents(const std::vector<std::string>& paths) {
  std::set<std::string> found;
  for (const std::string& path : paths) {
    if (path == "-") {
      found.insert(path);
      continue;
    }
    add_path(path, found);
  }
  if (found.empty()) {
    throw Error("ingest.no_documents",
                "no documents under '" + (paths.empty() ? std::string() : paths.front()) + "'")
        .with_note("looked for files that end in " + text::known_endings());
  }
  return {found.begin(), found.end()};
}

}  // namespace wutong
