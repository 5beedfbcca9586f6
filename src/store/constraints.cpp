#include "store/constraints.h"

#include <algorithm>

#include "base/varint.h"
#include "model/compare.h"
#include "model/value_type.h"
#include "store/key_codec.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

using Kind = ConstraintDescription::Kind;
constexpr std::string_view kConstraintRecord = "constraint:";

// What is wrong with an entity's properties, empty for nothing.
std::string fault_of(const ConstraintDescription& constraint, const std::vector<Value>& values) {
  const std::size_t count = constraint.properties.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& key = constraint.properties[i];
    if (values[i].is_null()) {
      if (constraint.kind == Kind::Exists || constraint.kind == Kind::Key)
        return "has no '" + key + "'";
    } else if (constraint.kind == Kind::Type &&
               !model::TypeTest(constraint.type).holds(values[i])) {
      std::string type = model::type_text(values[i]);
      type = type.substr(0, type.rfind(" NOT NULL"));
      return "has '" + key + "' = " + to_literal(values[i]) + ", which is " + type + ", not " +
             constraint.type;
    }
  }
  return "";
}

[[noreturn]] void fail(const ConstraintDescription& constraint, const std::string& entity,
                       const std::string& fault) {
  const char* code = constraint.kind == Kind::Type   ? "constraint_validation_failed.type"
                     : fault.rfind("has no", 0) == 0 ? "constraint_validation_failed.exists"
                                                     : "constraint_validation_failed.unique";
  throw Error(code, entity + " " + fault)
      .with_note("constraint '" + constraint.name +
                 "' demands it otherwise; nothing was committed");
}

std::string literal_of(const ConstraintDescription& constraint, const std::vector<Value>& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_null()) continue;
    out += (out.empty() ? "" : ", ") + constraint.properties[i] + ": " + to_literal(values[i]);
  }
  return out.empty() ? "" : " {" + out + "}";
}

template <class Id>
std::vector<Value> values_of(const GraphView& view, const ConstraintDescription& constraint,
                             Id id) {
  std::vector<Value> values;
  for (const std::string& property : constraint.properties) {
    const auto key = view.names().find_key(property);
    values.push_back(key ? view.property(id, *key) : Value());
  }
  return values;
}

// Another node of the label with the same values of all properties.
bool has_twin(const GraphView& view, const ConstraintDescription& constraint, LabelId label,
              NodeId id, const std::vector<Value>& values) {
  const auto key = view.names().find_key(constraint.properties.front());
  if (!key) return false;
  std::unique_ptr<NodeCursor> cursor = view.seek(label, *key, values.front());
  if (!cursor) cursor = view.nodes_with_label(label);
  std::vector<NodeId> ids;
  for (cursor->next(1024, ids); !ids.empty(); cursor->next(1024, ids)) {
    for (const NodeId other : ids) {
      if (other == id) continue;
      const std::vector<Value> theirs = values_of(view, constraint, other);
      const bool same = std::equal(values.begin(), values.end(), theirs.begin(),
                                   [](const Value& a, const Value& b) {
                                     return model::equals(a, b) == std::optional(true);
                                   });
      if (same) return true;
    }
  }
  return false;
}

}  // namespace

std::string constraint_key(std::string_view name) {
  return std::string(kConstraintRecord).append(name);
}

std::string encode_constraint(const ConstraintDescription& constraint) {
  std::string record;
  const auto text = [&](std::string_view field) {
    base::append_varint(field.size(), record);
    record += field;
  };
  base::append_varint(static_cast<std::uint64_t>(constraint.kind), record);
  base::append_varint(constraint.relationship ? 1 : 0, record);
  text(constraint.label);
  base::append_varint(constraint.properties.size(), record);
  for (const std::string& property : constraint.properties) text(property);
  text(constraint.type);
  return record;
}

Constraints load_constraints(const kv::View& view) {
  Constraints constraints;
  view.scan(kv::Family::Meta, kConstraintRecord, [&](std::string_view key, std::string_view value) {
    const auto number = [&] {
      std::uint64_t out = 0;
      if (!base::take_varint(value, out)) raise_corrupted("a constraint");
      return out;
    };
    const auto text = [&] {
      const std::uint64_t size = number();
      if (size > value.size()) raise_corrupted("a constraint");
      std::string out(value.substr(0, size));
      value.remove_prefix(size);
      return out;
    };
    ConstraintDescription constraint;
    constraint.name = key.substr(kConstraintRecord.size());
    constraint.kind = static_cast<Kind>(number());
    constraint.relationship = number() != 0;
    constraint.label = text();
    for (std::uint64_t n = number(); n > 0; --n) constraint.properties.push_back(text());
    constraint.type = text();
    constraints.emplace(constraint.name, std::move(constraint));
    return true;
  });
  return constraints;
}

void check_constraint(const GraphView& view, const ConstraintDescription& constraint, NodeId id) {
  if (constraint.relationship) return;
  const auto label = view.names().find_label(constraint.label);
  if (!label || !view.has_label(id, *label)) return;
  const std::vector<Value> values = values_of(view, constraint, id);
  const std::string entity = "node " + std::to_string(static_cast<std::uint64_t>(id)) +
                             " (:" + constraint.label + literal_of(constraint, values) + ")";
  const std::string fault = fault_of(constraint, values);
  if (!fault.empty()) fail(constraint, entity, fault);
  const bool unique = constraint.kind == Kind::Unique || constraint.kind == Kind::Key;
  const bool whole = std::none_of(values.begin(), values.end(),
                                  [](const Value& value) { return value.is_null(); });
  if (unique && whole && has_twin(view, constraint, *label, id, values)) {
    fail(constraint, entity, "exists twice");
  }
}

void check_constraint(const GraphView& view, const ConstraintDescription& constraint,
                      RelationshipId id) {
  if (!constraint.relationship) return;
  const auto ends = view.relationship(id);
  if (!ends || view.names().type_name(ends->type) != constraint.label) return;
  const std::vector<Value> values = values_of(view, constraint, id);
  const std::string fault = fault_of(constraint, values);
  if (fault.empty()) return;
  fail(constraint,
       "relationship " + std::to_string(static_cast<std::uint64_t>(id)) + " [:" + constraint.label +
           literal_of(constraint, values) + "]",
       fault);
}

std::vector<ConstraintDescription> all_constraints(const Constraints& constraints,
                                                   const std::vector<IndexDescription>& indexes) {
  Constraints all = constraints;
  for (const IndexDescription& index : indexes) {
    if (!index.unique || all.count(index.name) > 0) continue;
    ConstraintDescription constraint;
    constraint.name = index.name;
    constraint.label = index.label;
    constraint.properties = index.properties;
    all.emplace(index.name, std::move(constraint));
  }
  std::vector<ConstraintDescription> out;
  for (auto& [name, constraint] : all) out.push_back(std::move(constraint));
  return out;
}

}  // namespace wutong::store
