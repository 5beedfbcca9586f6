// late_project: Top(k, n, Project(p, R)) = Project(p, Top(k', n, R))
// where k' are the keys k with the expressions of p in place of its columns, and these are
// properties, columns or constants: so that only the rows that stay are projected.
#include "plan/late_project.h"

#include <algorithm>

#include "plan/tree.h"

namespace wutong::plan {
bool late_project(OperatorPtr& op) {
  auto* top = std::get_if<Top>(&op->node);
  if (!top) return false;
  auto* project = std::get_if<Project>(&top->input->node);
  if (!project) return false;
  // Anything else than reading (rand(), an error) happens once a row, and stays so.
  for (const ProjectItem& item : project->items) {
    if (!copy_simple(*item.expression)) return false;
  }
  std::vector<SortKey> keys;
  const std::vector<ColumnId> below = columns_of(*project->input);
  for (const SortKey& key : top->keys) {
    const auto* column = std::get_if<Column>(&key.expression->node);
    if (!column) return false;
    const auto item = std::find_if(project->items.begin(), project->items.end(),
                                   [&](const ProjectItem& x) { return x.column == column->id; });
    if (item == project->items.end()) {
      if (project->discard_rest ||
          std::find(below.begin(), below.end(), column->id) == below.end()) {
        return false;
      }
      keys.push_back({copy_simple(*key.expression), key.descending});
    } else {
      keys.push_back({copy_simple(*item->expression), key.descending});
    }
  }
  top->keys = std::move(keys);
  OperatorPtr project_op = std::move(top->input);
  auto& moved = std::get<Project>(project_op->node);
  top->input = std::move(moved.input);
  moved.input = std::move(op);
  op = std::move(project_op);
  return true;
}

}  // namespace wutong::plan
