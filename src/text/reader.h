// Readers: a file as found -> the documents in it, as characters with the bytes they came from.
//
// Plain text and Markdown are one document; of HTML the article's text is taken; every object of
// JSON and JSON Lines is a document, every member of an archive what its own ending says. Character
// positions are bytes of the file, of an archive's member, of word/document.xml in a docx, or of
// the text layer of a PDF.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "text/decode.h"
#include "text/document.h"
#include "wutong/error.h"
#include "wutong/extractor.h"

namespace wutong::text {

// A document before restoration.
struct SourceDocument {
  std::string uri;     // of the file; "#3" behind it for the third object, "!a.txt" for a member
  std::string sha256;  // of the document's bytes, lower-case hex
  std::size_t bytes = 0;
  DecodedText decoded;
  std::map<std::string, std::string> properties;  // title, date, source, author, url where known
  std::string text_field;  // of a JSON object: the path of the field that holds the text
};

using OnDocument = std::function<void(SourceDocument&&)>;
// One document at fault; the others of its file go on.
using OnFault = std::function<void(const std::string& uri, const Error&)>;

// The media type that the name ends in; empty: no ending that is read.
std::string media_type_of_name(std::string_view name);
// The endings that are read, for messages: ".txt .md ...".
std::string known_endings();
// The media type by the name's ending, else by the content.
std::string media_type(const Source& source);

// Errors of the whole file: text.empty, text.binary, text.unsupported, text.bad_json,
// text.json_too_deep, text.bad_archive, text.archive_bomb, text.no_documents, text.bad_html,
// text.bad_docx, text.bad_pdf, text.no_text_layer, text.encrypted. Of one document in it also:
// text.no_text_field, text.archive_path, text.archive_in_archive, text.archive_member_too_large,
// text.archive_duplicate.
void read_documents(const Source& source, const ReadOptions& options, const OnDocument& document,
                    const OnFault& fault);

// "application/json" or "application/jsonl" where the content is that; else empty.
std::string json_type(std::string_view bytes);

// Whether the text is written in HTML's elements, as a field of JSON may be; the text without them.
bool is_markup(const std::vector<DecodedCharacter>& characters);
std::vector<DecodedCharacter> text_of_markup(std::vector<DecodedCharacter> characters);

// The readers, one for each kind of file.
SourceDocument read_plain(const Source& source);
SourceDocument read_html(const Source& source);
SourceDocument read_docx(const Source& source);
SourceDocument read_pdf(const Source& source);
void read_json(const Source& source, const ReadOptions& options, const OnDocument& document,
               const OnFault& fault);
void read_json_lines(const Source& source, const ReadOptions& options, const OnDocument& document,
                     const OnFault& fault);
void read_archive(const Source& source, const ReadOptions& options, const OnDocument& document,
                  const OnFault& fault);

}  // namespace wutong::text
