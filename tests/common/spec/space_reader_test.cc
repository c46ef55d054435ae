#include "common/spec/space_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

SubSpace Member(const std::string& text) {
  const StudySpec study = StudyOf(text);
  return study.space.members.empty() ? SubSpace() : study.space.members[0];
}
std::string SvmError(const std::string& parameters) {
  return ErrorOf(Svm("parameters: " + parameters + "\n"));
}
std::string CnnError(const std::string& parameters) {
  return ErrorOf(Cnn("parameters: " + parameters + "\n"));
}

TEST(SpaceReaderTest, WithoutParametersThereIsOnePoint) {
  const StudySpec study = StudyOf(Svm(""));
  ASSERT_EQ(study.space.members.size(), 1u);
  EXPECT_THAT(study.space.members[0].parameters, IsEmpty());
}

TEST(SpaceReaderTest, ParametersKeepTheOrderOfTheSpec) {
  EXPECT_THAT(NamesOf(Member(Svm("parameters: {tol: 1e-4, C: 1, kernel: rbf}\n"))),
              ElementsAre("tol", "C", "kernel"));
}

TEST(SpaceReaderTest, AListIsAUnion) {
  const StudySpec study =
      StudyOf(Svm("parameters:\n"
                  "  - {kernel: linear, C: {values: [1, 10]}}\n"
                  "  - {kernel: rbf, gamma: {values: [0.1, 1]}}\n"));
  ASSERT_EQ(study.space.members.size(), 2u);
  EXPECT_THAT(NamesOf(study.space.members[0]), ElementsAre("kernel", "C"));
  EXPECT_THAT(NamesOf(study.space.members[1]), ElementsAre("kernel", "gamma"));
  EXPECT_EQ(ErrorOf(Svm("parameters:\n  - {C: 1}\n  - {C: 0}\n")),
            "spec.yaml:7: parameters.1.C: expected a number > 0, found 0.0");
}

TEST(SpaceReaderTest, AParameterThatOnlyDecidesForOthersIsUsed) {
  const SubSpace member = Member(
      Network("layers: [{dense: {units: $wide}}, {dense: 10}]\n"
              "parameters:\n"
              "  head: {values: [plain, wide]}\n"
              "  wide: {values: [32, 64], when: {head: [wide]}}\n"));
  EXPECT_THAT(NamesOf(member), ElementsAre("head", "wide"));
  ASSERT_EQ(member.parameters[1].when.size(), 1u);
  EXPECT_EQ(member.parameters[1].when[0].parent, "head");
}

TEST(SpaceReaderTest, AParameterThatNothingUsesIsAnError) {
  EXPECT_EQ(
      SvmError("{gama: 1}"),
      "spec.yaml:5: parameters.gama: nothing uses it; model svm takes kernel, C, gamma, "
      "degree, coef0, tol, class_weight, decision, probability, and no layer or pipeline step "
      "has $gama");
  EXPECT_THAT(ErrorOf(Network("layers: [{dense: 10}]\nparameters: {units: 5}\n")),
              StartsWith("spec.yaml:6: parameters.units: nothing uses it"));
  EXPECT_EQ(SvmError("{\"a b\": 1}"),
            "spec.yaml:5: parameters.'a b': expected a name of letters, digits and underscores");
  EXPECT_EQ(SvmError("{\"\\x1b[31m\": 1}"),
            "spec.yaml:5: parameters.'?[31m': expected a name of letters, digits and underscores");
}

TEST(SpaceReaderTest, WhatIsNoMapIsNamed) {
  EXPECT_EQ(SvmError("5"),
            "spec.yaml:5: parameters: expected a map of parameters or a list of such maps, found "
            "5");
  EXPECT_EQ(SvmError("[]"),
            "spec.yaml:5: parameters: expected a map of parameters or a list of such maps, found a "
            "list");
  EXPECT_EQ(SvmError("[C]"), "spec.yaml:5: parameters.0: expected a map of parameters, found 'C'");
}

TEST(ConditionTest, ParentsComeFirst) {
  const SubSpace member =
      Member(Svm("parameters:\n"
                 "  degree: {values: [2, 3], when: {kernel: poly}}\n"
                 "  coef0: {values: [0, 1], when: {degree: [3]}}\n"
                 "  kernel: {values: [rbf, poly]}\n"));
  EXPECT_THAT(NamesOf(member), ElementsAre("kernel", "degree", "coef0"));
  EXPECT_EQ(member.parameters[1].when,
            (std::vector<Condition>{{"kernel", {Value(std::string("poly"))}}}));
  EXPECT_EQ(member.parameters[2].when, (std::vector<Condition>{{"degree", {Value(int64_t{3})}}}));
}

