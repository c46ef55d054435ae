// Jobs on what a network makes of the data set's rows.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/worker/run/job_fixture.h"
#include "worker/model/model.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

// A study of a network, whose winner's file is f.file, and one on its features.
void TakeFeatures(Fixture& f) {
  Fixture network;
  network.work.model = "mlp";
  network.work.pipeline = {{"rescale", {{"divide", 255.0}, {"subtract", 0.0}}}};
  network.job.kind = JobKind::kRefit;
  network.job.fold = -1;
  network.job.trials = {{0, {{"units", int64_t{32}}, {"epochs", int64_t{20}}}}};
  const auto output = network.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  f.file = output->model_file;
  f.work.pipeline = {
      {"features", {{"layer", std::string("$layer")}, {"sha256", std::string("file")}}},
      {"normalize", {{"method", std::string("standard")}}}};
  f.job.trials = {{0, {{"C", 1.0}, {"gamma", 0.05}, {"layer", int64_t{2}}}}};  // its hidden one
}

TEST(FeaturesTest, AreMadeOnceForAllFolds) {
  Fixture f;
  TakeFeatures(f);
  for (const int fold : {0, 1, 2, 3}) {
    f.job.fold = fold;
    const auto output = f.Execute();
    ASSERT_TRUE(output.ok()) << Message(output.status());
    EXPECT_EQ(output->cells[0].state, CellState::kCompleted) << output->cells[0].reason;
    EXPECT_GT(output->cells[0].test_score, 0.5) << "ten classes: guessing gives 0.1";
  }
  const std::vector<std::string> keys = f.cache->Keys();
  EXPECT_EQ(std::count_if(keys.begin(), keys.end(),
                          [](const std::string& key) { return key.starts_with("features/"); }),
            1);
  EXPECT_EQ(f.files_loaded, 5) << "a pipeline for each fold, and one that made the rows";
}

TEST(FeaturesTest, TheModelBehindThemPredictsRowsOfTheDataSet) {
  Fixture f;
  TakeFeatures(f);
  f.job.kind = JobKind::kRefit;
  f.job.fold = -1;
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  const auto file = TensorFile::Parse(output->model_file);
  ASSERT_TRUE(file.ok()) << Message(file.status());
  const auto pipeline = Pipeline::Load(*file);
  auto model = LoadModel(*file);
  ASSERT_TRUE(pipeline.ok() && model.ok()) << Message(pipeline.status());
  Matrix x(f.data->test_rows, f.data->features);
  for (int64_t row = 0; row < x.rows(); ++row) {
    f.data->CopyRow(f.data->train_rows + row, x.row(row));
  }
  pipeline->Apply(x);
  const std::vector<int32_t> predicted = (*model)->Predict(x);
  int right = 0;
  for (size_t i = 0; i < predicted.size(); ++i) right += predicted[i] == f.data->test_labels()[i];
  EXPECT_DOUBLE_EQ(right / 50.0, *output->refit->test_score);
}

TEST(FeaturesTest, ALayerThatTheNetworkHasNotIsInfeasible) {
  Fixture f;
  TakeFeatures(f);
  f.job.trials[0].parameters["layer"] = std::string("conv");
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_EQ(output->cells[0].state, CellState::kInfeasible);
  EXPECT_NE(output->cells[0].reason.find("has no layer 'conv'"), std::string::npos);
}

}  // namespace
}  // namespace gridfold
