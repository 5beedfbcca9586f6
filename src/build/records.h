// Records: what the builder reads of a write transaction or of a snapshot, so that the same code
// resolves names in a commit and explains them to a reader.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/records.h"

namespace wutong::build {

using store::RecordSpace;

class Records {
 public:
  // `View` is a store::WriteTransaction or a store::SnapshotView, and outlives this.
  template <class View>
  explicit Records(const View& view)
      : get_([&view](RecordSpace space, std::string_view key) {
          return view.get_record(space, key);
        }),
        scan_([&view](RecordSpace space, std::string_view prefix, const Visit& visit) {
          view.scan_records(space, prefix, visit);
        }),
        skim_([&view](RecordSpace space, std::string_view prefix, const Leap& visit) {
          view.skim_records(space, prefix, visit);
        }) {}

  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  using Leap = std::function<std::optional<std::string>(std::string_view key)>;

  std::optional<std::string> get(RecordSpace space, std::string_view key) const {
    return get_(space, key);
  }
  void scan(RecordSpace space, std::string_view prefix, const Visit& visit) const {
    scan_(space, prefix, visit);
  }
  void skim(RecordSpace space, std::string_view prefix, const Leap& visit) const {
    skim_(space, prefix, visit);
  }
  bool any(RecordSpace space, std::string_view prefix) const {
    bool found = false;
    skim_(space, prefix, [&](std::string_view) -> std::optional<std::string> {
      found = true;
      return std::nullopt;
    });
    return found;
  }

 private:
  std::function<std::optional<std::string>(RecordSpace, std::string_view)> get_;
  std::function<void(RecordSpace, std::string_view, const Visit&)> scan_;
  std::function<void(RecordSpace, std::string_view, const Leap&)> skim_;
};

}  // namespace wutong::build
