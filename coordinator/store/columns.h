// How values stand in columns: parameters in the typed columns of trial_params, confusion matrices
// and predictions in those of fold_results, lists of texts as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/spec/results.h"
#include "common/spec/value.h"
#include "coordinator/store/sqlite.h"

namespace gridfold {

// The columns type, int_value, real_value, text_value of trial_params.
struct ValueColumns {
  const char* type = "";
  std::optional<int64_t> int_value;
  std::optional<double> real_value;
  std::optional<std::string> text_value;
};
ValueColumns ToColumns(const Value& value);
// From four columns of the row, the first of them `column`. DataLoss when they make no value.
StatusOr<Value> ValueFromColumns(const Cursor& row, int column);
// Adds the parameter that stands in the columns name, type, int_value, real_value, text_value from
// `column` on; a NULL name adds nothing (a trial without parameters in an outer join).
Status AddParameter(const Cursor& row, int column, Point& point);

// [[...], ...] of a classes x classes matrix, row-major; nullopt for an empty one. InvalidArgument
// when `confusion` has another size.
StatusOr<std::optional<std::string>> ConfusionToJson(const std::vector<int32_t>& confusion,
                                                     int32_t classes);
StatusOr<std::vector<int32_t>> ConfusionFromJson(const std::string& json);

// Little-endian int32, four bytes each.
std::string PredictionsToBytes(const std::vector<int32_t>& predictions);
StatusOr<std::vector<int32_t>> PredictionsFromBytes(std::string_view bytes);

// ["a","b"].
std::string TextsToJson(const std::vector<std::string>& texts);
StatusOr<std::vector<std::string>> TextsFromJson(const std::string& json);

// A state by its word; DataLoss when it is none of `State`'s.
template <typename State>
StatusOr<State> StateFromText(const std::string& word) {
  State state{};
  if (FromName(word, state)) return state;
  return DataLoss("expected the name of a state, found '{}'", word);
}

}  // namespace gridfold
