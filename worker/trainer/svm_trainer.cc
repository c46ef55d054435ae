#include "worker/trainer/svm_trainer.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "common/spec/catalogue.h"
#include "worker/linalg/gram.h"
#include "worker/model/svm/class_probabilities.h"
#include "worker/model/svm/pairs.h"
#include "worker/model/svm/scorer.h"
#include "worker/model/svm/support_set.h"
#include "worker/model/svm/svm_model.h"
#include "worker/trainer/svm_memory.h"
#include "worker/trainer/svm_predictions.h"

namespace gridfold {
namespace {

constexpr int64_t kDegreeMax = 1000;

Status ReadGamma(const Value& value, ConstMatrix x, double& gamma) {
  const std::string* name = std::get_if<std::string>(&value);
  if (name != nullptr && *name == "scale") {
    gamma = ScaleGamma(x);
  } else if (name != nullptr && *name == "auto") {
    gamma = 1 / static_cast<double>(x.cols);
  } else if (!ToNumber(value, gamma) || !std::isfinite(gamma) || gamma < 0) {
    return InvalidArgument("gamma: expected scale, auto or a number of at least 0, found {}",
                           ToText(value));
  }
  return absl::OkStatus();
}

// What the points have in common; `problem.costs` and `problem.weights` stay empty.
Status ReadShared(const Point& point, const FitRequest& request, PairsProblem& problem) {
  if (request.train.x.cols <= 0) {
    return InvalidArgument("svm: expected at least one feature, found {}", request.train.x.cols);
  }
  GF_ASSIGN_OR_RETURN(problem.kernel.type, KernelType(TextAt(point, "kernel")));
  problem.tolerance = NumberAt(point, "tol");
  if (!(problem.tolerance > 0)) {
    return InvalidArgument("tol: expected a number above 0, found {}", problem.tolerance);
  }
  if (problem.kernel.type != SvmKernel::Type::kLinear) {
    GF_RETURN_IF_ERROR(ReadGamma(point.at("gamma"), request.train.x, problem.kernel.gamma));
  }
  if (problem.kernel.type == SvmKernel::Type::kPoly) {
    problem.kernel.coef0 = NumberAt(point, "coef0");
    problem.kernel.degree = IntAt(point, "degree");
    if (problem.kernel.degree < 0 || problem.kernel.degree > kDegreeMax) {
      return InvalidArgument("degree: expected 0 to {}, found {}", kDegreeMax,
                             problem.kernel.degree);
    }
  }
  if (BoolAt(point, "probability")) problem.probability_seed = request.seed;
  if (request.want_probabilities && !problem.probability_seed) {
    return InvalidArgument(
        "svm: a metric needs class probabilities: expected probability: true, found false");
  }
  problem.x = request.train.x;
  problem.crew = request.crew;
  problem.stop = request.stop;
  problem.clock = request.clock != nullptr ? request.clock : &RealClock();
  return absl::OkStatus();
}

StatusOr<double> ReadCost(const Point& point) {
  const double cost = NumberAt(point, "C");
  if (cost > 0 && std::isfinite(cost)) return cost;
  return InvalidArgument("C: expected a finite number above 0, found {}", cost);
}

// Of each class; empty: all 1.
std::vector<double> ReadWeights(const Point& point, const ClassRows& rows) {
  std::vector<double> weights;
  if (TextAt(point, "class_weight") != "balanced") return weights;
  for (int64_t c = 0; c < rows.Classes(); ++c) {
    weights.push_back(static_cast<double>(rows.Rows()) /
                      static_cast<double>(rows.Classes() * rows.Count(c)));
  }
  return weights;
}

Status CheckPoints(std::span<const Point> points) {
  for (const Point& point : points.subspan(1)) {
    Point other = point;
    other["C"] = points.front().at("C");
    if (other != points.front()) {
      return InvalidArgument("svm: expected points that differ only in C, found {} and {}",
                             ToJson(points.front()), ToJson(point));
    }
  }
  return absl::OkStatus();
}

// The rows of a Gram matrix: centred for rbf, whose distances then keep their digits, and as they
// are for the other kernels.
Matrix GramInput(const SvmKernel& kernel, ConstMatrix x) {
  const std::vector<float> center = KernelCenter(kernel, x);
  Matrix rows(x.rows, x.cols);
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t k = 0; k < x.cols; ++k) {
      rows.row(r)[k] = x.row(r)[k] - center[static_cast<size_t>(k)];
    }
  }
  return rows;
}

