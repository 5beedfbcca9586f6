// Any bytes to each reader: the first byte chooses it. Faults are errors by name, nothing else.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "text/reader.h"
#include "text/restore.h"
#include "wutong/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wutong;
  constexpr std::array kTypes = {"text/html",       "application/json",  "application/jsonl",
                                 "application/zip", "application/x-tar", "application/docx",
                                 "application/pdf"};
  if (size < 2) return 0;
  const text::Source source{
      "x", {reinterpret_cast<const char*>(data + 1), size - 1}, kTypes[data[0] % kTypes.size()]};
  const auto check = [](const Error& error) {
    if (error.is_internal()) std::abort();
  };
  try {
    text::read_documents(
        source, {},
        [&](text::SourceDocument&& document) {
          base::ByteSpan before{0, 0};
          for (const text::DecodedCharacter& c : document.decoded.characters) {
            if (c.span.begin < before.end && !(c.span == before)) std::abort();
            if (c.span.end < c.span.begin) std::abort();
            before = c.span;
          }
          text::restore(std::move(document));
        },
        [&](const std::string&, const Error& error) { check(error); });
  } catch (const Error& error) {
    check(error);
  }
  return 0;
}
