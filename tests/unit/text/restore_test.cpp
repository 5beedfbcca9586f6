#include "text/restore.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <utility>

#include "base/utf8.h"
#include "text/character.h"
#include "text/tables.h"
#include "wutong/error.h"

using namespace wutong;

namespace {

text::Document restored(const std::string& bytes) { return text::restore({"x.txt", bytes, ""}); }
std::string text_of(const std::string& bytes) { return base::to_utf8(restored(bytes).text); }

const std::string kDamaged =
    "桐鄉(xiāng)市經(jīng)信局發(fā)布:數(shù)字經(jīng)濟企業(yè)數(shù)量從300多家增加到2600多家,"
    "產(chǎn)值近165億元。";

}  // namespace

TEST_CASE("a scraped mirror page: pinyin brackets go, traditional becomes simplified") {
  CHECK(text_of(kDamaged) ==
        "桐乡市经信局发布：数字经济企业数量从300多家增加到2600多家，产值近165亿元。");
}

TEST_CASE("restoring twice is restoring once") {
  const std::string once = text_of(kDamaged);
  CHECK(text_of(once) == once);
}

TEST_CASE("every restored character knows its bytes") {
  const text::Document document = restored(kDamaged);
  std::size_t end = 0;
  for (std::size_t i = 0; i < document.text.size(); ++i) {
    const base::ByteSpan span = document.offsets.source(i, i + 1);
    CHECK(span.begin >= end);
    CHECK(span.end > span.begin);
    end = span.end;
  }
  CHECK(end <= kDamaged.size());
  // 桐 and 乡: 乡 came from 鄉, its reading belongs to no character.
  CHECK(document.offsets.source(0, 2) == base::ByteSpan{0, 6});
  CHECK(document.offsets.source(2, 3) == base::ByteSpan{14, 17});
}

namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Where two texts differ, by the least insertions, deletions and replacements (Levenshtein, 1966).
struct Difference {
  std::size_t edits = 0;
  std::vector<std::size_t> places;  // in the first, ascending
};

Difference difference(const std::u32string& a, const std::u32string& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      std::size_t least = i + j;
      if (i > 0 && j > 0) {
        least = std::min({cost[(i - 1) * width + j] + 1, cost[i * width + j - 1] + 1,
                          cost[(i - 1) * width + j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      }
      cost[i * width + j] = least;
    }
  }
  Difference found{cost.back(), {}};
  for (std::size_t i = a.size(), j = b.size(); i > 0 || j > 0;) {
    const std::size_t here = cost[i * width + j];
    if (i > 0 && j > 0 && a[i - 1] == b[j - 1] && cost[(i - 1) * width + j - 1] == here) {
      --i, --j;
      continue;
    }
    const bool both = i > 0 && j > 0 && cost[(i - 1) * width + j - 1] + 1 == here;
    const bool added = !both && j > 0 && cost[i * width + j - 1] + 1 == here;
    if (both || added) --j;
    if (!added) --i;
    found.places.push_back(i);
  }
  std::reverse(found.places.begin(), found.places.end());
  return found;
}

// What taking readings and traditional forms away makes of a damaged line.
std::u32string without_readings(const std::u32string& line) {
  std::u32string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::size_t end = line.find(U')', i);
    const bool reading =
        line[i] == U'(' && i > 0 && text::is_han(line[i - 1]) && end < i + 8 &&
        std::all_of(line.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                    line.begin() + static_cast<std::ptrdiff_t>(end), text::is_pinyin_letter);
    if (reading) {
      i = end;
    } else {
      out.push_back(text::simplified(line[i]));
    }
  }
  return out;
}

// Widths are not compared.
std::u32string narrow(std::u32string line) {
  for (char32_t& c : line) {
    if (c > 0xFF00 && c < 0xFF5F) c -= 0xFEE0;
  }
  return line;
}

// Runs of characters at most 8 apart.
std::vector<std::pair<std::size_t, std::size_t>> runs_of(const std::vector<std::size_t>& places) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;
  for (const std::size_t place : places) {
    if (!runs.empty() && place <= runs.back().second + 8) {
      runs.back().second = place;
    } else {
      runs.emplace_back(place, place);
    }
  }
  return runs;
}

std::vector<std::u32string> lines_of(const std::string& text) {
  std::vector<std::u32string> lines(1);
  for (const char32_t c : base::from_utf8(text)) {
    if (c == U'\n') {
      lines.emplace_back();
    } else {
      lines.back().push_back(c);
    }
  }
  return lines;
}

}  // namespace

