// A linear model over binary features: one sum of weights for each class. Its files are text: who
// reads them sees what speaks for what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/huge_pages.h"
#include "extract/features.h"

namespace wutong::extract {

class LinearModel {
 public:
  // `feature`: UTF-8.
  void add(std::size_t of_class, std::string_view feature, float weight);
  // Once, behind the last add().
  void finish();

  // As bytes that are read without parsing, by a program built on the same kind of machine.
  // `classes`: their names.
  std::string compiled(const std::vector<std::string>& classes) const;
  static bool is_compiled(std::string_view bytes);
  // Error: model.bad_file where the bytes are damaged or of other classes.
  static LinearModel from_compiled(std::string_view bytes, const std::vector<std::string>& classes);

  bool empty() const { return rows_.empty(); }
  // What a sum must be above to count, where the file says so.
  float threshold() const { return threshold_; }
  void set_threshold(float threshold) { threshold_ = threshold; }
  // Whether anything was learnt of the class.
  bool knows(std::size_t of_class) const { return of_class < known_.size() && known_[of_class]; }

  // The sums of the features' weights, that of the feature "bias" included, by class; `sums` holds
  // one for each.
  void sum(const std::vector<std::uint64_t>& features, std::vector<float>& sums) const;

  // The same in three steps, each of which asks for the memory that the next one reads: who sums
  // many lists of features takes the first steps of the next ones before the last step of one.
  struct Asked {
    std::vector<std::uint64_t> keys;
    std::vector<std::uint32_t> rows;
  };
  void ask(const std::vector<std::uint64_t>& features, Asked& asked) const;
  void find(Asked& asked) const;
  void add_up(const Asked& asked, std::vector<float>& sums) const;

 private:
  struct Weight {
    std::uint64_t feature = 0;
    std::uint32_t of_class = 0;
    float value = 0;
  };
  // As compiled: the weights of a feature stand together.
  struct Entry {
    std::uint32_t of_class = 0;  // kLast added in the last one of a feature
    float value = 0;
  };
  static constexpr std::uint32_t kLast = 1U << 31;
  // A feature by the upper half of its key; the row that it has, from 1 on.
  struct Slot {
    std::uint32_t tag = 0, row = 0;
  };
  // Weights of classes side by side, which are added at once.
  typedef float Lanes __attribute__((vector_size(16)));
  static constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(float);
  static constexpr unsigned kSeenShift =
      64 - 18;  // the highest bits of a key, a quarter of a megabit
  static constexpr std::size_t kSeenWords = (std::size_t{1} << (64 - kSeenShift)) / 64;

  // The bits of a hash, mixed: those of a polynomial say little at its lower end.
  static std::uint64_t key_of(std::uint64_t feature) {
    feature = (feature ^ feature >> 32) * 0xFF51AFD7ED558CCDULL;
    return feature ^ feature >> 32;
  }
  static std::uint32_t tag_of(std::uint64_t key) { return static_cast<std::uint32_t>(key >> 32); }
  // Most features of a text were never learnt: a bit in a table that stays in the cache says so.
  bool learnt(std::uint64_t key) const {
    const std::uint64_t bit = key >> kSeenShift;
    return (seen_[bit >> 6] >> (bit & 63) & 1U) != 0;
  }
  std::uint32_t row_of(std::uint64_t key) const;
  void make_rows(std::size_t features, std::size_t classes);
  void add_weight(std::size_t row, std::size_t of_class, float weight) {
    rows_[row * width_ + of_class / kLanes][of_class % kLanes] += weight;
  }
  // The sums of so many columns from `column` on; how many they are.
  template <std::size_t Columns>
  std::size_t add(const Asked& asked, std::size_t column, std::vector<float>& sums) const;

  std::vector<std::uint64_t> seen_;
  std::vector<Weight> weights_;                     // as added, until finish()
  std::vector<bool> known_;                         // by class
  std::vector<Slot, base::HugePages<Slot>> slots_;  // open addressing; a power of two
  // A row for each feature, in it a weight for each class; the first one is of no feature. Half of
  // them are 0, but to add five times four of them takes less time than to add ten one by one.
  std::vector<Lanes, base::HugePages<Lanes>> rows_;
  std::size_t width_ = 0;  // of a row
  float threshold_ = 0;
};

}  // namespace wutong::extract
