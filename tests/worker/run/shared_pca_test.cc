// Jobs that differ in the number of principal components.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/spec/content_keys.h"
#include "tests/worker/run/job_fixture.h"
#include "worker/run/job_rows.h"

namespace gridfold {
namespace {

void AskForComponents(Fixture& f, const std::string& model, int fold, int64_t components) {
  f.work.model = model;
  f.work.pipeline = {{"normalize", {{"method", std::string("minmax")}}},
                     {"pca", {{"components", std::string("$n")}, {"whiten", false}}}};
  f.job.fold = fold;
  f.job.kind = fold < 0 ? JobKind::kRefit : JobKind::kCells;
  f.job.trials = {{0, {{"n", components}}}};
}

int64_t Held(const Fixture& f, const std::string& kind) {
  const std::vector<std::string> keys = f.cache->Keys();
  return std::count_if(keys.begin(), keys.end(),
                       [&](const std::string& key) { return key.starts_with(kind + "/"); });
}

int64_t Decompositions(const Fixture& f) { return Held(f, "pca"); }

TEST(SharedPcaTest, OneDecompositionAFoldServesAllSizes) {
  Fixture f;
  for (const int64_t components : {5, 40, 2}) {
    for (const int fold : {0, 1}) {
      AskForComponents(f, "tree", fold, components);
      const auto output = f.Execute();
      ASSERT_TRUE(output.ok()) << Message(output.status());
      Fixture alone;
      AskForComponents(alone, "tree", fold, components);
      const auto expected = alone.Execute();
      ASSERT_TRUE(expected.ok()) << Message(expected.status());
      EXPECT_EQ(output->cells[0].predictions, expected->cells[0].predictions);
      EXPECT_EQ(output->cells[0].test_score, expected->cells[0].test_score);
    }
  }
  EXPECT_EQ(Decompositions(f), 2);
  EXPECT_EQ(Held(f, "before"), 2) << "scaled once in each fold";
}

// Machines see the rows by class, trees as they are: sums of them differ in their last digits.
TEST(SharedPcaTest, ModelsThatSeeTheRowsInAnotherOrderHaveTheirOwn) {
  Fixture f;
  for (const char* model : {"tree", "svm"}) {
    for (const int fold : {0, -1}) {
      AskForComponents(f, model, fold, 5);
      const auto output = f.Execute();
      ASSERT_TRUE(output.ok()) << Message(output.status());
      Fixture alone;
      AskForComponents(alone, model, fold, 5);
      EXPECT_EQ(output->model_file, alone.Execute()->model_file);
    }
  }
  EXPECT_EQ(Decompositions(f), 4);
}

// The order of a refit's rows follows from the folds of its study.
TEST(SharedPcaTest, StudiesOfOtherFoldsHaveTheirOwn) {
  Fixture f;
  for (const int folds : {4, 5}) {
    f.work.cv.folds = folds;
    AskForComponents(f, "svm", -1, 5);
    const auto output = f.Execute();
    ASSERT_TRUE(output.ok()) << Message(output.status());
    Fixture alone;
    alone.work.cv.folds = folds;
    AskForComponents(alone, "svm", -1, 5);
    EXPECT_EQ(output->model_file, alone.Execute()->model_file);
  }
  EXPECT_EQ(Decompositions(f), 2);
}

// The coordinator sends jobs to where their content is, by these names.
TEST(HeldContentTest, NamesWhatJobsAskFor) {
  for (const char* model : {"tree", "svm"}) {
    Fixture f;
    AskForComponents(f, model, 1, 5);
    ASSERT_TRUE(f.Execute().ok());
    const std::vector<std::string> held = HeldContent(*f.cache);
    const auto keys = [&](int64_t components, int fold) {
      return ContentKeys(f.work.dataset_hash, f.work.pipeline, f.work.cv, {{"n", components}},
                         fold);
    };
    EXPECT_THAT(held, testing::UnorderedElementsAreArray(keys(5, 1)));
    EXPECT_THAT(held, testing::Contains(keys(7, 1)[1])) << "the decomposition serves other sizes";
    EXPECT_THAT(held, testing::Not(testing::Contains(keys(5, 0)[1])));
  }
}

}  // namespace
}  // namespace gridfold
