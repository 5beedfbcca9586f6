#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "wutong/builder.h"
#include "wutong/error.h"

namespace wutong {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 13> kEndings = {
    ".txt",    ".md",   ".html", ".htm", ".xhtml", ".json", ".jsonl",
    ".ndjson", ".docx", ".pdf",  ".zip", ".tar",   ".tgz"};

bool is_document(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".gz" || ending == ".xz" || ending == ".zst" || ending == ".bz2") {
    return path.stem().extension() == ".tar";
  }
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

void add_directory(const fs::path& directory, std::set<std::string>& found) {
  std::error_code fault;
  fs::recursive_directory_iterator it(directory, fs::directory_options::skip_permission_denied,
                                      fault);
  if (fault) {
    throw Error("ingest.unreadable_directory",
                "cannot read directory '" + directory.string() + "': " + fault.message());
  }
  for (const fs::directory_entry& entry : it) {
    if (entry.is_regular_file(fault) && is_document(entry.path())) {
      found.insert(entry.path().lexically_normal().string());
    }
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
    std::error_code fault;
    const fs::file_status status = fs::status(path, fault);
    if (!fs::exists(status)) {
      throw Error("ingest.no_such_path", "no file or directory '" + path + "'");
    }
    if (fs::is_directory(status)) {
      add_directory(path, found);
    } else {
      found.insert(fs::path(path).lexically_normal().string());
    }
  }
  if (found.empty()) {
    std::string endings;
    for (const std::string_view ending : kEndings) {
      endings += (endings.empty() ? "" : " ") + std::string(ending);
    }
    throw Error("ingest.no_documents",
                "no documents under '" + (paths.empty() ? std::string() : paths.front()) + "'")
        .with_note("looked for files that end in " + endings);
  }
  return {found.begin(), found.end()};
}

}  // namespace wutong
