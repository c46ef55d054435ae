#include "common/spec/parameter_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;

// The entry C of an svm, on line 5.
Parameter C(const std::string& entry) {
  return ParameterOf(StudyOf(Svm("parameters: {C: " + entry + "}\n")), "C");
}
Parameter RandomC(const std::string& entry) {
  return ParameterOf(
      StudyOf(Svm("parameters: {C: " + entry + "}\nsearch: {algorithm: random, trials: 9}\n")),
      "C");
}
std::string Error(const std::string& parameters) {
  return ErrorOf(Svm("parameters: {" + parameters + "}\n"));
}

TEST(ParameterReaderTest, ASingleValueIsAConstant) {
  const Parameter parameter = C("10");
  EXPECT_TRUE(parameter.constant);
  EXPECT_EQ(parameter.values, std::vector<Value>{10.0});
  EXPECT_FALSE(C("{values: [10]}").constant);
}

TEST(ParameterReaderTest, NumbersAreDoublesWhereAnyNumberWillDo) {
  EXPECT_EQ(C("{values: [1, 1e1, 0.5]}").values, (std::vector<Value>{1.0, 10.0, 0.5}));
  EXPECT_EQ(C("{values: [1, 2]}").type, ParameterType::kDiscrete);
}

TEST(ParameterReaderTest, IntsAreIntsHoweverTheyAreWritten) {
  const Parameter parameter =
      ParameterOf(StudyOf(Cnn("parameters: {epochs: {values: [5, 1e1, 20.0]}}\n")), "epochs");
  EXPECT_EQ(parameter.values, (std::vector<Value>{int64_t{5}, int64_t{10}, int64_t{20}}));
}

TEST(ParameterReaderTest, AllSpellingsMeanTheSame) {
  const Parameter range = C("{type: double, min: 0.01, max: 100, scale: log, count: 5}");
  EXPECT_EQ(C("{low: 0.01, high: 100, log: true, count: 5}"), range);
  EXPECT_EQ(C("{min: 0.01, high: 100, scale: log, count: 5.0}"), range);
  EXPECT_THAT(GridTexts(range), ElementsAre("0.01", "0.1", "1.0", "10.0", "100.0"));
  EXPECT_EQ(C("{choices: [1, 2]}"), C("{values: [1, 2]}"));
  EXPECT_EQ(C("{type: discrete, values: [1, 2]}"), C("{values: [1, 2]}"));
  EXPECT_EQ(C("{min: 1, max: 2, log: false, step: 1}"), C("{min: 1, max: 2, step: 1}"));
}

TEST(ParameterReaderTest, TypesAreInferred) {
  const StudySpec study =
      StudyOf(Svm("parameters: {kernel: {values: [rbf, poly]}, degree: {min: 2, max: 4, step: 1}, "
                  "C: {min: 1, max: 4, step: 1}, gamma: {values: [scale, 1]}}\n"));
  EXPECT_EQ(ParameterOf(study, "kernel").type, ParameterType::kCategorical);
  EXPECT_EQ(ParameterOf(study, "degree").type, ParameterType::kInt);
  EXPECT_EQ(ParameterOf(study, "C").type, ParameterType::kDouble);
  EXPECT_EQ(ParameterOf(study, "gamma").type, ParameterType::kCategorical);
  EXPECT_EQ(ParameterOf(study, "gamma").values, (std::vector<Value>{std::string("scale"), 1.0}));
  EXPECT_EQ(C("{type: int, min: 1, max: 4, step: 1}").type, ParameterType::kInt);
}

TEST(ParameterReaderTest, ReversedLogarithmIsRead) {
  EXPECT_EQ(C("{min: 1, max: 10, scale: reverse_log, count: 3}").scale, Scale::kReverseLog);
}

TEST(ParameterReaderTest, RandomSearchNeedsNoSpacing) {
  const Parameter parameter = RandomC("{min: 0.1, max: 10, scale: log}");
  EXPECT_FALSE(parameter.IsFinite());
  EXPECT_EQ(parameter.min, 0.1);
  EXPECT_EQ(parameter.max, 10);
}

