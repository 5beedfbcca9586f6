#include "base/html_text.h"

#include <catch2/catch.hpp>

using namespace wutong;

TEST_CASE("text in HTML is text") {
  CHECK(base::html_text("桐乡, a\tb\n") == "桐乡, a\tb\n");
  CHECK(base::html_text("</script><img onerror='x' a=\"&amp;\">") ==
        "&lt;/script&gt;&lt;img onerror=&#39;x&#39; a=&quot;&amp;amp;&quot;&gt;");
  CHECK(base::html_text(std::string_view("a\0b\x1b[31m\x7f\rc\r\nd\r", 14)) == "a␀b␛[31m␡␍c\nd");
  CHECK(base::html_text("\xe6\xa1\xff"
                        "b\xc2\x85") == "\uFFFD\uFFFD\uFFFDb\uFFFD");
}
