// Jobs that differ in the number of principal components.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/worker/run/job_fixture.h"

namespace gridfold {
namespace {

void AskForComponents(Fixture& f, const std::string& model, int fold, int64_t components) {
  f.work.model = model;
  f.work.pipeline = {{"normalize", {{"method", std::string("l2")}}},
                     {"pca", {{"components", std::string("$n")}, {"whiten", false}}}};
  f.job.fold = fold;
  f.job.kind = fold < 0 ? JobKind::kRefit : JobKind::kCells;
  f.job.trials = {{0, {{"n", components}}}};
}

int64_t Decompositions(const Fixture& f) {
  const std::vector<std::string> keys = f.cache->Keys();
  return std::count_if(keys.begin(), keys.end(),
                       [](const std::string& key) { return key.starts_with("pca/"); });
}

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

}  // namespace
}  // namespace gridfold
