// HTML through gumbo: the article's text without navigation and boilerplate.
//
// The main block is the element whose paragraphs hold most text with sentence marks and fewest
// links (after Readability's scoring). Its blocks become lines, a table's row is one; every
// character keeps its bytes, an entity is one character.
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>
#include <unordered_map>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"
#include "text/transcoded.h"

namespace wutong::text {
namespace {

constexpr int kDeepest = 1500;  // elements within one another

bool is_one_of(GumboTag tag, std::initializer_list<GumboTag> tags) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}
bool is_hidden(GumboTag tag) {
  return is_one_of(tag, {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_HEAD,
                         GUMBO_TAG_TEMPLATE, GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT, GUMBO_TAG_BUTTON,
                         GUMBO_TAG_SELECT, GUMBO_TAG_TEXTAREA, GUMBO_TAG_SVG, GUMBO_TAG_INPUT,
                         GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES,
                         // Readings beside characters.
                         GUMBO_TAG_RT, GUMBO_TAG_RP});
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
            GUMBO_TAG_CENTER,  GUMBO_TAG_TD,         GUMBO_TAG_TH,         GUMBO_TAG_FIGURE});
}
bool is_cell(GumboTag tag) { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }
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

bool is_undisplayed(const GumboNode* node) {
  if (gumbo_get_attribute(&node->v.element.attributes, "hidden") != nullptr) return true;
  std::string style = lower(attribute(node, "style"));
  style.erase(std::remove(style.begin(), style.end(), ' '), style.end());
  return style.find("display:none") != std::string::npos;
}

// What the page's author calls navigation and the like.
bool is_named_boilerplate(const GumboNode* node) {
  constexpr std::array<std::string_view, 20> kNames = {
      "nav",         "navbar",  "navigation", "menu",      "footer",    "breadcrumb",
      "breadcrumbs", "crumb",   "crumbs",     "share",     "sharebox",  "comment",
      "comments",    "related", "sidebar",    "recommend", "copyright", "bdsharebuttonbox",
      "pagination",  "pager"};
  const std::string names = lower(attribute(node, "class") + " " + attribute(node, "id"));
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find_first_of(" \t\r\n", begin), names.size());
    const std::string_view name = std::string_view(names).substr(begin, end - begin);
    if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
    begin = end + 1;
  }
  return false;
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
    while (at < text.size() && is_blank(text[at]) && text[at] != U'\n') ++at;
    std::string value;
    bool number = false;
    for (; at < text.size() && !is_blank(text[at]) && value.size() < 60; ++at) {
      number = number || is_digit(text[at]);
      base::append_utf8(text[at], value);
    }
    const bool is_date = std::string_view(cue.property) == "date";
    if (!value.empty() && (!is_date || number)) properties.emplace(cue.property, value);
  }
}

// A paragraph as the scores see it.
struct Paragraph {
  const GumboNode* block;  // the nearest block around its text
  double score;
};

