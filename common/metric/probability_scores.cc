#include "common/metric/probability_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "common/base/check.h"

namespace gridfold {
namespace {

// A softmax in float may pass 1 by as much.
constexpr float kRounding = 1e-5f;

double Bounded(float p) {
  constexpr double kTiny = std::numeric_limits<double>::epsilon();
  return std::clamp(static_cast<double>(p), kTiny, 1 - kTiny);
}

// The mean of score(row, own class) over the rows.
template <typename ScoreOf>
double Mean(const ScoredRows& rows, ScoreOf score) {
  if (rows.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    sum += score(rows.Row(r), static_cast<size_t>(rows.actual[r]));
  }
  return sum / static_cast<double>(rows.size());
}

}  // namespace

Status CheckProbabilities(const ScoredRows& rows) {
  GF_CHECK(rows.classes > 0);
  GF_CHECK(rows.probabilities.size() == rows.size() * static_cast<size_t>(rows.classes));
  for (size_t r = 0; r < rows.size(); ++r) {
    GF_CHECK(rows.actual[r] >= 0 && rows.actual[r] < rows.classes);
    for (const float p : rows.Row(r)) {
      if (p >= 0 && p <= 1 + kRounding) continue;
      return Internal("probabilities of row {}: expected numbers from 0 to 1, found {}", r, p);
    }
  }
  return absl::OkStatus();
}

double LogLoss(const ScoredRows& rows) {
  return Mean(rows, [](std::span<const float> row, size_t own) {
    double sum = 0;
    for (const float p : row) sum += Bounded(p);
    return -std::log(Bounded(row[own]) / sum);
  });
}

double BrierScore(const ScoredRows& rows) {
  return Mean(rows, [](std::span<const float> row, size_t own) {
    double sum = 0;
    for (size_t c = 0; c < row.size(); ++c) {
      const double distance = static_cast<double>(row[c]) - (c == own ? 1 : 0);
      sum += distance * distance;
    }
    return sum;
  });
}

double TopAccuracy(const ScoredRows& rows, int32_t k) {
  GF_CHECK(k >= 1);
  if (rows.classes == 2 && k == 1) {
    return Mean(rows, [](std::span<const float> row, size_t own) {
      return (row[1] > 0.5f) == (own == 1) ? 1.0 : 0.0;
    });
  }
  return Mean(rows, [k](std::span<const float> row, size_t own) {
    int32_t ahead = 0;
    for (size_t c = 0; c < row.size(); ++c) {
      ahead += row[c] > row[own] || (row[c] == row[own] && c > own) ? 1 : 0;
    }
    return ahead < k ? 1.0 : 0.0;
  });
}

}  // namespace gridfold
