#include "extract/word_map.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

using wutong::extract::WordMap;

TEST_CASE("words of a map are found as the longest at a place or before one", "[extract]") {
  WordMap<int> words;
  CHECK(words.longest(U"桐乡", 0, nullptr) == 0);
  CHECK(words.longest_ending(U"桐乡") == 0);
  words.add(U"桐乡", 1);
  words.add(U"桐乡市", 2);
  words.add(U"市", 3);
  const int* value = nullptr;
  const std::u32string district = U"在桐乡市区", town = U"在桐乡";
  CHECK(words.longest(district, 1, &value) == 3);
  CHECK(*value == 2);
  CHECK(words.longest(town, 1, &value) == 2);
  CHECK(*value == 1);
  CHECK(words.longest(town, 3, &value) == 0);
  CHECK(words.longest_ending(U"在桐乡市", &value) == 3);
  CHECK(words.longest_ending(U"城市", &value) == 1);
  CHECK(*value == 3);
  words.add(U"市", 4);
  CHECK(*words.find(U"市") == 4);
  CHECK(words.size() == 3);
  CHECK(words.find(U"") == nullptr);
}

TEST_CASE("a map of words answers as one by trial does", "[extract]") {
  std::mt19937 random(7);
  std::map<std::u32string, int> model;
  WordMap<int> words;
  const auto letters = [&](std::size_t size) {
    std::u32string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char32_t>(U'一' + random() % 6);
    return text;
  };
  for (int i = 0; i < 600; ++i) {
    const std::u32string word = letters(1 + random() % 6);
    model[word] = i;
    words.add(word, i);
  }
  REQUIRE(words.size() == model.size());
  const std::u32string text = letters(2000);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t longest = 0, ending = 0;
    int value = -1, ending_value = -1;
    for (std::size_t n = 1; n <= 7; ++n) {
      if (const auto it = model.find(text.substr(at, n));
          at + n <= text.size() && it != model.end()) {
        longest = n;
        value = it->second;
      }
      if (n > at) continue;
      if (const auto it = model.find(text.substr(at - n, n)); it != model.end()) {
        ending = n;
        ending_value = it->second;
      }
    }
    const int* found = nullptr;
    REQUIRE(words.longest(text, at, &found) == longest);
    REQUIRE((longest == 0 || *found == value));
    found = nullptr;
    REQUIRE(words.longest_ending(std::u32string_view(text).substr(0, at), &found) == ending);
    REQUIRE((ending == 0 || *found == ending_value));
  }
}
