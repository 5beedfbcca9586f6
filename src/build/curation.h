// Curation: what a person decided about names. Decisions are data beside the documents: they hold
// whatever is ingested, replaced or withdrawn, can be exported as lines and replayed.
//
//   {"decide": "merge",  "type": "Company", "name": "五疆", "into": "五疆发展"}
//   {"decide": "split",  "type": "Company", "name": "五疆", "from": "五疆发展"}
//   {"decide": "rename", "type": "Company", "name": "五疆发展", "to": "浙江五疆发展有限公司"}
//   {"decide": "retype", "type": "Company", "name": "乌镇实验室", "to": "Institution"}
//
// A name has at most one decision that sends it on (merge, rename, retype): the last one holds.
// What a name is sent to is final: evidence does not lead further.
//
// Records in RecordSpace::Support, fields joined by 0x1f:
//   r type name              the decision that sends the name on, JSON
//   q to-type to-name type name      the same, by where it leads
//   z type name other        the two are not the same; both ways
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "build/entity_key.h"
#include "build/records.h"
#include "store/write_transaction.h"
#include "wutong/curation.h"

namespace wutong::build {

using wutong::Decision;

// The keys that a decision is about: the name, and where it leads or from what it is kept.
EntityKey key_of(const Decision& decision);
EntityKey other_of(const Decision& decision);

class Curation {
 public:
  explicit Curation(const Records& records) : records_(records), any_(known()) {}

  // Where a person sends the name; nullopt: nowhere.
  std::optional<EntityKey> sent_to(const EntityKey& key) const;
  // Whether a decision leads here.
  bool is_final(const EntityKey& key) const;
  std::vector<EntityKey> sent_here(const EntityKey& key) const;
  std::vector<EntityKey> kept_from(const EntityKey& key) const;
  bool are_split(const EntityKey& a, const EntityKey& b) const;
  std::optional<std::string> shown_name(const EntityKey& key) const;
  // Sorted by name.
  std::vector<Decision> decisions() const;
  void refresh() { any_ = known(); }

 private:
  bool known() const;
  const Records& records_;
  bool any_;  // decisions at all
};

// Errors: curate.cycle, where the name would lead back to itself.
void decide(store::WriteTransaction& transaction, const Decision& decision);
// Takes it back. Returns whether it was there.
bool undo(store::WriteTransaction& transaction, const Decision& decision);

}  // namespace wutong::build
