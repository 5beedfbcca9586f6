// The fields of the builder's records: numbers as varints, texts with their length before them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/varint.h"
#include "wutong/error.h"

namespace wutong::build {

// Takes fields off the front of a record. Errors: store.corrupted, naming what the record is.
class FieldReader {
 public:
  FieldReader(std::string_view record, const char* what) : rest_(record), what_(what) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    if (!base::take_varint(rest_, value)) raise();
    return value;
  }
  std::string text() { return std::string(text_view()); }
  // Valid as long as the record.
  std::string_view text_view() {
    const std::uint64_t size = number();
    if (size > rest_.size()) raise();
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  std::string_view rest() const { return rest_; }

 private:
  [[noreturn]] void raise() const {
    throw Error("store.corrupted", std::string("the database is damaged: cannot read ") + what_)
        .with_note("wutong repair DIR makes it anew");
  }

  std::string_view rest_;
  const char* what_;
};

inline void append_text(std::string_view text, std::string& out) {
  base::append_varint(text.size(), out);
  out += text;
}

}  // namespace wutong::build
