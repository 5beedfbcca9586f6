// Relations: rules with trigger words first, then patterns of the sentence and the document.
#include "extract/relation_context.h"

namespace wutong::extract {

std::vector<RelationDraft> find_relations(const Annotation& annotation) {
  RelationContext context(annotation);
  apply_relation_rules(context);
  apply_relation_patterns(context);
  return std::move(context.found());
}

}  // namespace wutong::extract
