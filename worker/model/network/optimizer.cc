#include "worker/model/network/optimizer.h"

#include <algorithm>
#include <cmath>

#include "common/base/check.h"
#include "common/spec/catalogue.h"
#include "worker/model/network/optimizer_kernels.h"

namespace gridfold {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999;
constexpr double kRmspropRho = 0.9, kAdadeltaRho = 0.95;
constexpr float kAdagradStart = 0.1f;

constexpr std::pair<const char*, OptimizerKind> kNames[] = {
    {"sgd", OptimizerKind::kSgd},          {"adam", OptimizerKind::kAdam},
    {"adamw", OptimizerKind::kAdamW},      {"nadam", OptimizerKind::kNadam},
    {"rmsprop", OptimizerKind::kRmsprop},  {"adagrad", OptimizerKind::kAdagrad},
    {"adadelta", OptimizerKind::kAdadelta}};

bool HasFirst(const OptimizerSettings& settings) {
  const bool momentum_only =
      settings.kind == OptimizerKind::kSgd || settings.kind == OptimizerKind::kRmsprop;
  return momentum_only ? settings.momentum != 0 : settings.kind != OptimizerKind::kAdagrad;
}

Matrix Filled(size_t count, float value) {
  Matrix matrix(1, static_cast<int64_t>(count));
  std::fill_n(matrix.data(), count, value);
  return matrix;
}

// u of step t.
double NadamMomentum(int64_t t) {
  return kBeta1 * (1 - 0.5 * std::pow(0.96, 0.004 * static_cast<double>(t)));
}

}  // namespace

StatusOr<OptimizerSettings> ReadOptimizer(const Point& point) {
  OptimizerSettings settings;
  const std::string& name = TextAt(point, "optimizer");
  const auto* found = std::find_if(std::begin(kNames), std::end(kNames),
                                   [&](const auto& one) { return one.first == name; });
  if (found == std::end(kNames)) {
    return InvalidArgument(
        "optimizer: expected sgd, adam, adamw, nadam, rmsprop, adagrad or adadelta, found '{}'",
        name);
  }
  settings.kind = found->second;
  settings.learning_rate = NumberAt(point, "learning_rate");
  settings.momentum = NumberAt(point, "momentum");
  settings.nesterov = BoolAt(point, "nesterov");
  settings.weight_decay = NumberAt(point, "weight_decay");
  return settings;
}

Optimizer::Optimizer(const OptimizerSettings& settings, size_t count)
    : settings_(settings), count_(count) {
  if (HasFirst(settings)) first_ = Filled(count, 0.0f);
  if (settings.kind == OptimizerKind::kSgd) return;
  second_ = Filled(count, settings.kind == OptimizerKind::kAdagrad ? kAdagradStart : 0.0f);
}

std::vector<std::span<float>> Optimizer::moments() {
  std::vector<std::span<float>> all;
  if (first_.data() != nullptr) all.push_back(first_.values());
  if (second_.data() != nullptr) all.push_back(second_.values());
  return all;
}

void Optimizer::set_steps(int64_t steps) {
  steps_ = steps;
  nadam_product_ = 1;
  if (settings_.kind != OptimizerKind::kNadam) return;
  for (int64_t t = 1; t <= steps; ++t) nadam_product_ *= NadamMomentum(t);
}

void Optimizer::StepSgd(const Elements& e) {
  const auto rate = static_cast<float>(settings_.learning_rate);
  const auto momentum = static_cast<float>(settings_.momentum);
  if (e.first == nullptr) return SgdPass(e.w, e.g, e.count, rate);
  MomentumPass(e.w, e.g, e.first, e.count, rate, momentum, settings_.nesterov);
}

void Optimizer::StepAdam(const Elements& e) {
  const auto t = static_cast<double>(steps_);
  const double rate =
      settings_.learning_rate * std::sqrt(1 - std::pow(kBeta2, t)) / (1 - std::pow(kBeta1, t));
  const bool decays = settings_.kind == OptimizerKind::kAdamW;
  const double keep = decays ? 1 - settings_.learning_rate * settings_.weight_decay : 1.0;
  AdamPass(e.w, e.g, e.first, e.second, e.count,
           {.rate = static_cast<float>(rate),
            .keep = static_cast<float>(keep),
            .share1 = static_cast<float>(1 - kBeta1),
            .share2 = static_cast<float>(1 - kBeta2)});
}

void Optimizer::StepNadam(const Elements& e) {
  const double u = NadamMomentum(steps_), next = NadamMomentum(steps_ + 1);
  const double rate = settings_.learning_rate;
  const double correction = 1 - std::pow(kBeta2, static_cast<double>(steps_));
  NadamPass(e.w, e.g, e.first, e.second, e.count,
            {.by_moment = static_cast<float>(rate * next / (1 - nadam_product_ * next)),
             .by_gradient = static_cast<float>(rate * (1 - u) / (1 - nadam_product_)),
             .share1 = static_cast<float>(1 - kBeta1),
             .share2 = static_cast<float>(1 - kBeta2),
             .correction = static_cast<float>(1 / correction)});
}

void Optimizer::Step(std::span<float> parameters, std::span<const float> gradients, size_t frozen) {
  GF_CHECK(gradients.size() == count_ && frozen <= count_);
  Begin();
  Apply(parameters, gradients.subspan(frozen), frozen);
}

void Optimizer::Begin() {
  ++steps_;
  if (settings_.kind == OptimizerKind::kNadam) nadam_product_ *= NadamMomentum(steps_);
}

void Optimizer::Apply(std::span<float> parameters, std::span<const float> gradients, size_t first) {
  GF_CHECK(parameters.size() == count_ && first + gradients.size() <= count_);
  const auto part = [first](Matrix& moment) {
    return moment.data() == nullptr ? nullptr : moment.data() + first;
  };
  const Elements e{parameters.data() + first, gradients.data(), part(first_), part(second_),
                   gradients.size()};
  const auto rate = static_cast<float>(settings_.learning_rate);
  switch (settings_.kind) {
    case OptimizerKind::kSgd:
      return StepSgd(e);
    case OptimizerKind::kAdam:
    case OptimizerKind::kAdamW:
      return StepAdam(e);
    case OptimizerKind::kNadam:
      return StepNadam(e);
    case OptimizerKind::kRmsprop:
      return RmspropPass(e.w, e.g, e.first, e.second, e.count, rate,
                         static_cast<float>(kRmspropRho), static_cast<float>(settings_.momentum));
    case OptimizerKind::kAdagrad:
      return AdagradPass(e.w, e.g, e.second, e.count, rate);
    case OptimizerKind::kAdadelta:
      return AdadeltaPass(e.w, e.g, e.first, e.second, e.count, rate,
                          static_cast<float>(kAdadeltaRho));
  }
}

}  // namespace gridfold
