// Constraints: what every node of a label, or relationship of a type, must be like. Checked when a
// transaction commits, of what it changed; uniqueness of one property is an index's and checked at
// once (store/write_transaction.h).
//
//   meta record "constraint:NAME" -> kind relationship label properties type
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kv/database.h"
#include "store/graph.h"

namespace wutong::store {

using Constraints = std::map<std::string, ConstraintDescription, std::less<>>;
Constraints load_constraints(const kv::View& view);
std::string constraint_key(std::string_view name);
std::string encode_constraint(const ConstraintDescription& constraint);

// Throws constraint_validation_failed.{exists, type, unique} where the node or relationship breaks
// the constraint; one without the label or type, or that is gone, breaks none.
void check_constraint(const GraphView& view, const ConstraintDescription& constraint, NodeId id);
void check_constraint(const GraphView& view, const ConstraintDescription& constraint,
                      RelationshipId id);

// All constraints of a view, those of its unique indexes among them, by name.
std::vector<ConstraintDescription> all_constraints(const Constraints& constraints,
                                                   const std::vector<IndexDescription>& indexes);

}  // namespace wutong::store
