// Tables for the terminal: columns aligned by display width (wide characters count two, combining
// marks none), a heading, colour only when asked for. And what makes outside text safe to show
// there.
//
// Texts come from contacts, events and providers: a cell never gives the terminal a control
// character, and the two that turn the direction of writing are shown as `?` as well.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace camp::cli {

enum class Style { kPlain, kDim, kBold, kGood, kWarn, kBad };

// The text in a style; as it is without colour.
std::string styled(std::string_view text, Style style, bool color);

// Control characters, ill-formed UTF-8 and changes of writing direction become `?`. `lines`: tabs
// and LF stay.
enum class Lines { kOne, kMany };
std::string printable(std::string_view text, Lines lines = Lines::kOne);

std::size_t columns_of(std::string_view printable_text);

// At spaces, for terminals of 100 columns and more; lines behind the first begin with the indent.
std::string wrapped(std::string_view text, std::string_view indent = "");

enum class Align { kLeft, kRight };
struct Column {
  std::string title;
  Align align = Align::kLeft;
  std::size_t columns_max = 60;  // longer cells end in an ellipsis
};
struct Cell {
  std::string text;
  Style style = Style::kPlain;
  Cell(std::string cell_text, Style cell_style = Style::kPlain)  // NOLINT: implicit
      : text(std::move(cell_text)), style(cell_style) {}
  Cell(std::string_view cell_text) : text(cell_text) {}  // NOLINT
  Cell(const char* cell_text) : text(cell_text) {}       // NOLINT
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);
  void add(std::vector<Cell> row);  // as many cells as columns
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }
  // One line a row, two spaces between columns, none at the end of a line. Columns in which every
  // cell is empty are left out.
  std::string text(bool color) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// `label  text` lines with the labels aligned: for one thing's properties.
class Properties {
 public:
  void add(std::string label, std::string value, Style style = Style::kPlain);
  std::string text(bool color, std::string_view indent = "") const;

 private:
  struct Line {
    std::string label, value;
    Style style;
  };
  std::vector<Line> lines_;
};

}  // namespace camp::cli
