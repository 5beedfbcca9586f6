// The models of names and relations: sums over features, their files, and what they may not do.
#include <algorithm>
#include <catch2/catch.hpp>

#include "extract/extract.h"
#include "extract/lexicon.h"
#include "extract/linear_model.h"
#include "text/restore.h"
#include "wutong/error.h"

using namespace wutong;

TEST_CASE("a linear model adds the weights of the features seen, by class") {
  extract::LinearModel model;
  model.add(0, "bias", -1);
  model.add(2, "word=建设", 1.5F);
  model.add(0, "word=建设", 0.25F);
  model.add(0, "word=位于", 4);
  model.finish();
  std::vector<float> sums(3);
  model.sum({extract::feature_hash(U"word=建设"), extract::feature_hash(U"word=never seen")}, sums);
  CHECK(sums == std::vector<float>{-0.75F, 0, 1.5F});
  CHECK(model.knows(2));
  CHECK_FALSE(model.knows(1));
  CHECK_FALSE(model.knows(7));
}

TEST_CASE("a linear model may have any number of classes") {
  for (std::size_t classes = 1; classes < 60; ++classes) {
    extract::LinearModel model;
    std::vector<float> expected(classes + 1);
    for (std::size_t i = 0; i < classes; ++i) {
      model.add(i, "bias", static_cast<float>(i));
      model.add(i, "w=" + std::to_string(i % 7), 0.5F);
      expected[i] = static_cast<float>(i) + (i % 7 == 3 ? 1.0F : 0.0F);
    }
    model.finish();
    std::vector<std::string> names(classes);
    for (std::size_t i = 0; i < classes; ++i) names[i] = "class " + std::to_string(i);
    const std::string bytes = model.compiled(names);
    std::vector<float> sums(classes + 1, 7), read(classes + 1, 7);
    const std::vector<std::uint64_t> seen(2, extract::feature_hash(U"w=3"));
    model.sum(seen, sums);
    CHECK(sums == expected);
    extract::LinearModel::from_compiled(bytes, names).sum(seen, read);
    CHECK(read == expected);
  }
}

TEST_CASE("a compiled model says what its text does, and a damaged one is refused") {
  extract::LinearModel model;
  model.add(0, "bias", -1);
  model.add(2, "word=建设", 1.5F);
  model.set_threshold(0.5F);
  model.finish();
  const std::string bytes = model.compiled({"a", "b", "c"});
  CHECK(extract::LinearModel::is_compiled(bytes));
  CHECK_FALSE(extract::LinearModel::is_compiled("0.5\tO\tw=x\n"));
  // The classes are found by their names.
  const extract::LinearModel read =
      extract::LinearModel::from_compiled(bytes, {"c", "b", "a", "d"});
  std::vector<float> sums(4);
  read.sum({extract::feature_hash(U"word=建设")}, sums);
  CHECK(sums == std::vector<float>{1.5F, 0, -1, 0});
  CHECK(read.threshold() == 0.5F);
  CHECK(read.knows(0));
  CHECK_FALSE(read.knows(1));
  const auto fault = [](const std::string& wrong, const std::vector<std::string>& classes) {
    try {
      extract::LinearModel::from_compiled(wrong, classes);
    } catch (const Error& error) {
      return error.code() + ": " + error.message();
    }
    return std::string("none");
  };
  CHECK(fault(bytes, {"a", "b"}) == "model.bad_file: the schema has nothing called 'c'");
  for (std::size_t size = 8; size < 64; ++size) {
    CHECK(fault(bytes.substr(0, size), {"a", "b", "c"}) != "none");
  }
  CHECK(fault(bytes.substr(0, bytes.size() - 1), {"a", "b", "c"}) ==
        "model.bad_file: a compiled model is cut");
  CHECK(fault(bytes + "x", {"a", "b", "c"}) == "model.bad_file: a compiled model is damaged");
  // The last slots of the table: places that no entry has.
  std::string damaged = bytes;
  std::fill(damaged.end() - 8, damaged.end(), '\x7f');
  CHECK(fault(damaged, {"a", "b", "c"}) == "model.bad_file: a compiled model is damaged");
}

TEST_CASE("a feature is hashed in parts as it is in one piece, and written out on demand") {
  using extract::TextHash;
  extract::FeatureList seen(true);
  seen.add(U"词", {std::u32string_view(U"二"), std::u32string_view(U"三|")});
  seen.add(U"bare", {});
  CHECK(seen.texts() == std::vector<std::u32string>{U"词=二|三|", U"bare"});
  CHECK(seen.hashes() == std::vector<std::uint64_t>{extract::feature_hash(U"词=二|三|"),
                                                    extract::feature_hash(U"bare")});
  seen.clear(std::u32string_view(U"~"));
  seen.add(U"w", {std::u32string_view(U"建设")});
  CHECK(seen.texts() == std::vector<std::u32string>{U"~w=建设"});
  CHECK(seen.hashes() == std::vector<std::uint64_t>{extract::feature_hash(U"~w=建设")});
  const TextHash whole(U"w=建设/B-Place"), parts = TextHash(U"w=建设") + TextHash(U"/B-Place");
  CHECK(whole.sum == parts.sum);
  CHECK(whole.power == TextHash::power_of(12));
  CHECK(whole.power == parts.power);
}

