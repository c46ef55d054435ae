#include "common/spec/results.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

// Every enumerator has a name that leads back to it.
template <typename Enum>
void ExpectRoundTrip(Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const Enum state = static_cast<Enum>(i);
    Enum back{};
    EXPECT_TRUE(FromName(Name(state), back)) << i;
    EXPECT_EQ(back, state) << i;
  }
  Enum untouched = last;
  EXPECT_FALSE(FromName("NONSENSE", untouched));
  EXPECT_FALSE(FromName("", untouched));
  EXPECT_EQ(untouched, last);
}

TEST(ResultsTest, EveryStateHasANameThatLeadsBack) {
  ExpectRoundTrip(StudyState::kCancelled);
  ExpectRoundTrip(TrialState::kCancelled);
  ExpectRoundTrip(AttemptEnd::kOutOfMemory);
  ExpectRoundTrip(CellState::kFailed);
}

TEST(ResultsTest, NamesAreTheWordsOfTheInterface) {
  EXPECT_EQ(Name(StudyState::kStopping), "STOPPING");
  EXPECT_EQ(Name(TrialState::kInfeasible), "INFEASIBLE");
  EXPECT_EQ(Name(AttemptEnd::kOutOfMemory), "OUT_OF_MEMORY");
  EXPECT_EQ(Name(CellState::kInfeasible), "INFEASIBLE");
}

TEST(ResultsTest, FinalStatesChangeNoMore) {
  EXPECT_FALSE(IsFinal(StudyState::kActive));
  EXPECT_FALSE(IsFinal(StudyState::kPaused));
  EXPECT_FALSE(IsFinal(StudyState::kStopping));
  EXPECT_TRUE(IsFinal(StudyState::kFailed));
  EXPECT_FALSE(IsFinal(TrialState::kWaiting));
  EXPECT_FALSE(IsFinal(TrialState::kRunning));
  EXPECT_TRUE(IsFinal(TrialState::kPruned));
  EXPECT_TRUE(IsFinal(TrialState::kInfeasible));
}

}  // namespace
}  // namespace gridfold
