// What a user's program says: lines of JSON among whatever else it prints. Pure.
//
//   {"epoch": 3, "loss": 0.21, "val_accuracy": 0.94}                  a point of each curve
//   {"epoch": 3, "loss": 0.21, "checkpoint": true}                    and its folder can be kept
//   {"metrics": {"accuracy": 0.95}, "predictions": [7, 2, 1]}         the result, the last one
//   counts
//   {"infeasible": "a kernel larger than its picture"}                this trial cannot be
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

struct EpochLine {
  int64_t epoch = 0;  // from 1
  std::map<std::string, double> values;
  bool checkpoint = false;
};

struct ResultLine {
  std::map<std::string, double> metrics, train_metrics;
  // Class indices; absent: the line has none.
  std::optional<std::vector<int32_t>> predictions, train_predictions;
};

// One line; `kind` says which part counts.
struct ProgramLine {
  enum class Kind { kNotForUs, kEpoch, kResult, kInfeasible };
  Kind kind = Kind::kNotForUs;
  EpochLine epoch;
  ResultLine result;
  std::string reason;  // why the trial cannot be
};

// What the line says. A line for us is a JSON object with a key `epoch`, `metrics`, `predictions`
// or `infeasible`. A prediction is a class's name or its number: the number that the name is, when
// all names in `classes` are whole numbers, else its index. FailedPrecondition when a line that
// begins with {" is no JSON, or a value is not of its kind.
StatusOr<ProgramLine> ParseProgramLine(std::string_view text,
                                       const std::vector<std::string>& classes);

}  // namespace gridfold
