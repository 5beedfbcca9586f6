// zip and tar archives, through libarchive. Members are documents of their own; what an archive
// could do harm with is refused: paths that lead out of it, members and totals without measure,
// archives in archives. As in a directory, members whose names do not end as documents' do are
// passed over.
#include <archive.h>
#include <archive_entry.h>

#include <clocale>
#include <memory>
#include <set>
#include <string_view>

#include "base/utf8.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr std::size_t kLargestMember = std::size_t{256} << 20;  // bytes
constexpr std::size_t kLargestTotal = std::size_t{4} << 30;     // bytes
constexpr std::size_t kLargestRatio = 200;                      // bytes out for one byte in
constexpr std::size_t kSmall = std::size_t{16} << 20;           // below it no ratio is suspicious
constexpr int kMostBombs = 3;                                   // members that are given up

struct CloseArchive {
  void operator()(archive* file) const { archive_read_free(file); }
};

// libarchive gives names in the thread's locale, and none where that cannot hold them.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    uselocale(before_);
    freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

bool leads_out(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\\') != std::string_view::npos) return true;
  if (path.size() > 1 && path[1] == ':') return true;  // C:
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (path.substr(begin, end - begin) == "..") return true;
    begin = end + 1;
  }
  return false;
}

// What macOS puts beside the files.
bool is_resource_fork(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.substr(0, 2) == "._" || path.substr(0, 9) == "__MACOSX/";
}

bool is_archive_name(std::string_view path) {
  for (const std::string_view ending :
       {".zip", ".tar", ".tgz", ".gz", ".xz", ".zst", ".bz2", ".7z", ".rar", ".ZIP", ".RAR"}) {
    if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending)
      return true;
  }
  return false;
}

class Members {
 public:
  Members(const Source& source, const ReadOptions& options, const OnDocument& document,
          const OnFault& fault)
      : source_(source),
        options_(options),
        document_(document),
        fault_(fault),
        file_(archive_read_new()) {
    // Only filters of the library's own: some others run programs.
    archive_read_support_filter_gzip(file());
    archive_read_support_filter_xz(file());
    archive_read_support_filter_zstd(file());
    archive_read_support_filter_bzip2(file());
    archive_read_support_format_zip(file());
    archive_read_support_format_tar(file());
    if (archive_read_open_memory(file(), source.bytes.data(), source.bytes.size()) != ARCHIVE_OK) {
      throw not_an_archive();
    }
  }

