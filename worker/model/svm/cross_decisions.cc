#include "worker/model/svm/cross_decisions.h"

#include <algorithm>
#include <numeric>

#include "common/base/random.h"
#include "worker/model/svm/smo.h"
#include "worker/model/svm/subset_rows.h"

namespace gridfold {
namespace {

constexpr int64_t kFolds = 5;
constexpr int64_t kSubsetBytes = int64_t{1} << 28;

struct Fold {
  std::vector<int64_t> train, held;  // ascending
  int64_t positive = 0;              // rows of `train` with y = +1, which come first
};

Fold MakeFold(const std::vector<int64_t>& order, int64_t number, int64_t positive) {
  const auto rows = static_cast<int64_t>(order.size());
  const auto begin = order.begin() + number * rows / kFolds;
  const auto end = order.begin() + (number + 1) * rows / kFolds;
  Fold fold;
  fold.held.assign(begin, end);
  fold.train.assign(order.begin(), begin);
  fold.train.insert(fold.train.end(), end, order.end());
  std::sort(fold.held.begin(), fold.held.end());
  std::sort(fold.train.begin(), fold.train.end());
  fold.positive =
      std::lower_bound(fold.train.begin(), fold.train.end(), positive) - fold.train.begin();
  return fold;
}

// Writes the held rows' decisions by the machine of `solution`.
void Decide(const SmoSolution& solution, const Fold& fold, KernelRows& kernel,
            std::vector<double>& decisions) {
  for (const int64_t row : fold.held) decisions[static_cast<size_t>(row)] = -solution.rho;
  for (size_t t = 0; t < fold.train.size(); ++t) {
    if (solution.beta[t] == 0) continue;
    const KernelRow values = kernel.Row(fold.train[t]);
    for (const int64_t row : fold.held) {
      decisions[static_cast<size_t>(row)] += solution.beta[t] * kernel.At(values, row);
    }
  }
}

Status SolveFold(const CrossProblem& problem, const Fold& fold,
                 std::vector<std::vector<double>>& decisions) {
  const auto rows = static_cast<int64_t>(fold.train.size());
  if (fold.positive == 0 || fold.positive == rows) {
    const double only = rows == 0 ? 0 : fold.positive > 0 ? 1 : -1;
    for (auto& values : decisions) {
      for (const int64_t row : fold.held) values[static_cast<size_t>(row)] = only;
    }
    return absl::OkStatus();
  }
  SubsetKernelRows subset(*problem.kernel, fold.train, kSubsetBytes);
  for (size_t c = 0; c < problem.costs.size(); ++c) {
    SmoProblem machine;
    machine.kernel = &subset;
    machine.positive = fold.positive;
    machine.cost_positive = problem.costs[c].positive;
    machine.cost_negative = problem.costs[c].negative;
    machine.tolerance = problem.tolerance;
    machine.stop = problem.stop;
    GF_ASSIGN_OR_RETURN(const SmoSolution solution, SolveSmo(machine));
    Decide(solution, fold, *problem.kernel, decisions[c]);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<std::vector<double>>> CrossDecisions(const CrossProblem& problem) {
  const auto rows = static_cast<size_t>(problem.kernel->Size());
  std::vector<int64_t> order(rows);
  std::iota(order.begin(), order.end(), 0);
  Random random(problem.seed);
  random.Shuffle(std::span<int64_t>(order));
  std::vector<std::vector<double>> decisions(problem.costs.size(), std::vector<double>(rows));
  for (int64_t number = 0; number < kFolds; ++number) {
    const Fold fold = MakeFold(order, number, problem.positive);
    GF_RETURN_IF_ERROR(SolveFold(problem, fold, decisions));
  }
  return decisions;
}

}  // namespace gridfold
