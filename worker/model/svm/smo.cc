#include "worker/model/svm/smo.h"

#include <algorithm>
#include <limits>

#include "worker/model/svm/smo_passes.h"

namespace gridfold {
namespace {

constexpr float kNever = std::numeric_limits<float>::infinity();
constexpr int64_t kIterationsBetweenPolls = 4096;

class Solver {
 public:
  explicit Solver(const SmoProblem& problem);
  StatusOr<SmoSolution> Solve();

 private:
  // Iterates until the violation of the updated f is below the tolerance, or the limit is hit.
  Status Iterate();
  // One step along (i, j); returns its length.
  double Step(int64_t i, int64_t j, const float* row_i);
  void SetRoom(int64_t t);
  // f from beta and the kernel alone, free of the rounding of many updates.
  void RecomputeF();
  double Rho(const Extremes& extremes) const;
  double Objective() const;
  Status Check() const;
  double Sign(int64_t t) const { return t < problem_.positive ? 1.0 : -1.0; }

  const SmoProblem& problem_;
  KernelRows& kernel_;
  const int64_t size_, length_;
  // f_t = y_t - sum_s beta_s K_ts: minus y_t times the gradient of the usual dual.
  std::vector<double> f_;
  std::vector<float> rise_, fall_, diagonal_;
  std::vector<double> beta_, low_, high_;
  int64_t iterations_ = 0, iterations_max_;
  bool limit_hit_ = false;
};

Solver::Solver(const SmoProblem& problem)
    : problem_(problem),
      kernel_(*problem.kernel),
      size_(kernel_.Size()),
      length_(PaddedRow(size_)),
      f_(static_cast<size_t>(length_), 0.0),
      rise_(static_cast<size_t>(length_), -kNever),
      fall_(static_cast<size_t>(length_), kNever),
      diagonal_(static_cast<size_t>(length_), 0.0F),
      beta_(static_cast<size_t>(size_), 0.0),
      low_(static_cast<size_t>(size_), 0.0),
      high_(static_cast<size_t>(size_), 0.0),
      iterations_max_(problem.iterations_max > 0 ? problem.iterations_max
                                                 : std::max<int64_t>(10'000'000, 100 * size_)) {
  for (int64_t t = 0; t < size_; ++t) {
    const auto at = static_cast<size_t>(t);
    f_[at] = Sign(t);
    diagonal_[at] = kernel_.Diagonal(t);
    (t < problem.positive ? high_[at] : low_[at]) =
        t < problem.positive ? problem.cost_positive : -problem.cost_negative;
    SetRoom(t);
  }
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

double Solver::Step(int64_t i, int64_t j, const float* row_i) {
  const auto at_i = static_cast<size_t>(i), at_j = static_cast<size_t>(j);
  double curvature = static_cast<double>(diagonal_[at_i]) + static_cast<double>(diagonal_[at_j]) -
                     2.0 * static_cast<double>(row_i[j]);
  if (!(curvature > 0)) curvature = kTinyCurvature;
  const double room_i = high_[at_i] - beta_[at_i], room_j = beta_[at_j] - low_[at_j];
  const double wanted = (f_[at_i] - f_[at_j]) / curvature;
  const double step = std::min(wanted, std::min(room_i, room_j));
  // The bound itself, not a sum that may miss it by a rounding error.
  beta_[at_i] = step == room_i ? high_[at_i] : beta_[at_i] + step;
  beta_[at_j] = step == room_j ? low_[at_j] : beta_[at_j] - step;
  SetRoom(i);
  SetRoom(j);
  return step;
}

Status Solver::Iterate() {
  Extremes extremes =
      UpdateAndFindExtremes(f_.data(), rise_.data(), fall_.data(), length_, 0, nullptr, nullptr);
  while (extremes.top_index >= 0 && extremes.top - extremes.bottom >= problem_.tolerance) {
    if (iterations_ >= iterations_max_) {
      limit_hit_ = true;
      return absl::OkStatus();
    }
    if (iterations_ % kIterationsBetweenPolls == 0) GF_RETURN_IF_ERROR(Check());
    ++iterations_;
    const int64_t i = extremes.top_index;
    const float* row_i = kernel_.Row(i);
    const int64_t j = FindSecond(f_.data(), fall_.data(), diagonal_.data(), length_, extremes.top,
                                 diagonal_[static_cast<size_t>(i)], row_i);
    if (j < 0) return absl::OkStatus();
    const double step = Step(i, j, row_i);
    extremes = UpdateAndFindExtremes(f_.data(), rise_.data(), fall_.data(), length_, step, row_i,
                                     kernel_.Row(j));
  }
  return absl::OkStatus();
}

void Solver::RecomputeF() {
  std::fill(f_.begin(), f_.end(), 0.0);
  for (int64_t t = 0; t < size_; ++t) f_[static_cast<size_t>(t)] = Sign(t);
  double factors[kRowsAtOnce];
  const float* rows[kRowsAtOnce];
  int64_t waiting = 0;
  for (int64_t s = 0; s < size_; ++s) {
    if (beta_[static_cast<size_t>(s)] == 0) continue;
    factors[waiting] = beta_[static_cast<size_t>(s)];
    rows[waiting] = kernel_.Row(s);
    if (++waiting < kRowsAtOnce) continue;
    SubtractRows(f_.data(), factors, rows, length_);
    waiting = 0;
  }
  for (int64_t k = 0; k < waiting; ++k) SubtractRow(f_.data(), factors[k], rows[k], length_);
}

double Solver::Rho(const Extremes& extremes) const {
  double sum = 0;
  int64_t free = 0;
  for (size_t t = 0; t < beta_.size(); ++t) {
    if (beta_[t] > low_[t] && beta_[t] < high_[t]) {
      sum += f_[t];
      ++free;
    }
  }
  if (free > 0) return -sum / static_cast<double>(free);
  return -(extremes.top + extremes.bottom) / 2;
}

double Solver::Objective() const {
  double sum = 0;
  for (int64_t t = 0; t < size_; ++t) {
    sum += beta_[static_cast<size_t>(t)] * (f_[static_cast<size_t>(t)] + Sign(t));
  }
  return -sum / 2;
}

StatusOr<SmoSolution> Solver::Solve() {
  // Rounding errors of the updates can hide a violation; it then shows in f computed anew, and the
  // iterations go on from there. Bounded: near the precision of double this could go on for ever.
  constexpr int kRounds = 10;
  Extremes extremes;
  for (int round = 0; round < kRounds; ++round) {
    GF_RETURN_IF_ERROR(Iterate());
    RecomputeF();
    GF_RETURN_IF_ERROR(Check());
    extremes =
        UpdateAndFindExtremes(f_.data(), rise_.data(), fall_.data(), length_, 0, nullptr, nullptr);
    if (limit_hit_ || !(extremes.top - extremes.bottom >= problem_.tolerance)) break;
  }
  SmoSolution solution;
  solution.rho = Rho(extremes);
  solution.objective = Objective();
  solution.violation = std::max(0.0, extremes.top - extremes.bottom);
  solution.iterations = iterations_;
  solution.iteration_limit_hit = limit_hit_;
  solution.beta = std::move(beta_);
  return solution;
}

}  // namespace

StatusOr<SmoSolution> SolveSmo(const SmoProblem& problem) { return Solver(problem).Solve(); }

}  // namespace gridfold
