// CSV (RFC 4180) one record at a time, in constant memory, with the line each record begins at.
//
//   CsvReader reader(in, "people.csv");
//   std::vector<CsvField> fields;
//   while (reader.next(fields)) use(fields[0].text, reader.line());
//
// A quoted field may hold delimiters, line ends and doubled quotes. Lines end in LF or CRLF; a
// byte order mark is passed over, and so are empty lines.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "wutong/error.h"

namespace wutong::base {

struct CsvField {
  std::string text;
  bool quoted = false;  // tells "" from nothing
};

class CsvReader {
 public:
  CsvReader(std::istream& in, std::string name, char delimiter = ',', char quote = '"');

  // The next record; false at the end. `fields` keeps its strings' capacity.
  // Errors: csv.unclosed_quote, csv.text_after_quote, csv.not_utf8; each begins "FILE:LINE: ".
  // After an error the next call goes on with the line that follows.
  bool next(std::vector<CsvField>& fields);

  // Of the last record: the line it begins at, from 1.
  std::uint64_t line() const { return record_line_; }
  std::uint64_t bytes() const { return bytes_; }
  const std::string& name() const { return name_; }
  // "FILE:LINE: what", of the last record.
  Error error(const char* code, const std::string& what) const {
    return Error(code, name_ + ":" + std::to_string(record_line_) + ": " + what);
  }

 private:
  static constexpr int kEnd = -1;
  int peek();
  int take();
  void skip_line();

  std::istream& in_;
  std::string name_;
  char delimiter_, quote_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1, record_line_ = 0, bytes_ = 0;
};

}  // namespace wutong::base
