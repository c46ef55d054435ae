#include "coordinator/search/axis_extension.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

Parameter Numbers(std::vector<double> values) {
  Parameter parameter;
  parameter.name = "C";
  parameter.type = ParameterType::kDiscrete;
  for (const double value : values) parameter.values.emplace_back(value);
  return parameter;
}

Parameter Wholes(std::vector<int64_t> values) {
  Parameter parameter = Numbers({});
  for (const int64_t value : values) parameter.values.emplace_back(value);
  return parameter;
}

Parameter Range(double min, double max, Scale scale, int64_t count) {
  Parameter parameter;
  parameter.name = "C";
  parameter.type = ParameterType::kDouble;
  parameter.min = min;
  parameter.max = max;
  parameter.scale = scale;
  parameter.count = count;
  return parameter;
}

// The value beyond `best`; none when the grid is not continued there.
std::optional<Value> Next(const Parameter& parameter, const Value& best,
                          const ParameterSchema* schema = nullptr) {
  std::string bound;
  const auto step = StepBeyond(parameter, best, schema, &bound);
  if (!step) return std::nullopt;
  return step->next;
}

TEST(StepBeyondTest, RatiosGoOnByTheRatioOfTheirEnd) {
  EXPECT_EQ(Next(Numbers({0.01, 0.1, 1, 10}), 10.0), Value(100.0));
  EXPECT_EQ(Next(Numbers({0.01, 0.1, 1, 10}), 0.01), Value(0.001));
  EXPECT_EQ(Next(Numbers({0.005, 0.01, 0.05}), 0.05), Value(0.25));
  EXPECT_EQ(Next(Numbers({0.005, 0.01, 0.05}), 0.005), Value(0.0025));
  EXPECT_EQ(Next(Range(0.01, 1, Scale::kLog, 3), 1.0), Value(10.0));
  EXPECT_EQ(Next(Range(1, 1.5, Scale::kLog, 2), 1.5), Value(2.25));
}

TEST(StepBeyondTest, EvenDistancesGoOnByTheDistance) {
  EXPECT_EQ(Next(Numbers({0.4, 0.6, 0.8, 1}), 1.0), Value(1.2));
  EXPECT_EQ(Next(Numbers({0.4, 0.6, 0.8, 1}), 0.4), Value(0.2));
  EXPECT_EQ(Next(Numbers({-1, 0, 5}), 5.0), Value(10.0)) << "not all are positive: no ratio";
  EXPECT_EQ(Next(Numbers({10, 11}), 11.0), Value(12.0));
  EXPECT_EQ(Next(Wholes({32, 64}), int64_t{64}), Value(int64_t{128}));
  EXPECT_EQ(Next(Wholes({3, 5, 7}), int64_t{3}), Value(int64_t{1}));
}

TEST(StepBeyondTest, WholeNumbersStayWholeAndMove) {
  EXPECT_EQ(Next(Wholes({1, 2, 4}), int64_t{4}), Value(int64_t{8}));
  EXPECT_EQ(Next(Wholes({10, 11, 13}), int64_t{13}), Value(int64_t{15}));
  EXPECT_EQ(Next(Wholes({2, 3, 10}), int64_t{2}), Value(int64_t{1}));
}

TEST(StepBeyondTest, AnInnerValueOrASingleOneIsNotContinued) {
  EXPECT_EQ(Next(Numbers({0.1, 1, 10}), 1.0), std::nullopt);
  EXPECT_EQ(Next(Numbers({1}), 1.0), std::nullopt);
  Parameter texts = Numbers({});
  texts.values = {std::string("adam"), std::string("sgd")};
  EXPECT_EQ(Next(texts, std::string("sgd")), std::nullopt);
}

TEST(StepBeyondTest, BoundsAreMetAndNamed) {
  const ParameterSchema* coefficient = FindModel("svm")->Find("C");
  std::string bound;
  EXPECT_FALSE(StepBeyond(Numbers({1, 2, 3}), 1.0, coefficient, &bound));
  EXPECT_EQ(bound, "C = 0 cannot be");
  bound.clear();
  EXPECT_FALSE(
      StepBeyond(Numbers({0.2, 0.4, 0.6, 0.8}), 0.8, FindModel("mlp")->Find("dropout"), &bound))
      << "a dropout is below 1";
  EXPECT_EQ(bound, "C = 1 cannot be");
  bound.clear();
  EXPECT_FALSE(StepBeyond(Numbers({1, 2, 3}), 2.0, coefficient, &bound));
  EXPECT_EQ(bound, "");
}

TEST(ContinuedTest, TheGridHasTheNewValueAndAllOldOnes) {
  std::string bound;
  const Parameter written = Numbers({10, 1, 100});
  const Parameter grown = Continued(written, *StepBeyond(written, 100.0, nullptr, &bound));
  EXPECT_EQ(grown.values, (std::vector<Value>{1.0, 10.0, 100.0, 1000.0}));
  const Parameter range = Range(0.01, 1, Scale::kLog, 3);
  const Parameter longer = Continued(range, *StepBeyond(range, 0.01, nullptr, &bound));
  EXPECT_EQ(longer.values, (std::vector<Value>{0.001, 0.01, 0.1, 1.0}));
  for (int64_t i = 0; i < 3; ++i) EXPECT_TRUE(longer.GridContains(range.GridValue(i)));
}

}  // namespace
}  // namespace gridfold
