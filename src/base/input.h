#pragma once

#include <istream>
#include <string>

namespace wutong::base {

// All that is left of `in`, in large blocks. Whether it was read to its end, in.bad() says.
std::string read_all(std::istream& in);

}  // namespace wutong::base
