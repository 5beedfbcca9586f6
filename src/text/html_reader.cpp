// HTML through gumbo: the article's text without navigation and boilerplate.
//
// The main block is the element whose paragraphs hold most text with sentence marks and fewest
// links (after Readability's scoring). Its blocks become lines; every character keeps its bytes, an
// entity is one character.
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <string_view>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr int kDeepest = 1500;  // elements within one another

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}
bool is_hidden(GumboTag tag) {
  return is_one_of(tag, {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_HEAD,
                         GUMBO_TAG_TEMPLATE, GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT, GUMBO_TAG_BUTTON,
                         GUMBO_TAG_SELECT, GUMBO_TAG_TEXTAREA, GUMBO_TAG_SVG, GUMBO_TAG_INPUT});
}
bool is_boilerplate(GumboTag tag) {
  return is_one_of(tag, {GUMBO_TAG_NAV, GUMBO_TAG_FOOTER, GUMBO_TAG_ASIDE, GUMBO_TAG_FORM});
}
bool is_block(GumboTag tag) {
  return is_one_of(
      tag, {GUMBO_TAG_P,       GUMBO_TAG_DIV,        GUMBO_TAG_H1,         GUMBO_TAG_H2,
            GUMBO_TAG_H3,      GUMBO_TAG_H4,         GUMBO_TAG_H5,         GUMBO_TAG_H6,
            GUMBO_TAG_LI,      GUMBO_TAG_UL,         GUMBO_TAG_OL,         GUMBO_TAG_TR,
            GUMBO_TAG_TABLE,   GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_PRE,        GUMBO_TAG_SECTION,
            GUMBO_TAG_ARTICLE, GUMBO_TAG_HEADER,     GUMBO_TAG_FIGCAPTION, GUMBO_TAG_DD,
            GUMBO_TAG_DT,      GUMBO_TAG_DL,         GUMBO_TAG_MAIN,       GUMBO_TAG_BODY,
            GUMBO_TAG_CENTER});
}
bool has_text(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
         node->type == GUMBO_NODE_WHITESPACE;
}
bool is_element(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

template <class Visit>
void for_children(const GumboNode* node, Visit visit) {
  const GumboVector& children =
      node->type == GUMBO_NODE_DOCUMENT ? node->v.document.children : node->v.element.children;
  for (unsigned i = 0; i < children.length; ++i) {
    visit(static_cast<const GumboNode*>(children.data[i]));
  }
}

std::string attribute(const GumboNode* node, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&node->v.element.attributes, name);
  return found != nullptr ? found->value : "";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Collapses white space and drops it at the ends.
std::string tidy(const std::string& text) {
  std::string out;
  for (const char32_t c : base::from_utf8(text)) {
    if (!is_blank(c)) {
      base::append_utf8(c, out);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Elements that were opened and not closed before the deepest place: what gumbo would recurse over.
int depth_of(std::string_view html) {
  constexpr std::array kOpenEnded = {"br", "img", "input", "meta", "link", "hr",     "p",   "li",
                                     "td", "tr",  "th",    "dt",   "dd",   "option", "col", "wbr"};
  int depth = 0, deepest = 0;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    std::size_t end = at + 1;
    const bool closes = end < html.size() && html[end] == '/';
    if (closes) ++end;
    std::string name;
    while (end < html.size() && std::isalnum(static_cast<unsigned char>(html[end])) != 0) {
      name.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(html[end++]))));
    }
    if (name.empty() || std::find(kOpenEnded.begin(), kOpenEnded.end(), name) != kOpenEnded.end())
      continue;
    depth = closes ? std::max(0, depth - 1) : depth + 1;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

// How much of the page's text a subtree holds, and how much of it as links.
struct Amount {
  double score = 0;  // by its own paragraphs
  std::size_t characters = 0, linked = 0;
};

// "来源：新华社 作者：李明 2023-05-01" in the page's text, where the page's head is silent.
void properties_from_text(const std::u32string& text,
                          std::map<std::string, std::string>& properties) {
  struct Cue {
    std::u32string_view cue;
    const char* property;
  };
  constexpr Cue kCues[] = {{U"来源", "source"},   {U"來源", "source"},   {U"作者", "author"},
                           {U"发布时间", "date"}, {U"發布時間", "date"}, {U"时间", "date"},
                           {U"日期", "date"}};
  for (const Cue& cue : kCues) {
    const std::size_t found = text.find(cue.cue);
    if (found == std::u32string::npos) continue;
    std::size_t at = found + cue.cue.size();
    if (at >= text.size() || (text[at] != U'：' && text[at] != U':')) continue;
    ++at;
    while (at < text.size() && text[at] == U' ') ++at;
    std::string value;
    for (; at < text.size() && !is_blank(text[at]) && value.size() < 60; ++at)
      base::append_utf8(text[at], value);
    if (!value.empty()) properties.emplace(cue.property, value);
  }
}

class Page {
 public:
  // `html`: UTF-8; `places`: for each of its bytes the character it belongs to.
  Page(const std::string& html, const std::vector<DecodedCharacter>& characters,
       const std::vector<std::uint32_t>& places)
      : html_(html), characters_(characters), places_(places) {
    output_ = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
  }
  ~Page() { gumbo_destroy_output(&kGumboDefaultOptions, output_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  std::map<std::string, std::string> properties() {
    head(output_->root);
    properties_from_text(base::from_utf8(text_of(output_->root)), properties_);
    return std::move(properties_);
  }

  std::vector<DecodedCharacter> article() {
    measure(output_->root, false);
    const GumboNode* best = output_->root;
    double most = 0;
    for (const GumboNode* node : order_) {
      const Amount& amount = amounts_[node];
      if (amount.characters == 0) continue;
      const double links =
          static_cast<double>(amount.linked) / static_cast<double>(amount.characters);
      const double score = amount.score * (1 - links);
      if (score > most) {
        most = score;
        best = node;
      }
    }
    if (headline_ != nullptr && !within(headline_, best)) {
      write(headline_);
      end_line();
    }
    write(best);
    while (!out_.empty() && is_blank(out_.back().code_point)) out_.pop_back();
    // HTML's parsing moves text that stands loose in a table in front of it; the order of the bytes
    // holds.
    std::stable_sort(out_.begin(), out_.end(),
                     [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
    return std::move(out_);
  }

 private:
  static bool within(const GumboNode* node, const GumboNode* outer) {
    for (; node != nullptr; node = node->parent) {
      if (node == outer) return true;
    }
    return false;
  }

  // Title, date, source, author and address from <title>, <meta> and <link>.
  void head(const GumboNode* node) {
    if (!is_element(node)) return;
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_META) {
      const std::string name = lower(attribute(node, "name") + attribute(node, "property"));
      const std::string content = tidy(attribute(node, "content"));
      struct Known {
        const char* name;
        const char* property;
      };
      constexpr Known kKnown[] = {{"og:title", "title"},
                                  {"articletitle", "title"},
                                  {"article:published_time", "date"},
                                  {"publishdate", "date"},
                                  {"pubdate", "date"},
                                  {"og:release_date", "date"},
                                  {"source", "source"},
                                  {"contentsource", "source"},
                                  {"og:site_name", "source"},
                                  {"author", "author"},
                                  {"og:url", "url"}};
      for (const Known& known : kKnown) {
        if (name == known.name && !content.empty()) properties_.emplace(known.property, content);
      }
    } else if (tag == GUMBO_TAG_LINK && lower(attribute(node, "rel")) == "canonical") {
      properties_["url"] = attribute(node, "href");
    } else if (tag == GUMBO_TAG_TITLE) {
      page_title_ = tidy(text_of(node));
    } else if (tag == GUMBO_TAG_H1 && headline_ == nullptr && !tidy(text_of(node)).empty()) {
      headline_ = node;
      properties_.emplace("title", tidy(text_of(node)));
    } else if (tag == GUMBO_TAG_TIME && !attribute(node, "datetime").empty()) {
      properties_.emplace("date", attribute(node, "datetime"));
    }
    for_children(node, [&](const GumboNode* child) { head(child); });
    if (node == output_->root && !page_title_.empty()) properties_.emplace("title", page_title_);
  }

  static std::string text_of(const GumboNode* node) {
    if (has_text(node)) return node->v.text.text;
    std::string out;
    if (is_element(node) && !is_one_of(node->v.element.tag, {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE})) {
      for_children(node, [&](const GumboNode* child) { out += text_of(child); });
    }
    return out;
  }

  // Counts the text below `node`, and gives each paragraph's score to the elements it stands in.
  void measure(const GumboNode* node, bool linked) {
    if (!is_element(node) || is_hidden(node->v.element.tag) || is_boilerplate(node->v.element.tag))
      return;
    const bool link = linked || node->v.element.tag == GUMBO_TAG_A;
    order_.push_back(node);
    std::size_t own = 0, marks = 0;
    const auto count = [&](const char* text) {
      for (const char32_t c : base::from_utf8(text)) {
        if (is_blank(c)) continue;
        ++own;
        marks += c == U'，' || c == U'。' || c == U'；' || c == U'、' || c == U',' ? 1 : 0;
      }
    };
    for_children(node, [&](const GumboNode* child) {
      if (has_text(child)) {
        count(child->v.text.text);
      } else if (is_element(child)) {
        measure(child, link);
        Amount& below = amounts_[child];
        amounts_[node].characters += below.characters;
        amounts_[node].linked += below.linked;
      }
    });
    Amount& after = amounts_[node];
    after.characters += own;
    if (link) after.linked += own;
    if (own < 10 || link) return;
    // A paragraph speaks for its parent, and half for the element around that.
    const double score =
        1 + static_cast<double>(marks) + std::min(3.0, static_cast<double>(own) / 50);
    double share = 1;
    const GumboNode* holder =
        is_block(node->v.element.tag) && node->v.element.tag != GUMBO_TAG_P ? node : node->parent;
    for (int level = 0; level < 3 && holder != nullptr && is_element(holder); ++level) {
      amounts_[holder].score += share * score;
      share /= 2;
      holder = holder->parent;
    }
  }

  void end_line() {
    while (!out_.empty() && out_.back().code_point == U' ') out_.pop_back();
    if (out_.empty() || out_.back().code_point == U'\n') return;
    const std::size_t at = out_.back().span.end;
    out_.push_back({U'\n', {at, at}});
  }

  void write(const GumboNode* node) {
    if (has_text(node)) return write_text(node->v.text);
    if (!is_element(node)) return;
    const GumboTag tag = node->v.element.tag;
    if (is_hidden(tag) || is_boilerplate(tag)) return;
    if (tag == GUMBO_TAG_BR) return end_line();
    const bool block = is_block(tag);
    if (block) {
      // A list of links is navigation.
      const Amount& amount = amounts_[node];
      const bool links = amount.characters > 0 && amount.linked * 10 > amount.characters * 7 &&
                         amount.characters < 400;
      if (links && tag != GUMBO_TAG_BODY) return;
      end_line();
    }
    for_children(node, [&](const GumboNode* child) { write(child); });
    if (block) end_line();
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) blank();
  }

  void blank() {
    if (out_.empty() || is_blank(out_.back().code_point)) return;
    const std::size_t at = out_.back().span.end;
    out_.push_back({U' ', {at, at}});
  }

  base::ByteSpan bytes_of(std::size_t begin, std::size_t end) const {
    const std::size_t first = places_[std::min(begin, places_.size() - 1)];
    const std::size_t last = places_[std::min(end - 1, places_.size() - 1)];
    return {characters_[first].span.begin, characters_[last].span.end};
  }

  // The decoded text beside the raw one: an entity stands for one character, or two.
  void write_text(const GumboText& text) {
    const std::string_view raw(text.original_text.data, text.original_text.length);
    const auto offset = static_cast<std::size_t>(raw.data() - html_.data());
    const std::string_view value = text.text;
    std::size_t at = 0;
    for (std::size_t i = 0; i < value.size();) {
      const base::Decoded decoded = base::decode_utf8(value, i);
      std::size_t length = decoded.length;
      if (at < raw.size() && raw[at] == '&' &&
          !(decoded.code_point == U'&' && !is_entity(raw, at))) {
        length = entity_length(raw, at);
      } else if (at < raw.size() && raw[at] == '\r') {
        length = at + 1 < raw.size() && raw[at + 1] == '\n' ? 2 : 1;
      }
      const std::size_t end = std::min(at + std::max<std::size_t>(length, 1), raw.size());
      const std::size_t begin = std::min(at, end > 0 ? end - 1 : 0);
      if (is_blank(decoded.code_point) && decoded.code_point != 0x3000) {
        if (!out_.empty() && !is_blank(out_.back().code_point)) {
          out_.push_back({U' ', bytes_of(offset + begin, offset + end)});
        }
      } else {
        out_.push_back({decoded.code_point, bytes_of(offset + begin, offset + end)});
      }
      at = end;
      i += decoded.length;
    }
  }

  static bool is_entity(std::string_view raw, std::size_t at) {
    const std::string_view rest = raw.substr(at + 1, 4);
    return rest.substr(0, 3) == "amp" || rest.substr(0, 3) == "AMP" || rest.substr(0, 3) == "#38" ||
           rest.substr(0, 4) == "#x26";
  }
  static std::size_t entity_length(std::string_view raw, std::size_t at) {
    std::size_t end = at + 1;
    while (end < raw.size() && end - at < 34 &&
           (std::isalnum(static_cast<unsigned char>(raw[end])) != 0 || raw[end] == '#')) {
      ++end;
    }
    return end < raw.size() && raw[end] == ';' ? end + 1 - at : end - at;
  }

  const std::string& html_;
  const std::vector<DecodedCharacter>& characters_;
  const std::vector<std::uint32_t>& places_;
  GumboOutput* output_ = nullptr;
  const GumboNode* headline_ = nullptr;
  std::string page_title_;
  std::map<std::string, std::string> properties_;
  std::map<const GumboNode*, Amount> amounts_;
  std::vector<const GumboNode*> order_;  // as they stand in the page
  std::vector<DecodedCharacter> out_;
};

}  // namespace

SourceDocument read_html(const Source& source) {
  SourceDocument document = read_plain(source);
  const std::vector<DecodedCharacter> characters = std::move(document.decoded.characters);
  std::string html;
  std::vector<std::uint32_t> places;
  html.reserve(source.bytes.size() + source.bytes.size() / 2);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    base::append_utf8(characters[i].code_point == 0 ? base::kReplacement : characters[i].code_point,
                      html);
    places.resize(html.size(), static_cast<std::uint32_t>(i));
  }
  if (depth_of(html) > kDeepest) {
    throw Error("text.bad_html", "the page's elements stand more than " + std::to_string(kDeepest) +
                                     " deep in one another");
  }
  Page page(html, characters, places);
  document.properties = page.properties();
  document.decoded.characters = page.article();
  if (document.decoded.characters.empty()) {
    throw Error("text.empty", "the page holds no text");
  }
  return document;
}

}  // namespace wutong::text
