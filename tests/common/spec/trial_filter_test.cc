#include "common/spec/trial_filter.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

TrialSummary Trial() {
  TrialSummary trial;
  trial.number = 7;
  trial.state = TrialState::kCompleted;
  trial.mean_score = 0.95;
  trial.parameters = {{"C", 10.0},
                      {"kernel", std::string("rbf")},
                      {"gamma", std::string("scale")},
                      {"degree", int64_t{3}},
                      {"flag", true},
                      {"filters", IntList{8, 16}}};
  return trial;
}

bool Matches(const std::string& text) {
  const auto filter = TrialFilter::Parse(text);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return filter.ok() && filter->Matches(Trial());
}

std::string ErrorOf(const std::string& text) {
  const auto filter = TrialFilter::Parse(text);
  return filter.ok() ? "accepted" : Message(filter.status());
}

TEST(TrialFilterTest, EmptyTextMatchesEverything) {
  EXPECT_TRUE(Matches(""));
  EXPECT_TRUE(Matches(" \t\n"));
}

TEST(TrialFilterTest, NumbersAreCompared) {
  EXPECT_TRUE(Matches("C >= 10"));
  EXPECT_TRUE(Matches("C=10.0"));
  EXPECT_TRUE(Matches("C<=1e1"));
  EXPECT_FALSE(Matches("C > 10"));
  EXPECT_FALSE(Matches("C != 10"));
  EXPECT_TRUE(Matches("degree < 4"));
  EXPECT_TRUE(Matches("trial = 7"));
  EXPECT_TRUE(Matches("score > 0.9"));
  EXPECT_FALSE(Matches("score > 0.95"));
}

TEST(TrialFilterTest, GoalsHaveTheirOwnNames) {
  TrialSummary trial = Trial();
  trial.goals["parameters"] = 300;
  const auto matches = [&](const std::string& text, const std::string& goal) {
    return TrialFilter::Parse(text, goal)->Matches(trial);
  };
  EXPECT_TRUE(matches("parameters <= 300", "accuracy"));
  EXPECT_FALSE(matches("parameters < 300", "accuracy"));
  EXPECT_TRUE(matches("accuracy = 0.95", "accuracy")) << "that of the score";
  EXPECT_FALSE(matches("accuracy = 0.95", "f1_macro"));
  EXPECT_TRUE(matches("degree = 3", "degree")) << "a parameter's name comes first";
}

TEST(TrialFilterTest, WordsAreCompared) {
  EXPECT_TRUE(Matches("kernel = rbf"));
  EXPECT_TRUE(Matches("kernel='rbf'"));
  EXPECT_TRUE(Matches("kernel = \"rbf\""));
  EXPECT_FALSE(Matches("kernel = poly"));
  EXPECT_TRUE(Matches("kernel != poly"));
  EXPECT_TRUE(Matches("state = COMPLETED"));
  EXPECT_TRUE(Matches("flag = true"));
  EXPECT_TRUE(Matches("filters = \"[8, 16]\""));
}

TEST(TrialFilterTest, ComparisonsAreJoinedByAnd) {
  EXPECT_TRUE(Matches("C >= 1 and kernel = rbf and state = COMPLETED and score > 0.9"));
  EXPECT_FALSE(Matches("C >= 1 and kernel = linear"));
  EXPECT_FALSE(Matches("kernel = linear and C >= 1"));
}

TEST(TrialFilterTest, WhatTheTrialLacksIsFalse) {
  EXPECT_FALSE(Matches("train_score > 0"));
  EXPECT_FALSE(Matches("coef0 = 1"));
  EXPECT_FALSE(Matches("coef0 != 1"));
  EXPECT_FALSE(Matches("fit_seconds >= 0"));
}

TEST(TrialFilterTest, NumbersAndWordsAreOnlyUnequal) {
  EXPECT_FALSE(Matches("gamma > 0.1"));
  EXPECT_FALSE(Matches("gamma = 0.1"));
  EXPECT_TRUE(Matches("gamma != 0.1"));
  EXPECT_TRUE(Matches("C != rbf"));
}

TEST(TrialFilterTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(ErrorOf("C"), "filter, character 2: expected one of = != < <= > >=, found its end");
  EXPECT_EQ(ErrorOf("C => 1"), "filter, character 3: expected one of = != < <= > >=, found '=>'");
  EXPECT_EQ(ErrorOf("C >"), "filter, character 4: expected a number or a word, found its end");
  EXPECT_EQ(ErrorOf("C > 1 or D < 2"), "filter, character 7: expected 'and', found 'or'");
  EXPECT_EQ(ErrorOf("C > 1 and"),
            "filter, character 10: expected the name of a parameter, found its end");
  EXPECT_EQ(ErrorOf("kernel < rbf"), "filter, character 10: expected a number, found 'rbf'");
  EXPECT_EQ(ErrorOf("score = good"), "filter, character 9: expected a number, found 'good'");
  EXPECT_EQ(ErrorOf("state = done"),
            "filter, character 9: expected WAITING, RUNNING, COMPLETED, PRUNED, FAILED, "
            "INFEASIBLE or CANCELLED, found 'done'");
  EXPECT_EQ(ErrorOf("kernel = 'rbf"), "filter, character 10: expected a closing ', found its end");
  EXPECT_EQ(ErrorOf("= 1"), "filter, character 1: expected the name of a parameter, found '='");
  EXPECT_EQ(ErrorOf("C = = 1"), "filter, character 5: expected a number or a word, found '='");
}

TEST(TrialFilterTest, LongTextIsRefused) {
  EXPECT_EQ(ErrorOf(std::string(20'000, 'a')), "filter: expected at most 10000 bytes, found 20000");
}

}  // namespace
}  // namespace gridfold
