#include "build/entity_key.h"

#include <algorithm>
#include <array>

namespace wutong::build {
namespace {

constexpr std::array<std::string_view, 16> kDropped = {"“",  "”",  "‘",        "’",     "《", "》",
                                                       "〈", "〉", "「",       "」",    "『", "』",
                                                       "\"", "'",  "\xc2\xa0", "\u3000"};

// Most characters of names begin with none of the bytes that these begin with.
constexpr bool may_be_dropped(char first) {
  return first == '\xe2' || first == '\xe3' || first == '\xc2' || first == '"' || first == '\'';
}

}  // namespace

std::string normalise_name(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t i = 0; i < name.size();) {
    if (may_be_dropped(name[i])) {
      const auto* const dropped =
          std::find_if(kDropped.begin(), kDropped.end(),
                       [&](std::string_view mark) { return name.substr(i, mark.size()) == mark; });
      if (dropped != kDropped.end()) {
        i += dropped->size();
        continue;
      }
    }
    const char c = name[i++];
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

std::size_t name_length(std::string_view name) {
  return static_cast<std::size_t>(std::count_if(name.begin(), name.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool may_stand_for(const EntityKey& alias, const EntityKey& name) {
  if (alias.type != name.type || alias.name == name.name) return false;
  const std::size_t short_length = name_length(alias.name);
  const std::size_t full_length = name_length(name.name);
  if (short_length < 2) return false;
  const bool fuller =
      full_length > short_length || (full_length == short_length && name.name < alias.name);
  if (!fuller) return false;
  const bool tail =
      name.name.size() > alias.name.size() &&
      name.name.compare(name.name.size() - alias.name.size(), std::string::npos, alias.name) == 0;
  return !tail || name.type == "Company" || name.type == "Place" || name.type == "Person";
}

}  // namespace wutong::build
