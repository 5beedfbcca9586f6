// docx and PDF.
#include <catch2/catch.hpp>

#include "unit/text/reading.h"

using namespace wutong;
using namespace wutong::reading;

TEST_CASE("docx: paragraphs, and its properties") {
  const std::string body =
      "<?xml version=\"1.0\"?><w:document "
      "xmlns:w=\"x\"><w:body><w:p><w:r><w:t>桐乡市</w:t></w:r><w:r>"
      "<w:t>A&amp;B园区。</w:t></w:r></w:p><w:p><w:r><w:t>第二段。</w:t></w:r></w:p></w:body></"
      "w:document>";
  const std::string core =
      "<c:coreProperties xmlns:c=\"a\" xmlns:dc=\"b\"><dc:title>公报</dc:title></c:coreProperties>";
  const Found found =
      read("d.docx", zip_of({{"word/document.xml", body}, {"docProps/core.xml", core}}));
  REQUIRE(found.documents.size() == 1);
  CHECK(text_of(found.documents[0]) == "桐乡市A&B园区。\n第二段。");
  CHECK(found.documents[0].properties == std::map<std::string, std::string>{{"title", "公报"}});
  check_places(found.documents[0], body);
  CHECK_THROWS_WITH(read("d.docx", "no zip"), Catch::Contains("no docx"));
}

TEST_CASE("PDF: the text layer with its pages, and what is none is refused") {
  const std::string page =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>endobj\n"
      "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
      "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
      "4 0 obj<</Length 39>>stream\nBT /F 12 Tf 20 200 Td (GDP 2020) Tj ET\nendstream endobj\n"
      "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
      "trailer<</Root 1 0 R>>\n%%EOF\n";
  const Found found = read("d.pdf", page);
  REQUIRE(found.documents.size() == 1);
  const std::string text = text_of(found.documents[0]);
  CHECK(text.substr(0, 8) == "GDP 2020");
  CHECK(text.find("GDP 2020", 8) != std::string::npos);
  const std::string& pages = found.documents[0].properties.at("pages");
  CHECK(pages.substr(0, 2) == "0,");
  CHECK_THROWS_WITH(read("d.pdf", "%PDF-1.4 nothing"), "the file is no PDF, or a damaged one");
}

namespace {

std::string docx_of(const std::string& body) {
  return zip_of({{"word/document.xml",
                  "<?xml version=\"1.0\"?><w:document xmlns:w=\"x\" xmlns:mc=\"m\"><w:body>" +
                      body + "</w:body></w:document>"}});
}
std::string docx_text(const std::string& body) {
  return texts(read("d.docx", docx_of(body))).at(0);
}

}  // namespace

TEST_CASE("docx: rows of a table are lines, and what is not shown is left out") {
  CHECK(docx_text("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>指标</w:t></w:r></w:p></w:tc>"
                  "<w:tc><w:p><w:r><w:t>2021年</w:t></w:r></w:p></w:tc></w:tr>"
                  "<w:tr><w:tc><w:p><w:r><w:t>产值</w:t></w:r></w:p></w:tc>"
                  "<w:tc><w:p><w:r><w:t>26亿元</w:t></w:r></w:p></w:tc></w:tr></w:tbl>") ==
        "指标 2021年\n产值 26亿元");
  CHECK(docx_text("<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>框。</w:t></mc:Choice>"
                  "<mc:Fallback><w:t>框。</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>") ==
        "框。");
  CHECK(docx_text("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:moveFrom><w:t>旧。</w:t>"
                  "</w:moveFrom><w:moveTo><w:t>新。</w:t></w:moveTo></w:p>") == "新。");
  CHECK(docx_text("<w:p><w:ruby><w:rt><w:t>xiāng</w:t></w:rt><w:rubyBase><w:t>乡</w:t>"
                  "</w:rubyBase></w:ruby><w:t>镇。</w:t></w:p>") == "乡镇。");
  CHECK(texts(read("d.docx", zip_of({{"word/document.xml",
                                      "<q:document xmlns:q=\"x\"><q:p><q:t>别的前缀。</q:t></q:p>"
                                      "</q:document>"}}))) == Texts{"别的前缀。"});
}

TEST_CASE("docx: line ends, sections and entities keep the places behind them") {
  const std::string body =
      "<d xmlns:w=\"x\"><w:p><w:t>甲\r\n乙<![CDATA[丙&丁]]>&amp;&#x6208;己</w:t></w:p></d>";
  const Found found = read("d.docx", zip_of({{"word/document.xml", body}}));
  CHECK(texts(found) == Texts{"甲\n乙丙&丁&戈己"});
  Texts bytes;
  for (const auto& c : found.documents.at(0).decoded.characters) {
    bytes.push_back(body.substr(c.span.begin, c.span.size()));
  }
  CHECK(bytes == Texts{"甲", "\r\n", "乙", "丙", "&", "丁", "&amp;", "&#x6208;", "己"});
}

