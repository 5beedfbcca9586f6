// What tests of readers ask: the documents and faults of a file, where characters stand, archives.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "text/reader.h"

namespace wutong::reading {

using Texts = std::vector<std::string>;

struct Found {
  std::vector<text::SourceDocument> documents;
  Texts faults;  // "uri: code"
};

inline Found read(const std::string& name, const std::string& bytes,
                  const std::string& field = "") {
  Found found;
  text::read_documents(
      {name, bytes, ""}, {field},
      [&](text::SourceDocument&& document) { found.documents.push_back(std::move(document)); },
      [&](const std::string& uri, const Error& error) {
        found.faults.push_back(uri + ": " + error.code());
      });
  return found;
}

// The code of the error that the whole file is; empty: it is none.
inline std::string code_of(const std::string& name, const std::string& bytes) {
  try {
    read(name, bytes);
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

inline std::string text_of(const text::SourceDocument& document) {
  std::string out;
  for (const auto& character : document.decoded.characters) {
    base::append_utf8(character.code_point, out);
  }
  return out;
}

inline Texts texts(const Found& found) {
  Texts out;
  for (const auto& document : found.documents) out.push_back(text_of(document));
  return out;
}

// Characters that stand in the file as themselves do so at their place, in order.
inline void check_places(const text::SourceDocument& document, const std::string& bytes) {
  std::size_t end = 0;
  for (const auto& character : document.decoded.characters) {
    CHECK(character.span.begin >= end);
    CHECK(character.span.end <= bytes.size());
    end = character.span.end;
    if (character.code_point < 0x3400) continue;
    CHECK(bytes.substr(character.span.begin, character.span.size()) ==
          base::to_utf8(std::u32string(1, character.code_point)));
  }
}

struct Member {
  std::string name, bytes, link = {};
};

// REQUIRES: what comes out is smaller than 64 MB.
inline std::string archive_of(const std::vector<Member>& members, int format, int filter,
                              const char* options = nullptr) {
  std::string out(std::size_t{64} << 20, '\0');
  archive* file = archive_write_new();
  archive_write_set_format(file, format);
  archive_write_add_filter(file, filter);
  archive_write_set_bytes_in_last_block(file, 1);
  if (options != nullptr) {
    archive_write_set_options(file, options);
    archive_write_set_passphrase(file, "geheim");
  }
  std::size_t used = 0;
  archive_write_open_memory(file, out.data(), out.size(), &used);
  for (const Member& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    if (!member.link.empty()) archive_entry_set_hardlink(entry, member.link.c_str());
    archive_write_header(file, entry);
    archive_write_data(file, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(file);
  archive_write_free(file);
  out.resize(used);
  return out;
}

inline std::string zip_of(const std::vector<Member>& members, const char* options = nullptr) {
  return archive_of(members, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, options);
}

}  // namespace wutong::reading
