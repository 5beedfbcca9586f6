// The models of a schema, read from the files of its models/: text, one weight a line, or what
// LinearModel::compiled() made of it.
#pragma once

#include <string>
#include <vector>

#include "extract/linear_model.h"
#include "extract/word_classes.h"
#include "model/schema.h"
#include "wutong/error.h"

namespace wutong::extract {

// What a piece of text may be: O no name, B-TYPE a name begins, I-TYPE it goes on. By number: 0,
// 1 + 2 * entity type, 2 + 2 * entity type.
std::vector<std::string> name_classes(const model::Schema& schema);
// TYPE first, TYPE second: which of two names is the head. By number: 2 * relation type + (second).
std::vector<std::string> relation_classes(const model::Schema& schema);
std::vector<std::string> choice_classes();  // one

// WEIGHT TAB LABEL TAB FEATURE. Error: model.bad_line, with file, line and field; with `faults` it
// is added there and the line left out.
LinearModel read_name_model(const std::string& bytes, const std::string& file,
                            const model::Schema& schema, std::vector<Error>* faults);
// WEIGHT TAB RELATION TAB first|second (the name that is the head) TAB FEATURE, and one line
// "threshold" TAB SUM.
LinearModel read_relation_model(const std::string& bytes, const std::string& file,
                                const model::Schema& schema, std::vector<Error>* faults);
// WEIGHT TAB FEATURE.
LinearModel read_choice_model(const std::string& bytes, const std::string& file,
                               const model::Schema& schema, std::vector<Error>* faults);

// COARSE TAB FINE TAB WORD: the numbers of the classes that a word is in.
WordClasses read_word_classes(const std::string& bytes, const std::string& file,
                              std::vector<Error>* faults);

}  // namespace wutong::extract
