#include "build/name_parts.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/utf8.h"
#include "extract/lexicon.h"

namespace wutong::build {
namespace {

using Text = std::u32string;
using View = std::u32string_view;

// Longest first.
constexpr std::array<View, 8> kLegalForms = {
    U"有限责任公司", U"股份有限公司", U"有限公司", U"股份公司", U"总公司", U"公司", U"股份", U""};
constexpr std::array<View, 12> kPlaceForms = {
    U"壮族自治区", U"回族自治区", U"维吾尔自治区", U"特别行政区", U"自治区", U"自治州",
    U"自治县",     U"街道",       U"省",           U"市",         U"县",     U"区"};
constexpr std::array<View, 4> kSmallPlaceForms = {U"镇", U"乡", U"村", U"州"};
constexpr std::array<View, 6> kBranches = {U"分公司", U"子公司", U"分行",
                                           U"支行",   U"办事处", U"分院"};
constexpr View kNumerals = U"一二三四五六七八九十百千零〇两";
constexpr View kCounted = U"期号届院中小局厂矿次批轮版路";

struct Regions {
  std::set<Text> provinces;  // the first line of the list
  std::set<Text> all;
  std::size_t longest = 0;
};

// The places that the program was built with.
Regions read_regions() {
  Regions regions;
  const extract::SchemaFiles files = extract::embedded_schema();
  const auto file = files.find("lexicons/places.txt");
  if (file == files.end()) return regions;
  bool first = true;
  const Text text = base::from_utf8(file->second);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(U'\n', at), text.size());
    const View line = View(text).substr(at, end - at);
    at = end + 1;
    if (line.empty() || line.front() == U'#') continue;
    for (std::size_t i = 0; i < line.size();) {
      const std::size_t stop = std::min(line.find(U' ', i), line.size());
      const Text word(line.substr(i, stop - i));
      i = stop + 1;
      if (word.empty()) continue;
      regions.all.insert(word);
      regions.longest = std::max(regions.longest, word.size());
      if (first) regions.provinces.insert(word);
    }
    first = false;
  }
  return regions;
}

const Regions& regions() {
  static const Regions known = read_regions();
  return known;
}

bool ends_with(View text, View end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The administrative form that a place's name ends in.
View place_form(View name) {
  for (const View form : kPlaceForms) {
    if (ends_with(name, form)) return form;
  }
  for (const View form : kSmallPlaceForms) {
    if (ends_with(name, form)) return form;
  }
  return {};
}

// How much of `name` is places within each other: 浙江省桐乡市 of 浙江省桐乡市人民政府. `least`
// characters stay behind it.
std::size_t region_length(View name, std::size_t least) {
  std::size_t length = 0;
  for (bool grown = true; grown;) {
    grown = false;
    const View rest = name.substr(length);
    for (std::size_t size = std::min(regions().longest, rest.size()); size >= 2; --size) {
      if (!regions().all.count(Text(rest.substr(0, size)))) continue;
      std::size_t end = size;
      for (const View form : kPlaceForms) {
        if (rest.substr(size, form.size()) == form) {
          end += form.size();
          break;
        }
      }
      if (length + end + least > name.size()) continue;
      length += end;
      grown = true;
      break;
    }
    if (grown) continue;
    // A place that is in no list is known by its form.
    for (std::size_t size = 3; size <= 6 && length + size + least <= name.size(); ++size) {
      const char32_t last = rest[size - 1];
      if (last == U'省' || last == U'市' || last == U'县' || last == U'区') {
        length += size;
        grown = true;
        break;
      }
    }
  }
  return length;
}

Text bare_region(View region) {
  const View form = place_form(region);
  const bool strip = !form.empty() && region.size() >= form.size() + 2;
  return Text(strip ? region.substr(0, region.size() - form.size()) : region);
}

NameParts company_parts(View name) {
  NameParts parts;
  for (const View branch : kBranches) {
    if (ends_with(name, branch)) {
      parts.core = base::to_utf8(name);
      return parts;
    }
  }
  View rest = name;
  for (const View form : kLegalForms) {
    if (form.empty() || !ends_with(rest, form) || rest.size() < form.size() + 2) continue;
    rest.remove_suffix(form.size());
    // 有限责任公司 is written 有限公司 as well; 公司 says nothing.
    if (form == U"有限责任公司" || form == U"有限公司") parts.form = "有限公司";
    if (form == U"股份有限公司" || form == U"股份公司" || form == U"股份")
      parts.form = "股份有限公司";
    break;
  }
  if (ends_with(rest, U"集团") && rest.size() >= 4) {
    rest.remove_suffix(2);
    parts.group = "集团";
  }
  const Text longest_region = [&]() -> Text {
    for (std::size_t size = std::min(regions().longest, rest.size()); size >= 2; --size) {
      if (regions().all.count(Text(rest.substr(0, size)))) return Text(rest.substr(0, size));
    }
    return {};
  }();
  if (!longest_region.empty() && rest.size() >= longest_region.size() + 2) {
    parts.region = base::to_utf8(longest_region);
    rest.remove_prefix(longest_region.size());
    if (rest.size() >= 3 && (rest.front() == U'省' || rest.front() == U'市')) rest.remove_prefix(1);
  }
  parts.core = base::to_utf8(rest);
  return parts;
}

NameParts place_parts(View name) {
  NameParts parts;
  const View form = place_form(name);
  const std::size_t region = region_length(name, 2);
  parts.region = base::to_utf8(name.substr(0, region));
  View rest = name.substr(region);
  if (!form.empty() && rest.size() >= form.size() + 2) {
    rest.remove_suffix(form.size());
    parts.form = base::to_utf8(form);
  }
  parts.core = base::to_utf8(rest);
  return parts;
}

NameParts institution_parts(View name) {
  NameParts parts;
  const std::size_t region = region_length(name, 2);
  parts.region = base::to_utf8(name.substr(0, region));
  const View rest = name.substr(region);
  parts.core = rest == U"政府" ? "人民政府" : base::to_utf8(rest);
  return parts;
}

bool is_province(const std::string& core) {
  return regions().provinces.count(base::from_utf8(core)) > 0;
}

// 吉林 is the province, not the city of its name.
bool may_be_province(const std::string& form) {
  return form == "省" || form == "特别行政区" || form.find("自治区") != std::string::npos;
}

// A region that is the other one's, written from further out: 桐乡市 of 浙江省桐乡市.
bool within(const std::string& inner, const std::string& outer) {
  if (inner.empty() || inner == outer) return true;
  const Text a = base::from_utf8(inner), b = base::from_utf8(outer);
  return ends_with(b, a) || bare_region(a) == bare_region(b) || ends_with(bare_region(b), a);
}

bool is_fuller(const EntityKey& full, const EntityKey& key) {
  const std::size_t a = name_length(full.name), b = name_length(key.name);
  return a > b || (a == b && full.name < key.name);
}

}  // namespace

