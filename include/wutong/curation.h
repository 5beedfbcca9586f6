// Why names are one or not, which are doubtful, and what a person decides about them.
//
//   wutong::Explanation why = wutong::explain(*database, {"Company", "华友钴业"});
//   wutong::decide(*database, {{"merge", "Company", "五疆", "五疆发展"}});
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wutong/database.h"

namespace wutong {

// A person's decision about a name. Decisions survive whatever is ingested, replaced or withdrawn.
struct Decision {
  std::string decide;  // "merge", "split", "rename" or "retype"
  std::string type, name;
  std::string other;  // the name to merge into, to split from or to have; the type to have
  friend auto operator<=>(const Decision&, const Decision&) = default;
};

// {"decide": "merge", "type": "Company", "name": "五疆", "into": "五疆发展"}; "from" of a split,
// "to" of the others.
std::string to_json(const Decision& decision);
// Error: curate.bad_decision.
Decision decision_from_json(const std::string& line);

// All in one commit. Error: curate.cycle, where a name would lead back to itself.
void decide(Database& database, const std::vector<Decision>& decisions);
// Takes decisions back; returns how many there were.
std::size_t undo(Database& database, const std::vector<Decision>& decisions);
// In a fixed order; replaying them in any order gives the same.
std::vector<Decision> decisions(Database& database);

struct TypedName {
  std::string type, name;
};

// Under which types documents use a name or a form of it, sorted by type.
std::vector<TypedName> types_of(Database& database, const std::string& name);

// The entity type that a word names, in the language of the graph or of its documents: one of the
// schema that the database was last built with, or a label in it. Errors: curate.unknown_type.
std::string entity_type(Database& database, const std::string& word);

// One piece of evidence and what it counts: above 0 for being one, below 0 against it.
struct Reason {
  int weight = 0;
  std::string text;
};
struct Explanation {
  bool known = false;           // some document uses the name, or both names
  bool one = false;             // of two names: whether they are one; of one: whether it leads on
  std::string name;             // that it leads to, or itself
  std::vector<Reason> reasons;  // add up to more than 0 where names are one
};

// Of one name: which it leads to and why, or why it stays. Of two: why they are one or not.
Explanation explain(Database& database, const TypedName& name);
Explanation explain(Database& database, const TypedName& a, const TypedName& b);

// Names that a person should look at.
struct Doubt {
  std::string kind;  // "ambiguous": fits several names; "contradicted": the same core, other parts;
                     // "persons": one name, several circles of employers
  std::string type, name;
  std::vector<std::string> others;
  std::string reason;
};
// By kind, type and name.
std::vector<Doubt> doubts(Database& database);

}  // namespace wutong
