// CREATE and DROP of indexes and constraints.
#include "base/overloaded.h"
#include "bind/binding.h"

namespace wutong::bind {

using base::overloaded;
using plan::OperatorPtr;

OperatorPtr Binding::schema_command(const syntax::SchemaCommand& command) {
  const auto text_list = [](const std::vector<syntax::Name>& names) {
    std::vector<std::string> out;
    for (const syntax::Name& name : names) out.push_back(name.text);
    return out;
  };
  const auto joined = [](const std::string& label, const std::vector<syntax::Name>& properties) {
    std::string out = "_" + label;
    for (const syntax::Name& property : properties) out += "_" + property.text;
    return out;
  };
  return std::visit(
      overloaded{
          [&](const syntax::CreateIndex& ast) -> OperatorPtr {
            plan_.writes = true;
            if (ast.relationship) {
              throw Error("unsupported.relationship_index",
                          "an index is about nodes, not about relationships", ast.label.span)
                  .with_note("relationships are found from their ends");
            }
            const std::string name =
                ast.name ? ast.name->text : joined(ast.label.text, ast.properties).substr(1);
            return make_operator(plan::CreateIndex{name, ast.label.text, text_list(ast.properties),
                                                   ast.if_not_exists});
          },
          [&](const syntax::DropIndex& ast) -> OperatorPtr {
            plan_.writes = true;
            return make_operator(plan::DropIndex{ast.name.text, ast.if_exists});
          },
          [&](const syntax::CreateConstraint& ast) -> OperatorPtr {
            plan_.writes = true;
            using Kind = plan::CreateConstraint::Kind;
            plan::CreateConstraint out;
            out.kind = static_cast<Kind>(ast.kind);
            out.label = ast.label.text;
            out.relationship = ast.relationship;
            out.properties = text_list(ast.properties);
            out.type = ast.type;
            out.if_not_exists = ast.if_not_exists;
            if (out.relationship && (out.kind == Kind::Unique || out.kind == Kind::Key)) {
              throw Error("unsupported.relationship_uniqueness",
                          "values can be unique among nodes, not among relationships",
                          ast.label.span)
                  .with_note("MERGE (a)-[:" + out.label + " {...}]->(b) makes none twice");
            }
            static constexpr const char* kKinds[] = {"unique", "exists", "type", "key"};
            out.name = ast.name ? ast.name->text
                                : kKinds[static_cast<std::size_t>(out.kind)] +
                                      joined(out.label, ast.properties);
            return make_operator(std::move(out));
          },
          [&](const syntax::DropConstraint& ast) -> OperatorPtr {
            plan_.writes = true;
            return make_operator(plan::DropConstraint{ast.name.text, ast.if_exists});
          },
      },
      command);
}

}  // namespace wutong::bind
