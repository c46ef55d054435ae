#include "worker/model/network/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

// The update of one parameter in double precision, written from the papers' formulas.
class Naive {
 public:
  explicit Naive(const OptimizerSettings& settings) : s_(settings) {
    if (s_.kind == OptimizerKind::kAdagrad) v_ = 0.1;
  }

  double Step(double w, double g) {
    ++t_;
    const double r = s_.learning_rate;
    const auto power = [this](double base) { return std::pow(base, static_cast<double>(t_)); };
    const auto adam_moments = [&] {
      m_ = 0.9 * m_ + 0.1 * g;
      v_ = 0.999 * v_ + 0.001 * g * g;
    };
    switch (s_.kind) {
      case OptimizerKind::kSgd:
        m_ = s_.momentum * m_ - r * g;
        return w + (s_.nesterov ? s_.momentum * m_ - r * g : m_);
      case OptimizerKind::kAdam:
      case OptimizerKind::kAdamW:
        if (s_.kind == OptimizerKind::kAdamW) w -= r * s_.weight_decay * w;
        adam_moments();
        return w - r * std::sqrt(1 - power(0.999)) / (1 - power(0.9)) * m_ / (std::sqrt(v_) + kEps);
      case OptimizerKind::kNadam: {
        adam_moments();
        const double u = U(t_), next = U(t_ + 1);
        product_ *= u;
        const double mean = next * m_ / (1 - product_ * next) + (1 - u) * g / (1 - product_);
        return w - r * mean / (std::sqrt(v_ / (1 - power(0.999))) + kEps);
      }
      case OptimizerKind::kRmsprop:
        v_ = 0.9 * v_ + 0.1 * g * g;
        m_ = s_.momentum * m_ + r * g / (std::sqrt(v_) + kEps);
        return w - m_;
      case OptimizerKind::kAdagrad:
        v_ += g * g;
        return w - r * g / (std::sqrt(v_) + kEps);
      case OptimizerKind::kAdadelta: {
        v_ = 0.95 * v_ + 0.05 * g * g;
        const double d = g * std::sqrt(m_ + kEps) / std::sqrt(v_ + kEps);
        m_ = 0.95 * m_ + 0.05 * d * d;
        return w - r * d;
      }
    }
    return w;
  }

 private:
  static constexpr double kEps = 1e-7;
  static double U(int64_t t) {
    return 0.9 * (1 - 0.5 * std::pow(0.96, 0.004 * static_cast<double>(t)));
  }

  OptimizerSettings s_;
  int64_t t_ = 0;
  double m_ = 0, v_ = 0, product_ = 1;
};

std::vector<OptimizerSettings> AllKinds() {
  return {{.kind = OptimizerKind::kSgd},
          {.kind = OptimizerKind::kSgd, .momentum = 0.9},
          {.kind = OptimizerKind::kSgd, .momentum = 0.9, .nesterov = true},
          {.kind = OptimizerKind::kAdam},
          {.kind = OptimizerKind::kAdamW, .weight_decay = 0.3},
          {.kind = OptimizerKind::kNadam},
          {.kind = OptimizerKind::kRmsprop},
          {.kind = OptimizerKind::kRmsprop, .momentum = 0.7},
          {.kind = OptimizerKind::kAdagrad},
          {.kind = OptimizerKind::kAdadelta}};
}

constexpr double kGradients[] = {0.3, -0.2, 0.5, 0.0, 1e-4, -3, 0.1, 0.1, -0.7};

TEST(OptimizerTest, StepsFollowTheFormulasInDoublePrecision) {
  for (OptimizerSettings settings : AllKinds()) {
    settings.learning_rate = 0.02;
    SCOPED_TRACE(static_cast<int>(settings.kind));
    Naive naive(settings);
    Optimizer optimizer(settings, 20);
    std::vector<float> w(20, 0.7f);
    double expected = 0.7f;
    for (const double g : kGradients) {
      expected = naive.Step(expected, g);
      optimizer.Step(w, std::vector<float>(20, static_cast<float>(g)));
      // Nine steps of rounding a float near 0.7.
      for (const float one : w) ASSERT_NEAR(one, expected, 1e-6) << g;
    }
  }
}

TEST(OptimizerTest, TheLearningRateMayChangeBetweenSteps) {
  OptimizerSettings settings{.kind = OptimizerKind::kSgd, .learning_rate = 0.5};
  Optimizer sgd(settings, 1);
  std::vector<float> w = {0};
  sgd.Step(w, std::vector<float>{1});
  EXPECT_FLOAT_EQ(w[0], -0.5f);
  sgd.set_learning_rate(0.25);
  sgd.Step(w, std::vector<float>{1});
  EXPECT_FLOAT_EQ(w[0], -0.75f);
}

TEST(OptimizerTest, ContinuingFromItsStateGivesTheSameBits) {
  for (const OptimizerSettings& settings : AllKinds()) {
    SCOPED_TRACE(static_cast<int>(settings.kind));
    const std::vector<float> g = {0.1f, -0.2f, 0.3f};
    Optimizer whole(settings, 3);
    std::vector<float> expected = {1, 2, 3};
    for (int i = 0; i < 10; ++i) whole.Step(expected, g);

    Optimizer first(settings, 3), second(settings, 3);
    std::vector<float> w = {1, 2, 3};
    for (int i = 0; i < 4; ++i) first.Step(w, g);
    second.set_steps(first.steps());
    const auto from = first.moments();
    auto to = second.moments();
    ASSERT_EQ(from.size(), to.size());
    for (size_t m = 0; m < from.size(); ++m) {
      std::copy(from[m].begin(), from[m].end(), to[m].begin());
    }
    for (int i = 0; i < 6; ++i) second.Step(w, g);
    EXPECT_EQ(w, expected);
  }
}

TEST(ReadOptimizerTest, TakesTheParametersOfThePoint) {
  const ModelSchema& model = *FindModel("mlp");
  for (const char* name : {"sgd", "adam", "adamw", "nadam", "rmsprop", "adagrad", "adadelta"}) {
    const auto settings = ReadOptimizer(WithDefaults(model, {{"optimizer", std::string(name)}}));
    ASSERT_TRUE(settings.ok()) << settings.status();
    EXPECT_EQ(settings->learning_rate, 0.001);
  }
  const auto settings = ReadOptimizer(WithDefaults(model, {{"optimizer", std::string("sgd")},
                                                           {"learning_rate", 0.5},
                                                           {"momentum", 0.25},
                                                           {"nesterov", true}}));
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->kind, OptimizerKind::kSgd);
  EXPECT_EQ(settings->learning_rate, 0.5);
  EXPECT_EQ(settings->momentum, 0.25);
  EXPECT_TRUE(settings->nesterov);
  const auto unknown = ReadOptimizer(WithDefaults(model, {{"optimizer", std::string("newton")}}));
  EXPECT_TRUE(absl::IsInvalidArgument(unknown.status()));
}

}  // namespace
}  // namespace gridfold
