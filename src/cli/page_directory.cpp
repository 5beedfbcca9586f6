#include "cli/page_directory.h"

#include "base/utf8.h"
#include "cli/output.h"
#include "wutong/error.h"

namespace wutong::cli {
namespace {

// Longer names are cut: file systems allow 255 bytes.
constexpr std::size_t kLongestName = 180;

bool is_safe(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ||
         c == U'-' || c == U'_' || c == U'.' || (c >= 0xA1 && c < 0xE000 && c != 0x2028) ||
         (c >= 0xF900 && c < 0xFE00) || c >= 0x10000;
}

}  // namespace

PageDirectory::PageDirectory(const std::string& path, bool force) : path_(path) {
  std::error_code fault;
  const auto status = std::filesystem::status(path_, fault);
  if (std::filesystem::exists(status) && !force) {
    if (!std::filesystem::is_directory(status)) {
      throw Error("cli.output_exists", "'" + path + "' exists already and is no directory");
    }
    if (!std::filesystem::is_empty(path_, fault)) {
      throw Error("cli.output_exists", "the directory '" + path + "' is not empty")
          .with_note("--force writes into it, over pages of the same names");
    }
  }
  std::filesystem::create_directories(path_, fault);
  if (fault) {
    throw Error("cli.cannot_write", "cannot make '" + path + "': " + fault.message());
  }
}

std::string PageDirectory::name_for(const std::string& uri) {
  std::string name;
  for (std::size_t at = 0; at < uri.size() && name.size() < kLongestName;) {
    const base::Decoded decoded = base::decode_utf8(uri, at);
    const bool hidden = name.empty() && decoded.code_point == U'.';
    base::append_utf8(
        decoded.valid && is_safe(decoded.code_point) && !hidden ? decoded.code_point : U'_', name);
    at += decoded.length;
  }
  std::string page = name + ".html";
  for (std::size_t number = 2; !taken_.insert(page).second; ++number) {
    page = name + "-" + std::to_string(number) + ".html";
  }
  return page;
}

void PageDirectory::write(const std::string& name, const std::string& page) const {
  Output output((path_ / name).string(), true);
  output.stream() << page;
  output.finish();
}

}  // namespace wutong::cli
