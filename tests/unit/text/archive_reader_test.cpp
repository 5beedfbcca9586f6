// Archives: what is read, and what is refused with what is beside it still read.
#include <catch2/catch.hpp>

#include "unit/text/reading.h"

using namespace wutong;
using namespace wutong::reading;

TEST_CASE("archives: members are documents, and what could do harm is refused") {
  const std::string bytes = zip_of({{"a/1.txt", "桐乡。"},
                                    {"b.html", "<html><p>页。</p></html>"},
                                    {"../x.txt", "逃。"},
                                    {"/etc/x.txt", "逃。"},
                                    {"in.zip", zip_of({{"c.txt", "里。"}})},
                                    {"empty.txt", ""},
                                    {"d.jsonl", "{\"text\": \"乌镇。\"}\n"}});
  const Found found = read("all.zip", bytes);
  Texts uris;
  for (const auto& document : found.documents) uris.push_back(document.uri);
  CHECK(uris == Texts{"all.zip!a/1.txt", "all.zip!b.html", "all.zip!d.jsonl#1"});
  CHECK(found.faults ==
        Texts{"all.zip!../x.txt: text.archive_path", "all.zip!/etc/x.txt: text.archive_path",
              "all.zip!in.zip: text.archive_in_archive", "all.zip!empty.txt: text.empty"});
  check_places(found.documents[0], "桐乡。");
}

TEST_CASE("archives: one that grows without measure, and a damaged one") {
  const std::string bomb = zip_of({{"a.txt", "桐乡。"},
                                   {"big.txt", std::string(std::size_t{60} << 20, 'a')},
                                   {"b.txt", "乌镇。"}});
  const Found around = read("bomb.zip", bomb);
  CHECK(texts(around) == Texts{"桐乡。", "乌镇。"});
  CHECK(around.faults == Texts{"bomb.zip!big.txt: text.archive_bomb"});
  const std::string whole = zip_of({{"a.txt", std::string(5000, 'x') + "桐乡。"}});
  try {
    const Found found = read("half.zip", whole.substr(0, whole.size() / 2));
    CHECK_FALSE(found.faults.empty());
  } catch (const Error& error) {
    CHECK(error.code() == "text.bad_archive");
  }
}

TEST_CASE("archives: of members without measure a few are passed over, then it ends") {
  const std::string zeros(std::size_t{20} << 20, '\0');
  std::vector<Member> members = {{"a.txt", "桐乡。"}};
  for (const char* name : {"b.txt", "c.txt", "d.txt"}) members.push_back({name, zeros});
  members.push_back({"e.txt", "乌镇。"});
  const Found found = read("a.zip", zip_of(members));
  CHECK(texts(found) == Texts{"桐乡。", "乌镇。"});
  CHECK(found.faults.size() == 3);
  members.push_back({"f.txt", zeros});
  CHECK(code_of("a.zip", zip_of(members)) == "text.archive_bomb");
}

TEST_CASE("archives: tar behind each filter") {
  for (const auto& [name, filter] : {std::pair("a.tar", ARCHIVE_FILTER_NONE),
                                     {"a.tar.gz", ARCHIVE_FILTER_GZIP},
                                     {"a.tgz", ARCHIVE_FILTER_GZIP},
                                     {"a.tar.xz", ARCHIVE_FILTER_XZ},
                                     {"a.tar.zst", ARCHIVE_FILTER_ZSTD},
                                     {"a.tar.bz2", ARCHIVE_FILTER_BZIP2},
                                     {"no ending", ARCHIVE_FILTER_ZSTD}}) {
    const std::string bytes = archive_of({{"./a.txt", "桐乡。"}, {"b/c.md", "乌镇。"}},
                                         ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, filter);
    const Found found = read(name, bytes);
    CHECK(texts(found) == Texts{"桐乡。", "乌镇。"});
    CHECK(found.documents[0].uri == std::string(name) + "!a.txt");
  }
}

TEST_CASE("archives: names in Chinese, said to be UTF-8 or in the encoding of their day") {
  const std::string utf8 = zip_of({{"目录/桐乡.txt", "桐乡。"}});
  CHECK(read("a.zip", utf8).documents.at(0).uri == "a.zip!目录/桐乡.txt");
  const std::string gbk =
      zip_of({{"\xc4\xbf\xc2\xbc/\xcd\xa9\xcf\xe7\xca\xd0.txt", "桐乡。"}, {"\xbb\xb5.txt", ""}});
  const Found found = read("a.zip", gbk);
  CHECK(found.documents.at(0).uri == "a.zip!目录/桐乡市.txt");
  CHECK(found.faults == Texts{"a.zip!坏.txt: text.empty"});
}

