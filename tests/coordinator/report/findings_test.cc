#include "coordinator/report/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator/rank/aggregate.h"
#include "coordinator/rank/compare.h"
#include "coordinator/report/verdict.h"
#include "tests/coordinator/report/sample_input.h"

namespace gridfold::report {
namespace {

using testing::HasSubstr;
using testing::Not;

// Three trials, the first two alike; support vectors and times as given.
ReportInput ThreeTrials(std::vector<double> vectors) {
  ReportInput input = SampleInput(3, 3);
  const std::vector<std::vector<double>> scores = {
      {0.90, 0.92, 0.91}, {0.91, 0.905, 0.91}, {0.10, 0.12, 0.11}};
  for (size_t i = 0; i < 3; ++i) {
    TrialSummary& trial = input.ranked[i];
    trial.fold_scores.assign(scores[i].begin(), scores[i].end());
    const Aggregate aggregate = AggregateScores(scores[i]);
    trial.mean_score = aggregate.mean;
    trial.std_error = aggregate.std_error;
    for (CellResult& cell : input.details[i].cells) {
      cell.metrics["support_vectors"] = vectors[i];
    }
  }
  return input;
}

TEST(FindingsTest, TheTestIsThatOfTheRanking) {
  const ReportInput input = ThreeTrials({200, 150, 10});
  const Findings findings = FindOut(input);
  EXPECT_EQ(findings.like_first, (std::vector<bool>{true, true, false}));
  EXPECT_EQ(findings.alike, 1u);
  EXPECT_EQ(findings.runner_up_p, CompareTrials(input.ranked[0], input.ranked[1], 0.5));
}

TEST(FindingsTest, TheSimplestIsOneOfThoseAlike) {
  const ReportInput input = ThreeTrials({200, 150, 10});
  const Findings findings = FindOut(input);
  ASSERT_TRUE(findings.simplest);
  EXPECT_EQ(findings.simplest->trial, input.ranked[1].number);
  EXPECT_EQ(findings.simplest->measure, "support_vectors");
  EXPECT_EQ(findings.simplest->value, 150);
  EXPECT_EQ(findings.simplest->best_value, 200);
  EXPECT_THAT(VerdictSection(input, findings),
              HasSubstr("it has 150 support vectors in place of 200"));
}

TEST(FindingsTest, BeyondOneStandardErrorNoneIsAsGood) {
  ReportInput input = ThreeTrials({200, 150, 10});
  input.ranked[0].std_error = 0.0001;
  EXPECT_EQ(FindOut(input).alike, 1u);
  EXPECT_FALSE(FindOut(input).simplest);
}

TEST(FindingsTest, EqualSizesAreDecidedByTheTimeOfAFit) {
  ReportInput input = ThreeTrials({200, 200, 10});
  input.ranked[0].mean_fit_seconds = 1;
  input.ranked[1].mean_fit_seconds = 2;
  const Findings findings = FindOut(input);
  ASSERT_TRUE(findings.simplest);
  EXPECT_EQ(findings.simplest->measure, "fit_seconds");
  EXPECT_EQ(findings.simplest->trial, input.ranked[0].number);
  EXPECT_THAT(
      VerdictSection(input, findings),
      HasSubstr("No simpler trial is within one standard error of it: a fold is fitted in 1.0s"));
}

TEST(FindingsTest, OneSplitTellsNothing) {
  const ReportInput input = SampleInput(4, 1);
  const Findings findings = FindOut(input);
  EXPECT_EQ(findings.alike, 0u);
  EXPECT_FALSE(findings.runner_up_p);
  EXPECT_FALSE(findings.simplest);
  EXPECT_THAT(VerdictSection(input, findings), HasSubstr("no telling"));
}

TEST(FindingsTest, TheEdgesOfTheSearchAreNamed) {
  // Trial 14 of 15 is best: C of 10^2 is the greatest of five, gamma of 0.75 that of three.
  const ReportInput input = SampleInput(15, 2);
  const Findings findings = FindOut(input);
  ASSERT_EQ(findings.edges.size(), 2u);
  EXPECT_EQ(findings.edges[0].parameter, "C");
  EXPECT_TRUE(findings.edges[0].is_greatest);
  EXPECT_THAT(VerdictSection(input, findings), HasSubstr("C = 100 is the greatest value tried"));
}

TEST(FindingsTest, OfTwoValuesNoneIsAnEdge) {
  EXPECT_TRUE(FindOut(SampleInput(2, 2)).edges.empty());
}

TEST(FindingsTest, AValueInTheMiddleIsNoEdge) {
  ReportInput input = SampleInput(15, 2);
  input.ranked[0].parameters["C"] = Value(1.0);
  input.ranked[0].parameters["gamma"] = Value(0.5);
  const Findings findings = FindOut(input);
  EXPECT_TRUE(findings.edges.empty());
  EXPECT_THAT(VerdictSection(input, findings), Not(HasSubstr("edge")));
}

TEST(FindingsTest, RefitAndItsFailureAreTold) {
  ReportInput input = SampleInput(2, 2);
  RefitSummary refit, failed;
  refit.trial = 1;
  refit.test_score = 0.875;
  refit.metrics = {{"f1_<macro>", 0.8125}};
  failed.trial = 0;
  failed.reason = "out of rows";
  input.study.refits = {refit, failed};
  const std::string text = VerdictSection(input, FindOut(input));
  EXPECT_THAT(text, HasSubstr("<b>0.8750</b>"));
  EXPECT_THAT(text, HasSubstr("The refit of trial 0 failed: out of rows"));
  EXPECT_THAT(text, HasSubstr("f1_&lt;macro&gt;"));
  EXPECT_THAT(text, HasSubstr("0.8125"));
}

}  // namespace
}  // namespace gridfold::report
