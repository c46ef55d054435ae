#include "worker/model/svm/pairs.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "common/base/random.h"
#include "worker/model/svm/cross_decisions.h"
#include "worker/model/svm/smo.h"

namespace gridfold {
namespace {

// What one pair of classes came to, for one C.
struct PairSolution {
  SmoSolution machine;
  std::optional<Sigmoid> sigmoid;
  double seconds = 0;
};

// Writes the pair's results to their places.
void Store(const PairSolution& pair, int64_t a, int64_t b, const ClassRows& rows,
           PairsSolution& solution) {
  const int64_t width = rows.Classes() - 1;
  const SmoSolution& machine = pair.machine;
  const auto place = [&](int64_t own, int64_t other, int64_t index) -> double& {
    const int64_t position = rows.start[static_cast<size_t>(own)] + index;
    return solution.coefficients[static_cast<size_t>(position * width + OpponentSlot(own, other))];
  };
  const int64_t count_a = rows.Count(a);
  for (int64_t t = 0; t < count_a; ++t) place(a, b, t) = machine.beta[static_cast<size_t>(t)];
  for (int64_t t = 0; t < rows.Count(b); ++t) {
    place(b, a, t) = machine.beta[static_cast<size_t>(count_a + t)];
  }
  solution.rho[static_cast<size_t>(PairIndex(a, b, rows.Classes()))] = machine.rho;
  if (pair.sigmoid) solution.sigmoids.push_back(*pair.sigmoid);
  solution.iterations += machine.iterations;
  solution.objective += machine.objective;
  solution.violation = std::max(solution.violation, machine.violation);
  solution.iteration_limit_hit = solution.iteration_limit_hit || machine.iteration_limit_hit;
  solution.seconds += pair.seconds;
}

// Not when weights make the bounds of both classes sum up to the same: with a small C all
// coefficients then end at their bounds, where any bias of an interval is as good as another. Which
// one LIBSVM takes hangs on the rounding of its last step, which only its own path from zero gives.
bool StartsAtBounds(int64_t count_a, int64_t count_b, double weight_b) {
  const double sum_a = static_cast<double>(count_a);
  const double sum_b = weight_b * static_cast<double>(count_b);
  constexpr double kEqual = 1e-9;
  return weight_b == 1 || std::abs(sum_a - sum_b) > kEqual * sum_a;
}

// The latest solution so far whose costs are no larger than those that come next. All costs of a
// pair are one C times the same weights.
const SmoSolution* SolvedWithSmaller(const PairsProblem& problem, size_t a,
                                     const std::vector<PairSolution>& solutions) {
  const double next = problem.costs[solutions.size()][a];
  for (size_t c = solutions.size(); c-- > 0;) {
    if (problem.costs[c][a] <= next) return &solutions[c].machine;
  }
  return nullptr;
}

Status SolveMachines(const PairsProblem& problem, int64_t a, int64_t b, KernelRows& kernel,
                     std::vector<PairSolution>& solutions) {
  const auto at_a = static_cast<size_t>(a), at_b = static_cast<size_t>(b);
  std::optional<BoundStart> start;
  const double weight_b = problem.costs.front()[at_b] / problem.costs.front()[at_a];
  if (StartsAtBounds(problem.rows->Count(a), problem.rows->Count(b), weight_b)) {
    start = MakeBoundStart(kernel, problem.rows->Count(a), 1, weight_b);
  }
  solutions.reserve(problem.costs.size());  // `smaller` points into it
  for (const std::vector<double>& costs : problem.costs) {
    const double begin = problem.clock->SteadySeconds();
    SmoProblem pair;
    pair.kernel = &kernel;
    pair.positive = problem.rows->Count(a);
    pair.cost_positive = costs[static_cast<size_t>(a)];
    pair.cost_negative = costs[static_cast<size_t>(b)];
    pair.start = start ? &*start : nullptr;
    pair.start_scale = costs[at_a];
    pair.tolerance = problem.tolerance;
    pair.stop = problem.stop;
    pair.smaller = SolvedWithSmaller(problem, at_a, solutions);
    PairSolution& solution = solutions.emplace_back();
    GF_ASSIGN_OR_RETURN(solution.machine, SolveSmo(pair));
    solution.seconds = problem.clock->SteadySeconds() - begin;
  }
  return absl::OkStatus();
}

Status FitSigmoids(const PairsProblem& problem, int64_t a, int64_t b, KernelRows& kernel,
                   std::vector<PairSolution>& solutions) {
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
    solutions[c].sigmoid = FitSigmoid(decisions[c], cross.positive);
  }
  return absl::OkStatus();
}

// The solutions of one pair, one for each C.
StatusOr<std::vector<PairSolution>> SolvePair(const PairsProblem& problem,
                                              const PairKernels& kernels, int64_t a, int64_t b) {
  std::vector<PairSolution> solutions;
  GF_ASSIGN_OR_RETURN(const std::unique_ptr<KernelRows> kernel, kernels.Pair(a, b, problem.stop));
  GF_RETURN_IF_ERROR(SolveMachines(problem, a, b, *kernel, solutions));
  if (problem.probability_seed) {
    GF_RETURN_IF_ERROR(FitSigmoids(problem, a, b, *kernel, solutions));
  }
  return solutions;
}

}  // namespace

StatusOr<std::vector<PairsSolution>> SolvePairs(const PairsProblem& problem) {
  const ClassRows& rows = *problem.rows;
  std::vector<std::pair<int64_t, int64_t>> pairs;
  for (int64_t a = 0; a < rows.Classes(); ++a) {
    for (int64_t b = a + 1; b < rows.Classes(); ++b) pairs.push_back({a, b});
  }
  PairKernels kernels(problem.kernel, problem.x, rows, problem.limits, problem.gram);
  GF_RETURN_IF_ERROR(kernels.Prepare(problem.crew, problem.stop));
  std::vector<std::vector<PairSolution>> solved(pairs.size());
  GF_RETURN_IF_ERROR(ForEachPart(problem.crew, rows.Pairs(), [&](int64_t pair) -> Status {
    const auto& [a, b] = pairs[static_cast<size_t>(pair)];
    GF_ASSIGN_OR_RETURN(solved[static_cast<size_t>(pair)], SolvePair(problem, kernels, a, b));
    return absl::OkStatus();
  }));
  // In the order of the pairs, whoever solved them: sums depend on it.
  std::vector<PairsSolution> solutions(problem.costs.size());
  for (size_t c = 0; c < solutions.size(); ++c) {
    PairsSolution& solution = solutions[c];
    solution.coefficients.resize(static_cast<size_t>(rows.Rows() * (rows.Classes() - 1)), 0.0);
    solution.rho.resize(static_cast<size_t>(rows.Pairs()), 0.0);
    for (size_t pair = 0; pair < pairs.size(); ++pair) {
      Store(solved[pair][c], pairs[pair].first, pairs[pair].second, rows, solution);
    }
  }
  return solutions;
}

}  // namespace gridfold
