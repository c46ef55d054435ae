#include "worker/model/svm/smo.h"

#include <algorithm>
#include <limits>

#include "worker/model/svm/row_places.h"
#include "worker/model/svm/smo_passes.h"

namespace gridfold {
namespace {

constexpr float kNever = std::numeric_limits<float>::infinity();
constexpr int64_t kIterationsBetweenPolls = 4096;
// Rounding errors of f in single precision are some 1e-6; selections are not to hang on them.
constexpr double kCoarseTolerance = 2e-4;
constexpr int64_t kCoarseIterationsPerRow = 100;
// Above this share of coefficients that want to leave their bounds, zero is the better start:
// measured on MNIST (14,000 rows, C 0.01 to 10, gamma 0.01 to 1), 505,000 iterations against
// 998,000 from zero, 530,000 with 0.7 and 590,000 with 0.2.
constexpr double kWrongShareMax = 0.8;
// The same for a start inside the bounds and coefficients that want to be zero: on noisy digits
// (gamma 0.001 to 0.1, with and without PCA) it takes a tenth to nine tenths of the iterations from
// zero where the share is below 0.1, and up to 1.7 times as many where it is above 0.3.
constexpr double kGoneShareMax = 0.2;
// Decisions summed in float (score_pass.h: 256 values at a time) differ from those of the solver by
// less than this share of the sum of the coefficients' sizes times the largest kernel value.
constexpr double kScoreRounding = 2e-5;

class Solver {
 public:
  explicit Solver(const SmoProblem& problem);
  StatusOr<SmoSolution> Solve();

 private:
  // Takes the problem's start when it is close enough to the solution.
  void Start();
  // Begins at `scale` times the start's coefficients unless too many of them want to go elsewhere:
  // from their bounds, or (below the bounds) by their own steps to zero.
  bool StartAt(double scale, double wrong_share_max);
  // The bulk of the iterations, on an f in single precision: until its violation is below the
  // tolerance, or so small that rounding errors count. Leaves f_ behind.
  Status IterateCoarsely();
  // Iterates until the violation of the updated f is below the tolerance, or the limit is hit.
  Status Iterate();
  // One step along (i, j), whose f differ by `gap`; returns its length.
  double Step(int64_t i, int64_t j, double gap, KernelRow row_i);
  void SetRoom(int64_t t);
  // f from beta and the kernel alone, free of the rounding of many updates.
  void RecomputeF();
  void FindExtremes();
  bool IsFree(size_t at) const { return beta_[at] > low_[at] && beta_[at] < high_[at]; }
  double Rho() const;
  double Objective() const;
  Status Check() const;
  double Sign(int64_t row) const { return row < problem_.positive ? 1.0 : -1.0; }

