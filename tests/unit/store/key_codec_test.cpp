#include "store/key_codec.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "model/compare.h"
#include "wutong/error.h"

using namespace wutong;

namespace {

std::string hex(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

}  // namespace

TEST_CASE("keys are pinned: another layout is another format version") {
  CHECK(hex(store::node_key(NodeId{258})) == "0000000000000102");
  CHECK(hex(store::adjacency_prefix(NodeId{1}, model::Direction::Incoming, model::TypeId{2})) ==
        "00000000000000010100000002");
  CHECK(hex(store::label_key(model::LabelId{3}, NodeId{4})) == "000000030000000000000004");
  CHECK(hex(store::ordered_value(Value(1))) == "02bff0000000000000");
  CHECK(hex(store::ordered_value(Value("a"))) == "03610000");
  std::string value;
  store::append_value(Value::list({1, "桐", true, 2.5}), value);
  CHECK(hex(value) ==
        "0604030205"
        "03e6a190"
        "02"
        "044004000000000000");
}

TEST_CASE("values survive a round trip") {
  for (const Value& value :
       {Value(), Value(true), Value(-5), Value(INT64_MIN), Value(2.5), Value("桐乡\0x"),
        Value::list({1, Value::list({"a"})}), Value::map({{"a", 1}}), Value(Date{-3}),
        Value(LocalTime{5}), Value(Time{5, -3600}), Value(LocalDateTime{-7, 9}),
        Value(DateTime{1, 2, 3600, "Asia/Shanghai"}), Value(Duration{1, -2, 3, 4})}) {
    std::string bytes;
    store::append_value(value, bytes);
    std::string_view in = bytes;
    CHECK(model::equivalent(store::take_value(in), value));
    CHECK(in.empty());
  }
}

TEST_CASE("ordered values sort as the values do") {
  std::mt19937 random(5);
  std::vector<Value> numbers, texts;
  for (int i = 0; i < 80; ++i) {
    numbers.push_back(i % 2 == 0 ? Value(static_cast<std::int64_t>(random() % 100) - 50)
                                 : Value((static_cast<double>(random() % 1000) - 500) / 7));
    std::string text;
    for (auto n = random() % 4; n > 0; --n) text.push_back(static_cast<char>(random() % 3));
    texts.push_back(text);
  }
  for (const auto& values : {numbers, texts}) {
    for (const Value& a : values) {
      for (const Value& b : values) {
        const auto order = model::order(a, b);
        const int bytes = store::ordered_value(a).compare(store::ordered_value(b));
        CHECK((order < 0) == (bytes < 0));
        CHECK((order == 0) == (bytes == 0));
      }
    }
  }
}

TEST_CASE("a property changed in the bytes is one changed in the list") {
  std::mt19937 random(3);
  const auto value = [&]() -> Value {
    switch (random() % 5) {
      case 0:
        return static_cast<std::int64_t>(random() % 100000);
      case 1:
        return std::string(random() % 200, 'x');
      case 2:
        return Value::list({1, "桐"});
      case 3:
        return 2.5;
      default:
        return {};
    }
  };
  std::map<model::KeyId, Value> expected;
  std::string bytes;
  store::append_properties({}, bytes);
  for (int i = 0; i < 3000; ++i) {
    const auto key = static_cast<model::KeyId>(random() % 150);
    const Value set = value();
    const bool changes = !set.is_null() || expected.count(key) > 0;
    std::string changed = "head";
    CHECK(store::append_changed(bytes, key, set, changed) == changes);
    bytes = changed.substr(4);
    if (set.is_null()) {
      expected.erase(key);
    } else {
      expected[key] = set;
    }
    std::string whole;
    store::append_properties({expected.begin(), expected.end()}, whole);
    REQUIRE(bytes == whole);
  }
}

TEST_CASE("damaged records are errors, never crashes") {
  std::mt19937 random(9);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes;
    for (auto n = random() % 12; n > 0; --n) bytes.push_back(static_cast<char>(random()));
    std::string_view in = bytes;
    try {
      std::string changed;
      store::append_changed(in, model::KeyId{1}, Value(1), changed);
    } catch (const Error& error) {
      CHECK(error.code() == "store.corrupted");
    }
    try {
      store::take_properties(in);
    } catch (const Error& error) {
      CHECK(error.code() == "store.corrupted");
    }
  }
}
