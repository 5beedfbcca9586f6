// text::Source, a file as found, and text::Document, its restored text.
//
// A Document is clean simplified Chinese in code points, with the map from every character back to
// the bytes of the source that it came from. Offsets into `text` count code points; ByteSpans count
// bytes of the source.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "text/offset_map.h"

namespace wutong::text {

struct Source {
  std::string uri;         // path or URL, as given
  std::string bytes;       // as found
  std::string media_type;  // "text/plain", "text/html", ...; empty: guessed from name and content
};

// One change between source and text.
struct Repair {
  base::ByteSpan span;  // bytes of the source
  std::string from;     // as found, UTF-8 (after decoding)
  std::string to;       // restored; empty: removed
  std::string rule;     // "pinyin", "t2s", "width", "out-of-step", "unrecovered", ...
  double score = 0;     // margin over the text as found, in nats; 0 where no choice was made
};

struct Document {
  std::string uri;
  std::string sha256;                             // of the source bytes, lower-case hex
  std::string encoding;                           // what the bytes were decoded as
  std::u32string text;                            // restored
  OffsetMap offsets;                              // text position -> source bytes
  std::vector<Repair> repairs;                    // in source order
  std::u32string found;                           // as decoded; both empty where repairs
  OffsetMap found_offsets;                        // are not kept
  std::map<std::string, std::string> properties;  // title, date, source, author, url where known
};

}  // namespace wutong::text