class Page {
 public:
  explicit Page(const Transcoded& html) : html_(html) {
    output_ =
        gumbo_parse_with_options(&kGumboDefaultOptions, html.utf8().data(), html.utf8().size());
  }
  ~Page() { gumbo_destroy_output(&kGumboDefaultOptions, output_); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  std::map<std::string, std::string> properties() {
    head(output_->root);
    properties_from_text(base::from_utf8(text_of(output_->root)), properties_);
    return std::move(properties_);
  }

  // The main block, with the headline where that stands outside.
  std::vector<DecodedCharacter> article() {
    measure(output_->root, false);
    for (const Paragraph& paragraph : paragraphs_) give_score(paragraph);
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
    return take();
  }

  // All that is shown.
  std::vector<DecodedCharacter> everything() {
    measure(output_->root, false);
    write(output_->root);
    return take();
  }

 private:
  std::vector<DecodedCharacter> take() {
    while (!out_.empty() && is_blank(out_.back().code_point)) out_.pop_back();
    // HTML's parsing moves text that stands loose in a table in front of it; the order of the bytes
    // holds.
    std::stable_sort(out_.begin(), out_.end(),
                     [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
    return std::move(out_);
  }

  bool is_left_out(const GumboNode* node) {
    const GumboTag tag = node->v.element.tag;
    if (is_hidden(tag) || is_boilerplate(tag) || is_undisplayed(node)) return true;
    return tag != GUMBO_TAG_BODY && tag != GUMBO_TAG_HTML && is_named_boilerplate(node);
  }

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
      if (is_block(node->v.element.tag) || node->v.element.tag == GUMBO_TAG_BR) out += '\n';
    }
    return out;
  }

  // Counts the text below `node`, and finds its paragraphs.
  void measure(const GumboNode* node, bool linked) {
    if (!is_element(node) || is_left_out(node)) return;
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
        const Amount below = amounts_[child];
        amounts_[node].characters += below.characters;
        amounts_[node].linked += below.linked;
      }
    });
    Amount& after = amounts_[node];
    after.characters += own;
    if (link) after.linked += own;
    if (own < 10 || link) return;
    const GumboNode* block = node;
    while (!is_block(block->v.element.tag) && block->parent != nullptr &&
           is_element(block->parent)) {
      block = block->parent;
    }
    paragraphs_.push_back(
        {block, 1 + static_cast<double>(marks) + std::min(3.0, static_cast<double>(own) / 50)});
  }

  // A paragraph speaks for what it stands in, half for the element around that, and so on; an
  // element with no text beside it is but its wrapper.
  void give_score(const Paragraph& paragraph) {
    constexpr int kLevels = 4;
    const GumboNode* inner = paragraph.block;
    double share = 1;
    for (int level = 0; level < kLevels;) {
      const GumboNode* outer = inner->parent;
      if (outer == nullptr || !is_element(outer)) break;
      amounts_[outer].score += share * paragraph.score;
      if (amounts_[outer].characters > amounts_[inner].characters) {
        share /= 2;
        ++level;
      }
      inner = outer;
    }
  }

  void end_line() {
    while (!out_.empty() && out_.back().code_point == U' ') out_.pop_back();
    if (out_.empty() || out_.back().code_point == U'\n') return;
    const std::size_t at = out_.back().span.end;
    out_.push_back({U'\n', {at, at}});
  }

  void write(const GumboNode* node) {
    if (has_text(node)) return write_text(node);
    if (!is_element(node) || is_left_out(node)) return;
    const GumboTag tag = node->v.element.tag;
    if (tag == GUMBO_TAG_BR) return in_cell_ ? blank() : end_line();
    const bool block = is_block(tag) && !in_cell_;
    const Amount& amount = amounts_[node];
    if (block && tag != GUMBO_TAG_BODY && amount.characters > 0 && amount.characters < 400 &&
        amount.linked * 10 > amount.characters * 7) {
      return;  // a list of links is navigation
    }
    // The cells of a table of figures stand in one line; a cell that holds an article does not.
    const bool cell = block && is_cell(tag) && amount.characters <= kLargestCell;
    const bool pre_before = in_pre_;
    if (cell) {
      in_cell_ = true;
    } else if (block) {
      end_line();
    } else if (is_block(tag)) {
      blank();
    }
    in_pre_ = in_pre_ || (tag == GUMBO_TAG_PRE && !in_cell_);
    for_children(node, [&](const GumboNode* child) { write(child); });
    in_pre_ = pre_before;
    if (cell) {
      in_cell_ = false;
      blank();
    } else if (block) {
      end_line();
    } else if (is_block(tag)) {
      blank();
    }
  }

  void blank() {
    if (out_.empty() || is_blank(out_.back().code_point)) return;
    const std::size_t at = out_.back().span.end;
    out_.push_back({U' ', {at, at}});
  }

  void put(char32_t c, base::ByteSpan span) {
    if (!is_blank(c) || c == 0x3000) {
      out_.push_back({c, span});
    } else if (in_pre_ && c == U'\n') {
      end_line();
    } else if (!out_.empty() && !is_blank(out_.back().code_point)) {
      out_.push_back({U' ', span});
    }
  }

  // The parsed text beside the raw one, which may hold references to characters and tags that
  // mean nothing.
  void write_text(const GumboNode* node) {
    const GumboText& text = node->v.text;
    const std::string_view raw(text.original_text.data, text.original_text.length);
    const auto offset = static_cast<std::size_t>(raw.data() - html_.utf8().data());
    const bool verbatim =
        is_element(node->parent) &&
        is_one_of(node->parent->v.element.tag, {GUMBO_TAG_XMP, GUMBO_TAG_PLAINTEXT});
    const std::string_view value = text.text;
    std::size_t at = 0;
    base::ByteSpan span = html_.source(offset, offset);
    for (std::size_t i = 0; i < value.size();) {
      const base::Decoded decoded = base::decode_utf8(value, i);
      if (!verbatim) at = behind_markup(raw, at);
      const std::size_t begin = at;
      at += raw_length(raw, at, value, i, decoded, verbatim);
      // The second character of a reference that stands for two has no bytes of its own.
      if (at > begin) span = html_.source(offset + begin, offset + at);
      put(decoded.code_point, span);
      i += decoded.length;
    }
  }

  static std::size_t behind_markup(std::string_view raw, std::size_t at) {
    while (at + 1 < raw.size() && raw[at] == '<' &&
           (std::isalpha(static_cast<unsigned char>(raw[at + 1])) != 0 || raw[at + 1] == '/' ||
            raw[at + 1] == '!' || raw[at + 1] == '?')) {
      const bool comment = raw.substr(at, 4) == "<!--";
      const std::size_t end = raw.find(comment ? "-->" : ">", at);
      if (end == std::string_view::npos) return raw.size();
      at = end + (comment ? 3 : 1);
    }
    return at;
  }

  // How many bytes of `raw` at `at` gave the character at `i` of `value`.
  static std::size_t raw_length(std::string_view raw, std::size_t at, std::string_view value,
                                std::size_t i, const base::Decoded& decoded, bool verbatim) {
    if (at >= raw.size()) return 0;
    const std::string_view itself = value.substr(i, decoded.length);
    if (raw[at] == '&' && !verbatim && (decoded.code_point != U'&' || is_ampersand(raw, at))) {
      return reference_length(raw, at, value.substr(i + decoded.length));
    }
    if (raw.substr(at, itself.size()) == itself) return itself.size();
    if (raw[at] == '\r') return raw.substr(at, 2) == "\r\n" ? 2 : 1;
    return 0;
  }
  static bool is_ampersand(std::string_view raw, std::size_t at) {
    const std::string_view rest = raw.substr(at + 1, 4);
    return rest.substr(0, 3) == "amp" || rest.substr(0, 3) == "AMP" || rest.substr(0, 3) == "#38" ||
           rest == "#x26" || rest == "#X26" || rest == "#038";
  }
  // `after`: the value behind the reference's first character. Where no semicolon ends the name,
  // the longest end of it that stands there is text.
  static std::size_t reference_length(std::string_view raw, std::size_t at,
                                      std::string_view after) {
    const auto letter = [&](std::size_t place) {
      return place < raw.size() && std::isalnum(static_cast<unsigned char>(raw[place])) != 0;
    };
    std::size_t end = at + 1;
    if (end < raw.size() && raw[end] == '#') {
      ++end;
      const bool hexadecimal = end < raw.size() && (raw[end] | 0x20) == 'x';
      if (hexadecimal) ++end;
      while (letter(end) && (hexadecimal ? std::isxdigit(static_cast<unsigned char>(raw[end])) != 0
                                         : is_digit(static_cast<unsigned char>(raw[end])))) {
        ++end;
      }
      return (end < raw.size() && raw[end] == ';' ? end + 1 : end) - at;
    }
    while (letter(end)) ++end;
    if (end < raw.size() && raw[end] == ';') return end + 1 - at;
    for (std::size_t name = at + 3; name < end; ++name) {
      const std::string_view rest = raw.substr(name, end - name);
      if (after.substr(0, rest.size()) == rest) return name - at;
    }
    return end - at;
  }

  static constexpr std::size_t kLargestCell = 60;  // characters

  const Transcoded& html_;
  GumboOutput* output_ = nullptr;
  const GumboNode* headline_ = nullptr;
  std::string page_title_;
  std::map<std::string, std::string> properties_;
  std::unordered_map<const GumboNode*, Amount> amounts_;
  std::vector<const GumboNode*> order_;  // as they stand in the page
  std::vector<Paragraph> paragraphs_;
  std::vector<DecodedCharacter> out_;
  bool in_cell_ = false, in_pre_ = false;
};

