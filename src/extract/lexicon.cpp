#include "extract/lexicon.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "base/hash.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "extract/models.h"
#include "extract/rule_file.h"
#include "wutong/error.h"
#include "wutong/version.h"

asm(".section .rodata\n.balign 16\n.global wutong_schema\nwutong_schema:\n.incbin "
    "\"" WUTONG_SCHEMA_PACK
    "\"\n.global wutong_schema_end\nwutong_schema_end:\n.byte 0\n.previous\n");
extern "C" {
extern const char wutong_schema[];
extern const char wutong_schema_end[];
}

namespace wutong::extract {
namespace {

constexpr const char* kSchemaFile = "regional-economy.json";

// The parts of a line between characters of `marks`, empty ones left out where `blanks`.
std::vector<std::string_view> split(std::string_view line, std::string_view marks, bool blanks) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= line.size();) {
    std::size_t end = begin;
    while (end < line.size() && marks.find(line[end]) == marks.npos) ++end;
    if (end > begin || (!blanks && end < line.size())) {
      parts.push_back(line.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return parts;
}
std::vector<std::string_view> words_of(std::string_view line) { return split(line, " \t", true); }
std::vector<std::string_view> fields_of(std::string_view line) { return split(line, "\t", false); }

// Calls `use` with each line that is neither empty nor a comment. A fault is thrown, or added to
// `faults` where they are gathered.
template <class Use>
void each_line(const SchemaFiles& files, const std::string& name, std::vector<Error>* faults,
               Use use) {
  const auto file = files.find(name);
  if (file == files.end()) return;
  const std::string_view text = file->second;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty() && line[0] != '#') {
      try {
        use(line);
      } catch (Error& error) {
        error.set_span({begin, end});
        error.set_source(file->second, name);
        if (!faults) throw;
        faults->push_back(error);
      }
    }
    begin = end + 1;
  }
}

void check_type(const model::Schema& schema, std::string_view type) {
  if (!schema.has_entity(type)) {
    throw Error("lexicon.bad_line", "the schema has no entity type '" + std::string(type) + "'");
  }
}

RelationShape shape_of(const RuleFields& fields) {
  static const std::vector<std::pair<std::string, RelationShape>> kShapes = {
      {"head-verb-tail", RelationShape::HeadVerbTail},
      {"head-verb-money-tail", RelationShape::HeadVerbMoneyTail},
      {"head-verb-tail-share", RelationShape::HeadVerbTailShare},
      {"head-in-tail-verb", RelationShape::HeadInTailVerb},
      {"by-heads-verb-tail", RelationShape::ByHeadsVerbTail},
      {"tail-verb-heads", RelationShape::TailVerbHeads},
      {"head-with-tail-verb", RelationShape::HeadWithTailVerb}};
  const std::string wanted = fields.text("shape");
  std::string all = "shapes:";
  for (const auto& [name, shape] : kShapes) {
    if (name == wanted) return shape;
    all += " " + name;
  }
  fields.fail("shape", "'" + wanted + "' is none", all);
}

RelationRule rule_of(const RuleFields& fields, const model::Schema& schema) {
  fields.only({"id", "type", "shape", "words", "head", "tail", "confidence", "subject", "quoted",
               "yes", "no"});
  RelationRule rule;
  rule.id = fields.id();
  rule.type = fields.text("type");
  const model::RelationType* type = schema.find_relation(rule.type);
  if (!type) {
    std::vector<std::string> known;
    for (const auto& each : schema.relations) known.push_back(each.type);
    const auto close = base::closest(rule.type, known);
    fields.fail("type", "the schema has no relation '" + rule.type + "'",
                close ? "did you mean '" + *close + "'?" : "");
  }
  rule.type_index = static_cast<std::size_t>(type - schema.relations.data());
  rule.shape = shape_of(fields);
  rule.confidence = fields.number("confidence", 0.5);
  if (rule.confidence < 0 || rule.confidence > 1) fields.fail("confidence", "is from 0 to 1");
  const std::string subject = fields.text("subject", "");
  rule.main_subject = subject == "main";
  rule.named_subject = subject == "named";
  if (!subject.empty() && !rule.main_subject && !rule.named_subject) {
    fields.fail("subject", "'" + subject + "' is neither main nor named");
  }
  rule.quoted = fields.flag("quoted");
  rule.yes = fields.text("yes");
  rule.no = fields.text("no");
  rule.head = fields.texts("head");
  rule.tail = fields.texts("tail");
  for (const auto& [field, types] : {std::pair{"head", &rule.head}, {"tail", &rule.tail}}) {
    for (const std::string& each : *types) {
      if (!schema.has_entity(each)) {
        fields.fail(field, "the schema has no entity type '" + each + "'");
      }
    }
  }
  for (const std::string& word : fields.texts("words")) {
    rule.words.push_back(base::from_utf8(word));
  }
  if (rule.words.empty()) fields.fail("words", "is missing or empty");
  return rule;
}

void load_rules(const SchemaFiles& files, Lexicon& lexicon, std::vector<Error>* faults) {
  if (const auto file = files.find("rules/relations.json"); file != files.end()) {
    each_rule(file->second, file->first, faults, [&](const RuleFields& fields) {
      lexicon.relations.push_back(rule_of(fields, lexicon.schema));
    });
  }
  for (std::size_t i = 0; i < lexicon.relations.size(); ++i) {
    for (const std::u32string& word : lexicon.relations[i].words) {
      lexicon.relation_cues[word.front()].emplace_back(i, word);
    }
  }
  if (const auto file = files.find("rules/statistics.json"); file != files.end()) {
    each_rule(file->second, file->first, faults, [&](const RuleFields& fields) {
      lexicon.figures.push_back(parse_figure_rule(fields, lexicon));
    });
  }
}

void load_models(const SchemaFiles& files, Lexicon& lexicon, std::vector<Error>* faults) {
  const auto load = [&](const char* name, auto read) {
    const auto file = files.find(name);
    return file == files.end() ? LinearModel() : read(file->second, name, lexicon.schema, faults);
  };
  lexicon.relation_model = load("models/relations.txt", read_relation_model);
  lexicon.name_model = load("models/names.txt", read_name_model);
  lexicon.subject_model = load("models/subjects.txt", read_choice_model);
  lexicon.period_model = load("models/periods.txt", read_choice_model);
  if (const auto file = files.find("models/words.txt"); file != files.end()) {
    lexicon.word_classes = read_word_classes(file->second, file->first, faults);
  }
  for (const std::string& label : name_classes(lexicon.schema)) {
    lexicon.name_labels.push_back(base::from_utf8(label));
  }
}

}  // namespace

