// wutong::Error, the one exception type of the library.
//
// An error has a stable dotted code ("syntax.unexpected_token"), a message in lower case without a
// trailing dot, and, where one is known, the place in the text it is about. Notes are short hints
// ("did you mean 'Company'?"). The library never prints: base/diagnostic.h renders an Error with
// its source line and a caret.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wutong {

// Byte range [begin, end) in a query, a schema file or another text the user wrote.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string& message, std::optional<TextSpan> span = std::nullopt)
      : std::runtime_error(message), code_(std::move(code)), span_(span) {}

  const std::string& code() const noexcept { return code_; }
  std::string message() const { return what(); }
  const std::optional<TextSpan>& span() const noexcept { return span_; }
  const std::vector<std::string>& notes() const noexcept { return notes_; }
  // In one line, for reports: what is wrong; what to do about it.
  std::string message_with_notes() const {
    std::string out = what();
    for (const std::string& note : notes_) out += "; " + note;
    return out;
  }
  // The text the span points into and the name it goes by ("query", a path); set by the session.
  const std::string& source() const noexcept { return source_; }
  const std::string& source_name() const noexcept { return source_name_; }

  Error&& with_note(std::string note) && {
    notes_.push_back(std::move(note));
    return std::move(*this);
  }
  Error&& at(TextSpan span) && {
    span_ = span;
    return std::move(*this);
  }
  void set_span(TextSpan span) { span_ = span; }
  void add_note(std::string note) { notes_.push_back(std::move(note)); }
  void set_source(std::string text, std::string name) {
    source_ = std::move(text);
    source_name_ = std::move(name);
  }

  // True where the fault is the program's and not the user's: exit status 2.
  bool is_internal() const noexcept { return code_.rfind("internal.", 0) == 0; }

 private:
  std::string code_;
  std::optional<TextSpan> span_;
  std::vector<std::string> notes_;
  std::string source_;
  std::string source_name_;
};

}  // namespace wutong
