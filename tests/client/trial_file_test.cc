#include "client/trial_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view text, int splits = 2) {
  const auto trials = ParseTrialFile(text, "t.csv", splits);
  EXPECT_FALSE(trials.ok());
  return Message(trials.status());
}

TEST(TrialFileTest, ReadsWhatExportWrites) {
  const auto trials = ParseTrialFile(
      "param_C,param_kernel,param_units,split0_test_score,split1_test_score,mean_test_score\n"
      "0.5,rbf,\"[8, 16]\",0.25,0.75,0.5\n"
      "1,,3,0.5,1,0.75\n"
      "2,linear,3,,,\n",
      "t.csv", 2);
  ASSERT_TRUE(trials.ok()) << Message(trials.status());
  ASSERT_EQ(trials->size(), 2U) << "the third was not finished";
  const Point first = {{"C", 0.5}, {"kernel", std::string("rbf")}, {"units", IntList{8, 16}}};
  EXPECT_EQ((*trials)[0].parameters, first);
  EXPECT_THAT((*trials)[0].fold_scores, ElementsAre(0.25, 0.75));
  const Point second = {{"C", int64_t{1}}, {"units", int64_t{3}}};
  EXPECT_EQ((*trials)[1].parameters, second) << "an empty field is an inactive parameter";
}

TEST(TrialFileTest, OneSplitTakesAnyScore) {
  for (const char* column : {"split0_test_score", "mean_test_score", "score"}) {
    const auto trials = ParseTrialFile(std::string("param_x,") + column + "\n1,0.5\n", "t.csv", 1);
    ASSERT_TRUE(trials.ok()) << Message(trials.status());
    EXPECT_THAT(trials->at(0).fold_scores, ElementsAre(0.5));
  }
}

TEST(TrialFileTest, ErrorsNameTheirPlace) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("expected a line of column names"));
  EXPECT_THAT(ErrorOf("x,split0_test_score,split1_test_score\n"), HasSubstr("param_<parameter>"));
  EXPECT_THAT(ErrorOf("param_x,split0_test_score\n"), HasSubstr("split1_test_score"));
  const std::string header = "param_x,split0_test_score,split1_test_score\n";
  EXPECT_THAT(ErrorOf(header + "1,0.5\n"), HasSubstr("t.csv:2: expected 3 fields, found 2"));
  EXPECT_THAT(ErrorOf(header + "1,0.5,\n"), HasSubstr("t.csv:2: expected the scores of all 2"));
  EXPECT_THAT(ErrorOf(header + "\n1,0.5,high\n"), HasSubstr("t.csv:3: score of split 1"));
  EXPECT_THAT(ErrorOf(header + "1,nan,1\n"), HasSubstr("split 0: expected a number"));
}

}  // namespace
}  // namespace gridfold
