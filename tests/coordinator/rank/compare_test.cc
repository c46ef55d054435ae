#include "coordinator/rank/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace gridfold {
namespace {

using ::testing::ElementsAre;

const std::vector<double> kFirst = {0.970, 0.962, 0.975, 0.968, 0.971};
const std::vector<double> kSecond = {0.965, 0.964, 0.969, 0.960, 0.966};

TrialSummary Trial(const std::vector<double>& scores) {
  TrialSummary trial;
  trial.fold_scores.assign(scores.begin(), scores.end());
  return trial;
}

// Tolerance: the differences of scores near 1 carry errors of 1e-16 / 1e-3.
TEST(PairedPValueTest, WithoutInflationItIsThePairedTTest) {
  // scipy.stats.ttest_rel(first, second).pvalue
  EXPECT_NEAR(PairedPValue(kFirst, kSecond, 0).value(), 0.05993611035309106, 1e-11);
}

TEST(PairedPValueTest, OverlappingFoldsInflateTheVariance) {
  // numpy: t = d.mean() / sqrt((1/5 + 0.25) * d.var(ddof=1)); 2 * scipy.stats.t.sf(t, 4).
  EXPECT_NEAR(PairedPValue(kFirst, kSecond, 0.25).value(), 0.1578466820482388, 1e-11);
  EXPECT_EQ(PairedPValue(kFirst, kSecond, 0.25), PairedPValue(kSecond, kFirst, 0.25));
}

TEST(PairedPValueTest, EqualDifferencesNeedNoDistribution) {
  EXPECT_EQ(PairedPValue(kFirst, kFirst, 0.25), 1.0);
  const std::vector<double> a = {3, 5, 9}, b = {2, 4, 8};
  EXPECT_EQ(PairedPValue(a, b, 0.5), 0.0);
}

TEST(PairedPValueTest, FewerThanTwoFoldsOrNoNumbersSayNothing) {
  const std::vector<double> one = {0.5}, none;
  EXPECT_FALSE(PairedPValue(one, one, 0.1));
  EXPECT_FALSE(PairedPValue(none, none, 0.1));
  const std::vector<double> broken = {0.5, std::nan("")}, sound = {0.5, 0.25};
  EXPECT_FALSE(PairedPValue(broken, sound, 0.1));
  const std::vector<double> infinite = {0.5, std::numeric_limits<double>::infinity()};
  EXPECT_FALSE(PairedPValue(infinite, sound, 0.1));
}

TEST(NotDistinguishableTest, OnlyClearlyWorseTrialsAreDistinguished) {
  const std::vector<double> worse = {0.912, 0.907, 0.921, 0.909, 0.915};
  const std::vector<TrialSummary> ranked = {Trial(kFirst), Trial(kFirst), Trial(kSecond),
                                            Trial(worse)};
  EXPECT_THAT(NotDistinguishableFromFirst(ranked, 0.25), ElementsAre(true, true, true, false));
}

TEST(NotDistinguishableTest, OneFoldDistinguishesAllButTheFirst) {
  const std::vector<TrialSummary> ranked = {Trial({0.9}), Trial({0.9}), Trial({0.8})};
  EXPECT_THAT(NotDistinguishableFromFirst(ranked, 0.1), ElementsAre(true, false, false));
  EXPECT_TRUE(NotDistinguishableFromFirst({}, 0.1).empty());
}

TEST(NotDistinguishableTest, FoldsThatOneTrialLacksAreLeftOut) {
  TrialSummary partial = Trial(kSecond);
  partial.fold_scores[0].reset();
  partial.fold_scores.pop_back();
  TrialSummary empty;
  EXPECT_THAT(
      NotDistinguishableFromFirst(std::vector<TrialSummary>{Trial(kFirst), partial, empty}, 0.25),
      ElementsAre(true, true, false));
}

}  // namespace
}  // namespace gridfold
