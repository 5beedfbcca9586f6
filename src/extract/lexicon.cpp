#include "extract/lexicon.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/hash.h"
#include "base/utf8.h"
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

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
  return fields;
}

// Calls `use` with each line that is neither empty nor a comment.
template <class Use>
void each_line(const SchemaFiles& files, const std::string& name, Use use) {
  const auto file = files.find(name);
  if (file == files.end()) return;
  std::size_t begin = 0;
  while (begin < file->second.size()) {
    const std::size_t end = std::min(file->second.find('\n', begin), file->second.size());
    const std::string line = file->second.substr(begin, end - begin);
    if (!line.empty() && line[0] != '#') {
      try {
        use(line);
      } catch (Error& error) {
        error.set_span({begin, end});
        error.set_source(file->second, name);
        throw;
      }
    }
    begin = end + 1;
  }
}

void check_type(const model::Schema& schema, const std::string& type) {
  if (!schema.has_entity(type)) {
    throw Error("lexicon.bad_line", "the schema has no entity type '" + type + "'");
  }
}

RelationRule rule_of(const nlohmann::json& json, const model::Schema& schema) {
  RelationRule rule;
  const auto text = [&](const char* field) -> std::string {
    if (!json.contains(field) || !json[field].is_string()) {
      throw Error("rules.bad_rule", "rule '" + json.value("id", std::string("?")) +
                                        "' lacks the field '" + field + "'");
    }
    return json[field];
  };
  rule.id = text("id");
  rule.type = text("type");
  rule.shape = text("shape");
  rule.confidence = json.value("confidence", 0.5);
  rule.main_subject = json.value("subject", std::string()) == "main";
  rule.named_subject = json.value("subject", std::string()) == "named";
  rule.quoted = json.value("quoted", false);
  rule.yes = text("yes");
  rule.no = text("no");
  rule.head = json.value("head", std::vector<std::string>{});
  rule.tail = json.value("tail", std::vector<std::string>{});
  if (!schema.find_relation(rule.type)) {
    throw Error("rules.bad_rule", "rule '" + rule.id + "' is for the relation '" + rule.type +
                                      "', which the schema lacks");
  }
  for (const std::string& word : json.value("words", std::vector<std::string>{})) {
    rule.words.push_back(base::from_utf8(word));
  }
  if (rule.words.empty()) throw Error("rules.bad_rule", "rule '" + rule.id + "' has no words");
  return rule;
}