// The inner products of all shared rows, from the cache or computed now, by all slots that want
// them.
StatusOr<std::shared_ptr<const GramMatrix>> SharedGram(const FitRequest& request,
                                                       const SvmKernel& kernel) {
  const SharedRows& shared = *request.shared;
  const bool centred = kernel.type == SvmKernel::Type::kRbf;
  GF_ASSIGN_OR_RETURN(std::shared_ptr<const GramMatrix> gram,
                      shared.cache->GetOfFew<GramMatrix>(
                          shared.key + (centred ? "/gram-centred" : "/gram"),
                          [&]() -> StatusOr<ContentCache::Made<GramMatrix>> {
                            return ContentCache::Made<GramMatrix>{
                                std::make_shared<const GramMatrix>(GramInput(kernel, shared.x)),
                                GramMatrix::BytesOf(shared.x.rows, shared.x.cols)};
                          }));
  GF_RETURN_IF_ERROR(gram->Complete(request.stop));
  return gram;
}

SvmMemory PlanMemory(const FitRequest& request, const ClassRows& rows) {
  std::vector<int64_t> counts;
  for (int64_t c = 0; c < rows.Classes(); ++c) counts.push_back(rows.Count(c));
  const ConstMatrix& x = request.shared ? request.shared->x : request.train.x;
  return PlanSvmMemory(x.rows, x.cols, counts, request.memory);
}

std::map<std::string, double> Facts(const PairsProblem& problem, const PairsSolution& solution) {
  std::map<std::string, double> facts;
  facts["iterations"] = static_cast<double>(solution.iterations);
  facts["support_vectors"] = static_cast<double>(CountSupport(solution, problem.rows->Classes()));
  facts["dual_objective"] = solution.objective;
  facts["max_violation"] = solution.violation;
  facts["iteration_limit_hit"] = solution.iteration_limit_hit ? 1 : 0;
  if (problem.kernel.type != SvmKernel::Type::kLinear) facts["gamma"] = problem.kernel.gamma;
  return facts;
}

// The cells of one call that can be fitted, and the work on them.
class SvmFit {
 public:
  SvmFit(const FitRequest& request, std::vector<CellFit>& cells)
      : request_(request), cells_(cells) {}

  // The first error that all cells share; a cell's own goes into its status.
  Status Run() {
    GF_RETURN_IF_ERROR(ReadShared(request_.points.front(), request_, problem_));
    GF_ASSIGN_OR_RETURN(rows_, SortByClass(request_.train.y));
    problem_.rows = &rows_;
    problem_.weights = ReadWeights(request_.points.front(), rows_);
    for (size_t c = 0; c < cells_.size(); ++c) {
      const StatusOr<double> cost = ReadCost(request_.points[c]);
      cells_[c].status = cost.status();
      if (!cost.ok()) continue;
      problem_.costs.push_back(*cost);
      fitted_.push_back(c);
    }
    if (fitted_.empty()) return absl::OkStatus();
    const SvmMemory memory = PlanMemory(request_, rows_);
    problem_.limits = memory.limits;
    if (memory.mode == SvmMemory::Mode::kGram && request_.shared && request_.shared->cache) {
      GF_ASSIGN_OR_RETURN(gram_, SharedGram(request_, problem_.kernel));
      problem_.gram = {gram_.get(), request_.shared->train};
    }
    GF_RETURN_IF_ERROR(Train());
    return Score();
  }

 private:
  Status Train() {
    const double begin = problem_.clock->SteadySeconds();
    GF_ASSIGN_OR_RETURN(solutions_, SolvePairs(problem_));
    double shared = problem_.clock->SteadySeconds() - begin;
    for (const PairsSolution& solution : solutions_) shared -= solution.seconds;
    shared = std::max(shared, 0.0);  // with a crew, more seconds are worked than pass
    for (size_t m = 0; m < fitted_.size(); ++m) {
      CellFit& cell = cells_[fitted_[m]];
      cell.facts = Facts(problem_, solutions_[m]);
      cell.fit_seconds = solutions_[m].seconds + shared / static_cast<double>(fitted_.size());
      if (request_.keep_models) {
        cell.model = std::make_unique<SvmModel>(CollectSupport(problem_, solutions_, m, m + 1));
      }
    }
    return absl::OkStatus();
  }