  const SmoProblem& problem_;
  KernelRows& kernel_;
  const RowPlaces places_;  // the vectors below are by place
  Extremes extremes_;
  // f_t = y_t - sum_s beta_s K_ts: minus y_t times the gradient of the usual dual.
  std::vector<double> f_;
  std::vector<float> rise_, fall_, diagonal_;
  std::vector<double> beta_, low_, high_;  // zero in the padding
  int64_t iterations_ = 0, iterations_max_;
  bool limit_hit_ = false;
  bool cost_met_ = false;
  double begun_at_ = 0;
};

Solver::Solver(const SmoProblem& problem)
    : problem_(problem),
      kernel_(*problem.kernel),
      places_(kernel_),
      f_(places_.length(), 0.0),
      rise_(f_.size(), -kNever),
      fall_(f_.size(), kNever),
      diagonal_(f_.size(), 0.0F),
      beta_(f_.size(), 0.0),
      low_(f_.size(), 0.0),
      high_(f_.size(), 0.0),
      iterations_max_(problem.iterations_max > 0
                          ? problem.iterations_max
                          : std::max<int64_t>(10'000'000, 100 * kernel_.Size())) {
  for (int64_t row = 0; row < places_.rows(); ++row) {
    const auto at = places_[row];
    f_[at] = Sign(row);
    diagonal_[at] = kernel_.Diagonal(row);
    (row < problem.positive ? high_[at] : low_[at]) =
        row < problem.positive ? problem.cost_positive : -problem.cost_negative;
    SetRoom(static_cast<int64_t>(places_[row]));
  }
}

void Solver::Start() {
  if (problem_.start == nullptr) return;
  const BoundStart& start = *problem_.start;
  const double scale = problem_.start_scale;
  if (start.reach < scale && StartAt(start.reach, kGoneShareMax)) return;
  cost_met_ = StartAt(scale, kWrongShareMax);
}

bool Solver::StartAt(double scale, double wrong_share_max) {
  const BoundStart& start = *problem_.start;
  const bool inside = scale < problem_.start_scale;
  std::vector<double> f(f_.size(), 0.0);
  double sums[2] = {};
  for (int64_t row = 0; row < places_.rows(); ++row) {
    f[places_[row]] = Sign(row) - scale * start.products[static_cast<size_t>(row)];
    sums[row < problem_.positive ? 0 : 1] += f[places_[row]];
  }
  // With a bias between the means of the classes.
  const double middle = (sums[0] / static_cast<double>(problem_.positive) +
                         sums[1] / static_cast<double>(places_.rows() - problem_.positive)) /
                        2;
  int64_t wrong = 0;
  for (int64_t row = 0; row < places_.rows(); ++row) {
    const size_t at = places_[row];
    const double room = inside ? std::abs(scale * start.beta[static_cast<size_t>(row)]) : 0;
    wrong += Sign(row) * (f[at] - middle) < -room * static_cast<double>(diagonal_[at]) ? 1 : 0;
  }
  if (static_cast<double>(wrong) > wrong_share_max * static_cast<double>(places_.rows())) {
    return false;
  }
  f_ = std::move(f);
  begun_at_ = scale;
  for (int64_t row = 0; row < places_.rows(); ++row) {
    const size_t at = places_[row];
    const double beta = scale * start.beta[static_cast<size_t>(row)];
    // The bound itself, not a product that misses it by a rounding error.
    constexpr double kNear = 1 - 1e-12;
    beta_[at] = beta >= kNear * high_[at] && beta > 0  ? high_[at]
                : beta <= kNear * low_[at] && beta < 0 ? low_[at]
                                                       : beta;
    SetRoom(static_cast<int64_t>(at));
  }
  return true;
}

void Solver::SetRoom(int64_t t) {
  const auto at = static_cast<size_t>(t);
  rise_[at] = beta_[at] < high_[at] ? 0.0F : -kNever;
  fall_[at] = beta_[at] > low_[at] ? 0.0F : kNever;
}

Status Solver::Check() const {
  if (problem_.stop != nullptr && problem_.stop->load(std::memory_order_relaxed)) {
    return Cancelled("svm: stopped after {} iterations", iterations_);
  }
  if (!kernel_.Finite()) {
    return Internal("svm: expected finite kernel values, found an overflow or NaN");
  }
  return absl::OkStatus();
}

double Solver::Step(int64_t i, int64_t j, double gap, KernelRow row_i) {
  const auto at_i = static_cast<size_t>(i), at_j = static_cast<size_t>(j);
  double curvature = static_cast<double>(diagonal_[at_i]) + static_cast<double>(diagonal_[at_j]) -
                     2.0 * static_cast<double>(kernel_.At(row_i, places_.RowAt(j)));
  if (!(curvature > 0)) curvature = kTinyCurvature;
  const double room_i = high_[at_i] - beta_[at_i], room_j = beta_[at_j] - low_[at_j];
  const double wanted = gap / curvature;
  const double step = std::min(wanted, std::min(room_i, room_j));
  cost_met_ =
      cost_met_ || (step == room_i && high_[at_i] != 0) || (step == room_j && low_[at_j] != 0);
  // The bound itself, not a sum that may miss it by a rounding error.
  beta_[at_i] = step == room_i ? high_[at_i] : beta_[at_i] + step;
  beta_[at_j] = step == room_j ? low_[at_j] : beta_[at_j] - step;
  SetRoom(i);
  SetRoom(j);
  return step;
}

Status Solver::IterateCoarsely() {
  std::vector<float> f(f_.begin(), f_.end());
  const double tolerance = std::max(problem_.tolerance, kCoarseTolerance);
  const int64_t last = std::min(iterations_max_, kCoarseIterationsPerRow * places_.rows());
  Extremes ends = UpdateCoarsely(f.data(), rise_.data(), fall_.data(), places_.parts(), 0, {}, {});
  while (ends.top_index >= 0 && ends.top - ends.bottom >= tolerance && iterations_ < last) {
    if (iterations_ % kIterationsBetweenPolls == 0) GF_RETURN_IF_ERROR(Check());
    ++iterations_;
    const int64_t i = ends.top_index;
    const KernelRow row_i = kernel_.Row(places_.RowAt(i));
    const int64_t j =
        FindSecondCoarsely(f.data(), fall_.data(), diagonal_.data(), places_.parts(),
                           static_cast<float>(ends.top), diagonal_[static_cast<size_t>(i)], row_i);
    if (j < 0) break;
    const double gap = static_cast<double>(f[static_cast<size_t>(i)]) - f[static_cast<size_t>(j)];
    const double step = Step(i, j, gap, row_i);
    ends = UpdateCoarsely(f.data(), rise_.data(), fall_.data(), places_.parts(),
                          static_cast<float>(step), row_i, kernel_.Row(places_.RowAt(j)));
  }
  return absl::OkStatus();
}

Status Solver::Iterate() {
  FindExtremes();
  while (extremes_.top_index >= 0 && extremes_.top - extremes_.bottom >= problem_.tolerance) {
    if (iterations_ >= iterations_max_) {
      limit_hit_ = true;
      return absl::OkStatus();
    }
    if (iterations_ % kIterationsBetweenPolls == 0) GF_RETURN_IF_ERROR(Check());
    ++iterations_;
    const int64_t i = extremes_.top_index;
    const KernelRow row_i = kernel_.Row(places_.RowAt(i));
    const int64_t j = FindSecond(f_.data(), fall_.data(), diagonal_.data(), places_.parts(),
                                 extremes_.top, diagonal_[static_cast<size_t>(i)], row_i);
    if (j < 0) return absl::OkStatus();
    const double gap = f_[static_cast<size_t>(i)] - f_[static_cast<size_t>(j)];
    const double step = Step(i, j, gap, row_i);
    extremes_ = UpdateAndFindExtremes(f_.data(), rise_.data(), fall_.data(), places_.parts(), step,
                                      row_i, kernel_.Row(places_.RowAt(j)));
  }
  return absl::OkStatus();
}

void Solver::FindExtremes() {
  extremes_ =
      UpdateAndFindExtremes(f_.data(), rise_.data(), fall_.data(), places_.parts(), 0, {}, {});
}

void Solver::RecomputeF() {
  for (int64_t row = 0; row < places_.rows(); ++row) f_[places_[row]] = Sign(row);
  SubtractProducts(kernel_, places_, beta_, f_);
}

double Solver::Rho() const {
  double sum = 0;
  int64_t free = 0;
  for (size_t t = 0; t < beta_.size(); ++t) {
    if (IsFree(t)) {
      sum += f_[t];
      ++free;
    }
  }
  if (free > 0) return -sum / static_cast<double>(free);
  return -(extremes_.top + extremes_.bottom) / 2;
}

double Solver::Objective() const {
  double sum = 0;
  for (int64_t row = 0; row < places_.rows(); ++row) {
    const auto at = places_[row];
    sum += beta_[at] * (f_[at] + Sign(row));
  }
  return -sum / 2;
}

StatusOr<SmoSolution> Solver::Solve() {
  // Rounding errors of the updates can hide a violation; it then shows in f computed anew, and the
  // iterations go on from there. Bounded: near the precision of double this could go on for ever.
  constexpr int kRounds = 10;
  Start();
  const SmoSolution* const smaller = problem_.smaller;
  if (smaller != nullptr && !smaller->cost_met && !cost_met_ && smaller->begun_at == begun_at_) {
    return *smaller;
  }
  GF_RETURN_IF_ERROR(IterateCoarsely());
  for (int round = 0;; ++round) {
    if (iterations_ > 0) RecomputeF();  // else it is new
    GF_RETURN_IF_ERROR(Check());
    FindExtremes();
    if (limit_hit_ || !(extremes_.top - extremes_.bottom >= problem_.tolerance)) break;
    if (round == kRounds) break;
    GF_RETURN_IF_ERROR(Iterate());
  }
  SmoSolution solution;
  solution.rho = Rho();
  solution.objective = Objective();
  solution.violation = std::max(0.0, extremes_.top - extremes_.bottom);
  solution.iterations = iterations_;
  solution.iteration_limit_hit = limit_hit_;
  solution.begun_at = begun_at_;
  for (size_t t = 0; t < beta_.size(); ++t) solution.free += IsFree(t) ? 1 : 0;
  solution.cost_met = cost_met_;
  double size = 0;
  for (const double beta : beta_) size += std::abs(beta);
  size *= *std::max_element(diagonal_.begin(), diagonal_.end());
  for (int64_t row = 0; row < places_.rows(); ++row) {
    const size_t at = places_[row];
    solution.beta.push_back(beta_[at]);
    // y - f is the sum of beta K.
    solution.clear.push_back(1 - Sign(row) * (f_[at] + solution.rho) > kScoreRounding * size);
  }
  return solution;
}

}  // namespace

StatusOr<SmoSolution> SolveSmo(const SmoProblem& problem) {
  GF_ASSIGN_OR_RETURN(SmoSolution solution, Solver(problem).Solve());
  if (!problem.start_wants_free || solution.begun_at == 0 || solution.free > 0) return solution;
  SmoProblem from_zero = problem;
  from_zero.start = nullptr;
  return Solver(from_zero).Solve();
}

}  // namespace gridfold
