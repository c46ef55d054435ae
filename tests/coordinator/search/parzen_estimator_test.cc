#include "coordinator/search/parzen_estimator.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

Parameter LogRange(ParameterType type, double min, double max) {
  Parameter parameter = Range("x", min, max, 1);
  parameter.count.reset();
  parameter.type = type;
  parameter.scale = Scale::kLog;
  return parameter;
}

Parameter Letters() {
  return Listed("k", ParameterType::kCategorical,
                {std::string("a"), std::string("b"), std::string("c")});
}

std::vector<SearchAxis> FiveAxes() {
  Parameter quarters = Range("s", 0, 1, 1);
  quarters.count.reset();
  quarters.step = 0.25;
  return {SearchAxis(LogRange(ParameterType::kDouble, 0.01, 100)),
          SearchAxis(WholeRange("n", 1, 8)), SearchAxis(Letters()),
          SearchAxis(LogRange(ParameterType::kInt, 1, 1000)), SearchAxis(quarters)};
}

AxisPoint Coordinates(const std::vector<SearchAxis>& axes, const std::vector<Value>& values) {
  AxisPoint point;
  for (size_t i = 0; i < axes.size(); ++i) point.push_back(axes[i].ToCoordinate(values[i]));
  return point;
}

std::vector<AxisPoint> Observations(const std::vector<SearchAxis>& axes, int64_t count) {
  const std::vector<Value> letters = Letters().values;
  std::vector<AxisPoint> rows;
  for (int64_t i = 0; i < count; ++i) {
    const double x = std::pow(10.0, -2 + 4 * static_cast<double>((7 * i) % 30) / 30);
    rows.push_back(Coordinates(axes, {x, 1 + (3 * i) % 8, letters[static_cast<size_t>(i % 3)],
                                      1 + (37 * i) % 1000, 0.25 * static_cast<double>(i % 5)}));
  }
  return rows;
}

// Optuna 3.1.0: _ParzenEstimator(observations, space, (consider_prior, prior_weight = 1, magic
// clip, no end points, default_weights, multivariate)).log_pdf, with log(scale) subtracted in its
// truncnorm.logpdf. Both sides sum some hundred terms in double: 1e-10 is ample and far below any
// effect of a wrong weight or width.
TEST(ParzenEstimatorTest, DensitiesAreOptunas) {
  const std::vector<SearchAxis> axes = FiveAxes();
  const AxisPoint points[] = {
      Coordinates(axes, {0.01, int64_t{1}, std::string("a"), int64_t{1}, 0.0}),
      Coordinates(axes, {1.0, int64_t{4}, std::string("b"), int64_t{30}, 0.5}),
      Coordinates(axes, {50.0, int64_t{8}, std::string("c"), int64_t{1000}, 1.0})};
  struct Case {
    int64_t observations;
    double expected[3];
  };
  const Case cases[] = {{0, {-9.258432942006253, -8.87725325107756, -9.265039023480282}},
                        {3, {-5.023975008260457, -7.872150189490997, -10.540909564272303}},
                        {30, {-8.931202034597849, -8.360565998257528, -10.173917261744617}},
                        {60, {-9.783183393034575, -8.928132281647175, -10.58085576830895}}};
  for (const Case& one : cases) {
    const ParzenEstimator estimator(axes, Observations(axes, one.observations));
    for (int i = 0; i < 3; ++i) {
      EXPECT_NEAR(estimator.LogDensity(points[i]), one.expected[i], 1e-10) << one.observations;
    }
  }
}

class PriorTest : public testing::TestWithParam<ParzenEstimator::Prior> {};
INSTANTIATE_TEST_SUITE_P(Both, PriorTest,
                         testing::Values(ParzenEstimator::Prior::kEven,
                                         ParzenEstimator::Prior::kHigh));

TEST_P(PriorTest, DensityHasMassOne) {
  const std::vector<SearchAxis> axes = {SearchAxis(LogRange(ParameterType::kDouble, 0.01, 100)),
                                        SearchAxis(WholeRange("n", 1, 8)), SearchAxis(Letters())};
  const double low = axes[0].low(), width = axes[0].high() - axes[0].low();
  const ParzenEstimator estimator(axes, {{low, 0, 1}, {low + 0.3 * width, 5, 2}}, GetParam());
  constexpr int kCells = 2'000;
  double mass = 0;
  for (int cell = 0; cell < kCells; ++cell) {
    for (int n = 0; n < 8; ++n) {
      for (int k = 0; k < 3; ++k) {
        const AxisPoint middle = {low + width * (cell + 0.5) / kCells, static_cast<double>(n),
                                  static_cast<double>(k)};
        mass += std::exp(estimator.LogDensity(middle)) * width / kCells;
      }
    }
  }
  EXPECT_NEAR(mass, 1, 1e-6) << "the midpoint rule's error";
}

TEST_P(PriorTest, SamplesFollowTheDensity) {
  const std::vector<SearchAxis> axes = {SearchAxis(WholeRange("n", 1, 6)), SearchAxis(Letters())};
  const ParzenEstimator estimator(axes, {{1, 2}, {4, 0}, {4, 0}}, GetParam());
  constexpr int kSamples = 20'000;
  int counts[6][3] = {};
  Random random(5);
  for (int i = 0; i < kSamples; ++i) {
    const AxisPoint sample = estimator.Sample(random);
    ++counts[static_cast<int>(sample[0])][static_cast<int>(sample[1])];
  }
  for (int n = 0; n < 6; ++n) {
    for (int k = 0; k < 3; ++k) {
      const double share =
          std::exp(estimator.LogDensity({static_cast<double>(n), static_cast<double>(k)}));
      const double error = std::sqrt(share * (1 - share) / kSamples);
      EXPECT_NEAR(counts[n][k] / static_cast<double>(kSamples), share, 5 * error);
    }
  }
}

// Six axes, one observation in the middle: the high prior leaves the corner nearer to the peak.
TEST(ParzenEstimatorTest, AHighPriorIsAsHighAsAPeak) {
  const std::vector<SearchAxis> axes(6, SearchAxis(LogRange(ParameterType::kDouble, 0.01, 100)));
  const AxisPoint middle(6, 0.0), corner(6, axes[0].low());
  const auto drop = [&](ParzenEstimator::Prior prior) {
    const ParzenEstimator estimator(axes, {middle}, prior);
    return estimator.LogDensity(middle) - estimator.LogDensity(corner);
  };
  EXPECT_LT(drop(ParzenEstimator::Prior::kHigh), drop(ParzenEstimator::Prior::kEven) - 1);
}

TEST(ParzenEstimatorTest, HundredsOfAxesHaveAFiniteDensity) {
  const std::vector<SearchAxis> axes(300, SearchAxis(LogRange(ParameterType::kDouble, 0.01, 100)));
  const ParzenEstimator estimator(axes, std::vector<AxisPoint>(200, AxisPoint(300, 0.0)),
                                  ParzenEstimator::Prior::kHigh);
  EXPECT_TRUE(std::isfinite(estimator.LogDensity(AxisPoint(300, axes[0].low()))));
}

TEST(ParzenEstimatorTest, DensityFarFromAllPointsIsFinite) {
  const std::vector<SearchAxis> axes = {SearchAxis(WholeRange("n", 0, 1'000'000'000))};
  const ParzenEstimator estimator(axes, std::vector<AxisPoint>(200, AxisPoint{0}));
  const double far = estimator.LogDensity({1e9});
  EXPECT_TRUE(std::isfinite(far));
  EXPECT_GT(estimator.LogDensity({0}), far);
}

}  // namespace
}  // namespace gridfold