TEST_CASE("archives: what is no document is passed over, and one without any is an error") {
  const std::string binary("\xff\xd8\0\0", 4);
  const Found found = read("a.zip", zip_of({{"__MACOSX/._a.txt", binary},
                                            {"._a.txt", binary},
                                            {".DS_Store", binary},
                                            {"a.jpg", binary},
                                            {"a.css", "p {}"},
                                            {"a.txt", "桐乡。"}}));
  CHECK(texts(found) == Texts{"桐乡。"});
  CHECK(found.faults.empty());
  CHECK(code_of("a.zip", zip_of({{"a.jpg", binary}})) == "text.no_documents");
  CHECK(code_of("a.zip", zip_of({})) == "text.no_documents");
}

TEST_CASE("archives: encrypted members, names that stand twice, links") {
  for (const char* kind : {"zip:encryption=traditional", "zip:encryption=aes256"}) {
    const Found found = read("a.zip", zip_of({{"a.txt", "桐乡。"}, {"b.txt", "乌镇。"}}, kind));
    CHECK(found.documents.empty());
    CHECK(found.faults == Texts{"a.zip!a.txt: text.encrypted", "a.zip!b.txt: text.encrypted"});
  }
  const Found twice = read("a.zip", zip_of({{"a.txt", "桐乡。"}, {"a.txt", "乌镇。"}}));
  CHECK(texts(twice) == Texts{"桐乡。"});
  CHECK(twice.faults == Texts{"a.zip!a.txt: text.archive_duplicate"});
  const Found linked =
      read("a.tar", archive_of({{"a.txt", "桐乡。"}, {"b.txt", "", "a.txt"}},
                               ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_NONE));
  CHECK(texts(linked) == Texts{"桐乡。"});
  CHECK(linked.faults.empty());
}

TEST_CASE("archives: what is passed over behind a filter counts too") {
  const std::string bomb = archive_of({{"../x.txt", std::string(std::size_t{40} << 20, 'a')}},
                                      ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_GZIP);
  CHECK(code_of("a.tar.gz", bomb) == "text.archive_bomb");
}

TEST_CASE("archives: a member larger than 256 MB is refused by what its header says") {
  std::string bytes = archive_of({{"a.txt", "桐乡。"}, {"b.txt", "乌镇。"}},
                                 ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE);
  // The second header: its size, and its checksum again.
  bytes.replace(1024 + 124, 11, "02000000001");  // octal
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) {
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(bytes[1024 + i]);
  }
  char octal[8];
  std::snprintf(octal, sizeof octal, "%06o", sum);
  bytes.replace(1024 + 148, 7, std::string(octal) + '\0');
  Texts faults;
  std::size_t documents = 0;
  CHECK_THROWS_AS(text::read_documents(
                      {"a.tar", bytes, ""}, {}, [&](text::SourceDocument&&) { ++documents; },
                      [&](const std::string& uri, const Error& error) {
                        faults.push_back(uri + ": " + error.code());
                      }),
                  Error);  // and after it the archive ends
  CHECK(documents == 1);
  CHECK(faults == Texts{"a.tar!b.txt: text.archive_member_too_large"});
}

TEST_CASE("archives: what stands before a cut is read") {
  std::string noise;
  for (unsigned i = 0, x = 1; i < 400000; ++i)
    noise += static_cast<char>('a' + (x = x * 1103515245 + 12345) / 65536 % 26);
  const std::vector<Member> members = {{"a.txt", "桐乡。"}, {"b.txt", noise}, {"c.txt", "乌镇。"}};
  for (const int filter : {ARCHIVE_FILTER_NONE, ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD}) {
    const std::string whole = archive_of(members, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, filter);
    Texts faults, uris;
    std::string code;
    try {
      text::read_documents(
          {"a.tar", whole.substr(0, whole.size() / 2), ""}, {},
          [&](text::SourceDocument&& document) { uris.push_back(document.uri); },
          [&](const std::string& uri, const Error&) { faults.push_back(uri); });
    } catch (const Error& error) {
      code = error.code();
    }
    CHECK(code == "text.bad_archive");
    // A block of zstd holds more than this, and is not given out by halves.
    if (filter != ARCHIVE_FILTER_ZSTD) {
      CHECK(uris == Texts{"a.tar!a.txt"});
      CHECK(faults == Texts{"a.tar!b.txt"});
    }
  }
}
