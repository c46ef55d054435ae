#include "common/data/csv_lexer.h"

#include "common/data/number.h"

namespace gridfold {

CsvLexer::CsvLexer(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
}

void CsvLexer::SkipEmptyLines() {
  while (at_ < text_.size()) {
    const size_t first = text_.find_first_not_of(" \t\r", at_);
    if (first == std::string_view::npos) at_ = text_.size();
    if (first == std::string_view::npos || text_[first] != '\n') return;
    at_ = first + 1;
    ++line_;
  }
}

std::string_view CsvLexer::PlainField() {
  const size_t start = at_;
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') ++at_;
  return Trimmed(text_.substr(start, at_ - start));
}

StatusOr<std::string_view> CsvLexer::QuotedField() {
  const int64_t opened = line_;
  const size_t start = ++at_;
  bool doubled = false;
  size_t end = 0;
  for (;; ++at_) {
    if (at_ >= text_.size()) {
      return InvalidArgument("{}:{}: expected a closing quote, found the end of the file", name_,
                             opened);
    }
    if (text_[at_] == '\n') ++line_;
    if (text_[at_] != '"') continue;
    end = at_++;
    if (at_ >= text_.size() || text_[at_] != '"') break;
    doubled = true;
  }
  if (!PlainField().empty()) {
    return InvalidArgument("{}:{}: expected a comma after a closing quote, found more text", name_,
                           line_);
  }
  const std::string_view field = text_.substr(start, end - start);
  if (!doubled) return field;
  std::string& single = unquoted_.emplace_back();
  for (size_t i = 0; i < field.size(); ++i) {
    single += field[i];
    if (field[i] == '"') ++i;
  }
  return std::string_view(single);
}

StatusOr<bool> CsvLexer::Next(std::vector<std::string_view>& fields) {
  fields.clear();
  unquoted_.clear();
  SkipEmptyLines();
  record_line_ = line_;
  if (at_ >= text_.size()) return false;
  while (true) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      GF_ASSIGN_OR_RETURN(const std::string_view field, QuotedField());
      fields.push_back(field);
    } else {
      fields.push_back(PlainField());
    }
    if (at_ >= text_.size()) return true;
    if (text_[at_++] == '\n') break;
  }
  ++line_;
  return true;
}

}  // namespace gridfold