// tests/text/damaged holds the texts of tests/text/clean as five kinds of scraped pages have them:
// NAME.few.txt is NAME.txt from a site that annotates few characters, and so on.
TEST_CASE("damaged pages come back as they were") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(WUTONG_TESTS) / "text";
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder / "damaged"))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  REQUIRE(paths.size() >= 20);
  std::size_t characters = 0, wrong = 0, runs = 0, exact = 0;
  for (const fs::path& path : paths) {
    const std::string damaged = file_text(path), restored_text = text_of(damaged);
    const auto got = lines_of(restored_text), found = lines_of(damaged);
    const auto want = lines_of(file_text(folder / "clean" / path.stem().replace_extension(".txt")));
    REQUIRE(got.size() == want.size());
    REQUIRE(found.size() == want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      const std::u32string line = narrow(want[i]);
      const Difference missed = difference(line, narrow(got[i]));
      characters += line.size();
      wrong += missed.edits;
      INFO(path.filename().string() << ": " << base::to_utf8(got[i]));
      CHECK(missed.edits <= 8);
      CHECK(got[i].find(U"(y") == std::u32string::npos);
      if (path.stem().extension() == ".plain") continue;
      for (const auto& [begin, end] :
           runs_of(difference(line, narrow(without_readings(found[i]))).places)) {
        const auto next = std::lower_bound(missed.places.begin(), missed.places.end(), begin);
        ++runs;
        exact += next == missed.places.end() || *next > end ? 1 : 0;
      }
    }
    INFO(path);
    CHECK(text_of(restored_text) == restored_text);
  }
  INFO(wrong << " of " << characters << " characters wrong, " << exact << " of " << runs
             << " broken runs exact");
  CHECK(runs >= 90);
  CHECK(wrong * 1000 <= characters);
  CHECK(exact * 100 >= runs * 95);
}

TEST_CASE("clean pages stay as they are") {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::directory_iterator(fs::path(WUTONG_TESTS) / "text" / "clean")) {
    const std::string text = file_text(entry.path());
    INFO(entry.path());
    CHECK(text_of(text) == text);
    CHECK(restored(text).repairs.empty());
  }
}

TEST_CASE("traditional text: words decide where a character has two simplified forms") {
  CHECK(text_of("著名學者接著說,顯著進展意味著機會;乾安縣後來開發旱乾地區,皇后與太后。") ==
        "著名学者接着说，显著进展意味着机会；乾安县后来开发旱干地区，皇后与太后。");
  CHECK(text_of("據瞭解,瞭望臺高三十餘公里,餘下的裡程碑由復興隊恢復。") ==
        "据了解，瞭望台高三十余公里，余下的里程碑由复兴队恢复。");
}

TEST_CASE("a reading that the author gave stays in a damaged page") {
  CHECK(text_of("產(chǎn)業(yè)發(fā)展,重(chóng)慶的重和重量的重不同,企業(yè)經(jīng)濟規(guī)"
                "模擴大。") == "产业发展，重（chóng）庆的重和重量的重不同，企业经济规模扩大。");
}

TEST_CASE("an out-of-step run is one repair, and its characters keep their bytes") {
  const std::string page =
      "當(dāng)?shù)亟?jīng)濟發(fā)展,企業(yè)創(chuàng)新平臺建設(shè)加快,產(chǎn)業(yè)規(guī)"
      "模擴大。";
  const text::Document document = restored(page);
  CHECK(base::to_utf8(document.text) == "当地经济发展，企业创新平台建设加快，产业规模扩大。");
  const auto repair =
      std::find_if(document.repairs.begin(), document.repairs.end(),
                   [](const text::Repair& each) { return each.rule == "out-of-step"; });
  REQUIRE(repair != document.repairs.end());
  CHECK(repair->to == "地經");
  CHECK(page.substr(repair->span.begin, repair->span.end - repair->span.begin) == repair->from);
  const base::ByteSpan place = document.offsets.source(1, 3);  // 地经
  CHECK(page.substr(place.begin, place.end - place.begin) == "?shù)亟?jīng)");
}

TEST_CASE("a reading behind a letter that was taken for half a character goes") {
  // The comma's last byte and the F are 現 in GBK.
  CHECK(text_of(
            "產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)發(fā)展。這里的冠軍,F(xiàn)orDreaM和For經"
            "(jīng)常在,For和企業(yè)也在。") ==
        "产业规模扩大，网络发展。这里的冠军，ForDreaM和For经常在，For和企业也在。");
  // No character is made of them.
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)發(fā)展,經(jīng)濟企業(yè)F(xiàn)發("
                "fā)展") == "产业规模扩大，网络发展，经济企业F(xiàn)发展");
}

TEST_CASE("what stands behind a run tells which mark it was, and its digits which one was eaten") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,創(chuàng)新發(fā)展。"
                "好評?!?1世紀》:近期,“走遍全省”2009年經(jīng)濟發(fā)展。") ==
        "产业规模扩大，创新发展。好评。《21世纪》：近期，“走遍全省”2009年经济发展。");
}

TEST_CASE("a term in quotation marks holds no end of a sentence, and neither does a title") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。鋼城的“夜?!遍_"
                "到了車間里。") == "产业规模扩大，网络创新发展。钢城的“夜校”开到了车间里。");
  // What somebody said does.
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。“技術(shù)在進步,"
                "市場在擴大?!逼髽I(yè)負責人說。") ==
        "产业规模扩大，网络创新发展。“技术在进步，市场在扩大。”企业负责人说。");
}

