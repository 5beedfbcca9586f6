// factorise: Aggregate(k, f, R) = Aggregate(k, f by m, Pattern(R -> columns(k, f), m))
// where R is a pattern, f are aggregates for which only the number of equal rows matters (count,
// min, max, DISTINCT ones), and k and f read nodes alone and not all of them. count(n.p) of a node
// that nothing else reads becomes a count that the Pattern makes beside m.
#include "plan/factorise.h"

#include <algorithm>

#include "plan/join_graph.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

// n or n.p, the argument of a count.
std::optional<PatternCount> counted(const AggregateItem& item) {
  if (item.function != "count" || item.distinct || item.arguments.size() != 1) return std::nullopt;
  const Expression& argument = *item.arguments.front();
  if (const auto* column = std::get_if<Column>(&argument.node)) {
    return PatternCount{{}, column->id, ""};
  }
  const auto* property = std::get_if<Property>(&argument.node);
  const auto* subject = property ? std::get_if<Column>(&property->subject->node) : nullptr;
  if (!subject) return std::nullopt;
  return PatternCount{{}, subject->id, property->key};
}

void add(std::vector<ColumnId>& to, const std::vector<ColumnId>& columns) {
  for (const ColumnId column : columns) {
    if (std::find(to.begin(), to.end(), column) == to.end()) to.push_back(column);
  }
}

}  // namespace

bool factorise(OperatorPtr& op, std::uint32_t& next_column) {
  auto* aggregate = std::get_if<Aggregate>(&op->node);
  if (!aggregate || std::holds_alternative<Pattern>(aggregate->input->node)) return false;
  const auto graph = join_graph(*aggregate->input);
  if (!graph) return false;
  std::vector<ColumnId> outputs;
  for (const ProjectItem& key : aggregate->keys) {
    const auto read = columns_read(*key.expression);
    if (!read) return false;
    add(outputs, *read);
  }
  std::vector<std::optional<PatternCount>> counts;
  for (const AggregateItem& item : aggregate->aggregates) {
    if (!item.distinct && item.function != "count" && item.function != "min" &&
        item.function != "max") {
      return false;
    }
    counts.push_back(counted(item));
    if (counts.back()) continue;
    for (const ExpressionPtr& argument : item.arguments) {
      const auto read = columns_read(*argument);
      if (!read) return false;
      add(outputs, *read);
    }
  }
  const std::vector<ColumnId> given =
      graph->source ? columns_of(*graph->source) : std::vector<ColumnId>{};
  std::size_t made = 0;
  for (auto& count : counts) {
    if (!count) continue;
    const auto node = graph->find(count->node);
    const bool read = std::find(outputs.begin(), outputs.end(), count->node) != outputs.end();
    if (!node || graph->nodes[*node].given || read || ++made > 3) {
      add(outputs, {count->node});
      count.reset();
    }
  }
  std::size_t nodes = 0;
  for (const ColumnId column : outputs) {
    if (const auto node = graph->find(column); node && !graph->nodes[*node].given) {
      if (graph->nodes[*node].group) return false;
      ++nodes;
    } else if (std::find(given.begin(), given.end(), column) == given.end()) {
      return false;  // a relationship
    }
  }
  const auto all = static_cast<std::size_t>(
      std::count_if(graph->nodes.begin(), graph->nodes.end(),
                    [](const JoinGraph::Node& node) { return !node.given; }));
  if (nodes == all && graph->edges.empty()) return false;
  Pattern pattern{std::move(aggregate->input), std::move(outputs), ColumnId{next_column++}, {}};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    AggregateItem& item = aggregate->aggregates[i];
    item.weight = pattern.multiplicity;
    if (!counts[i]) continue;
    counts[i]->column = ColumnId{next_column++};
    item.weight = counts[i]->column;
    item.arguments.clear();
    pattern.counts.push_back(std::move(*counts[i]));
  }
  auto input = std::make_unique<Operator>();
  input->node = std::move(pattern);
  aggregate->input = std::move(input);
  return true;
}

}  // namespace wutong::plan
