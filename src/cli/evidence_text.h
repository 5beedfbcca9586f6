// The text column of an evidence page: segments that links and highlights can name.
//
// Segment i is part i of the restored text. Its element has the id PREFIX "t" i, beside it in the
// text as found PREFIX "f" i. A span of the graph is a range of segments.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/evidence_page.h"
#include "wutong/extractor.h"

namespace wutong::cli {

struct SegmentRange {
  std::size_t first = 0, last = 0;
};

class Segments {
 public:
  // `parts` must not be empty and must outlive it.
  explicit Segments(const std::vector<TextPart>& parts) : parts_(parts) {}
  // The parts whose bytes lie in the span, at least one.
  SegmentRange of(const Evidence& evidence) const;
  std::string found(SegmentRange range) const;

 private:
  const std::vector<TextPart>& parts_;
};

// The lines of the text, and in two columns where it was repaired.
std::string text_table(const EvidencePage& page, const GraphAndText& document,
                       const std::string& prefix);

}  // namespace wutong::cli
