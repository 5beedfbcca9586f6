#include "text/offset_map.h"

#include <catch2/catch.hpp>
#include <random>

using namespace wutong;

TEST_CASE("offset map: agrees with a plain array, for any widths and gaps") {
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    text::OffsetMap map;
    std::vector<base::ByteSpan> plain;
    std::size_t byte = 0;
    for (auto n = random() % 200; n > 0; --n) {
      if (random() % 5 == 0) byte += random() % 9;  // removed bytes
      const std::size_t width = random() % 7 == 0 ? 1 : 3;
      plain.push_back({byte, byte + width});
      map.append(plain.back());
      byte += width;
    }
    REQUIRE(map.size() == plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      CHECK(map.source(i, i + 1) == plain[i]);
      CHECK(map.character_at(plain[i].begin) <= i);
      const std::size_t end = i + random() % (plain.size() - i) + 1;
      CHECK(map.source(i, end) == base::ByteSpan{plain[i].begin, plain[end - 1].end});
      CHECK(map.source(i, i) == base::ByteSpan{plain[i].begin, plain[i].begin});
    }
  }
}
