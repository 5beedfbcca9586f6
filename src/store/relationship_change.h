// Changes of a relationship that are written without reading it: a list that names places, one
// after another, can grow long, and nobody who adds to it need write the others again. Storage
// makes the changes when the relationship is read, or when its file is written anew.
//
//   change = properties list count group*       properties: set, and removed where null
//   group  = text count text*                   what is before the '#' of items, then those items
//
// The list, a property of texts "GROUP#...", is sorted by group. A change replaces all items of the
// groups that it names, so that it can be made twice.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"

namespace wutong::store {

using Groups = std::map<std::string, std::vector<std::string>>;

// `properties` sorted by key.
std::string encode_change(const model::PropertyList& properties, model::KeyId list,
                          const Groups& groups);

// A kv::MergeFunction. A relationship that is lost stays lost: its record is empty, as no record
// is.
bool change_relationship(const std::string_view* record,
                         const std::vector<std::string_view>& changes, std::string& out);

}  // namespace wutong::store