  void read() {
    for (std::size_t number = 0;; ++number) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(file(), &entry);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
        if (number == 0 && reason() == "Unrecognized archive format") throw not_an_archive();
        throw Error("text.bad_archive", "the archive is damaged: " + reason())
            .with_note("what stands before the damage was read; fetch the archive again");
      }
      path_ = name_of(entry);
      const std::size_t before = total_;
      try {
        read_member(entry);
      } catch (const Error& error) {
        if (error.is_internal()) throw;
        // Behind a filter there is no way around a member that never ends.
        const bool bomb = error.code() == "text.archive_bomb";
        if (bomb && (is_filtered() || ++bombs_ > kMostBombs)) throw;
        any_ = true;
        fault_(uri(), error);
        if (bomb) total_ = before;
      }
    }
    if (!any_) {
      throw Error("text.no_documents", "the archive holds no documents")
          .with_note("looked for members that end in " + known_endings());
    }
  }

 private:
  archive* file() const { return file_.get(); }
  bool is_filtered() const { return archive_filter_count(file()) > 1; }
  std::string uri() const { return source_.uri + "!" + path_; }
  std::string reason() const {
    const char* text = archive_error_string(file());
    return text != nullptr ? text : "unknown fault";
  }
  Error not_an_archive() const {
    return Error("text.bad_archive", "the file is no zip or tar archive: " + reason());
  }

  // Archives of older programs hold names in the encoding of their day, without saying which.
  static std::string name_of(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    std::string path = name != nullptr ? name : "";
    if (path.substr(0, 2) == "./") path.erase(0, 2);
    if (!base::first_invalid_utf8(path)) return path;
    std::string out;
    for (const DecodedCharacter& c : decode(path).characters) base::append_utf8(c.code_point, out);
    return out;
  }

  void read_member(archive_entry* entry) {
    const bool regular = archive_entry_filetype(entry) == AE_IFREG &&
                         archive_entry_hardlink(entry) == nullptr &&
                         archive_entry_hardlink_utf8(entry) == nullptr;
    const bool inner_archive = is_archive_name(path_);
    if (!regular || is_resource_fork(path_) ||
        (!inner_archive && media_type_of_name(path_).empty() && !path_.empty())) {
      return pass_over();
    }
    if (leads_out(path_)) {
      refuse("text.archive_path", "the member's path leads out of the archive",
             "unpack it with care, and name the file");
    } else if (inner_archive) {
      refuse("text.archive_in_archive", "an archive within an archive is not opened",
             "unpack it first");
    } else if (archive_entry_is_encrypted(entry) != 0) {
      refuse("text.encrypted", "the member is encrypted", "unpack it with its password");
    } else if (archive_entry_size_is_set(entry) != 0 &&
               archive_entry_size(entry) > static_cast<la_int64_t>(kLargestMember)) {
      refuse("text.archive_member_too_large", "the member is larger than 256 MB",
             "unpack it and split it into documents");
    } else if (!seen_.insert(path_).second) {
      refuse("text.archive_duplicate", "another member before has the same name",
             "unpack it and rename one of them");
    } else {
      any_ = true;
      Source member{uri(), bytes(), ""};
      read_documents(member, options_, document_, fault_);
    }
  }

  void refuse(const char* code, const char* message, const char* way_out) {
    any_ = true;
    fault_(uri(), Error(code, message).with_note(way_out));
    pass_over();
  }

  // Behind a filter even what is passed over must be unpacked, and counts.
  void pass_over() {
    if (!is_filtered()) return;
    std::string block(1 << 16, '\0');
    for (;;) {
      const auto got = archive_read_data(file(), block.data(), block.size());
      if (got <= 0) return;
      count(static_cast<std::size_t>(got));
    }
  }

  std::string bytes() {
    std::string out;
    std::string block(1 << 16, '\0');
    for (;;) {
      const auto got = archive_read_data(file(), block.data(), block.size());
      if (got < 0) throw Error("text.bad_archive", "the member is damaged: " + reason());
      if (got == 0) return out;
      out.append(block, 0, static_cast<std::size_t>(got));
      count(static_cast<std::size_t>(got));
      if (out.size() > kLargestMember) {
        throw Error("text.archive_member_too_large", "the member is larger than 256 MB")
            .with_note("unpack it and split it into documents");
      }
    }
  }

  void count(std::size_t more) {
    total_ += more;
    const bool grows = total_ > kSmall && total_ / kLargestRatio > source_.bytes.size();
    if (total_ <= kLargestTotal && !grows) return;
    throw Error("text.archive_bomb", "the archive grows without measure at '" + path_ +
                                         "': more than " + std::to_string(total_ >> 20) +
                                         " MB out of " +
                                         std::to_string(source_.bytes.size() >> 10) + " kB")
        .with_note("if it can be trusted, unpack it and name the directory");
  }

  const Source& source_;
  const ReadOptions& options_;
  const OnDocument& document_;
  const OnFault& fault_;
  std::unique_ptr<archive, CloseArchive> file_;
  std::string path_;  // of the member at hand
  std::set<std::string> seen_;
  std::size_t total_ = 0;  // bytes that came out of the archive, but for members given up
  int bombs_ = 0;          // members given up
  bool any_ = false;       // a document was read or refused
};

}  // namespace

void read_archive(const Source& source, const ReadOptions& options, const OnDocument& document,
                  const OnFault& fault) {
  const Utf8Locale locale;
  Members(source, options, document, fault).read();
}

}  // namespace wutong::text
