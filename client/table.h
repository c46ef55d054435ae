// A table of text with aligned columns. Pure.
#pragma once

#include <string>
#include <vector>

namespace gridfold {

class TextTable {
 public:
  enum class Align { kLeft, kRight };  // numbers go right

  void AddColumn(const std::string& title, Align align);
  // As many cells as there are columns. Every cell is made safe for the terminal (SafeText).
  void AddRow(const std::vector<std::string>& cells);
  bool empty() const { return rows_.empty(); }

  // A line of titles (bold with `colours`), then the rows; two spaces between columns, none at the
  // end of a line.
  std::string Text(bool colours) const;

 private:
  struct Column {
    std::string title;
    Align align;
    size_t width;
  };
  std::string Line(const std::vector<std::string>& cells) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Pairs of a name and a text, one to a line, the texts aligned: the pages of `status` and `plan`.
class Facts {
 public:
  // Nothing is added for an empty text.
  void Add(const std::string& name, const std::string& text);
  std::string Text() const;

 private:
  std::vector<std::pair<std::string, std::string>> facts_;
};

}  // namespace gridfold