TEST(ConditionTest, ValuesAreOfTheParentsType) {
  const SubSpace member = Member(
      Svm("parameters: {C: {values: [1, 10]}, tol: {values: [1e-3], when: {C: [1, 1.0]}}}\n"));
  EXPECT_EQ(member.parameters[1].when, (std::vector<Condition>{{"C", {Value(1.0)}}}));
  const SubSpace range = Member(Svm(
      "parameters: {C: {type: int, min: 1, max: 9, step: 2}, tol: {values: [1], when: {C: 3}}}\n"));
  EXPECT_EQ(range.parameters[1].when, (std::vector<Condition>{{"C", {Value(int64_t{3})}}}));
}

TEST(ConditionTest, WhatCanNeverHoldIsAnError) {
  EXPECT_EQ(
      SvmError("{kernel: {values: [rbf, linear]}, degree: {values: [2], when: {kernel: poly}}}"),
      "spec.yaml:5: parameters.degree.when.kernel: expected a value that kernel takes, found "
      "poly");
  EXPECT_EQ(SvmError("{C: {min: 1, max: 9, step: 2}, tol: {values: [1], when: {C: [3, 4]}}}"),
            "spec.yaml:5: parameters.tol.when.C.1: expected a value that C takes, found 4.0");
  EXPECT_EQ(SvmError("{kernel: {values: [rbf]}, degree: {values: [2], when: {kernel: rfb}}}"),
            "spec.yaml:5: parameters.degree.when.kernel: expected linear, rbf or poly, found "
            "'rfb'");
  EXPECT_EQ(SvmError("{degree: {values: [2], when: {kernel: poly}}}"),
            "spec.yaml:5: parameters.degree.when.kernel: expected the name of a parameter beside "
            "it, found no such");
  EXPECT_EQ(SvmError("{C: 1, tol: {values: [1], when: {C: []}}}"),
            "spec.yaml:5: parameters.tol.when.C: expected a value or a list of values, found a "
            "list");
  EXPECT_EQ(SvmError("{C: 1, tol: {values: [1], when: C}}"),
            "spec.yaml:5: parameters.tol.when: expected a map such as {kernel: [rbf, poly]}, found "
            "'C'");
  EXPECT_EQ(ErrorOf(Svm("parameters: [{kernel: poly}, {degree: {values: [2], when: {kernel: "
                        "poly}}}]\n")),
            "spec.yaml:5: parameters.1.degree.when.kernel: expected the name of a parameter beside "
            "it, found no such");
}

TEST(ConditionTest, ARandomRangeIsAParentWithinItsEnds) {
  const std::string search = "search: {algorithm: random, trials: 3}\n";
  const std::string with =
      "parameters: {C: {min: 1, max: 9}, tol: {values: [1], when: {C: WHAT}}}\n";
  const auto text = [&](const std::string& value) {
    std::string parameters = with;
    return Svm(parameters.replace(parameters.find("WHAT"), 4, value) + search);
  };
  EXPECT_EQ(ErrorOf(text("2.5")), "accepted");
  EXPECT_EQ(ErrorOf(text("10")),
            "spec.yaml:5: parameters.tol.when.C: expected a value that C takes, found 10.0");
}

TEST(ConditionTest, CyclesAreRefused) {
  const std::string cycle =
      "expected conditions without a cycle, found that it depends on itself "
      "or on parameters that do";
  EXPECT_EQ(SvmError("{C: {values: [1], when: {C: 1}}}"), "spec.yaml:5: parameters.C: " + cycle);
  EXPECT_EQ(
      SvmError(
          "{tol: 1, C: {values: [1], when: {degree: 2}}, degree: {values: [2], when: {C: 1}}}"),
      "spec.yaml:5: parameters.C: " + cycle);
}

TEST(PerLayerTest, OneParameterForEachLayerThatMayBe) {
  const SubSpace member =
      Member(Cnn("parameters:\n"
                 "  filters: {type: int, min: 32, max: 128, step: 32, per: conv_layers}\n"
                 "  conv_layers: {values: [1, 2, 3]}\n"));
  EXPECT_THAT(NamesOf(member), ElementsAre("filters_1", "conv_layers", "filters_2", "filters_3"));
  EXPECT_THAT(member.parameters[0].when, IsEmpty());  // every depth has a first layer
  EXPECT_EQ(member.parameters[2].when,
            (std::vector<Condition>{{"conv_layers", {Value(int64_t{2}), Value(int64_t{3})}}}));
  EXPECT_EQ(member.parameters[3].when,
            (std::vector<Condition>{{"conv_layers", {Value(int64_t{3})}}}));
  EXPECT_THAT(GridTexts(member.parameters[3]), ElementsAre("32", "64", "96", "128"));
}

TEST(PerLayerTest, ADepthOfNoLayersMakesTheFirstConditional) {
  const SubSpace member =
      Member(Cnn("parameters: {dense_layers: {type: int, min: 0, max: 2, step: 1}, dense_units: "
                 "{values: [32, 64], per: dense_layers}}\n"));
  EXPECT_THAT(NamesOf(member), ElementsAre("dense_layers", "dense_units_1", "dense_units_2"));
  EXPECT_EQ(member.parameters[1].when,
            (std::vector<Condition>{{"dense_layers", {Value(int64_t{1}), Value(int64_t{2})}}}));
}

