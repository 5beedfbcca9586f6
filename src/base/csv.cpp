#include "base/csv.h"

#include "base/utf8.h"

namespace wutong::base {
namespace {

constexpr std::size_t kChunk = 256 << 10;

}  // namespace

CsvReader::CsvReader(std::istream& in, std::string name, char delimiter, char quote)
    : in_(in), name_(std::move(name)), delimiter_(delimiter), quote_(quote) {
  if (peek() == 0xEF && buffer_.compare(at_, 3, "\xEF\xBB\xBF") == 0) {
    at_ += 3;
    bytes_ += 3;
  }
}

int CsvReader::peek() {
  if (at_ == buffer_.size()) {
    buffer_.resize(kChunk);
    in_.read(buffer_.data(), static_cast<std::streamsize>(kChunk));
    buffer_.resize(static_cast<std::size_t>(in_.gcount()));
    at_ = 0;
    if (buffer_.empty()) return kEnd;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

int CsvReader::take() {
  const int c = peek();
  if (c == kEnd) return c;
  ++at_;
  ++bytes_;
  if (c == '\n') ++line_;
  return c;
}

void CsvReader::skip_line() {
  for (int c = take(); c != kEnd && c != '\n';) c = take();
}

bool CsvReader::next(std::vector<CsvField>& fields) {
  // Empty lines hold no record.
  while (peek() == '\n' || peek() == '\r') take();
  record_line_ = line_;
  if (peek() == kEnd) {
    fields.clear();
    return false;
  }
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    if (count == fields.size()) fields.emplace_back();
    CsvField& field = fields[count];
    field.text.clear();
    field.quoted = peek() == static_cast<unsigned char>(quote_);
    if (field.quoted) {
      take();
      for (;;) {
        const int c = take();
        if (c == kEnd) throw error("csv.unclosed_quote", "a quote is not closed");
        if (c != static_cast<unsigned char>(quote_)) {
          field.text.push_back(static_cast<char>(c));
        } else if (peek() == static_cast<unsigned char>(quote_)) {
          field.text.push_back(static_cast<char>(take()));
        } else {
          break;
        }
      }
    }
    for (;;) {
      const int c = take();
      if (c == static_cast<unsigned char>(delimiter_)) break;
      if (c == '\r' && peek() == '\n') continue;
      if (c == kEnd || c == '\n') {
        more = false;
        break;
      }
      if (field.quoted) {
        skip_line();
        throw error("csv.text_after_quote",
                    "text follows the closing quote of field " + std::to_string(count + 1));
      }
      field.text.push_back(static_cast<char>(c));
    }
    if (first_invalid_utf8(field.text)) {
      if (more) skip_line();
      throw error("csv.not_utf8", "field " + std::to_string(count + 1) + " is not UTF-8")
          .with_note("iconv -f GB18030 -t UTF-8 converts Chinese files of old");
    }
  }
  fields.resize(count);
  return true;
}

}  // namespace wutong::base
