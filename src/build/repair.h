// repair(): makes the builder's records and what the graph shows of them anew from the stored
// documents and the decisions of persons. Nodes and relationships that users made stay.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace wutong::build {

// `lost` gets a line for each document whose content is lost; its file becomes pending, so that the
// next job reads it again.
void repair(store::Store& store, std::vector<std::string>& lost);

}  // namespace wutong::build