namespace {

std::string fault_of(const std::string& file, const std::string& content) {
  extract::SchemaFiles files = extract::embedded_schema();
  files[file] = content;
  try {
    extract::load_lexicon(files);
  } catch (const Error& error) {
    return error.code() + ": " + error.message_with_notes();
  }
  return "none";
}

DocumentGraph graph_of(const std::string& text, const extract::SchemaFiles& files) {
  const extract::Lexicon lexicon = extract::load_lexicon(files);
  return extract::extract(text::restore({"x.txt", text, ""}), lexicon);
}

}  // namespace

TEST_CASE("a bad line of a model is refused") {
  CHECK(fault_of("models/names.txt", "0.5\tB-Company\n") ==
        "model.bad_line: a line of a model of names is WEIGHT TAB LABEL TAB FEATURE");
  CHECK(fault_of("models/names.txt", "0.5\tB-Firm\tw=x\n")
            .rfind("model.bad_line: 'B-Firm' is no label", 0) == 0);
  CHECK(fault_of("models/names.txt", "much\tO\tw=x\n") == "model.bad_line: 'much' is no number");
  CHECK(fault_of("models/relations.txt", "1\tBUILDS\tthird\tw=x\n") ==
        "model.bad_line: a line of a model is WEIGHT TAB RELATION TAB first|second TAB FEATURE");
  CHECK(fault_of("models/relations.txt", "1\tMAKES\tfirst\tw=x\n") ==
        "model.bad_line: the schema has no relation 'MAKES'");
  CHECK(fault_of("models/relations.txt", "# nothing was learnt\n") == "none");
  CHECK(fault_of("models/subjects.txt", "1\tCompany\ttype\n") ==
        "model.bad_line: a line of a model of choices is WEIGHT TAB FEATURE");
  CHECK(fault_of("models/periods.txt", "1\tY\tseen\n") ==
        "model.bad_line: a line of a model of choices is WEIGHT TAB FEATURE");
  CHECK(fault_of("models/words.txt", "1\t说\n") ==
        "model.bad_line: a line of classes of words is COARSE TAB FINE TAB WORD");
  CHECK(fault_of("models/words.txt", "1\t-2\t说\n").rfind("model.bad_line: '-2' is no class", 0) ==
        0);
  CHECK(fault_of("models/words.txt", "# no word\n") == "none");
}

TEST_CASE("a word has its classes, an unknown one those of its ending") {
  extract::WordClasses words;
  words.add("经理", {3, 40});
  words.add("总经理", {3, 41});
  words.finish();
  const auto hash = [](std::u32string_view word) { return extract::TextHash(word).sum; };
  const std::string bytes = words.compiled();
  CHECK(extract::WordClasses::is_compiled(bytes));
  for (const extract::WordClasses& each : {words, extract::WordClasses::from_compiled(bytes)}) {
    REQUIRE(each.find(hash(U"总经理")));
    CHECK(*each.find(hash(U"总经理")) == extract::WordClasses::Classes{3, 41});
    CHECK_FALSE(each.find(hash(U"副经理")));
    REQUIRE(each.find_ending(U"副经理"));
    CHECK(*each.find_ending(U"副经理") == extract::WordClasses::Classes{3, 40});
    CHECK_FALSE(each.find_ending(U"经理人"));
    const extract::WordClasses::Part &own = each.part(41, false), &ending = each.part(40, true);
    CHECK(std::u32string_view(own.text, own.size) == U"41");
    CHECK(std::u32string_view(ending.text, ending.size) == U"s40");
    CHECK(ending.hash.sum == hash(U"s40"));
  }
  CHECK_FALSE(extract::WordClasses().find(hash(U"经理")));
  for (std::size_t size = 8; size < bytes.size(); ++size) {
    CHECK_THROWS_AS(extract::WordClasses::from_compiled(bytes.substr(0, size)), Error);
  }
}

TEST_CASE("the labels of a sentence are chosen together") {
  // 山水 alone is more likely no name; that 天地 goes on with one is worth more than that.
  extract::SchemaFiles files = extract::embedded_schema();
  files.erase("models/relations.txt");
  files["models/names.txt"] = "2\tO\tbias\n1\tB-Institution\tw=山水\n9\tI-Institution\tw=天地\n";
  const auto names = [&](const std::string& text) {
    std::string out;
    for (const auto& entity : graph_of(text, files).entities)
      out += entity.type + " " + entity.name;
    return out;
  };
  CHECK(names("昨天山水，完成。") == "");
  CHECK(names("昨天山水天地完成。") == "Institution 山水天地");
  // What stands between labels counts too: here nothing may go on behind a beginning.
  files["models/names.txt"] += "-20\tI-Institution\tp/B-Institution\n";
  CHECK(names("昨天山水天地完成。") == "");
  // Weights without sense make no crash.
  files["models/names.txt"] = "2e38\tI-Place\tbias\n";
  CHECK_NOTHROW(names("山水天地。"));
}

