// Operators on values with openCypher's types: numbers, strings, lists, temporal values. Null in,
// null out. Errors: type.invalid_argument_type, arithmetic.integer_overflow,
// arithmetic.division_by_zero (integers only).
#pragma once

#include "wutong/value.h"

namespace wutong::exec {

Value add(const Value& a, const Value& b);
Value concatenate(const Value& a, const Value& b);  // ||, of two texts or two lists
Value subtract(const Value& a, const Value& b);
Value multiply(const Value& a, const Value& b);
Value divide(const Value& a, const Value& b);
Value modulo(const Value& a, const Value& b);
Value power(const Value& a, const Value& b);
Value negate(const Value& a);

// Three-valued logic; throws type.invalid_argument_type for what is neither Boolean nor null.
Value logical_and(const Value& a, const Value& b);
Value logical_or(const Value& a, const Value& b);
Value logical_xor(const Value& a, const Value& b);
Value logical_not(const Value& a);

Value starts_with(const Value& a, const Value& b);
Value ends_with(const Value& a, const Value& b);
Value contains(const Value& a, const Value& b);
Value matches(const Value& text, const Value& pattern);  // =~, whole text, RE2 syntax
Value in_list(const Value& item, const Value& list);

// subject[index] and subject[from..to]; subject.key for maps and temporal values (null subject:
// null).
Value subscript(const Value& subject, const Value& index);
Value slice(const Value& subject, const Value& from, const Value& to);
Value component(const Value& subject, std::string_view key);

}  // namespace wutong::exec
