// Any bytes: decoding and restoration end, and the offset map stays within the bytes and in order.
#include <cstdint>
#include <cstdlib>

#include "text/restore.h"
#include "wutong/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wutong;
  try {
    const text::Document document =
        text::restore(text::Source{"x.txt", {reinterpret_cast<const char*>(data), size}, ""});
    std::size_t begin = 0;
    for (std::size_t i = 0; i < document.text.size(); ++i) {
      const base::ByteSpan span = document.offsets.source(i, i + 1);
      if (span.begin < begin || span.end < span.begin || span.end > size) std::abort();
      begin = span.begin;
    }
  } catch (const Error& error) {
    if (error.is_internal()) std::abort();
  }
  return 0;
}
