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
  // `header`: the names of the columns; empty when there are none.
  RowReader(const std::string& name, size_t columns, size_t label_column,
            const std::vector<std::string>& header)
      : name_(name), header_(header), columns_(columns), label_column_(label_column) {}

  void Reserve(size_t rows) { values_.reserve(rows * columns_); }

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

  // Takes over the rows of readers of what follows.
  void Append(std::vector<RowReader> parts) {
    size_t values = values_.size();
    for (const RowReader& part : parts) values += part.values_.size();
    values_.reserve(values);
    for (RowReader& part : parts) {
      values_.insert(values_.end(), part.values_.begin(), part.values_.end());
      DataSet::Floats().swap(part.values_);
      labels_.Append(part.labels_);
      rows_ += part.rows_;
    }
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
  const std::vector<std::string>& header_;
  const size_t columns_, label_column_;
  int64_t rows_ = 0;
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

// Whole records that follow each other.
struct Stretch {
  std::string_view text;
  int64_t line = 0;
};

// Cuts what the lexer has not read into stretches of a megabyte or more, at line ends: one alone
// when there are quotes, which may hold line ends.
std::vector<Stretch> CutAtLines(const CsvLexer& lexer) {
  constexpr size_t kBytesMin = size_t{1} << 20;
  std::vector<Stretch> stretches;
  std::string_view rest = lexer.rest();
  int64_t line = lexer.rest_line();
  const bool quotes = rest.find('"') != std::string_view::npos;
  while (!rest.empty()) {
    const size_t end = quotes ? rest.npos : rest.find('\n', kBytesMin);
    const std::string_view text = rest.substr(0, end == rest.npos ? rest.size() : end + 1);
    stretches.push_back({text, line});
    line += std::count(text.begin(), text.end(), '\n');
    rest.remove_prefix(text.size());
  }
  return stretches;
}

Status ReadStretch(const Stretch& stretch, const std::string& name, RowReader& rows) {
  CsvLexer lexer(stretch.text, name, stretch.line);
  Record record;
  GF_ASSIGN_OR_RETURN(bool more, lexer.Next(record));
  // About as many rows as the first one's length lets expect.
  rows.Reserve(stretch.text.size() / (stretch.text.size() - lexer.rest().size() + 1) + 1);
  while (more) {
    GF_RETURN_IF_ERROR(rows.Add(record, lexer.line()));
    GF_ASSIGN_OR_RETURN(more, lexer.Next(record));
  }
  return absl::OkStatus();
}

StatusOr<Table> ReadRows(const FirstRecord& first, bool is_header, size_t label_column,
                         const std::string& name, PartRunner* helpers) {
  const std::vector<std::string> header = is_header ? first.fields : std::vector<std::string>();
  const RowReader none(name, first.fields.size(), label_column, header);
  RowReader rows = none;
  if (!is_header) {
    GF_RETURN_IF_ERROR(rows.Add({first.fields.begin(), first.fields.end()}, first.line));
  }
  const std::vector<Stretch> stretches = CutAtLines(first.lexer);
  std::vector<RowReader> parts(stretches.size(), none);
  GF_RETURN_IF_ERROR(ForEachPart(helpers, std::ssize(stretches), [&](int64_t k) {
    const auto at = static_cast<size_t>(k);
    return ReadStretch(stretches[at], name, parts[at]);
  }));
  rows.Append(std::move(parts));
  return rows.Finish();
}

}  // namespace

StatusOr<Table> ParseCsv(std::string_view text, const std::string& name, const std::string& label,
                         PartRunner* helpers) {
  GF_ASSIGN_OR_RETURN(FirstRecord first, ReadFirst(text, name));
  GF_ASSIGN_OR_RETURN(std::optional<size_t> label_column,
                      LabelByPlace(label, first.fields.size(), name));
  const Record record(first.fields.begin(), first.fields.end());
  const bool named = !label_column;
  if (named) {
    GF_ASSIGN_OR_RETURN(label_column, LabelByName(label, record, name));
  }
  return ReadRows(first, named || IsHeader(record, *label_column), *label_column, name, helpers);
}

StatusOr<Table> ParseUnlabelledCsv(std::string_view text, const std::string& name) {
  GF_ASSIGN_OR_RETURN(FirstRecord first, ReadFirst(text, name));
  const Record record(first.fields.begin(), first.fields.end());
  return ReadRows(first, IsHeader(record, kNoColumn), kNoColumn, name, nullptr);
}

StatusOr<size_t> CountCsvColumns(std::string_view text, const std::string& name) {
  CsvLexer lexer(text, name);
  Record record;
  GF_ASSIGN_OR_RETURN(const bool any, lexer.Next(record));
  return any ? record.size() : 0;
}

}  // namespace gridfold
