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
  const auto settle = [&](int64_t own, int64_t index, size_t row) {
    const auto position = static_cast<size_t>(rows.start[static_cast<size_t>(own)] + index);
    solution.settled[position] = solution.settled[position] && machine.clear[row];
  };
  const int64_t count_a = rows.Count(a);
  for (int64_t t = 0; t < count_a; ++t) {
    place(a, b, t) = machine.beta[static_cast<size_t>(t)];
    settle(a, t, static_cast<size_t>(t));
  }
  for (int64_t t = 0; t < rows.Count(b); ++t) {
    const auto row = static_cast<size_t>(count_a + t);
    place(b, a, t) = machine.beta[row];
    settle(b, t, row);
  }
  solution.rho[static_cast<size_t>(PairIndex(a, b, rows.Classes()))] = machine.rho;
  if (pair.sigmoid) solution.sigmoids.push_back(*pair.sigmoid);
  solution.iterations += machine.iterations;
  solution.objective += machine.objective;
  solution.violation = std::max(solution.violation, machine.violation);
  solution.iteration_limit_hit = solution.iteration_limit_hit || machine.iteration_limit_hit;
  solution.seconds += pair.seconds;
}

// Whether weights make the bounds of both classes sum up to the same: with a small C all
// coefficients can then end at their bounds, where any bias of an interval is as good as another.
// Which one LIBSVM takes hangs on the rounding of its last step, which only its own path from zero
// gives.
bool BoundsBalance(int64_t count_a, int64_t count_b, double weight_a, double weight_b) {
  const double sum_a = weight_a * static_cast<double>(count_a);
  const double sum_b = weight_b * static_cast<double>(count_b);
  constexpr double kEqual = 1e-9;
  return weight_a != weight_b && std::abs(sum_a - sum_b) <= kEqual * sum_a;
}

double WeightOf(const PairsProblem& problem, int64_t c) {
  return problem.weights.empty() ? 1 : problem.weights[static_cast<size_t>(c)];
}

// The latest solution so far whose C is no larger than the next.
const SmoSolution* SolvedWithSmaller(const PairsProblem& problem,
                                     const std::vector<PairSolution>& solutions) {
  const double next = problem.costs[solutions.size()];
  for (size_t c = solutions.size(); c-- > 0;) {
    if (problem.costs[c] <= next) return &solutions[c].machine;
  }
  return nullptr;
}

Status SolveMachines(const PairsProblem& problem, int64_t a, int64_t b, KernelRows& kernel,
                     std::vector<PairSolution>& solutions) {
  const int64_t count_a = problem.rows->Count(a), count_b = problem.rows->Count(b);
  const double weight_a = WeightOf(problem, a), weight_b = WeightOf(problem, b);
  const BoundStart start = MakeBoundStart(kernel, count_a, weight_a, weight_b);
  solutions.reserve(problem.costs.size());  // `smaller` points into it
  for (const double cost : problem.costs) {
    const double begin = problem.clock->SteadySeconds();
    SmoProblem pair;
    pair.kernel = &kernel;
    pair.positive = count_a;
    pair.cost_positive = cost * weight_a;
    pair.cost_negative = cost * weight_b;
    pair.start = &start;
    pair.start_scale = cost;
    pair.start_wants_free = BoundsBalance(count_a, count_b, weight_a, weight_b);
    pair.tolerance = problem.tolerance;
    pair.stop = problem.stop;
    pair.smaller = SolvedWithSmaller(problem, solutions);
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
  for (const double cost : problem.costs) {
    cross.costs.push_back({cost * WeightOf(problem, a), cost * WeightOf(problem, b)});
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
    solution.settled.resize(static_cast<size_t>(rows.Rows()), true);
    for (size_t pair = 0; pair < pairs.size(); ++pair) {
      Store(solved[pair][c], pairs[pair].first, pairs[pair].second, rows, solution);
    }
  }
  return solutions;
}

}  // namespace gridfold