void load_relations(const SchemaFiles& files, Lexicon& lexicon) {
  const auto file = files.find("rules/relations.json");
  if (file == files.end()) return;
  try {
    const nlohmann::json rules = nlohmann::json::parse(file->second);
    for (const auto& json : rules.at("rules")) {
      lexicon.relations.push_back(rule_of(json, lexicon.schema));
    }
  } catch (const nlohmann::json::exception& fault) {
    throw Error("rules.bad_rule", file->first + ": " + fault.what());
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
  for (const char* part : {"lexicons", "rules"}) {
    if (!fs::is_directory(folder / part, fault)) continue;
    for (const auto& entry : fs::directory_iterator(folder / part)) {
      files[std::string(part) + "/" + entry.path().filename().string()] = read(entry.path());
    }
  }
  return files;
}

void WordSet::add(std::u32string word, std::string value) {
  if (word.empty()) return;
  std::size_t& longest = longest_by_first_[word.front()];
  longest = std::max(longest, word.size());
  std::size_t& ending = longest_by_last_[word.back()];
  ending = std::max(ending, word.size());
  longest_ = std::max(longest_, word.size());
  words_.insert_or_assign(std::move(word), std::move(value));
}

std::size_t WordSet::longest(std::u32string_view text, std::size_t at,
                             const std::string** value) const {
  const auto first = longest_by_first_.find(text[at]);
  if (first == longest_by_first_.end()) return 0;
  for (std::size_t n = std::min(first->second, text.size() - at); n > 0; --n) {
    const auto it = words_.find(std::u32string(text.substr(at, n)));
    if (it == words_.end()) continue;
    if (value) *value = &it->second;
    return n;
  }
  return 0;
}

std::size_t WordSet::longest_ending(std::u32string_view text) const {
  if (text.empty()) return 0;
  const auto last = longest_by_last_.find(text.back());
  if (last == longest_by_last_.end()) return 0;
  for (std::size_t n = std::min(last->second, text.size()); n > 0; --n) {
    if (words_.count(std::u32string(text.substr(text.size() - n))) > 0) return n;
  }
  return 0;
}

const std::string* WordSet::find(std::u32string_view word) const {
  const auto it = words_.find(std::u32string(word));
  return it == words_.end() ? nullptr : &it->second;
}

bool Lexicon::is(const std::string& word_class, std::u32string_view word) const {
  const auto it = classes.find(word_class);
  return it != classes.end() && it->second.find(word) != nullptr;
}

const WordSet& Lexicon::words(const std::string& word_class) const {
  static const WordSet none;
  const auto it = classes.find(word_class);
  return it == classes.end() ? none : it->second;
}

Lexicon load_lexicon(const SchemaFiles& files) {
  Lexicon lexicon;
  const auto path = files.find("path");
  lexicon.schema =
      model::parse_schema(files.at(kSchemaFile), path == files.end() ? kSchemaFile : path->second);
  each_line(files, "lexicons/places.txt", [&](const std::string& line) {
    for (const std::string& word : words_of(line)) {
      lexicon.places.add(base::from_utf8(word), "Place");
    }
  });
  each_line(files, "lexicons/industries.txt", [&](const std::string& line) {
    for (const std::string& word : words_of(line)) {
      lexicon.industries.add(base::from_utf8(word), "Industry");
    }
  });
  each_line(files, "lexicons/names.txt", [&](const std::string& line) {
    const auto fields = fields_of(line);
    if (fields.size() != 2) throw Error("lexicon.bad_line", "a name line is NAME TAB TYPE");
    check_type(lexicon.schema, fields[1]);
    lexicon.names.add(base::from_utf8(fields[0]), fields[1]);
  });
  each_line(files, "lexicons/suffixes.txt", [&](const std::string& line) {
    const auto fields = fields_of(line);
    if (fields.size() < 2 || fields.size() > 3 || (fields.size() == 3 && fields[2] != "weak")) {
      throw Error("lexicon.bad_line", "a suffix line is SUFFIX TAB TYPE [TAB weak]");
    }
    check_type(lexicon.schema, fields[1]);
    const std::u32string suffix = base::from_utf8(fields[0]);
    lexicon.longest_suffix = std::max(lexicon.longest_suffix, suffix.size());
    lexicon.suffixes[suffix] = {fields[1], fields.size() == 3};
  });
  for (const char* name : {"lexicons/words.txt", "lexicons/figures.txt"}) {
    each_line(files, name, [&](const std::string& line) {
      const auto fields = fields_of(line);
      if (fields.empty()) return;
      WordSet& words = lexicon.classes[fields[0]];
      if (fields.size() < 2) return;
      for (const std::string& word : words_of(fields[1])) {
        words.add(base::from_utf8(word), fields[0]);
      }
    });
  }
  each_line(files, "lexicons/units.txt", [&](const std::string& line) {
    const auto fields = fields_of(line);
    if (fields.size() < 2 || fields.size() > 3) {
      throw Error("lexicon.bad_line", "a unit line is UNIT TAB KIND [TAB CANONICAL]");
    }
    static const std::set<std::string> kKinds = {"count", "measure", "money", "rate", "none"};
    if (kKinds.count(fields[1]) == 0) {
      throw Error("lexicon.bad_line", "'" + fields[1] + "' is no kind of unit")
          .with_note("kinds: count measure money rate none");
    }
    lexicon.units.add(base::from_utf8(fields[0]), fields[1]);
    if (fields.size() == 3) lexicon.unit_names[fields[0]] = fields[2];
  });
  load_relations(files, lexicon);
  if (const auto file = files.find("rules/statistics.json"); file != files.end()) {
    lexicon.figures = parse_figure_rules(file->second, file->first, lexicon);
  }
  std::string all = kVersion;
  for (const auto& [name, content] : files) all += name + content;
  lexicon.fingerprint = base::sha256_hex(all).substr(0, 16);
  return lexicon;
}

}  // namespace wutong::extract