TEST_CASE("no other mark follows an exclamation mark") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。牌子響,個頭卻?"
                "。懦梢陨系漠a(chǎn)品賣到外省。") ==
        "产业规模扩大，网络创新发展。牌子响，个头却小，九成以上的产品卖到外省。");
}

TEST_CASE("a site that made traditional characters of simplified ones leaves those of names") {
  const std::string page = "法爾勝泓昇集團、恆鉅電池和蘇崑都在,升級后面積巨大,昆明也在。";
  CHECK(
      text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。" + page) ==
      "产业规模扩大，网络创新发展。法尔胜泓昇集团、恒钜电池和苏崑都在，升级后面积巨大，昆明也在。");
  // Not so a page that was written in traditional characters.
  CHECK(
      text_of("產業規模擴大,網絡創新發展。" + page) ==
      "产业规模扩大，网络创新发展。法尔胜泓升集团、恒巨电池和苏昆都在，升级后面积巨大，昆明也在。");
}

TEST_CASE("what a broken character ate is what its neighbours want") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。湖北日?qǐng)笥浾?"
                "李源 通訊員 譚維") == "产业规模扩大，网络创新发展。湖北日报记者 李源 通讯员 谭维");
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展?!"
                "半娰M省了四十多萬?!?0月12日,在園區(qū)里") ==
        "产业规模扩大，网络创新发展。“电费省了四十多万。”10月12日，在园区里");
}

TEST_CASE("names that no list holds are read by the characters that names are made of") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展?!"
                "八雇刑亍彼箮炖锖团晾僦Z均有出色"
                "表現(xiàn)。") ==
        "产业规模扩大，网络创新发展。“斯托特”斯库里和帕拉蒂诺均有出色表现。");
}

TEST_CASE("what words say of a run counts more than a mark that fits") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。"
                "銀聯(lián)上??偛咳耸孔蛉諏τ浾弑硎荆@一消息屬實。") ==
        "产业规模扩大，网络创新发展。银联上海总部人士昨日对记者表示，这一消息属实。");
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展?!敖鉀Q不了多大問題?!"
                "鄙鲜鲋袃Z黑龍江公司的人士說。") ==
        "产业规模扩大，网络创新发展。“解决不了多大问题。”上述中储粮黑龙江公司的人士说。");
}

TEST_CASE("of readings that are as likely the one is taken whose words the page has elsewhere") {
  CHECK(text_of("產(chǎn)業(yè)規(guī)模擴大,網(wǎng)絡(luò)創(chuàng)新發(fā)展。主隊七場不敗??"
                "完爟蛇B?。麝犑走x不?。髥慰少I??"
                "完犨B敗三場。") ==
        "产业规模扩大，网络创新发展。主队七场不败。客队两连败，主队首选不败，大单可买。客队连败三场。");
}

TEST_CASE("a page of noise ends: no time is spent where nothing is found") {
  // One true sign of damage, and then marks and rare characters without sense.
  std::string noise = kDamaged;
  for (int i = 0; i < 20000; ++i) {
    noise += "?";
    base::append_utf8(static_cast<char32_t>(0x4E00 + i * 7919 % 20000), noise);
    base::append_utf8(static_cast<char32_t>(0x30A0 + i % 90), noise);
  }
  CHECK(text_of(noise).size() > noise.size() / 2);
}

TEST_CASE("what is not damage stays") {
  std::ifstream in(std::string(WUTONG_TESTS) + "/text/untouched.txt");
  REQUIRE(in);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    CHECK(text_of(line) == line);
  }
}

// In a damaged page every pass of restoration is at work.
TEST_CASE("restoring twice is restoring once, whatever stands beside damage") {
  std::ifstream in(std::string(WUTONG_TESTS) + "/text/untouched.txt");
  REQUIRE(in);
  std::size_t lines = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    ++lines;
    const std::string page = kDamaged + "\n" + line + "\n";
    const std::string restored_page = text_of(page);
    INFO(line);
    CHECK(text_of(restored_page) == restored_page);
  }
  CHECK(lines >= 200);
}

TEST_CASE("encodings: GB18030, Big5, UTF-16 and a byte order mark") {
  // 数字经济 in GB18030, 數字經濟發展產業網絡 in Big5.
  CHECK(text_of("\xca\xfd\xd7\xd6\xbe\xad\xbc\xc3") == "数字经济");
  CHECK(text_of(std::string("\xff\xfe\x70\x65\x57\x5b", 6)) == "数字");
  CHECK(text_of("\xef\xbb\xbf桐乡") == "桐乡");
}

TEST_CASE("what is no text is refused with a reason") {
  CHECK_THROWS_WITH(restored(""), "the document is empty");
  CHECK_THROWS_WITH(restored(std::string("PK\x03\x04\0\0\0\0", 8)),
                    "the document is binary, not text");
}
