// Compiles the models of a schema for the program to embed: they are read at every start.
//   compile_models SCHEMA_DIR OUT_DIR
// writes OUT_DIR/models/names.txt, relations.txt, subjects.txt, periods.txt and words.txt (see
// extract/models.h).
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "extract/models.h"

namespace {

using namespace wutong;
namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no file " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: compile_models SCHEMA_DIR OUT_DIR\n";
    return 2;
  }
  const fs::path from = argv[1], to = argv[2];
  try {
    const std::string file = "regional-economy.json";
    const model::Schema schema = model::parse_schema(content(from / file), file);
    // One that is not there is not missed: the program runs without any.
    const auto compile = [&](const fs::path& path, const auto& compiled) {
      if (fs::exists(from / path)) write(to / path, compiled(content(from / path), path.string()));
    };
    compile("models/names.txt", [&](const std::string& bytes, const std::string& path) {
      return extract::read_name_model(bytes, path, schema, nullptr)
          .compiled(extract::name_classes(schema));
    });
    compile("models/relations.txt", [&](const std::string& bytes, const std::string& path) {
      return extract::read_relation_model(bytes, path, schema, nullptr)
          .compiled(extract::relation_classes(schema));
    });
    for (const char* choices : {"models/subjects.txt", "models/periods.txt"}) {
      compile(choices, [&](const std::string& bytes, const std::string& path) {
        return extract::read_choice_model(bytes, path, schema, nullptr)
            .compiled(extract::choice_classes());
      });
    }
    compile("models/words.txt", [&](const std::string& bytes, const std::string& path) {
      return extract::read_word_classes(bytes, path, nullptr).compiled();
    });
  } catch (const std::exception& error) {
    std::cerr << "compile_models: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
