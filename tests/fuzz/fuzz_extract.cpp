// Any text: extraction ends, and every span of its facts lies within the bytes.
#include <cstdint>
#include <cstdlib>

#include "extract/extract.h"
#include "extract/lexicon.h"
#include "text/restore.h"
#include "wutong/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wutong;
  static const extract::Lexicon lexicon = extract::load_lexicon(extract::embedded_schema());
  const auto inside = [&](const Evidence& evidence) {
    if (evidence.start >= evidence.end || evidence.end > size) std::abort();
  };
  try {
    const DocumentGraph graph = extract::extract(
        text::restore(text::Source{"x.txt", {reinterpret_cast<const char*>(data), size}, ""}),
        lexicon);
    for (const Entity& entity : graph.entities) {
      for (const Evidence& mention : entity.mentions) inside(mention);
    }
    for (const Relation& relation : graph.relations) inside(relation.evidence);
    for (const Statistic& statistic : graph.statistics) inside(statistic.evidence);
  } catch (const Error& error) {
    if (error.is_internal()) std::abort();
  }
  return 0;
}
