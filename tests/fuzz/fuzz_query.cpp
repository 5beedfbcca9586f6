// Any text to the parser: a query or a syntax error.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "syntax/parser.h"
#include "wutong/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wutong;
  try {
    syntax::parse(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const Error& error) {
    if (error.is_internal()) std::abort();
  }
  return 0;
}