NameParts parts_of(const EntityKey& key) {
  const Text name = base::from_utf8(key.name);
  if (name.size() >= 2) {
    if (key.type == "Company") return company_parts(name);
    if (key.type == "Place") return place_parts(name);
    if (key.type == "Institution") return institution_parts(name);
  }
  NameParts parts;
  parts.core = key.name;
  return parts;
}

std::vector<std::string> marks_of(std::string_view utf8) {
  const Text name = base::from_utf8(utf8);
  std::vector<std::string> marks;
  const auto digit = [&](std::size_t i) {
    return i < name.size() && ((name[i] >= U'0' && name[i] <= U'9') || name[i] == U'.');
  };
  const auto numeral = [&](std::size_t i) {
    return i < name.size() && (digit(i) || kNumerals.find(name[i]) != View::npos);
  };
  for (std::size_t i = 0; i < name.size();) {
    const bool ordinal = name[i] == U'第' && numeral(i + 1);
    std::size_t end = ordinal ? i + 1 : i;
    while (numeral(end)) ++end;
    const bool counted = end > i && end < name.size() && kCounted.find(name[end]) != View::npos;
    const bool digits = end > i && digit(ordinal ? i + 1 : i);
    if (!ordinal && !digits && !counted) {
      ++i;
      continue;
    }
    if (counted) ++end;
    marks.push_back(base::to_utf8(View(name).substr(i, end - i)));
    i = end;
  }
  return marks;
}

bool fits(const EntityKey& key, const EntityKey& full) {
  if (key.type != full.type || !is_fuller(full, key)) return false;
  const NameParts a = parts_of(key), b = parts_of(full);
  const std::size_t core = name_length(a.core);
  if (a.core != b.core || core < 2) return false;
  if (key.type == "Company") {
    if (!a.region.empty() ? a.region != b.region : !b.region.empty() && core < 3) return false;
    if (!a.form.empty() && (a.form != b.form || a.group != b.group)) return false;
    return a.group.empty() || a.group == b.group;
  }
  if (key.type == "Place") {
    if (!a.form.empty() && a.form != b.form) return false;
    if (a.form.empty() && a.region.empty() && is_province(a.core)) return may_be_province(b.form);
    return within(a.region, b.region);
  }
  if (key.type == "Institution") return !a.region.empty() && within(a.region, b.region);
  return false;
}

bool is_region_of(const EntityKey& place, const EntityKey& company) {
  if (place.type != "Place" || company.type != "Company") return false;
  const std::string region = parts_of(company).region;
  return !region.empty() && (region == place.name || region == parts_of(place).core);
}

std::vector<std::string> contradictions(const EntityKey& a, const EntityKey& b) {
  std::vector<std::string> out;
  const auto differ = [&](const char* what, const std::string& x, const std::string& y) {
    out.push_back(std::string(what) + " differ: " + (x.empty() ? "none" : x) + ", " +
                  (y.empty() ? "none" : y));
  };
  if (a.type != b.type) differ("types", a.type, b.type);
  const auto marks_a = marks_of(a.name), marks_b = marks_of(b.name);
  if (marks_a != marks_b) {
    const auto joined = [](const std::vector<std::string>& marks) {
      std::string text;
      for (const std::string& mark : marks) text += (text.empty() ? "" : " ") + mark;
      return text;
    };
    differ("numbers", joined(marks_a), joined(marks_b));
  }
  if (a.type != b.type) return out;
  const NameParts x = parts_of(a), y = parts_of(b);
  const bool places = a.type == "Place" || a.type == "Institution";
  if (!x.region.empty() && !y.region.empty() &&
      !(places ? within(x.region, y.region) || within(y.region, x.region) : x.region == y.region)) {
    differ("regions", x.region, y.region);
  }
  if (!x.form.empty() && !y.form.empty() && x.form != y.form) {
    differ(a.type == "Place" ? "forms" : "legal forms", x.form, y.form);
  }
  if (!x.form.empty() && !y.form.empty() && x.group != y.group) differ("groups", x.group, y.group);
  return out;
}

}  // namespace wutong::build
