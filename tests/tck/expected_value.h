// The notation of expected values in the TCK, read into a comparable text: nodes with sorted labels
// and properties, numbers in one form, lists optionally without order.
#pragma once

#include <string>

#include "wutong/value.h"

namespace wutong::tck {

// Both give the same text for equal values.
std::string canonical(const std::string& expected, bool ignore_list_order);
std::string canonical(const Value& actual, bool ignore_list_order);

// An expected value that is no node, relationship or path, for parameters and procedure rows.
Value to_value(const std::string& expected);

}  // namespace wutong::tck
