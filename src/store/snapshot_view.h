// A committed state of the graph, unchanged by later commits.
#pragma once

#include "store/reader.h"

namespace wutong::store {

class SnapshotView : public Reading<GraphView> {
 public:
  SnapshotView(std::unique_ptr<kv::View> view, const StoredNames& names);
  // The same for another thread; must not outlive this one.
  std::unique_ptr<SnapshotView> fork() const;

  std::optional<std::string> get_record(RecordSpace space, std::string_view key) const;
  void scan_records(RecordSpace space, std::string_view prefix,
                    const std::function<bool(std::string_view, std::string_view)>& visit) const;
  // See kv::View::skim.
  void skim_records(RecordSpace space, std::string_view prefix,
                    const std::function<std::optional<std::string>(std::string_view)>& visit) const;
  const Counters& counters() const { return counters_; }
  const kv::View& raw() const { return *view_; }

 private:
  SnapshotView(std::unique_ptr<kv::View> view, const SnapshotView& from);

  std::unique_ptr<kv::View> view_;
};

kv::Family family_of(RecordSpace space);

}  // namespace wutong::store
