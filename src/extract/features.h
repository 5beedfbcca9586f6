// Features of a linear model: texts "name=part|part", told apart by their hashes. The hash is a
// polynomial over the code points, so that of a text in parts comes from those of the parts: a word
// is hashed once, and stands in twenty features.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wutong::extract {

struct TextHash {
  static constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15ULL;
  std::uint64_t sum = 0, power = 1;  // kBase to the length of the text

  constexpr TextHash() = default;
  constexpr explicit TextHash(std::u32string_view text) {
    for (const char32_t c : text) {
      sum = sum * kBase + c;
      power *= kBase;
    }
  }
  constexpr TextHash(std::uint64_t sum_of, std::uint64_t power_of_size)
      : sum(sum_of), power(power_of_size) {}
  static constexpr std::uint64_t power_of(std::size_t size) {
    if (size == 1) return kBase;
    if (size == 2) return kBase * kBase;
    std::uint64_t power = 1;
    for (std::uint64_t square = kBase; size > 0; size >>= 1, square *= square) {
      if ((size & 1U) != 0) power *= square;
    }
    return power;
  }
  // Of the texts one behind the other.
  constexpr TextHash& operator+=(const TextHash& next) {
    sum = sum * next.power + next.sum;
    power *= next.power;
    return *this;
  }
  friend constexpr TextHash operator+(TextHash a, const TextHash& b) { return a += b; }
};

inline std::uint64_t feature_hash(std::u32string_view text) { return TextHash(text).sum; }

struct FeaturePart {
  std::u32string_view text;
  TextHash hash;

  constexpr FeaturePart() = default;
  constexpr FeaturePart(std::u32string_view part) : text(part), hash(part) {}
  constexpr FeaturePart(std::u32string_view part, const TextHash& known)
      : text(part), hash(known) {}
};

// Hashed where the program is compiled.
struct FeatureName {
  std::u32string_view text;
  TextHash hash;

  template <std::size_t Size>
  consteval FeatureName(const char32_t (&name)[Size]) : text(name, Size - 1), hash(text) {}
};

class FeatureList {
 public:
  // `texts`: of the features too.
  explicit FeatureList(bool with_texts = false) : with_texts_(with_texts) {}

  // `before` each name from now on.
  void clear(const FeaturePart& before = {}) {
    hashes_.clear();
    texts_.clear();
    before_ = before;
  }
  void add(const FeatureName& name, std::initializer_list<FeaturePart> parts) {
    std::uint64_t sum = before_.hash.sum * name.hash.power + name.hash.sum;
    char32_t joint = U'=';
    for (const FeaturePart& part : parts) {
      sum = (sum * TextHash::kBase + joint) * part.hash.power + part.hash.sum;
      joint = U'|';
    }
    hashes_.push_back(sum);
    if (with_texts_) write(name.text, parts);
  }

  // The same; what a list is made of a million times is better written so.
  template <class... Parts>
  void add(const FeatureName& name, const Parts&... parts) {
    std::uint64_t sum = before_.hash.sum * name.hash.power + name.hash.sum;
    char32_t joint = U'=';
    const auto join = [&](const TextHash& part) {
      sum = (sum * TextHash::kBase + joint) * part.power + part.sum;
      joint = U'|';
    };
    (join(parts.hash), ...);
    hashes_.push_back(sum);
    if (with_texts_) write(name.text, {parts...});
  }

  const std::vector<std::uint64_t>& hashes() const { return hashes_; }
  const std::vector<std::u32string>& texts() const { return texts_; }

 private:
  void write(std::u32string_view name, std::initializer_list<FeaturePart> parts) {
    std::u32string text(before_.text);
    text += name;
    char32_t joint = U'=';
    for (const FeaturePart& part : parts) {
      text += joint;
      text += part.text;
      joint = U'|';
    }
    texts_.push_back(std::move(text));
  }

  bool with_texts_;
  FeaturePart before_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::u32string> texts_;
};

}  // namespace wutong::extract
