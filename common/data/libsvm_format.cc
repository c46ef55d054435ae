#include "common/data/libsvm_format.h"

#include <algorithm>
#include <charconv>

#include "common/data/gzip.h"
#include "common/data/number.h"

namespace gridfold {
namespace {

// The next word of `line`, removed from it; empty at the end.
std::string_view TakeWord(std::string_view& line) {
  constexpr std::string_view kSpace = " \t\r";
  line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kSpace));
  line.remove_prefix(word.size());
  return word;
}

// Reads "index:value"; the index from 1.
bool ParseEntry(std::string_view word, int32_t& index, float& value) {
  const char* end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, index);
  if (result.ec != std::errc() || result.ptr == end || *result.ptr != ':') return false;
  return ParseFinite(word.substr(static_cast<size_t>(result.ptr + 1 - word.data())), value);
}

Status AddRow(std::string_view line, int64_t line_number, SparseTable& table) {
  const std::string_view label = TakeWord(line);
  double number = 0;
  if (!ParseFinite(label, number)) {
    return InvalidArgument("{}:{}: expected a number as the label, found {}", table.name,
                           line_number, Shown(label));
  }
  int32_t previous = 0;
  for (std::string_view word = TakeWord(line); !word.empty(); word = TakeWord(line)) {
    int32_t index = 0;
    float value = 0;
    if (!ParseEntry(word, index, value)) {
      return InvalidArgument("{}:{}: expected index:value with a finite value, found {}",
                             table.name, line_number, Shown(word));
    }
    if (index <= previous) {
      return InvalidArgument("{}:{}: expected an index above {}, found {}", table.name, line_number,
                             previous, index);
    }
    previous = index;
    table.columns.push_back(index - 1);
    table.values.push_back(value);
  }
  table.features = std::max<int64_t>(table.features, previous);
  table.starts.push_back(table.columns.size());
  table.labels.Add(label);
  return absl::OkStatus();
}

}  // namespace

StatusOr<SparseTable> ParseLibsvm(std::string_view text, const std::string& name) {
  SparseTable table;
  table.name = name;
  table.text_bytes = static_cast<int64_t>(text.size());
  for (int64_t line_number = 1; !text.empty(); ++line_number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = Trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    GF_RETURN_IF_ERROR(AddRow(line, line_number, table));
  }
  if (table.labels.rows() == 0 || table.features == 0) {
    return InvalidArgument("{}: expected rows with features, found {} rows with {}", name,
                           table.labels.rows(), table.features);
  }
  return table;
}

StatusOr<Table> Densify(const SparseTable& sparse, int64_t features) {
  const int64_t rows = sparse.labels.rows();
  const std::optional<int64_t> cells = CheckedProduct({rows, features});
  const int64_t cells_max =
      std::min(kDataFileBytesMax, (int64_t{64} << 20) + 10'000 * sparse.text_bytes) /
      static_cast<int64_t>(sizeof(float));
  if (!cells || *cells > cells_max) {
    return ResourceExhausted("{}: expected at most {} values for {} bytes of text, found {} x {}",
                             sparse.name, cells_max, sparse.text_bytes, rows, features);
  }
  Table table;
  table.name = sparse.name;
  table.rows = rows;
  table.features = features;
  table.labels = sparse.labels;
  DataSet::Floats values(static_cast<size_t>(*cells), 0.0F);
  for (size_t row = 0; row < static_cast<size_t>(rows); ++row) {
    float* out = values.data() + static_cast<int64_t>(row) * features;
    for (size_t i = sparse.starts[row]; i < sparse.starts[row + 1]; ++i) {
      out[sparse.columns[i]] = sparse.values[i];
    }
  }
  table.values = std::move(values);
  return table;
}

}  // namespace gridfold