SchemaFiles embedded_schema() {
  SchemaFiles files;
  std::string_view pack(wutong_schema, static_cast<std::size_t>(wutong_schema_end - wutong_schema));
  while (pack.substr(0, 2) == "@ ") {
    const std::size_t end = pack.find('\n');
    const std::string_view head = pack.substr(2, end - 2);
    const std::size_t space = head.rfind(' ');
    std::size_t size = 0;
    std::from_chars(head.data() + space + 1, head.data() + head.size(), size);
    files.emplace(head.substr(0, space), pack.substr(end + 1, size));
    pack.remove_prefix(end + 1 + size + 1);
  }
  return files;
}

void drop_foreign_models(SchemaFiles& files, const std::vector<std::string>& own) {
  const auto types_of = [](const std::string& text) {
    std::set<std::string> types;
    const model::Schema schema = model::parse_schema(text, kSchemaFile);
    for (const auto& type : schema.entities) types.insert(type.type);
    for (const auto& type : schema.relations) types.insert(type.type);
    return types;
  };
  const SchemaFiles built_in = embedded_schema();
  try {
    if (types_of(files.at(kSchemaFile)) == types_of(built_in.at(kSchemaFile))) return;
  } catch (const Error&) {
    return;  // loading says what is wrong with it
  }
  for (const char* model : kModelFiles) {
    if (std::find(own.begin(), own.end(), model) == own.end()) files.erase(model);
  }
}