void check_depth(const std::string& html) {
  if (depth_of(html) <= kDeepest) return;
  throw Error("text.bad_html", "the page's elements stand more than " + std::to_string(kDeepest) +
                                   " deep in one another");
}

}  // namespace

SourceDocument read_html(const Source& source) {
  SourceDocument document = read_plain(source);
  const Transcoded html(std::move(document.decoded.characters));
  check_depth(html.utf8());
  Page page(html);
  document.properties = page.properties();
  document.decoded.characters = page.article();
  if (document.decoded.characters.empty()) {
    throw Error("text.empty", "the page holds no text")
        .with_note("a page that a script fills has to be saved from a browser");
  }
  return document;
}

bool is_markup(const std::vector<DecodedCharacter>& characters) {
  std::string text;
  for (const DecodedCharacter& c : characters) {
    text.push_back(c.code_point < 0x80 ? static_cast<char>(c.code_point) : '?');
  }
  for (const std::string_view tag : {"</p>", "<br>", "<br/>", "<br />", "</div>", "</P>", "<BR>"}) {
    if (text.find(tag) != std::string::npos) return true;
  }
  return false;
}

std::vector<DecodedCharacter> text_of_markup(std::vector<DecodedCharacter> characters) {
  const Transcoded html(std::move(characters));
  check_depth(html.utf8());
  return Page(html).everything();
}

}  // namespace wutong::text
