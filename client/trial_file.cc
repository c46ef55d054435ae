#include "client/trial_file.h"

#include <map>
#include <optional>

#include "common/base/file.h"
#include "common/data/csv_lexer.h"
#include "common/data/number.h"
#include "common/spec/scalar.h"

namespace gridfold {
namespace {

constexpr std::string_view kParameter = "param_";

// Where what stands.
struct Columns {
  std::map<size_t, std::string> parameters;  // column -> name
  std::vector<size_t> scores;                // by split
  size_t count = 0;
};

StatusOr<Columns> ReadHeader(const std::vector<std::string_view>& fields, const std::string& name,
                             int splits) {
  std::map<std::string, size_t, std::less<>> places;
  Columns columns;
  columns.count = fields.size();
  for (size_t i = 0; i < fields.size(); ++i) {
    places.emplace(std::string(fields[i]), i);
    if (fields[i].starts_with(kParameter)) {
      columns.parameters[i] = std::string(fields[i].substr(kParameter.size()));
    }
  }
  for (int k = 0; k < splits; ++k) {
    auto found = places.find(fmt::format("split{}_test_score", k));
    for (const char* other : {"mean_test_score", "score"}) {
      if (found == places.end() && splits == 1) found = places.find(other);
    }
    if (found == places.end()) {
      return InvalidArgument("{}: expected a column split{}_test_score, as the study has {} splits",
                             name, k, splits);
    }
    columns.scores.push_back(found->second);
  }
  if (!columns.parameters.empty()) return columns;
  return InvalidArgument("{}: expected columns named param_<parameter>, found none", name);
}

// "[8, 16]" is a list of whole numbers.
std::optional<IntList> ReadList(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  IntList list;
  while (true) {
    const size_t comma = text.find(',');
    const Scalar item = ReadScalar(Trimmed(text.substr(0, comma)));
    const auto* whole = std::get_if<int64_t>(&item.value);
    if (whole == nullptr) return std::nullopt;
    list.push_back(*whole);
    if (comma == std::string_view::npos) return list;
    text.remove_prefix(comma + 1);
  }
}

Value ValueOf(std::string_view text) {
  if (auto list = ReadList(text)) return Value(*std::move(list));
  return ReadScalar(text).value;
}

// False for a row without any score: a trial that was not finished.
StatusOr<bool> ReadScores(const std::vector<std::string_view>& fields, const Columns& columns,
                          const std::string& place, std::vector<double>& scores) {
  size_t missing = 0;
  for (size_t k = 0; k < columns.scores.size(); ++k) {
    const std::string_view field = fields[columns.scores[k]];
    double score = 0;
    missing += field.empty() ? 1 : 0;
    if (!field.empty() && !ParseFinite(field, score)) {
      return InvalidArgument("{}: score of split {}: expected a number, found {}", place, k,
                             Shown(field));
    }
    scores.push_back(score);
  }
  if (missing == 0 || missing == columns.scores.size()) return missing == 0;
  return InvalidArgument("{}: expected the scores of all {} splits, found {} missing", place,
                         columns.scores.size(), missing);
}

}  // namespace

StatusOr<std::vector<ImportedTrial>> ParseTrialFile(std::string_view text, const std::string& name,
                                                    int splits) {
  CsvLexer lexer(text, name);
  std::vector<std::string_view> fields;
  GF_ASSIGN_OR_RETURN(bool more, lexer.Next(fields));
  if (!more) return InvalidArgument("{}: expected a line of column names, found nothing", name);
  GF_ASSIGN_OR_RETURN(const Columns columns, ReadHeader(fields, name, splits));
  std::vector<ImportedTrial> trials;
  while (true) {
    GF_ASSIGN_OR_RETURN(more, lexer.Next(fields));
    if (!more) return trials;
    const std::string place = fmt::format("{}:{}", name, lexer.line());
    if (fields.size() != columns.count) {
      return InvalidArgument("{}: expected {} fields, found {}", place, columns.count,
                             fields.size());
    }
    ImportedTrial trial;
    GF_ASSIGN_OR_RETURN(const bool scored, ReadScores(fields, columns, place, trial.fold_scores));
    if (!scored) continue;
    for (const auto& [column, parameter] : columns.parameters) {
      if (!fields[column].empty()) trial.parameters[parameter] = ValueOf(fields[column]);
    }
    trials.push_back(std::move(trial));
  }
}

StatusOr<std::vector<ImportedTrial>> ReadTrialFile(const std::string& file, const SpecText& spec) {
  if (file.empty()) return std::vector<ImportedTrial>();
  GF_ASSIGN_OR_RETURN(const ReadResult read, ReadStudy(spec));
  const StatusOr<std::string> text = ReadFile(file, kTrialFileBytesMax);
  if (!text.ok()) return InvalidArgument("--import: {}", Message(text.status()));
  return ParseTrialFile(*text, file, read.study.cv.SplitCount());
}

}  // namespace gridfold
