// The parts of a name: which region, which core, which legal or administrative form.
//
//   浙江华友钴业股份有限公司   region 浙江, core 华友钴业, form 股份有限公司
//   桐昆集团有限公司           core 桐昆, group, form 有限公司
//   浙江省桐乡市               region 浙江省, core 桐乡, form 市
//   桐乡市人民政府             region 桐乡市, core 人民政府
//
// A short form fits a fuller name where it only leaves parts out. Names whose parts contradict each
// other, or that carry different numbers, ordinals or years, are never the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "build/entity_key.h"

namespace wutong::build {

struct NameParts {
  std::string region;
  std::string core;   // equal where two names may be one; never empty
  std::string group;  // "集团" of a company
  std::string form;   // legal form, or 省 市 县 ... of a place
};

NameParts parts_of(const EntityKey& key);

// Digits, ordinals and years in a name, in order: {"第六届"}, {"2021"}.
std::vector<std::string> marks_of(std::string_view name);

// Whether `key` is `full` with parts left out.
bool fits(const EntityKey& key, const EntityKey& full);

// Whether a company's name begins with the place: 南昌市 of 南昌明洋捷信息技术股份有限公司.
bool is_region_of(const EntityKey& place, const EntityKey& company);

// What contradicts that two names are one: "regions differ: 浙江, 江苏". Empty where nothing does.
std::vector<std::string> contradictions(const EntityKey& a, const EntityKey& b);

}  // namespace wutong::build
