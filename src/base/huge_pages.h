// Memory of large tables that are read without order, in pages of two megabytes where the system
// has them: in small ones, such a read first waits for where the page is.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace wutong::base {

template <class Item>
struct HugePages {
  using value_type = Item;

  HugePages() = default;
  template <class Other>
  HugePages(const HugePages<Other>&) {}

  Item* allocate(std::size_t count) {
    constexpr std::size_t kPage = std::size_t{1} << 21, kLine = 64;
    const bool large = count * sizeof(Item) > kPage / 4;
    const std::size_t unit = large ? kPage : kLine;
    const std::size_t bytes = (count * sizeof(Item) + unit - 1) / unit * unit;
    void* memory = std::aligned_alloc(unit, bytes);
    if (!memory) throw std::bad_alloc();
    if (large) madvise(memory, bytes, MADV_HUGEPAGE);  // where it cannot be, pages are small
    return static_cast<Item*>(memory);
  }
  void deallocate(Item* items, std::size_t) { std::free(items); }
  friend bool operator==(const HugePages&, const HugePages&) { return true; }
};

}  // namespace wutong::base
