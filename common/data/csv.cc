#include "common/data/csv.h"

#include <algorithm>
#include <charconv>

#include "common/data/csv_lexer.h"
#include "common/data/number.h"

namespace gridfold {
namespace {

using Record = std::vector<std::string_view>;
constexpr size_t kLabelBytesMax = 256;
constexpr size_t kNumberedColumnsMin = 8;

bool IsNumber(std::string_view text) {
  double number = 0;
  return ParseFinite(text, number);
}

// The label's column by keyword or index; nullopt when `label` is a name.
StatusOr<std::optional<size_t>> LabelByPlace(const std::string& label, size_t columns,
                                             const std::string& name) {
  if (label == "first") return size_t{0};
  if (label == "last") return columns - 1;
  int64_t index = 0;
  const char* end = label.data() + label.size();
  const auto result = std::from_chars(label.data(), end, index);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  const auto count = static_cast<int64_t>(columns);
  if (index < -count || index >= count) {
    return InvalidArgument("{}: label: expected a column from 0 to {}, found {}", name, count - 1,
                           index);
  }
  return static_cast<size_t>(index < 0 ? index + count : index);
}

StatusOr<size_t> LabelByName(const std::string& label, const Record& header,
                             const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), label);
  if (found != header.end()) return static_cast<size_t>(found - header.begin());
  constexpr size_t kShownMax = 5;
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(header.size(), kShownMax); ++i) names.push_back(Shown(header[i]));
  return InvalidArgument("{}:1: label: expected a header with a column {}, found {}{}", name,
                         Shown(label), fmt::join(names, ", "),
                         header.size() > kShownMax ? ", ..." : "");
}

// What a data frame without column names writes: 0, 1, 2, ..., and a number or a word for the
// label.
bool NumbersItsColumns(const Record& record, size_t label_column) {
  if (record.size() < kNumberedColumnsMin) return false;
  for (size_t column = 0; column < record.size(); ++column) {
    if (record[column] == fmt::format_int(column).c_str()) continue;
    if (column != label_column || IsNumber(record[column])) return false;
  }
  return true;
}

// Stands for a label column that there is none of.
constexpr size_t kNoColumn = static_cast<size_t>(-1);

bool IsHeader(const Record& record, size_t label_column) {
  if (NumbersItsColumns(record, label_column)) return true;
  size_t words = 0;
  for (size_t column = 0; column < record.size(); ++column) {
    words += column != label_column && !IsNumber(record[column]);
  }
  const size_t features = record.size() - (label_column == kNoColumn ? 0 : 1);
  return 2 * words > features;
}

// Turns records into a table's rows.
class RowReader {
 public:
  RowReader(const std::string& name, size_t columns, size_t label_column)
      : name_(name), columns_(columns), label_column_(label_column) {}

  void SetHeader(const Record& header) { header_.assign(header.begin(), header.end()); }

  Status Add(const Record& record, int64_t line) {
    if (record.size() != columns_) {
      return InvalidArgument("{}:{}: expected {} columns, found {}", name_, line, columns_,
                             record.size());
    }
    for (size_t column = 0; column < columns_; ++column) {
      if (column == label_column_) continue;
      float value = 0;
      if (!ParseFinite(record[column], value)) {
        return InvalidArgument("{}:{}: column {}: expected a finite number, found {}", name_, line,
                               NameOf(column), Shown(record[column]));
      }
      values_.push_back(value);
    }
    ++rows_;
    if (label_column_ == kNoColumn) return absl::OkStatus();
    const std::string_view label = record[label_column_];
    if (label.empty() || label.size() > kLabelBytesMax || !IsPlainUtf8(label)) {
      return InvalidArgument(
          "{}:{}: column {}: expected a label of 1 to {} bytes of UTF-8, found {}", name_, line,
          NameOf(label_column_), kLabelBytesMax, Shown(label));
    }
    labels_.Add(label);
    return absl::OkStatus();
  }

  StatusOr<Table> Finish() {
    Table table;
    table.name = name_;
    table.rows = rows_;
    table.features = static_cast<int64_t>(columns_) - (label_column_ == kNoColumn ? 0 : 1);
    if (table.rows == 0 || table.features == 0) {
      return InvalidArgument("{}: expected rows of features{}, found {} rows of {}", name_,
                             label_column_ == kNoColumn ? "" : " and a label", table.rows,
                             table.features);
    }
    table.values = std::move(values_);
    table.labels = std::move(labels_);
    return table;
  }

 private:
  std::string NameOf(size_t column) const {
    if (header_.empty()) return fmt::format("{}", column + 1);
    return fmt::format("{} ({})", column + 1, Shown(header_[column]));
  }

  const std::string& name_;
  const size_t columns_, label_column_;
  int64_t rows_ = 0;
  std::vector<std::string> header_;
  DataSet::Floats values_;
  LabelColumn labels_;
};

// The first record, whose fields outlive the lexer's next call, and the lexer behind it.
struct FirstRecord {
  CsvLexer lexer;
  std::vector<std::string> fields;
  int64_t line = 0;
};

StatusOr<FirstRecord> ReadFirst(std::string_view text, const std::string& name) {
  FirstRecord first{CsvLexer(text, name), {}, 0};
  Record record;
  GF_ASSIGN_OR_RETURN(const bool any, first.lexer.Next(record));
  if (!any) return InvalidArgument("{}: expected rows, found an empty file", name);
  first.fields.assign(record.begin(), record.end());
  first.line = first.lexer.line();
  return first;
}

StatusOr<Table> ReadRows(FirstRecord& first, bool is_header, size_t label_column,
                         const std::string& name) {
  RowReader rows(name, first.fields.size(), label_column);
  Record record(first.fields.begin(), first.fields.end());
  if (is_header) {
    rows.SetHeader(record);
  } else {
    GF_RETURN_IF_ERROR(rows.Add(record, first.line));
  }
  GF_ASSIGN_OR_RETURN(bool more, first.lexer.Next(record));
  while (more) {
    GF_RETURN_IF_ERROR(rows.Add(record, first.lexer.line()));
    GF_ASSIGN_OR_RETURN(more, first.lexer.Next(record));
  }
  return rows.Finish();
}

}  // namespace

StatusOr<Table> ParseCsv(std::string_view text, const std::string& name, const std::string& label) {
  GF_ASSIGN_OR_RETURN(FirstRecord first, ReadFirst(text, name));
  GF_ASSIGN_OR_RETURN(std::optional<size_t> label_column,
                      LabelByPlace(label, first.fields.size(), name));
  const Record record(first.fields.begin(), first.fields.end());
  const bool named = !label_column;
  if (named) {
    GF_ASSIGN_OR_RETURN(label_column, LabelByName(label, record, name));
  }
  return ReadRows(first, named || IsHeader(record, *label_column), *label_column, name);
}

StatusOr<Table> ParseUnlabelledCsv(std::string_view text, const std::string& name) {
  GF_ASSIGN_OR_RETURN(FirstRecord first, ReadFirst(text, name));
  const Record record(first.fields.begin(), first.fields.end());
  return ReadRows(first, IsHeader(record, kNoColumn), kNoColumn, name);
}

StatusOr<size_t> CountCsvColumns(std::string_view text, const std::string& name) {
  CsvLexer lexer(text, name);
  Record record;
  GF_ASSIGN_OR_RETURN(const bool any, lexer.Next(record));
  return any ? record.size() : 0;
}

}  // namespace gridfold
