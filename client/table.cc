#include "client/table.h"

#include <algorithm>

#include "client/text.h"
#include "common/base/check.h"

namespace gridfold {

void TextTable::AddColumn(const std::string& title, Align align) {
  std::string safe = SafeText(title);
  const size_t width = DisplayWidth(safe);
  columns_.push_back({std::move(safe), align, width});
}

void TextTable::AddRow(const std::vector<std::string>& cells) {
  GF_CHECK(cells.size() == columns_.size());
  std::vector<std::string> row;
  for (size_t i = 0; i < cells.size(); ++i) {
    row.push_back(SafeText(cells[i]));
    columns_[i].width = std::max(columns_[i].width, DisplayWidth(row.back()));
  }
  rows_.push_back(std::move(row));
}

std::string TextTable::Line(const std::vector<std::string>& cells) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(columns_[i].width - DisplayWidth(cells[i]), ' ');
    if (i > 0) line += "  ";
    line += columns_[i].align == Align::kRight ? padding + cells[i] : cells[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string TextTable::Text(bool colours) const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string text = colours ? "\x1b[1m" + Line(titles) + "\x1b[0m\n" : Line(titles) + "\n";
  for (const auto& row : rows_) text += Line(row) + "\n";
  return text;
}

void Facts::Add(const std::string& name, const std::string& text) {
  if (!text.empty()) facts_.emplace_back(SafeText(name), SafeText(text));
}

std::string Facts::Text() const {
  size_t width = 0;
  for (const auto& [name, text] : facts_) width = std::max(width, DisplayWidth(name));
  std::string lines;
  for (const auto& [name, text] : facts_) {
    lines += name + std::string(width - DisplayWidth(name) + 2, ' ') + text + "\n";
  }
  return lines;
}

}  // namespace gridfold
