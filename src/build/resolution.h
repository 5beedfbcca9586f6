// Resolution: which node of the graph a document's entity is.
//
// An entity is known by its type and normalised name. A name resolves to a fuller one
//   - where a person says so (curation.h), else
//   - where a document introduces it as that name's short form, or
//   - where it is that name with parts left out (name_parts.h),
// if nothing contradicts it and all fuller names resolve to one root; a short form that fits
// several stays apart. Persons are one where their names are equal and their employers, if any are
// stated, hang together over documents, or may be one employer and fit no other circle; where a
// name has several such circles, a person of no stated employer belongs to none of them.
//
// The answer is a function of the *set* of documents and decisions, never of their order: roots are
// computed from an index of names that is itself such a function.
//
// Records in RecordSpace::Support, fields joined by 0x1f, the document's uri after 0x00:
//   n type name        0 uri   the document has an entity of that name
//   a type alias name  0 uri   the document gives `alias` for `name`
//   w person type name 0 uri   the document says that the person works for `name`
// and of each, however many documents say so, one that finds it from the other side:
//   c type core name           a name, by its core
//   b type name alias          an alias, by its name
//   v type name person         an employment, by the employer
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/recent_map.h"
#include "build/curation.h"
#include "build/entity_key.h"
#include "build/fact.h"
#include "build/records.h"
#include "wutong/document_graph.h"

namespace wutong::build {

// The circles of persons of one name, each known by its first employer.
struct Circles {
  std::map<EntityKey, EntityKey> of_employer;  // as documents name it -> the first of its circle
  std::set<EntityKey> all;
};

class Resolution {
 public:
  // What was found out of names. It may outlive a Resolution, and spare the next one the same, as
  // long as nothing changes names but what tells it.
  struct Known {
    base::RecentMap<EntityKey, EntityKey, EntityKeyHash> roots{32 << 20};
    base::RecentMap<std::string, Circles, base::TextHash> circles{16 << 20};  // by person
    // Records n, a and w without the document: some document has one.
    base::RecentMap<std::string, bool, base::TextHash> stated{32 << 20};
  };
  // `known` outlives this; without one it keeps its own.
  explicit Resolution(const Records& records, Known* known = nullptr)
      : records_(records), curation_(records), known_(known ? *known : own_) {}
  Resolution(const Resolution&) = delete;
  Resolution& operator=(const Resolution&) = delete;

  const Curation& curation() const { return curation_; }
  // To be called when names or decisions have changed.
  void refresh();
  // The same where only the roots and circles of these may be others.
  void forget(const std::set<EntityKey>& names);

  // The name `key` resolves to; itself where nothing fuller is certain.
  EntityKey root(const EntityKey& key) const;
  // The names that `key` may stand for, of which none contradicts it, and why: by documents that
  // introduce it (how many), by its parts.
  struct Fuller {
    EntityKey name;
    std::size_t introduced = 0;
    bool by_parts = false;
  };
  std::vector<Fuller> fuller(const EntityKey& key) const;
  // Valid until refresh() or forget().
  const Circles& circles(const std::string& person) const;
  // An employer of the person in each document that names one: uri -> name there.
  std::map<std::string, EntityKey> employers(const std::string& person) const;

  // What changes where documents' name records change from `former` to `now`, one set a document.
  // Before the change.
  struct NameChanges {
    // The names whose root, or whose circles, may change: those of which a name, an alias or an
    // employment appears for the first time or goes for good, and persons by whom a document joins
    // employers.
    std::set<EntityKey> keys;
    std::vector<std::string> appeared, gone;  // records of the other side
  };
  NameChanges changed_by(const std::vector<std::set<std::string>>& former,
                         const std::vector<std::set<std::string>>& now) const;
  // `keys` and every name whose root may depend on them, transitively. Persons are not among them
  // unless they are in `keys`: see persons_of.
  std::set<EntityKey> dependents(const std::set<EntityKey>& keys) const;
  // Persons who work for `employer`.
  std::set<EntityKey> persons_of(const EntityKey& employer) const;
  std::vector<std::string> documents_with(const EntityKey& key) const;
  // How the document reads its names.
  Reading reading(const DocumentGraph& graph) const;
  bool is_known(const EntityKey& key) const;
  // All names of entities, by type and name.
  void for_each_name(const std::function<void(const EntityKey&)>& visit) const;

 private:
  // The root; without `all_splits`, where names lead that are only kept from their neighbours.
  EntityKey end_of(const EntityKey& key, bool all_splits) const;
  EntityKey found_end(const EntityKey& key, bool all_splits) const;
  // Of the employers `known`, those that `employer` may be, though that is not certain of it alone:
  // a short form that fits several names, or a place that a company's name begins with.
  std::vector<EntityKey> may_be(const EntityKey& employer,
                                const std::map<EntityKey, EntityKey>& known) const;
  std::vector<std::string> last_fields(const std::string& prefix) const;
  // Calls `visit` with each employer, as named, and document of the person.
  void each_employer(
      const std::string& person,
      const std::function<void(std::string_view name, std::string_view uri)>& visit) const;

  const Records& records_;
  Curation curation_;
  Known own_;
  Known& known_;
  mutable std::map<EntityKey, EntityKey> meetings_;
};

// The records n, a and w of a document: keys, uri included.
std::vector<std::string> name_records(const std::string& uri, const DocumentGraph& graph);
// The record of the other side of one of these; its uri may be missing.
std::string other_side(std::string_view record);

// The key of a person of one circle, and the name without it.
EntityKey in_circle(const EntityKey& person, const EntityKey& employer);
EntityKey of_no_circle(const EntityKey& person, const std::string& uri);
// The key of a person in a document that names this employer, or none: `person` where there are
// not two circles.
EntityKey circle_in(const Circles& circles, const EntityKey& person, const std::string& uri,
                    const EntityKey* employer);
struct Circled {
  std::string name, employer;  // employer: empty outside of circles
};
Circled split_circle(std::string_view name);

}  // namespace wutong::build
