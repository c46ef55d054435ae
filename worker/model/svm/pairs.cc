#include "worker/model/svm/pairs.h"

#include <algorithm>

#include "common/base/random.h"
#include "worker/model/svm/cross_decisions.h"
#include "worker/model/svm/smo.h"

namespace gridfold {
namespace {

// Writes the pair's coefficients to their places.
void Store(const SmoSolution& pair, int64_t a, int64_t b, const ClassRows& rows,
           PairsSolution& solution) {
  const int64_t width = rows.Classes() - 1;
  const auto place = [&](int64_t own, int64_t other, int64_t index) -> double& {
    const int64_t position = rows.start[static_cast<size_t>(own)] + index;
    return solution.coefficients[static_cast<size_t>(position * width + OpponentSlot(own, other))];
  };
  const int64_t count_a = rows.Count(a);
  for (int64_t t = 0; t < count_a; ++t) place(a, b, t) = pair.beta[static_cast<size_t>(t)];
  for (int64_t t = 0; t < rows.Count(b); ++t) {
    place(b, a, t) = pair.beta[static_cast<size_t>(count_a + t)];
  }
  solution.rho[static_cast<size_t>(PairIndex(a, b, rows.Classes()))] = pair.rho;
  solution.iterations += pair.iterations;
  solution.objective += pair.objective;
  solution.violation = std::max(solution.violation, pair.violation);
  solution.iteration_limit_hit = solution.iteration_limit_hit || pair.iteration_limit_hit;
}

Status SolvePair(const PairsProblem& problem, int64_t a, int64_t b, KernelRows& kernel,
                 std::vector<PairsSolution>& solutions) {
  for (size_t c = 0; c < solutions.size(); ++c) {
    const double begin = problem.clock->SteadySeconds();
    SmoProblem pair;
    pair.kernel = &kernel;
    pair.positive = problem.rows->Count(a);
    pair.cost_positive = problem.costs[c][static_cast<size_t>(a)];
    pair.cost_negative = problem.costs[c][static_cast<size_t>(b)];
    pair.tolerance = problem.tolerance;
    pair.stop = problem.stop;
    GF_ASSIGN_OR_RETURN(const SmoSolution solution, SolveSmo(pair));
    Store(solution, a, b, *problem.rows, solutions[c]);
    solutions[c].seconds += problem.clock->SteadySeconds() - begin;
  }
  return absl::OkStatus();
}

// Appends the pair's sigmoid to each solution.
Status FitSigmoids(const PairsProblem& problem, int64_t a, int64_t b, KernelRows& kernel,
                   std::vector<PairsSolution>& solutions) {
  CrossProblem cross;
  cross.kernel = &kernel;
  cross.positive = problem.rows->Count(a);
  for (const std::vector<double>& costs : problem.costs) {
    cross.costs.push_back({costs[static_cast<size_t>(a)], costs[static_cast<size_t>(b)]});
  }
  cross.tolerance = problem.tolerance;
  cross.seed = MixSeed(*problem.probability_seed,
                       static_cast<uint64_t>(PairIndex(a, b, problem.rows->Classes())));
  cross.stop = problem.stop;
  GF_ASSIGN_OR_RETURN(const auto decisions, CrossDecisions(cross));
  for (size_t c = 0; c < solutions.size(); ++c) {
    solutions[c].sigmoids.push_back(FitSigmoid(decisions[c], cross.positive));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<PairsSolution>> SolvePairs(const PairsProblem& problem) {
  const ClassRows& rows = *problem.rows;
  std::vector<PairsSolution> solutions(problem.costs.size());
  for (PairsSolution& solution : solutions) {
    solution.coefficients.resize(static_cast<size_t>(rows.Rows() * (rows.Classes() - 1)), 0.0);
    solution.rho.resize(static_cast<size_t>(rows.Pairs()), 0.0);
  }
  PairKernels kernels(problem.kernel, problem.x, rows, problem.limits, problem.gram);
  for (int64_t a = 0; a < rows.Classes(); ++a) {
    for (int64_t b = a + 1; b < rows.Classes(); ++b) {
      GF_ASSIGN_OR_RETURN(KernelRows* const kernel, kernels.Pair(a, b, problem.stop));
      GF_RETURN_IF_ERROR(SolvePair(problem, a, b, *kernel, solutions));
      if (!problem.probability_seed) continue;
      GF_RETURN_IF_ERROR(FitSigmoids(problem, a, b, *kernel, solutions));
    }
  }
  return solutions;
}

}  // namespace gridfold
