// The box table: buffers a page of rows to find the column widths, then draws it.
#pragma once

#include <iosfwd>
#include <memory>

#include "exchange/row_format.h"

namespace wutong::exchange {

std::unique_ptr<RowWriter> make_table_writer(std::ostream& out, std::size_t width);

}  // namespace wutong::exchange