TEST_CASE("one word of any length is read in linear time") {
  // Its endings were all hashed once: 160,000 letters took fourteen seconds.
  const DocumentGraph graph =
      graph_of(std::string(2000000, 'a') + "。", extract::embedded_schema());
  CHECK(graph.entities.empty());
}

TEST_CASE("with other types than it was trained on a built-in model is left out") {
  extract::SchemaFiles files = extract::embedded_schema();
  extract::drop_foreign_models(files, {});
  CHECK(files.count("models/names.txt") == 1);
  files["regional-economy.json"] =
      R"({"name": "small", "entities": [{"type": "Company", "zh": "企业", "description": "firms"}],
          "relations": []})";
  extract::SchemaFiles own = files;
  extract::drop_foreign_models(files, {});
  CHECK(files.count("models/names.txt") + files.count("models/relations.txt") == 0);
  extract::drop_foreign_models(own, {"models/names.txt"});
  CHECK(own.count("models/names.txt") == 1);
}

TEST_CASE("a model adds a relation that no rule finds, and its probability") {
  extract::SchemaFiles files = extract::embedded_schema();
  files.erase("models/names.txt");
  files["models/relations.txt"] =
      "threshold\t0\n-9\tCOOPERATES_WITH\tfirst\tbias\n"
      "10\tCOOPERATES_WITH\tfirst\tword=比邻\n";
  const DocumentGraph graph = graph_of("清华大学比邻北京大学。", files);
  REQUIRE(graph.relations.size() == 1);
  CHECK(graph.relations[0].type == "COOPERATES_WITH");
  CHECK(graph.relations[0].rule == "relation.model");
  CHECK(graph.relations[0].confidence == 0.73);  // 1 / (1 + e^-1), two places
  files["models/relations.txt"] = "threshold\t2\n1\tCOOPERATES_WITH\tfirst\tbias\n";
  CHECK(graph_of("清华大学比邻北京大学。", files).relations.empty());
}

TEST_CASE("the model of subjects takes another name than the rules where more speaks for it") {
  extract::SchemaFiles files = extract::embedded_schema();
  files.erase("models/names.txt");
  files.erase("models/relations.txt");
  const auto subject_of = [&](const std::string& model) {
    files["models/subjects.txt"] = model;
    const DocumentGraph graph = graph_of("清华大学设立乌镇实验室，引进人才20名。", files);
    REQUIRE(graph.statistics.size() == 1);
    for (const Entity& entity : graph.entities) {
      if (entity.id == graph.statistics[0].subject) return entity.name;
    }
    return std::string();
  };
  CHECK(subject_of("# nothing was learnt\n") == "清华大学");
  CHECK(subject_of("1\tmade=设立|s\n") == "乌镇实验室");
  CHECK(subject_of("1\tmade=设立|s\n2\trule=before\n") == "清华大学");
}

TEST_CASE("the model of periods takes another time than the rules where more speaks for it") {
  extract::SchemaFiles files = extract::embedded_schema();
  for (const char* model : {"models/names.txt", "models/relations.txt", "models/subjects.txt"}) {
    files.erase(model);
  }
  const auto period_of = [&](const std::string& model, const std::string& text) {
    files["models/periods.txt"] = model;
    const DocumentGraph graph = graph_of(text, files);
    REQUIRE(graph.statistics.size() == 1);
    return graph.statistics[0].period.value_or("none");
  };
  const std::string text = "2021年5月，清华大学设立乌镇实验室。实验室引进人才20名。";
  CHECK(period_of("# nothing was learnt\n", text) == "none");
  CHECK(period_of("1\tseen=b|M\n", text) == "2021-05");
  // What the rules say counts for 0.3.
  CHECK(period_of("0.2\tseen=b|M\n", text) == "none");
  CHECK(period_of("1\tseen=b|M\n1\tnot=document|M\n-2\tafter=，|b\n", text) == "none");
}

TEST_CASE("the model of names corrects the rules where it is sure, and makes no impossible name") {
  extract::SchemaFiles files = extract::embedded_schema();
  files.erase("models/relations.txt");
  const auto names = [&](const std::string& model, const std::string& text) {
    files["models/names.txt"] = model;
    std::vector<std::string> out;
    for (const Entity& entity : graph_of(text, files).entities) {
      out.push_back(entity.type + " " + entity.name);
    }
    return out;
  };
  const std::string text = "记者来到清华大学。";
  CHECK(names("1\tO\tw=x\n", text) == std::vector<std::string>{"Institution 清华大学"});
  CHECK(names("9\tO\tw=清华大学\n", text).empty());
  // The word of the rules weighs a half.
  CHECK(names("0.25\tO\tw=清华大学\n", text) == std::vector<std::string>{"Institution 清华大学"});
  // A mark in it: what the rules say stays.
  CHECK(names("9\tB-Company\tw=清华大学\n9\tI-Company\tw=。\n", text) ==
        std::vector<std::string>{"Institution 清华大学"});
  CHECK(names("9\tB-Company\tw=清华大学\n", text) == std::vector<std::string>{"Company 清华大学"});
}
