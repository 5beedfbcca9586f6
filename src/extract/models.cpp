#include "extract/models.h"

#include <charconv>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace wutong::extract {
namespace {

// Calls `use` with the fields of each line that is neither empty nor a comment. Lines are many:
// they are read without a copy of any.
template <class Use>
void each_line(std::string_view text, const std::string& file, std::vector<Error>* faults,
               Use use) {
  std::vector<std::string_view> fields;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty() && line.front() != '#') {
      fields.clear();
      for (std::size_t at = 0; at <= line.size();) {
        const std::size_t tab = std::min(line.find('\t', at), line.size());
        fields.push_back(line.substr(at, tab - at));
        at = tab + 1;
      }
      try {
        use(fields);
      } catch (Error& error) {
        error.set_span({begin, end});
        error.set_source(std::string(text), file);
        if (!faults) throw;
        faults->push_back(error);
      }
    }
    begin = end + 1;
  }
}

float number(std::string_view text) {
  float value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    throw Error("model.bad_line", "'" + std::string(text) + "' is no number");
  }
  return value;
}

}  // namespace

std::vector<std::string> name_classes(const model::Schema& schema) {
  std::vector<std::string> classes{"O"};
  for (const model::EntityType& type : schema.entities) {
    for (const char* part : {"B-", "I-"}) classes.push_back(part + type.type);
  }
  return classes;
}

std::vector<std::string> relation_classes(const model::Schema& schema) {
  std::vector<std::string> classes;
  for (const model::RelationType& type : schema.relations) {
    for (const char* head : {" first", " second"}) classes.push_back(type.type + head);
  }
  return classes;
}

std::vector<std::string> choice_classes() { return {"subject"}; }

LinearModel read_name_model(const std::string& bytes, const std::string& file,
                            const model::Schema& schema, std::vector<Error>* faults) {
  const std::vector<std::string> labels = name_classes(schema);
  if (LinearModel::is_compiled(bytes)) return LinearModel::from_compiled(bytes, labels);
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < labels.size(); ++i) index.emplace(labels[i], i);
  LinearModel model;
  each_line(bytes, file, faults, [&](const auto& fields) {
    if (fields.size() != 3) {
      throw Error("model.bad_line", "a line of a model of names is WEIGHT TAB LABEL TAB FEATURE");
    }
    const auto label = index.find(fields[1]);
    if (label == index.end()) {
      throw Error("model.bad_line", "'" + std::string(fields[1]) + "' is no label")
          .with_note("labels: O, and B- or I- before an entity type of the schema");
    }
    model.add(label->second, fields[2], number(fields[0]));
  });
  model.finish();
  return model;
}

LinearModel read_relation_model(const std::string& bytes, const std::string& file,
                                const model::Schema& schema, std::vector<Error>* faults) {
  if (LinearModel::is_compiled(bytes)) {
    return LinearModel::from_compiled(bytes, relation_classes(schema));
  }
  LinearModel model;
  each_line(bytes, file, faults, [&](const auto& fields) {
    if (fields.size() == 2 && fields[0] == "threshold") {
      model.set_threshold(number(fields[1]));
      return;
    }
    if (fields.size() != 4 || (fields[2] != "first" && fields[2] != "second")) {
      throw Error("model.bad_line",
                  "a line of a model is WEIGHT TAB RELATION TAB first|second TAB FEATURE");
    }
    const model::RelationType* type = schema.find_relation(fields[1]);
    if (!type) {
      throw Error("model.bad_line", "the schema has no relation '" + std::string(fields[1]) + "'");
    }
    const auto index = static_cast<std::size_t>(type - schema.relations.data());
    model.add(2 * index + (fields[2] == "second" ? 1 : 0), fields[3], number(fields[0]));
  });
  model.finish();
  return model;
}

LinearModel read_choice_model(const std::string& bytes, const std::string& file,
                               const model::Schema&, std::vector<Error>* faults) {
  if (LinearModel::is_compiled(bytes)) return LinearModel::from_compiled(bytes, choice_classes());
  LinearModel model;
  each_line(bytes, file, faults, [&](const auto& fields) {
    if (fields.size() != 2) {
      throw Error("model.bad_line", "a line of a model of choices is WEIGHT TAB FEATURE");
    }
    model.add(0, fields[1], number(fields[0]));
  });
  model.finish();
  return model;
}

WordClasses read_word_classes(const std::string& bytes, const std::string& file,
                              std::vector<Error>* faults) {
  if (WordClasses::is_compiled(bytes)) return WordClasses::from_compiled(bytes);
  WordClasses words;
  each_line(bytes, file, faults, [&](const auto& fields) {
    if (fields.size() != WordClasses::kLevels + 1 || fields.back().empty()) {
      throw Error("model.bad_line", "a line of classes of words is COARSE TAB FINE TAB WORD");
    }
    WordClasses::Classes classes{};
    for (std::size_t level = 0; level < WordClasses::kLevels; ++level) {
      const float value = number(fields[level]);
      if (value < 0 || value >= WordClasses::kMost || value != std::floor(value)) {
        throw Error("model.bad_line", "'" + std::string(fields[level]) + "' is no class")
            .with_note("classes are whole numbers from 0 to " +
                       std::to_string(WordClasses::kMost - 1));
      }
      classes[level] = static_cast<std::uint16_t>(value);
    }
    words.add(fields.back(), classes);
  });
  words.finish();
  return words;
}

}  // namespace wutong::extract
