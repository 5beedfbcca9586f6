// The page that shows what was found in documents and where: each document's text as found and as
// restored, its mentions coloured by type, and beside it every entity, relation and statistic with
// evidence, rule, confidence and status. One file; without JavaScript and on paper everything is
// there to read, with it a click shows a fact's place.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wutong/extractor.h"

namespace wutong::cli {

// How the page shows an entity type: what stands for it where there is no room, and its style.
struct TypeLook {
  std::string type, zh, sign, style;
};

// A document of the page, for the list at its end or the index of a directory.
struct ShownDocument {
  std::string link, title, summary;
};

class EvidencePage {
 public:
  explicit EvidencePage(const Extractor& extractor);

  static std::string head(std::string_view title);
  // `number`: of the document in the page, from 1; ids begin with it. Safe from many threads.
  std::string document(const GraphAndText& document, std::size_t number) const;
  // `documents` are listed where there are several.
  static std::string foot(const std::vector<ShownDocument>& documents);
  // A page of links.
  static std::string index(const std::vector<ShownDocument>& documents);
  static ShownDocument shown(const GraphAndText& document, std::string link);

  const TypeLook& look(const std::string& type) const;
  std::string relation_name(const std::string& type) const;
  const std::vector<TypeLook>& looks() const { return looks_; }

 private:
  std::vector<TypeLook> looks_;  // in the schema's order
  std::map<std::string, std::size_t> looks_by_type_;
  std::map<std::string, std::string> names_;  // type -> Chinese name
};

}  // namespace wutong::cli