  Status Score() {
    const double begin = problem_.clock->SteadySeconds();
    const SupportSet set = CollectSupport(problem_, solutions_, 0, solutions_.size());
    const std::vector<int64_t> unsettled = UnsettledRows();
    solutions_.clear();
    const Scorer scorer(set);
    const std::span<const int64_t> none;
    GF_ASSIGN_OR_RETURN(auto predictions, Predict(scorer, request_.evaluation.x,
                                                  InGram() ? request_.shared->evaluation : none));
    for (size_t m = 0; m < fitted_.size(); ++m) {
      cells_[fitted_[m]].evaluation_predictions = std::move(predictions[m]);
    }
    if (request_.predict_train) GF_RETURN_IF_ERROR(PredictTrain(scorer, unsettled));
    if (problem_.probability_seed) {
      GF_RETURN_IF_ERROR(
          AddProbabilities(set, scorer, request_.evaluation.x, &CellFit::evaluation_probabilities));
    }
    if (request_.want_train_probabilities) {
      GF_RETURN_IF_ERROR(
          AddProbabilities(set, scorer, request_.train.x, &CellFit::train_probabilities));
    }
    const double seconds = problem_.clock->SteadySeconds() - begin;
    for (const size_t cell : fitted_) {
      cells_[cell].score_seconds = seconds / static_cast<double>(fitted_.size());
    }
    return absl::OkStatus();
  }

  Status AddProbabilities(const SupportSet& set, const Scorer& scorer, ConstMatrix x,
                          std::vector<float> CellFit::*member) {
    if (x.rows == 0) return absl::OkStatus();
    GF_ASSIGN_OR_RETURN(const auto probabilities,
                        PredictProbabilities(set, scorer, x, request_.stop));
    for (size_t m = 0; m < fitted_.size(); ++m) {
      cells_[fitted_[m]].*member = ForAllClasses(probabilities[m], set.classes, request_.classes);
    }
    return absl::OkStatus();
  }

  // Whether kernel values come from inner products; a linear machine's are one weight vector.
  bool InGram() const {
    return gram_ != nullptr && problem_.kernel.type != SvmKernel::Type::kLinear;
  }

  // The training rows whose classes the solutions themselves do not tell, of one machine at least.
  std::vector<int64_t> UnsettledRows() const {
    std::vector<int64_t> unsettled;
    for (int64_t position = 0; position < rows_.Rows(); ++position) {
      const auto at = static_cast<size_t>(position);
      const bool settled = std::all_of(solutions_.begin(), solutions_.end(),
                                       [&](const auto& solution) { return solution.settled[at]; });
      if (!settled) unsettled.push_back(rows_.source[at]);
    }
    return unsettled;
  }

  // Settled rows are of their own class; only the others are scored.
  Status PredictTrain(const Scorer& scorer, std::span<const int64_t> unsettled) {
    Matrix x(InGram() ? 0 : std::ssize(unsettled), request_.train.x.cols);
    std::vector<int64_t> places;
    for (size_t i = 0; i < unsettled.size(); ++i) {
      const int64_t row = unsettled[i];
      if (InGram()) {
        places.push_back(request_.shared->train[static_cast<size_t>(row)]);
      } else {
        std::copy_n(request_.train.x.row(row), x.cols(), x.row(static_cast<int64_t>(i)));
      }
    }
    GF_ASSIGN_OR_RETURN(const auto predictions, Predict(scorer, x, places));
    for (size_t m = 0; m < fitted_.size(); ++m) {
      std::vector<int32_t>& all = cells_[fitted_[m]].train_predictions;
      all.assign(request_.train.y.begin(), request_.train.y.end());
      for (size_t i = 0; i < unsettled.size(); ++i) {
        all[static_cast<size_t>(unsettled[i])] = predictions[m][i];
      }
    }
    return absl::OkStatus();
  }

  // `places` of the rows of x in the Gram matrix; empty: they are not in it.
  StatusOr<ClassesByMachine> Predict(const Scorer& scorer, ConstMatrix x,
                                     std::span<const int64_t> places) {
    return PredictClasses(scorer, x, {gram_.get(), places}, request_.crew, request_.stop);
  }

  const FitRequest& request_;
  std::vector<CellFit>& cells_;
  std::shared_ptr<const GramMatrix> gram_;
  PairsProblem problem_;
  ClassRows rows_;
  std::vector<size_t> fitted_;  // the cell of each machine
  std::vector<PairsSolution> solutions_;
};

}  // namespace

StatusOr<std::vector<CellFit>> SvmTrainer::Fit(const FitRequest& request) const {
  std::vector<CellFit> cells(request.points.size());
  if (cells.empty()) return cells;
  GF_RETURN_IF_ERROR(CheckPoints(request.points));
  const Status shared = SvmFit(request, cells).Run();
  if (absl::IsCancelled(shared)) return shared;
  if (shared.ok()) return cells;
  for (CellFit& cell : cells) {
    if (!cell.status.ok()) continue;
    cell = CellFit();
    cell.status = shared;
  }
  return cells;
}

}  // namespace gridfold
