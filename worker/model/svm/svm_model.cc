#include "worker/model/svm/svm_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "worker/model/svm/class_probabilities.h"

namespace gridfold {
namespace {

constexpr double kDegreeMax = 1000;

Status LoadKernel(const TensorFile& file, SvmKernel& kernel) {
  GF_ASSIGN_OR_RETURN(const std::string name, file.Text("model.kernel"));
  const auto type = KernelType(name);
  if (!type.ok()) return DataLoss("model.{}", Message(type.status()));
  GF_ASSIGN_OR_RETURN(const auto settings, file.Doubles("model.kernel_settings", {3}));
  const double degree = settings[2];
  if (!AllFinite(settings.data(), 3) || degree < 0 || degree > kDegreeMax ||
      degree != std::floor(degree)) {
    return DataLoss(
        "model.kernel_settings: expected finite gamma, coef0 and a degree of 0 to {}, "
        "found {}, {}, {}",
        kDegreeMax, settings[0], settings[1], degree);
  }
  kernel = {*type, settings[0], settings[1], static_cast<int64_t>(degree)};
  return absl::OkStatus();
}

// The classes and where each one's support vectors begin.
Status LoadClasses(const TensorFile& file, SupportSet& set) {
  GF_ASSIGN_OR_RETURN(set.classes, file.Ints("model.classes", {-1}));
  const bool ascending = std::adjacent_find(set.classes.begin(), set.classes.end(),
                                            std::greater_equal<>()) == set.classes.end();
  if (set.classes.size() < 2 || !ascending || set.classes.front() < 0) {
    return DataLoss("model.classes: expected two or more classes, ascending from 0 on, found {}",
                    set.classes.size());
  }
  GF_ASSIGN_OR_RETURN(const auto counts, file.Ints("model.support_counts", {set.Classes()}));
  set.start.assign(1, 0);
  for (const int32_t count : counts) {
    if (count < 0) return DataLoss("model.support_counts: expected no negative, found {}", count);
    set.start.push_back(set.start.back() + count);
  }
  return absl::OkStatus();
}

Status LoadRows(const TensorFile& file, SupportSet& set) {
  GF_ASSIGN_OR_RETURN(set.center, file.Floats("model.center", {-1}));
  const auto features = static_cast<int64_t>(set.center.size());
  if (features == 0) return DataLoss("model.center: expected at least one feature, found none");
  const int64_t support = set.start.back();
  GF_ASSIGN_OR_RETURN(const auto x, file.Floats("model.support_vectors", {support, features}));
  set.x = Matrix(support, features);
  std::copy(x.begin(), x.end(), set.x.data());
  GF_ASSIGN_OR_RETURN(set.numbers, file.Ints("model.support_numbers", {support}));
  for (int64_t c = 0; c < set.Classes(); ++c) {
    const auto at = [&](int64_t s) { return set.numbers[static_cast<size_t>(s)]; };
    for (int64_t s = set.start[static_cast<size_t>(c)]; s < set.start[static_cast<size_t>(c) + 1];
         ++s) {
      const bool first = s == set.start[static_cast<size_t>(c)];
      if (first ? at(s) >= 0 : at(s) > at(s - 1)) continue;
      return DataLoss("model.support_numbers: expected ascending numbers from 0 on, found {}",
                      at(s));
    }
  }
  if (!AllFinite(x.data(), support * features) || !AllFinite(set.center.data(), features)) {
    return DataLoss("model.support_vectors, model.center: expected finite numbers");
  }
  return absl::OkStatus();
}

Status LoadSigmoids(const TensorFile& file, int64_t pairs, SupportSet::Machine& machine) {
  if (!file.Has("model.prob_a") && !file.Has("model.prob_b")) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(const auto a, file.Doubles("model.prob_a", {pairs}));
  GF_ASSIGN_OR_RETURN(const auto b, file.Doubles("model.prob_b", {pairs}));
  if (!AllFinite(a.data(), pairs) || !AllFinite(b.data(), pairs)) {
    return DataLoss("model.prob_a, model.prob_b: expected finite numbers");
  }
  for (size_t pair = 0; pair < a.size(); ++pair) machine.sigmoids.push_back({a[pair], b[pair]});
  return absl::OkStatus();
}

Status LoadMachine(const TensorFile& file, SupportSet& set) {
  const int64_t support = set.start.back(), width = set.Classes() - 1;
  SupportSet::Machine machine;
  GF_ASSIGN_OR_RETURN(machine.coefficients, file.Doubles("model.coefficients", {support, width}));
  GF_ASSIGN_OR_RETURN(machine.rho, file.Doubles("model.rho", {set.Pairs()}));
  if (!AllFinite(machine.coefficients.data(), support * width) ||
      !AllFinite(machine.rho.data(), set.Pairs())) {
    return DataLoss("model.coefficients, model.rho: expected finite numbers");
  }
  GF_RETURN_IF_ERROR(LoadSigmoids(file, set.Pairs(), machine));
  set.machines.push_back(std::move(machine));
  return absl::OkStatus();
}

}  // namespace

SvmModel::SvmModel(SupportSet set) : set_(std::move(set)), scorer_(set_) {
  GF_CHECK(set_.machines.size() == 1);
}

std::vector<int32_t> SvmModel::Predict(ConstMatrix x) {
  auto predictions = scorer_.Predict(x, nullptr, nullptr);
  GF_CHECK(predictions.ok());
  return std::move(predictions->classes.front());
}

StatusOr<ClassProbabilities> SvmModel::Probabilities(ConstMatrix x) {
  if (set_.machines.front().sigmoids.empty()) {
    return FailedPrecondition("svm: expected a model fitted with probability: true, found none");
  }
  GF_ASSIGN_OR_RETURN(auto probabilities, PredictProbabilities(set_, scorer_, x, nullptr));
  return ClassProbabilities{set_.classes, std::move(probabilities.front())};
}

void SvmModel::Save(TensorFile& file) const {
  const int64_t classes = set_.Classes(), support = set_.x.rows(), features = set_.x.cols();
  const SupportSet::Machine& machine = set_.machines.front();
  const double settings[] = {set_.kernel.gamma, set_.kernel.coef0,
                             static_cast<double>(set_.kernel.degree)};
  std::vector<int32_t> counts;
  for (size_t c = 0; c < set_.classes.size(); ++c) {
    counts.push_back(static_cast<int32_t>(set_.start[c + 1] - set_.start[c]));
  }
  file.SetText("model.type", Type());
  file.SetText("model.kernel", KernelName(set_.kernel.type));
  file.Set("model.kernel_settings", {3}, std::span<const double>(settings));
  file.Set("model.center", {features}, std::span<const float>(set_.center));
  file.Set("model.classes", {classes}, std::span<const int32_t>(set_.classes));
  file.Set("model.support_counts", {classes}, std::span<const int32_t>(counts));
  file.Set("model.support_vectors", {support, features},
           std::span<const float>(set_.x.data(), static_cast<size_t>(support * features)));
  file.Set("model.support_numbers", {support}, std::span<const int32_t>(set_.numbers));
  file.Set("model.coefficients", {support, classes - 1},
           std::span<const double>(machine.coefficients));
  file.Set("model.rho", {set_.Pairs()}, std::span<const double>(machine.rho));
  if (machine.sigmoids.empty()) return;
  std::vector<double> a, b;
  for (const Sigmoid& sigmoid : machine.sigmoids) {
    a.push_back(sigmoid.a);
    b.push_back(sigmoid.b);
  }
  file.Set("model.prob_a", {set_.Pairs()}, std::span<const double>(a));
  file.Set("model.prob_b", {set_.Pairs()}, std::span<const double>(b));
}

StatusOr<std::unique_ptr<Model>> SvmModel::Load(const TensorFile& file) {
  SupportSet set;
  GF_RETURN_IF_ERROR(LoadKernel(file, set.kernel));
  GF_RETURN_IF_ERROR(LoadClasses(file, set));
  GF_RETURN_IF_ERROR(LoadRows(file, set));
  GF_RETURN_IF_ERROR(LoadMachine(file, set));
  return std::unique_ptr<Model>(std::make_unique<SvmModel>(std::move(set)));
}

}  // namespace gridfold
