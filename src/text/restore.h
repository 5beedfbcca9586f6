// restore(): bytes as found -> text::Document. The whole of this layer behind two functions.
#pragma once

#include <string>
#include <vector>

#include "text/document.h"
#include "text/reader.h"

namespace wutong::text {

// Reads a file into a Source. Errors: text.not_found, text.unreadable, text.is_directory.
Source read_file(const std::string& path);

// Restores a document that a reader gave. Pure: no clock, no environment, no global state that
// changes. `keep_repairs` false leaves Document::repairs empty, and is faster.
Document restore(SourceDocument source, bool keep_repairs = true);
// The same for plain text. Errors: text.empty, text.binary.
Document restore(const Source& source, bool keep_repairs = true);

}  // namespace wutong::text