TEST_CASE("docx: found by its content, encrypted, of an older kind") {
  const std::string bytes = docx_of("<w:p><w:t>桐乡。</w:t></w:p>");
  CHECK(texts(read("-", bytes)) == Texts{"桐乡。"});
  const std::string ole("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  std::string name;
  for (const char c : std::string("EncryptedPackage")) name += {c, '\0'};
  CHECK(code_of("d.docx", ole + name) == "text.encrypted");
  CHECK(code_of("d.docx", ole) == "text.bad_docx");
  CHECK(code_of("d.doc", ole) == "text.unsupported");
  CHECK(code_of("d.xlsx", zip_of({{"xl/workbook.xml", "<a/>"}})) == "text.unsupported");
}

namespace {

struct Placed {
  int x, y;
  std::string text;  // UTF-8
};

// Pages with the text of `pages`, in a font that is not embedded, as older Chinese PDFs have it.
std::string pdf_of(const std::vector<std::vector<Placed>>& pages, const std::string& trailer = "") {
  std::string kids, objects;
  int number = 6;
  for (const std::vector<Placed>& page : pages) {
    std::string content;
    for (const Placed& line : page) {
      content += "BT /F 12 Tf " + std::to_string(line.x) + " " + std::to_string(line.y) + " Td <";
      for (const char32_t c : base::from_utf8(line.text)) {
        char unit[5];
        std::snprintf(unit, sizeof unit, "%04X", static_cast<unsigned>(c));
        content += unit;
      }
      content += "> Tj ET\n";
    }
    const std::string stream = std::to_string(number++), self = std::to_string(number++);
    objects += stream + " 0 obj<</Length " + std::to_string(content.size()) + ">>stream\n" +
               content + "\nendstream endobj\n" + self +
               " 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents " + stream +
               " 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj\n";
    kids += self + " 0 R ";
  }
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[" + kids +
         "]/Count " + std::to_string(pages.size()) +
         ">>endobj\n3 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
         "/DescendantFonts[4 0 R]>>endobj\n"
         "4 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
         "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>endobj\n"
         "5 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]"
         "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>endobj\n" +
         objects + "trailer<</Root 1 0 R" + trailer + ">>\n%%EOF\n";
}

}  // namespace

TEST_CASE("PDF: lines that only the width broke are one, over pages too; numbers of pages go") {
  const std::string bytes =
      pdf_of({{{50, 750, "桐乡市经济运行报告"},
               {50, 730, "　　今年以来，桐乡市规模以上工业增加值增长较快，海康"},
               {50, 710, "智联等企业落户桐乡。"},
               {50, 690, "　　乌镇是世界互联网大会的永久会址，每年都要召开一次"},
               {290, 30, "- 1 -"}},
              {{50, 750, "大会。"}, {290, 30, "- 2 -"}}});
  const Found found = read("d.pdf", bytes);
  CHECK(
      texts(found) ==
      Texts{
          "桐乡市经济运行报告\n今年以来，桐乡市规模以上工业增加值增长较快，海康智联等企业落户桐乡。"
          "\n乌镇是世界互联网大会的永久会址，每年都要召开一次大会。"});
  std::size_t end = 0;
  for (const auto& character : found.documents.at(0).decoded.characters) {
    CHECK(character.span.begin >= end);
    end = character.span.end;
  }
}

TEST_CASE("PDF: rows of a table are lines, columns follow each other") {
  CHECK(texts(read("d.pdf", pdf_of({{{50, 750, "指标"},
                                     {50, 730, "工业增加值"},
                                     {200, 750, "今年"},
                                     {200, 730, "二十六亿元"}}}))) ==
        Texts{"指标 今年\n工业增加值 二十六亿元"});
  std::vector<Placed> page;
  for (const auto& [x, side] : {std::pair(50, "左"), {320, "右"}}) {
    for (const int y : {750, 732, 714, 696, 678}) {
      page.push_back({x, y, std::string(side) + "栏的文字在此处排得很满，全都排满了，"});
    }
  }
  const std::string text = texts(read("d.pdf", pdf_of({page}))).at(0);
  CHECK(text.find("右") > text.rfind("左"));
  CHECK(text.substr(0, text.find("右")).find('\n') == std::string::npos);
}

TEST_CASE("PDF: a scan and an encrypted one are refused") {
  CHECK(code_of("d.pdf", pdf_of({{}})) == "text.no_text_layer");
  const std::string key(64, 'A');
  CHECK(code_of("d.pdf", pdf_of({{{50, 750, "桐乡"}}},
                                "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + key +
                                    ">/U<" + key + ">>>")) == "text.encrypted");
}
