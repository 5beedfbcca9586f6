// zip and tar archives, through libarchive. Members are documents of their own; what an archive
// could do harm with is refused: paths that lead out of it, members and totals without measure,
// archives in archives.
#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <string_view>

#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr std::size_t kLargestMember = std::size_t{256} << 20;  // bytes
constexpr std::size_t kLargestTotal = std::size_t{4} << 30;     // bytes
constexpr std::size_t kLargestRatio = 200;                      // bytes out for one byte in
constexpr std::size_t kSmall = std::size_t{16} << 20;           // below it no ratio is suspicious

struct CloseArchive {
  void operator()(archive* file) const { archive_read_free(file); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

bool leads_out(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\\') != std::string_view::npos) return true;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (path.substr(begin, end - begin) == "..") return true;
    begin = end + 1;
  }
  return false;
}

std::string reason(archive* file) {
  const char* text = archive_error_string(file);
  return text != nullptr ? text : "unknown fault";
}

// The member's bytes. `total` counts all that came out of the archive.
std::string read_member(archive* file, std::size_t archive_size, std::size_t& total) {
  std::string bytes;
  std::string block(1 << 16, '\0');
  for (;;) {
    const auto got = archive_read_data(file, block.data(), block.size());
    if (got < 0) throw Error("text.bad_archive", "the member is damaged: " + reason(file));
    if (got == 0) return bytes;
    bytes.append(block, 0, static_cast<std::size_t>(got));
    total += static_cast<std::size_t>(got);
    if (bytes.size() > kLargestMember) {
      throw Error("text.archive_member_too_large", "the member is larger than 256 MB")
          .with_note("unpack it and split it into documents");
    }
    if (total > kLargestTotal || (total > kSmall && total / kLargestRatio > archive_size)) {
      throw Error("text.archive_bomb", "the archive grows without measure: more than " +
                                           std::to_string(total >> 20) + " MB out of " +
                                           std::to_string(archive_size >> 10) + " kB");
    }
  }
}

void read_entry(archive* file, archive_entry* entry, const Source& source, std::size_t& total,
                const ReadOptions& options, const OnDocument& document, const OnFault& fault) {
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  const std::string path = name != nullptr ? name : "";
  const std::string uri = source.uri + "!" + path;
  if (leads_out(path)) {
    fault(uri, Error("text.archive_path", "the member's path leads out of the archive"));
    return;
  }
  if (archive_entry_is_encrypted(entry)) {
    fault(uri, Error("text.encrypted", "the member is encrypted")
                   .with_note("unpack it with its password"));
    return;
  }
  Source member{uri, read_member(file, source.bytes.size(), total), ""};
  const std::string type = media_type(member);
  if (type == "application/zip" || type == "application/x-tar") {
    fault(uri, Error("text.archive_in_archive", "an archive within an archive is not opened")
                   .with_note("unpack it first"));
    return;
  }
  member.media_type = type;
  read_documents(member, options, document, fault);
}

}  // namespace

void read_archive(const Source& source, const ReadOptions& options, const OnDocument& document,
                  const OnFault& fault) {
  const Archive file(archive_read_new());
  archive_read_support_filter_all(file.get());
  archive_read_support_format_zip(file.get());
  archive_read_support_format_tar(file.get());
  archive_read_support_format_gnutar(file.get());
  if (archive_read_open_memory(file.get(), source.bytes.data(), source.bytes.size()) !=
      ARCHIVE_OK) {
    throw Error("text.bad_archive", "the file is no zip or tar archive: " + reason(file.get()));
  }
  std::size_t total = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(file.get(), &entry);
    if (status == ARCHIVE_EOF) return;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      throw Error("text.bad_archive", "the archive is damaged: " + reason(file.get()));
    }
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    try {
      read_entry(file.get(), entry, source, total, options, document, fault);
    } catch (const Error& error) {
      if (error.is_internal() || error.code() == "text.archive_bomb") throw;
      const char* name = archive_entry_pathname(entry);
      fault(source.uri + "!" + (name != nullptr ? name : ""), error);
    }
  }
}

}  // namespace wutong::text
