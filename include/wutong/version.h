// The version of the library and of the database format it writes.
#pragma once

namespace wutong {

inline constexpr const char* kVersion = "0.1.0";
inline constexpr int kDatabaseFormatVersion = 4;

}  // namespace wutong
