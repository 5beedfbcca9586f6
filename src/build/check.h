// check(): compares the builder's records with the documents they come from and with the graph that
// shows them: every document's names and references are those that its graph gives, every fact with
// references is shown, and nothing is shown that no document states.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/snapshot_view.h"

namespace wutong::build {

// One line per fault; empty for a sound database. What cannot be read is a fault, too.
std::vector<std::string> check(const store::SnapshotView& view);

// A fact's key for people: its fields set apart by blanks.
std::string readable(std::string_view fact);

}  // namespace wutong::build
