// Explanations of what resolution.h decided, from the same records.
#pragma once

#include <vector>

#include "build/resolution.h"
#include "wutong/curation.h"

namespace wutong::build {

Explanation explain(const Records& records, const EntityKey& key);
Explanation explain(const Records& records, const EntityKey& a, const EntityKey& b);
std::vector<Doubt> doubts(const Records& records);
std::vector<EntityKey> types_of(const Records& records, const std::string& name);

}  // namespace wutong::build
