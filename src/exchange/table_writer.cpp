// Rows are buffered a page at a time: the first page decides the column widths, later pages reuse
// them, so that a million rows pass through in constant memory. A cell too wide for the terminal is
// wrapped inside its column at display columns, never inside a character.
#include "exchange/table_writer.h"

#include <algorithm>
#include <numeric>
#include <ostream>

#include "base/display_width.h"

namespace wutong::exchange {
namespace {

constexpr std::size_t kPageRows = 1000;
constexpr std::size_t kNarrowest = 8;

using Cells = std::vector<std::string>;

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

std::size_t character_length(const std::string& text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

// The lines of a cell, each at most `width` columns.
Cells wrapped(const std::string& cell, std::size_t width) {
  Cells lines(1);
  std::size_t used = 0;
  for (std::size_t i = 0; i < cell.size();) {
    const std::size_t length = character_length(cell, i);
    const std::string character = cell.substr(i, length);
    i += length;
    if (character == "\n") {
      lines.emplace_back();
      used = 0;
      continue;
    }
    const std::size_t columns = base::display_width(character);
    if (used + columns > width && used > 0) {
      lines.emplace_back();
      used = 0;
    }
    lines.back() += character;
    used += columns;
  }
  return lines;
}

class TableWriter : public RowWriter {
 public:
  TableWriter(std::ostream& out, std::size_t width) : out_(out), limit_(width) {}

  void begin(const std::vector<std::string>& columns) override { columns_ = columns; }

  void row(const Row& row) override {
    Cells cells;
    std::vector<bool> right;
    for (const Value& value : row) {
      cells.push_back(cell_text(value));
      right.push_back(value.is_number());
    }
    rows_.push_back(std::move(cells));
    right_.push_back(std::move(right));
    ++count_;
    if (rows_.size() == kPageRows) flush();
  }

  void end() override {
    flush();
    if (columns_.empty()) return;
    rule("└", "┴", "┘");
    out_ << count_ << (count_ == 1 ? " row\n" : " rows\n");
  }

 private:
  void flush() {
    if (columns_.empty()) return;
    if (widths_.empty()) {
      measure();
      rule("┌", "┬", "┐");
      draw(columns_, std::vector<bool>(columns_.size(), false));
      rule("├", "┼", "┤");
    }
    for (std::size_t i = 0; i < rows_.size(); ++i) draw(rows_[i], right_[i]);
    rows_.clear();
    right_.clear();
  }

  void measure() {
    for (const std::string& column : columns_) widths_.push_back(base::display_width(column));
    for (const Cells& cells : rows_) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        for (const std::string& line : wrapped(cells[i], std::string::npos)) {
          widths_[i] = std::max(widths_[i], base::display_width(line));
        }
      }
    }
    const std::size_t frame = 3 * widths_.size() + 1;
    if (limit_ == 0) return;
    // Take columns from the widest until the table fits.
    for (;;) {
      const std::size_t total = std::accumulate(widths_.begin(), widths_.end(), frame);
      const auto widest = std::max_element(widths_.begin(), widths_.end());
      if (total <= limit_ || *widest <= kNarrowest) return;
      const std::size_t second = second_widest(widest);
      const std::size_t excess = total - limit_;
      const std::size_t step = std::max<std::size_t>(1, std::min(excess, *widest - second));
      *widest = std::max(kNarrowest, *widest - step);
    }
  }

  std::size_t second_widest(std::vector<std::size_t>::iterator widest) const {
    std::size_t second = kNarrowest;
    for (auto it = widths_.begin(); it != widths_.end(); ++it) {
      if (it - widths_.begin() != widest - widths_.begin()) second = std::max(second, *it);
    }
    return std::min(second, *widest);
  }

  void rule(const char* left, const char* middle, const char* right) {
    out_ << left;
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      out_ << (i > 0 ? middle : "") << repeated("─", widths_[i] + 2);
    }
    out_ << right << '\n';
  }

  void draw(const Cells& cells, const std::vector<bool>& right) {
    std::vector<Cells> lines;
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      lines.push_back(wrapped(cells[i], widths_[i]));
      height = std::max(height, lines.back().size());
    }
    for (std::size_t y = 0; y < height; ++y) {
      out_ << "│";
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string text = y < lines[i].size() ? lines[i][y] : "";
        const std::size_t used = base::display_width(text);
        const std::string gap(widths_[i] > used ? widths_[i] - used : 0, ' ');
        out_ << ' ' << (right[i] ? gap + text : text + gap) << " │";
      }
      out_ << '\n';
    }
  }

  std::ostream& out_;
  std::size_t limit_;
  Cells columns_;
  std::vector<Cells> rows_;
  std::vector<std::vector<bool>> right_;  // numbers stand to the right
  std::vector<std::size_t> widths_;
  std::size_t count_ = 0;
};

}  // namespace

std::unique_ptr<RowWriter> make_table_writer(std::ostream& out, std::size_t width) {
  return std::make_unique<TableWriter>(out, width);
}

}  // namespace wutong::exchange