TEST(ParameterReaderTest, ListsAreValuesWhereTheyAreAllowed) {
  const StudySpec study = StudyOf(
      Cnn("parameters: {filters: {values: [[8, 16], [32, 64]]}, dense_units: [128, 64]}\n"));
  EXPECT_EQ(ParameterOf(study, "filters").values,
            (std::vector<Value>{IntList{8, 16}, IntList{32, 64}}));
  EXPECT_EQ(ParameterOf(study, "filters").type, ParameterType::kCategorical);
  EXPECT_TRUE(ParameterOf(study, "dense_units").constant);
  EXPECT_EQ(ParameterOf(study, "dense_units").values, std::vector<Value>(1, IntList{128, 64}));
}

TEST(ParameterReaderTest, DuplicatesAreMergedWithANote) {
  const auto result = ReadText(Svm("parameters:\n  C: {values: [1, 1.0, 2, 1e0]}\n"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(ParameterOf(result->study, "C").values, (std::vector<Value>{1.0, 2.0}));
  EXPECT_THAT(result->notes,
              ElementsAre("spec.yaml:6: parameters.C.values: 2 duplicate values merged"));
}

TEST(ParameterReaderTest, ValuesOutOfBoundsAreNamed) {
  EXPECT_EQ(Error("C: -1"), "spec.yaml:5: parameters.C: expected a number > 0, found -1.0");
  EXPECT_EQ(Error("C: '1'"), "spec.yaml:5: parameters.C: expected a number > 0, found '1'");
  EXPECT_EQ(Error("C: true"), "spec.yaml:5: parameters.C: expected a number > 0, found true");
  EXPECT_EQ(Error("C: "), "spec.yaml:5: parameters.C: expected a number > 0, found nothing");
  EXPECT_EQ(Error("C: .nan"), "spec.yaml:5: parameters.C: expected a number > 0, found .nan");
  EXPECT_EQ(Error("C: {values: [1, .inf]}"),
            "spec.yaml:5: parameters.C.values.1: expected a number > 0, found .inf");
  EXPECT_EQ(Error("kernel: {values: [rbf, sigmoid]}"),
            "spec.yaml:5: parameters.kernel.values.1: expected linear, rbf or poly, found "
            "'sigmoid'");
  EXPECT_EQ(Error("C: {min: 0, max: 1, count: 3}"),
            "spec.yaml:5: parameters.C.min: expected a number > 0, found 0.0");
  EXPECT_EQ(Error("degree: {min: 1, max: 2.5, step: 1}"),
            "spec.yaml:5: parameters.degree.max: expected a whole number, found 2.5");
  EXPECT_EQ(Error("degree: 99999999999999999999"),
            "spec.yaml:5: parameters.degree: expected a whole number >= 1 and <= 100, found "
            "99999999999999999999");
}

TEST(ParameterReaderTest, AListThatIsNoValueIsExplained) {
  EXPECT_EQ(Error("C: [1, 10]"),
            "spec.yaml:5: parameters.C: expected a number > 0, found a list (several values to try "
            "are written {values: [...]})");
  EXPECT_EQ(Error("C: {values: [[1], [2]]}"),
            "spec.yaml:5: parameters.C.values.0: expected a number > 0, found a list (several "
            "values to try are written {values: [...]})");
  EXPECT_EQ(ErrorOf(Cnn("parameters: {filters: [8, x]}\n")),
            "spec.yaml:5: parameters.filters.1: expected a whole number from 0 to "
            "9007199254740992, found 'x'");
}

TEST(ParameterReaderTest, RangesThatAreNoneAreNamed) {
  EXPECT_EQ(Error("C: {min: 1}"),
            "spec.yaml:5: parameters.C: expected values, or min and max, found neither in full");
  EXPECT_EQ(Error("C: {}"),
            "spec.yaml:5: parameters.C: expected values, or min and max, found neither in full");
  EXPECT_EQ(Error("C: {min: 2, max: 1, count: 2}"),
            "spec.yaml:5: parameters.C.max: expected a number >= 2.0, found 1");
  EXPECT_EQ(Error("coef0: {min: -1e308, max: 1e308, count: 3}"),
            "spec.yaml:5: parameters.coef0.max: expected a smaller range, found 1e308");
  EXPECT_EQ(Error("coef0: {min: 0, max: 1, scale: log, count: 3}"),
            "spec.yaml:5: parameters.coef0.scale: expected min > 0 on a logarithmic scale, found "
            "0.0");
  EXPECT_EQ(Error("kernel: {min: 1, max: 2, step: 1}"),
            "spec.yaml:5: parameters.kernel: expected linear, rbf or poly, found a range of "
            "numbers");
  EXPECT_EQ(Error("C: {min: 1, low: 1, max: 2, step: 1}"),
            "spec.yaml:5: parameters.C.low: means the same as min; expected one of them");
  EXPECT_EQ(Error("C: {min: 1, max: 2, scale: log, log: true, count: 2}"),
            "spec.yaml:5: parameters.C.log: means the same as scale: log; expected one of them");
  EXPECT_EQ(Error("C: {min: 1, max: 2, values: [1]}"),
            "spec.yaml:5: parameters.C.min: excluded by a list of values");
}

TEST(ParameterReaderTest, AGridNeedsStepOrCount) {
  const std::string text = Svm("parameters:\n  kernel: rbf\n  C: {min: 1, max: 10}\n");
  EXPECT_EQ(ErrorOf(text),
            "spec.yaml:7: parameters.C: expected step or count, as a grid needs one of them for a "
            "range");
  EXPECT_EQ(Error("degree: {min: 1, max: 10}"),
            "spec.yaml:5: parameters.degree: expected step or count, as a grid needs one of them "
            "for a range");
  EXPECT_EQ(Error("C: {min: 1, max: 10, step: 1, count: 4}"),
            "spec.yaml:5: parameters.C.step: excluded by count");
}

TEST(ParameterReaderTest, SpacingIsBounded) {
  EXPECT_EQ(Error("C: {min: 1, max: 2, step: 0}"),
            "spec.yaml:5: parameters.C.step: expected a step > 0, found 0");
  EXPECT_EQ(Error("C: {min: 1, max: 2, step: 1e-300}"),
            "spec.yaml:5: parameters.C.step: expected a step that gives at most 1000000000 values, "
            "found 1e-300");
  EXPECT_EQ(Error("C: {min: 1, max: 2, count: 99999999999}"),
            "spec.yaml:5: parameters.C.count: expected a whole number from 1 to 1000000000, found "
            "99999999999");
  EXPECT_EQ(Error("C: {min: 1, max: 2, count: 0}"),
            "spec.yaml:5: parameters.C.count: expected a whole number from 1 to 1000000000, found "
            "0");
  EXPECT_EQ(Error("degree: {min: 1, max: 4, step: 0.5}"),
            "spec.yaml:5: parameters.degree.step: expected a whole number, found 0.5");
}

TEST(ParameterReaderTest, TypesMustFitTheValues) {
  EXPECT_EQ(Error("C: {type: float, values: [1]}"),
            "spec.yaml:5: parameters.C.type: expected double, int, discrete, categorical or bool, "
            "found 'float'");
  EXPECT_EQ(Error("kernel: {type: discrete, values: [rbf]}"),
            "spec.yaml:5: parameters.kernel.type: expected values of this type, found others, the "
            "first being rbf");
  EXPECT_EQ(Error("kernel: {type: bool, values: [rbf]}"),
            "spec.yaml:5: parameters.kernel.type: expected values of this type, found others, the "
            "first being rbf");
  EXPECT_EQ(Error("kernel: {type: bool}"),
            "spec.yaml:5: parameters.kernel: expected linear, rbf or poly, found false");
  EXPECT_EQ(Error("degree: {type: double, min: 1, max: 2, step: 1}"),
            "spec.yaml:5: parameters.degree.type: expected int or discrete, as it takes whole "
            "numbers, found 'double'");
  EXPECT_EQ(Error("C: {type: categorical, min: 1, max: 2}"),
            "spec.yaml:5: parameters.C.type: expected values for categorical, found a range");
  EXPECT_EQ(Error("C: {values: []}"),
            "spec.yaml:5: parameters.C.values: expected a list of values, found a list");
  EXPECT_EQ(Error("C: {values: 3}"),
            "spec.yaml:5: parameters.C.values: expected a list of values, found 3");
  EXPECT_EQ(Error("C: {value: 3}"),
            "spec.yaml:5: parameters.C.value: unknown key; expected type, min, max, scale, step, "
            "count, values, when, per, low, high, log or choices");
}

TEST(ParameterReaderTest, ListsOfValuesAreBounded) {
  std::string values = "1";
  for (int i = 2; i <= 10'001; ++i) values += ", " + std::to_string(i);
  EXPECT_EQ(Error("C: {values: [" + values + "]}"),
            "spec.yaml:5: parameters.C.values: expected at most 10000 values (or a range), found "
            "10001");
}

}  // namespace
}  // namespace gridfold
