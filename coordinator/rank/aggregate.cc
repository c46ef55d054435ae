#include "coordinator/rank/aggregate.h"

#include <cmath>

#include "common/base/check.h"

namespace gridfold {

Aggregate AggregateScores(std::span<const double> scores) {
  GF_CHECK(!scores.empty());
  const auto count = static_cast<double>(scores.size());
  double sum = 0;
  for (const double score : scores) sum += score;
  Aggregate aggregate;
  aggregate.mean = sum / count;
  double squares = 0;
  for (const double score : scores) {
    squares += (score - aggregate.mean) * (score - aggregate.mean);
  }
  aggregate.std = std::sqrt(squares / count);
  if (scores.size() > 1) aggregate.std_error = std::sqrt(squares / (count - 1) / count);
  return aggregate;
}

}  // namespace gridfold