TEST(PerLayerTest, AFixedDepthNeedsNoConditions) {
  const SubSpace constant = Member(
      Cnn("parameters: {conv_layers: 2, kernel_size: {values: [3, 5], per: conv_layers}}\n"));
  EXPECT_THAT(NamesOf(constant), ElementsAre("conv_layers", "kernel_size_1", "kernel_size_2"));
  EXPECT_THAT(constant.parameters[2].when, IsEmpty());
  const SubSpace silent =
      Member(Cnn("parameters: {kernel_size: {values: [3, 5], per: conv_layers}}\n"));
  EXPECT_THAT(NamesOf(silent), ElementsAre("kernel_size_1"));
}

TEST(PerLayerTest, AListOfWidthsIsADepth) {
  const SubSpace member =
      Member(Cnn("parameters: {filters: {values: [[8, 16], [32, 64]]}, kernel_size: {values: [3, "
                 "5], per: conv_layers}}\n"));
  EXPECT_THAT(NamesOf(member), ElementsAre("filters", "kernel_size_1", "kernel_size_2"));
  EXPECT_EQ(
      CnnError(
          "{filters: {values: [[8], [32, 64]]}, kernel_size: {values: [3], per: conv_layers}}"),
      "spec.yaml:5: parameters.kernel_size.per: expected lists of one length in filters, as "
      "their length is the number of layers");
  EXPECT_EQ(CnnError("{filters: [8, 16], conv_layers: 3}"),
            "spec.yaml:5: parameters.conv_layers: nothing uses it, as the length of the list "
            "filters is the number of layers");
}

TEST(PerLayerTest, OwnConditionsAreKept) {
  const SubSpace member =
      Member(Cnn("parameters:\n"
                 "  pool: {values: [max, none]}\n"
                 "  conv_layers: {values: [1, 2]}\n"
                 "  pool_size: {values: [2, 3], per: conv_layers, when: {pool: max}}\n"));
  EXPECT_THAT(NamesOf(member), ElementsAre("pool", "conv_layers", "pool_size_1", "pool_size_2"));
  EXPECT_EQ(member.parameters[3].when.size(), 2u);
}

TEST(PerLayerTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(CnnError("{filters: {values: [8], per: dense_layers}}"),
            "spec.yaml:5: parameters.filters.per: expected conv_layers, found 'dense_layers'");
  EXPECT_EQ(CnnError("{epochs: {values: [8], per: conv_layers}}"),
            "spec.yaml:5: parameters.epochs.per: expected one value of epochs for all layers");
  EXPECT_EQ(SvmError("{C: {values: [8], per: conv_layers}}"),
            "spec.yaml:5: parameters.C.per: expected one value of C for all layers");
  EXPECT_EQ(CnnError("{conv_layers: 0, filters: {values: [8], per: conv_layers}}"),
            "spec.yaml:5: parameters.filters.per: expected conv_layers above 0, found 0");
  EXPECT_EQ(CnnError("{filters_1: 8, filters: {values: [8], per: conv_layers}}"),
            "spec.yaml:5: parameters.filters: gives filters_1, which another entry gives as well");
  EXPECT_EQ(ErrorOf(Cnn("parameters: {conv_layers: {min: 1, max: 3, scale: log}, "
                        "filters: {values: [8], per: conv_layers}}\n"
                        "search: {algorithm: random, trials: 3}\n")),
            "spec.yaml:5: parameters.filters.per: expected conv_layers to have step, count or "
            "values");
  EXPECT_EQ(CnnError("{conv_layers: 1000000, filters: {values: [8], per: conv_layers}}"),
            "spec.yaml:5: parameters.conv_layers: expected a whole number >= 0 and <= 64, found "
            "1000000");
}

TEST(PerLayerTest, LayersMayBeWrittenOneByOne) {
  EXPECT_THAT(NamesOf(Member(Cnn("parameters: {conv_layers: 2, filters_1: 8, filters_2: 16}\n"))),
              ElementsAre("conv_layers", "filters_1", "filters_2"));
  EXPECT_EQ(CnnError("{conv_layers: 2, filters_3: 8}"),
            "spec.yaml:5: parameters.filters_3: nothing uses it, as conv_layers is at most 2");
}

TEST(SpaceReaderTest, ManyParametersAreRefused) {
  std::string layers = "layers: [", parameters = "parameters: {";
  for (int i = 0; i < 201; ++i) {
    layers += fmt::format("{{dense: $p{}}}, ", i);
    parameters += fmt::format("p{}: 1, ", i);
  }
  EXPECT_EQ(ErrorOf(Network(layers + "]\n" + parameters + "}\n")),
            "spec.yaml:6: parameters: expected at most 200 parameters, found 201");
}

}  // namespace
}  // namespace gridfold