SchemaFiles schema_on_disk(const std::string& path) {
  namespace fs = std::filesystem;
  const auto read = [](const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), {}};
  };
  std::error_code fault;
  if (!fs::is_regular_file(path, fault)) {
    throw Error("schema.not_found", "no schema file '" + path + "'");
  }
  SchemaFiles files = embedded_schema();
  files[kSchemaFile] = read(path);
  files["path"] = path;
  const fs::path folder = fs::path(path).parent_path();
  std::vector<std::string> own;
  for (const char* part : {"lexicons", "rules", "models"}) {
    if (!fs::is_directory(folder / part, fault)) continue;
    for (const auto& entry : fs::directory_iterator(folder / part)) {
      own.push_back(std::string(part) + "/" + entry.path().filename().string());
      files[own.back()] = read(entry.path());
    }
  }
  drop_foreign_models(files, own);
  return files;
}

const WordSet& Lexicon::words(std::string_view word_class) const {
  static const WordSet none;
  const WordSet* found = class_index.find(word_class);
  return found ? *found : none;
}

Lexicon load_lexicon(const SchemaFiles& files, std::vector<Error>* faults) {
  Lexicon lexicon;
  const auto path = files.find("path");
  lexicon.schema =
      model::parse_schema(files.at(kSchemaFile), path == files.end() ? kSchemaFile : path->second);
  each_line(files, "lexicons/places.txt", faults, [&](std::string_view line) {
    for (const std::string_view word : words_of(line)) {
      lexicon.places.add(base::from_utf8(word), "Place");
    }
  });
  each_line(files, "lexicons/industries.txt", faults, [&](std::string_view line) {
    for (const std::string_view word : words_of(line)) {
      lexicon.industries.add(base::from_utf8(word), "Industry");
    }
  });
  each_line(files, "lexicons/names.txt", faults, [&](std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.size() != 2) throw Error("lexicon.bad_line", "a name line is NAME TAB TYPE");
    check_type(lexicon.schema, fields[1]);
    lexicon.names.add(base::from_utf8(fields[0]), std::string(fields[1]));
  });
  each_line(files, "lexicons/suffixes.txt", faults, [&](std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.size() < 2 || fields.size() > 3 ||
        (fields.size() == 3 && fields[2] != "weak" && fields[2] != "named")) {
      throw Error("lexicon.bad_line", "a suffix line is SUFFIX TAB TYPE [TAB weak|named]");
    }
    check_type(lexicon.schema, fields[1]);
    const std::u32string suffix = base::from_utf8(fields[0]);
    lexicon.suffixes.add(suffix, {std::string(fields[1]), fields.size() == 3,
                                  fields.size() == 3 && fields[2] == "named"});
  });
  for (const char* name : {"lexicons/words.txt", "lexicons/frames.txt", "lexicons/figures.txt"}) {
    each_line(files, name, faults, [&](std::string_view line) {
      const auto fields = fields_of(line);
      if (fields.empty()) return;
      const std::string word_class(fields[0]);
      WordSet& words = lexicon.classes[word_class];
      if (fields.size() < 2) return;
      for (const std::string_view word : words_of(fields[1])) {
        words.add(base::from_utf8(word), word_class);
      }
    });
  }
  each_line(files, "lexicons/units.txt", faults, [&](std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.size() < 2 || fields.size() > 3) {
      throw Error("lexicon.bad_line", "a unit line is UNIT TAB KIND [TAB CANONICAL]");
    }
    static const std::set<std::string_view> kKinds = {"count", "measure", "money", "rate", "none"};
    if (kKinds.count(fields[1]) == 0) {
      throw Error("lexicon.bad_line", "'" + std::string(fields[1]) + "' is no kind of unit")
          .with_note("kinds: count measure money rate none");
    }
    lexicon.units.add(base::from_utf8(fields[0]), std::string(fields[1]));
    if (fields.size() == 3) lexicon.unit_names[std::string(fields[0])] = fields[2];
  });
  for (const auto& [name, words] : lexicon.classes) lexicon.class_index.add(name, words);
  load_rules(files, lexicon, faults);
  load_models(files, lexicon, faults);
  for (const auto& [name, words] : lexicon.classes) {
    if (name.rfind("head.", 0) != 0) continue;
    const std::string type = name.substr(5);
    words.each(
        [&](std::u32string_view word, const std::string&) { lexicon.kind_of.emplace(word, type); });
  }
  return lexicon;
}

std::string fingerprint(const SchemaFiles& files) {
  std::vector<std::string_view> all{kVersion};
  for (const auto& [name, content] : files) all.insert(all.end(), {name, content});
  return base::sha256_hex(all).substr(0, 16);
}

}  // namespace wutong::extract
