#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "common/base/file.h"
#include "common/base/fingerprint.h"
#include "common/data/load.h"
#include "tests/worker/run/job_fixture.h"
#include "worker/cache/content_cache.h"
#include "worker/crew/crew.h"
#include "worker/link/coordinator_link.h"
#include "worker/model/model.h"
#include "worker/run/data_source.h"
#include "worker/run/job_execution.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

using Made = ContentCache::Made<std::string>;

std::function<StatusOr<Made>()> Making(const std::string& text, int* made = nullptr) {
  return [text, made]() -> StatusOr<Made> {
    if (made != nullptr) ++*made;
    return Made{std::make_shared<const std::string>(text), 10};
  };
}

TEST(ContentCacheTest, LeastRecentlyUsedGoesFirst) {
  ContentCache cache(20);
  int made = 0;
  cache.Get<std::string>("a", Making("A", &made)).IgnoreError();
  cache.Get<std::string>("b", Making("B", &made)).IgnoreError();
  cache.Get<std::string>("a", Making("A", &made)).IgnoreError();
  EXPECT_EQ(made, 2) << "a was there";
  cache.Get<std::string>("c", Making("C", &made)).IgnoreError();
  EXPECT_THAT(cache.Keys(), testing::ElementsAre("a", "c"));
  EXPECT_EQ(cache.bytes(), 20);
}

TEST(ContentCacheTest, WhatIsInUseOutlivesItsPlace) {
  ContentCache cache(10);
  const auto a = *cache.Get<std::string>("a", Making("A"));
  cache.Get<std::string>("b", Making("B")).IgnoreError();
  EXPECT_THAT(cache.Keys(), testing::ElementsAre("b"));
  EXPECT_EQ(*a, "A");
}

TEST(ContentCacheTest, OfThingsHeldInFewUnusedOnesMakeRoom) {
  ContentCache cache(/*bytes_max=*/1000, /*few=*/2);
  const auto make = [] { return Made{std::make_shared<const std::string>("large"), 10}; };
  ASSERT_TRUE(cache.Get<std::string>("ordinary", make).ok());
  ASSERT_TRUE(cache.GetOfFew<std::string>("a", make).ok());
  const auto in_use = cache.GetOfFew<std::string>("b", make);
  ASSERT_TRUE(cache.GetOfFew<std::string>("c", make).ok());
  EXPECT_EQ(cache.Keys(), (std::vector<std::string>{"b", "c", "ordinary"}));
  ASSERT_TRUE(cache.GetOfFew<std::string>("d", make).ok());
  EXPECT_EQ(cache.Keys(), (std::vector<std::string>{"b", "d", "ordinary"})) << "b is in use";
  EXPECT_EQ(cache.bytes(), 30);
}

TEST(ContentCacheTest, ErrorIsNotKept) {
  ContentCache cache(10);
  const auto failed =
      cache.Get<std::string>("a", []() -> StatusOr<Made> { return Unavailable("later"); });
  EXPECT_EQ(failed.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(**cache.Get<std::string>("a", Making("A")), "A");
}

TEST(ContentCacheTest, TwoThreadsMakeAThingOnce) {
  ContentCache cache(1000);
  std::atomic<int> made = 0;
  const auto get = [&] {
    for (int i = 0; i < 100; ++i) {
      cache
          .Get<std::string>(std::to_string(i),
                            [&]() -> StatusOr<Made> {
                              ++made;
                              return Made{std::make_shared<const std::string>("x"), 1};
                            })
          .IgnoreError();
    }
  };
  std::thread other(get);
  get();
  other.join();
  EXPECT_EQ(made, 100);
}

// Serves blobs from memory and counts how often it is asked.
class FakeLink final : public CoordinatorLink {
 public:
  StatusOr<int64_t> Register(const std::string&, int, bool) override { return 1; }
  StatusOr<Acquired> Acquire(const std::string&, const std::string&, int,
                             const std::vector<std::string>&, int64_t) override {
    return Acquired();
  }
  void StopWaiting() override {}
  StatusOr<HeartbeatReply> Heartbeat(const std::string&, const std::vector<HeldJob>&) override {
    return HeartbeatReply();
  }
  StatusOr<std::vector<absl::StatusCode>> Report(const std::string&,
                                                 const std::vector<JobReport>& reports) override {
    return std::vector<absl::StatusCode>(reports.size(), absl::StatusCode::kOk);
  }
  StatusOr<std::string> FetchBlob(const std::string& hash) override {
    ++fetched;
    if (!blobs.contains(hash)) return NotFound("no blob {}", hash);
    return blobs[hash];
  }
  Status PutBlob(const std::string&, const std::string&) override { return absl::OkStatus(); }

  std::map<std::string, std::string> blobs;
  int fetched = 0;
};

TEST(DataSourceTest, FetchesOnceKeepsAndReplacesACorruptCopy) {
  const TemporaryFolder folder;
  FakeLink link;
  const std::string bytes = SerializeDataSet(SomeDigits());
  const std::string hash = Sha256Hex(bytes);
  link.blobs[hash] = bytes;
  DataSource source(*BlobStore::Open(folder.path()), &link);
  ASSERT_TRUE(source.Load(hash).ok());
  ASSERT_TRUE(source.Load(hash).ok());
  EXPECT_EQ(link.fetched, 1);
  std::ofstream(folder.path() / hash, std::ios::app) << "rot";
  const auto again = source.Load(hash);
  ASSERT_TRUE(again.ok()) << Message(again.status());
  EXPECT_EQ((*again)->train_rows, 200);
  EXPECT_EQ(link.fetched, 2);
}

// What a clock says differs.
std::map<std::string, double> WithoutClock(std::map<std::string, double> metrics) {
  EXPECT_EQ(metrics.erase("predict_us_per_row"), 1u);
  return metrics;
}

TEST(JobExecutionTest, GivesAResultForEachTrialInOrder) {
  Fixture f;
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  ASSERT_EQ(output->cells.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    const CellResult& cell = output->cells[i];
    EXPECT_EQ(cell.trial, static_cast<int64_t>(i));
    EXPECT_EQ(cell.fold, 2);
    EXPECT_EQ(cell.state, CellState::kCompleted) << cell.reason;
    EXPECT_EQ(cell.predictions.size(), 50u) << "200 rows in 4 folds";
    EXPECT_GT(cell.test_score, 0.3) << "ten classes: guessing gives 0.1";
    EXPECT_GE(*cell.train_score, cell.test_score);
    int64_t right = 0;
    for (size_t c = 0; c < 10; ++c) right += cell.confusion[c * 10 + c];
    EXPECT_DOUBLE_EQ(cell.test_score, static_cast<double>(right) / 50);
  }
}

TEST(JobExecutionTest, TrialFittedAloneGivesTheSameBits) {
  Fixture together, alone;
  alone.job.trials.erase(alone.job.trials.begin());
  const auto a = together.Execute(), b = alone.Execute();
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->cells[1].test_score, b->cells[0].test_score);
  EXPECT_EQ(a->cells[1].predictions, b->cells[0].predictions);
  EXPECT_EQ(a->cells[1].metrics.at("dual_objective"), b->cells[0].metrics.at("dual_objective"));
}

// Whoever did which part, and whether what jobs share was there already.
TEST(JobExecutionTest, ACrewAndAWarmCacheGiveTheSameBits) {
  for (const int64_t shared_bytes : {int64_t{1} << 30, int64_t{1} << 16}) {
    Fixture alone, helped;
    alone.cache_bytes = helped.cache_bytes = shared_bytes;
    Crew crew(4);
    helped.crew = &crew;
    const auto expected = alone.Execute();
    ASSERT_TRUE(expected.ok());
    for (int repeat = 0; repeat < 3; ++repeat) {
      const Crew::Shift shift(&crew);
      const auto found = helped.Execute();
      ASSERT_TRUE(found.ok());
      for (size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(found->cells[i].predictions, expected->cells[i].predictions);
        EXPECT_EQ(found->cells[i].train_score, expected->cells[i].train_score);
        EXPECT_EQ(WithoutClock(found->cells[i].metrics), WithoutClock(expected->cells[i].metrics));
      }
    }
  }
}

// Inner products shared by all jobs, or computed pair by pair when there is no room for them: the
// roundings differ, the machines do not.
TEST(JobExecutionTest, SharedInnerProductsGiveTheSameMachines) {
  for (const char* kernel : {"rbf", "poly", "linear"}) {
    Fixture roomy, tight;
    tight.cache_bytes = 1 << 19;
    for (Fixture* f : {&roomy, &tight}) {
      for (JobTrial& trial : f->job.trials) trial.parameters["kernel"] = std::string(kernel);
    }
    const auto a = roomy.Execute(), b = tight.Execute();
    ASSERT_TRUE(a.ok() && b.ok()) << kernel;
    EXPECT_NE(a->cells[0].state, CellState::kFailed) << a->cells[0].reason;
    const auto holds_gram = [](const Fixture& f) {
      const auto keys = f.cache->Keys();
      return std::any_of(keys.begin(), keys.end(), [](const std::string& key) {
        return key.find("/gram") != std::string::npos;
      });
    };
    EXPECT_TRUE(holds_gram(roomy)) << kernel;
    EXPECT_FALSE(holds_gram(tight)) << kernel;
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(a->cells[i].predictions, b->cells[i].predictions) << kernel;
      const double objective = a->cells[i].metrics.at("dual_objective");
      // Both stop within tol of the optimum; the kernel values differ by float's rounding.
      EXPECT_NEAR(b->cells[i].metrics.at("dual_objective"), objective, 1e-4 * std::fabs(objective));
    }
  }
}

TEST(JobExecutionTest, FurtherMetricsAreRecordedUnderTheirNames) {
  Fixture f;
  f.work.metrics = {"error_rate", "f1_macro", "cohen_kappa"};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  for (const CellResult& cell : output->cells) {
    EXPECT_NEAR(cell.metrics.at("error_rate"), 1 - cell.test_score, 1e-15);
    EXPECT_EQ(cell.metrics.count("f1_macro") + cell.metrics.count("cohen_kappa"), 2u);
    EXPECT_FALSE(cell.metrics.contains("log_loss")) << "there are no probabilities";
    // 50 validation rows and, for train_scores, 150 training rows were predicted.
    EXPECT_DOUBLE_EQ(cell.metrics.at("predict_us_per_row"), 1e6 * cell.score_seconds / 200);
  }
}

TEST(JobExecutionTest, ProbabilitiesAreScoredForEveryModelThatHasThem) {
  for (const std::string model : {"svm", "mlp"}) {
    Fixture f;
    f.work.model = model;
    f.work.metric = "log_loss";
    f.work.metrics = {"log_loss", "brier", "roc_auc_macro", "top_3_accuracy"};
    f.job.trials = {
        {0, {{"units", int64_t{32}}, {"epochs", int64_t{20}}, {"learning_rate", 0.01}}}};
    if (model == "svm") f.job.trials = {{0, {{"C", 10.0}, {"probability", true}}}};
    const auto output = f.Execute();
    ASSERT_TRUE(output.ok()) << Message(output.status());
    const CellResult& cell = output->cells[0];
    ASSERT_EQ(cell.state, CellState::kCompleted) << cell.reason;
    EXPECT_EQ(cell.test_score, cell.metrics.at("log_loss"));
    EXPECT_LT(cell.test_score, 2.3) << "guessing one of ten gives 2.303";
    EXPECT_TRUE(cell.train_score.has_value());
    EXPECT_GT(cell.metrics.at("roc_auc_macro"), 0.6);
    EXPECT_GT(cell.metrics.at("top_3_accuracy"), 0.4);
    EXPECT_LT(cell.metrics.at("brier"), 0.9) << "guessing gives 0.9";
  }
}

TEST(JobExecutionTest, LogLossComesWithProbabilitiesUnasked) {
  Fixture f;
  f.job.trials = {{0, {{"probability", true}}}};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_TRUE(output->cells[0].metrics.contains("log_loss"));
}

TEST(JobExecutionTest, AMetricWithoutItsProbabilitiesIsInfeasible) {
  Fixture f;
  f.work.metrics = {"roc_auc_macro"};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_EQ(output->cells[0].state, CellState::kInfeasible);
  EXPECT_NE(output->cells[0].reason.find("probability: true"), std::string::npos)
      << output->cells[0].reason;
}

TEST(JobExecutionTest, AGoalThatIsNotDefinedIsInfeasibleAndAMetricIsNot) {
  // Ten classes in two validation rows.
  Fixture goal, further;
  for (Fixture* f : {&goal, &further}) {
    f->work.model = "mlp";
    f->work.cv.holdout = 0.01;
    f->work.cv.folds = 1;
    f->work.cv.stratified = false;
    f->job.fold = 0;
    f->job.trials = {{0, {{"units", int64_t{4}}, {"epochs", int64_t{1}}}}};
  }
  goal.work.metric = "roc_auc_macro";
  further.work.metrics = {"roc_auc_macro"};
  const auto a = goal.Execute(), b = further.Execute();
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->cells[0].state, CellState::kInfeasible);
  EXPECT_EQ(a->cells[0].reason,
            "roc_auc_macro is not defined where a class has no rows, or all of them");
  EXPECT_EQ(b->cells[0].state, CellState::kCompleted) << b->cells[0].reason;
  EXPECT_TRUE(std::isnan(b->cells[0].metrics.at("roc_auc_macro")));
}

TEST(JobExecutionTest, AMetricOfAnotherVersionIsTheWorkersFailure) {
  Fixture f;
  f.work.metrics = {"f1_makro"};
  const Status status = f.Execute().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Message(status).find("'f1_makro'"), std::string::npos);
}

TEST(JobExecutionTest, RefitIsScoredByProbabilitiesToo) {
  Fixture f;
  f.work.model = "mlp";
  f.work.metric = "brier";
  f.job.kind = JobKind::kRefit;
  f.job.fold = -1;
  f.job.trials = {{0, {{"units", int64_t{16}}, {"epochs", int64_t{3}}}}};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  ASSERT_TRUE(output->refit->test_score && output->refit->train_score);
  EXPECT_LT(*output->refit->test_score, 0.9);
}

TEST(JobExecutionTest, RefitRecordsTheStudysMetricsOfTheTestRows) {
  Fixture f;
  f.work.model = "naive_bayes";
  f.work.metrics = {"error_rate", "roc_auc_macro"};
  f.job.kind = JobKind::kRefit;
  f.job.fold = -1;
  f.job.trials = {{0, {{"var_smoothing", 0.01}}}};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  const std::map<std::string, double>& metrics = output->refit->metrics;
  EXPECT_DOUBLE_EQ(metrics.at("error_rate"), 1 - *output->refit->test_score);
  EXPECT_GT(metrics.at("roc_auc_macro"), 0.5) << "guessing";
  EXPECT_LE(metrics.at("roc_auc_macro"), 1);
  EXPECT_TRUE(metrics.contains("log_loss")) << "as there are probabilities";
  EXPECT_TRUE(metrics.contains("smoothing")) << "a fact of the model";
}

TEST(JobExecutionTest, RefitGivesAModelFileThatPredictsTheSame) {
  Fixture f;
  f.job.kind = JobKind::kRefit;
  f.job.fold = -1;
  f.job.trials.resize(1);
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  ASSERT_TRUE(output->refit.has_value());
  EXPECT_EQ(output->refit->model_hash, Sha256Hex(output->model_file));
  const auto file = TensorFile::Parse(output->model_file);
  ASSERT_TRUE(file.ok()) << Message(file.status());
  const auto pipeline = Pipeline::Load(*file);
  auto model = LoadModel(*file);
  ASSERT_TRUE(pipeline.ok() && model.ok());
  Matrix x(f.data->test_rows, f.data->features);
  for (int64_t row = 0; row < x.rows(); ++row)
    f.data->CopyRow(f.data->train_rows + row, x.row(row));
  pipeline->Apply(x);
  const std::vector<int32_t> predicted = (*model)->Predict(x);
  int right = 0;
  for (size_t i = 0; i < predicted.size(); ++i) right += predicted[i] == f.data->test_labels()[i];
  EXPECT_DOUBLE_EQ(right / 50.0, *output->refit->test_score);
}

// The rows of the fold alone, whether inner products are shared or not.
TEST(JobExecutionTest, PcaChangesTheNumberOfFeatures) {
  Fixture roomy, tight;
  tight.cache_bytes = 1 << 16;
  for (Fixture* f : {&roomy, &tight}) {
    f->work.pipeline.push_back({"pca", {{"components", 20.0}, {"whiten", false}}});
  }
  const auto a = roomy.Execute(), b = tight.Execute();
  ASSERT_TRUE(a.ok() && b.ok());
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a->cells[i].state, CellState::kCompleted) << a->cells[i].reason;
    EXPECT_EQ(a->cells[i].predictions, b->cells[i].predictions);
  }
  EXPECT_GT(a->cells[1].test_score, 0.3) << "ten classes: guessing gives 0.1";
}

TEST(JobExecutionTest, StepThatCannotLearnFromItsRowsIsInfeasible) {
  Fixture f;
  f.work.pipeline = {{"pca", {{"components", 151.0}, {"whiten", false}}}};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  for (const CellResult& cell : output->cells) {
    EXPECT_EQ(cell.state, CellState::kInfeasible);
    EXPECT_EQ(cell.reason,
              "pipeline: pca: components: expected at most 150, as there are 150 training rows of "
              "784 features, found 151");
  }
}

TEST(JobExecutionTest, ProjectedPicturesArePicturesNoMore) {
  for (const char* model : {"cnn", "mlp"}) {
    Fixture f;
    f.work.model = model;
    f.work.pipeline = {{"pca", {{"components", 16.0}, {"whiten", true}}}};
    f.job.trials = {{0, {{"epochs", int64_t{1}}}}};
    const auto output = f.Execute();
    ASSERT_TRUE(output.ok()) << Message(output.status());
    EXPECT_EQ(output->cells.at(0).state,
              model == std::string("cnn") ? CellState::kInfeasible : CellState::kCompleted)
        << output->cells[0].reason;
  }
}

TEST(JobExecutionTest, NetworkReportsItsCurve) {
  Fixture f;
  f.work.model = "mlp";
  f.work.pipeline = {{"rescale", {{"divide", 255.0}, {"subtract", 0.0}}}};
  f.job.trials = {{7, {{"units", int64_t{16}}, {"epochs", int64_t{3}}}}};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_EQ(output->cells.at(0).state, CellState::kCompleted) << output->cells[0].reason;
  EXPECT_EQ(f.curve.size(), 21u)
      << "3 epochs of loss, accuracy, both of validation, learning rate, seconds, images/s";
  for (const auto& [trial, point] : f.curve) EXPECT_EQ(trial, 7);
}

TEST(JobExecutionTest, APausedTrainingReportsItsScoreAndLaterItsResult) {
  const auto fixture = [] {
    auto f = std::make_unique<Fixture>();
    f->work.model = "mlp";
    f->work.cv.train_scores = false;
    f->job.trials = {{5, {{"epochs", int64_t{4}}}}};
    return f;
  };
  const auto shorter = fixture();
  shorter->job.trials[0].parameters["epochs"] = int64_t{2};
  const auto whole = fixture(), paused = fixture();
  const auto after_two = shorter->Execute(), after_all = whole->Execute();
  ASSERT_TRUE(after_two.ok() && after_all.ok());
  paused->pause_epochs = 2;
  const auto first = paused->Execute();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->cells.empty());
  const auto& [trial, point] = paused->curve.back();
  EXPECT_EQ(trial, 5);
  EXPECT_EQ(point.metric, kInterimScore);
  EXPECT_EQ(point.epoch, 2);
  EXPECT_EQ(point.value, after_two->cells.at(0).test_score);
  paused->pause_epochs = 0;
  const auto second = paused->Execute();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->cells.at(0).test_score, after_all->cells.at(0).test_score);
  EXPECT_EQ(second->cells[0].predictions, after_all->cells[0].predictions);
}

TEST(JobExecutionTest, WhatCannotBeIsInfeasibleWithItsReason) {
  Fixture f;
  f.work.model = "cnn";
  f.work.pipeline.clear();
  f.job.trials = {{0, {{"kernel_size", int64_t{29}}, {"padding", std::string("valid")}}}};
  const auto output = f.Execute();
  ASSERT_TRUE(output.ok()) << Message(output.status());
  EXPECT_EQ(output->cells.at(0).state, CellState::kInfeasible);
  EXPECT_NE(output->cells[0].reason.find("kernel"), std::string::npos) << output->cells[0].reason;
}

TEST(JobExecutionTest, StoppedJobIsCancelled) {
  Fixture f;
  f.stop = true;
  EXPECT_EQ(f.Execute().status().code(), absl::StatusCode::kCancelled);
}

TEST(JobExecutionTest, SeedDependsOnTheGroupAndTheFoldAlone) {
  Work work;
  work.model = "svm";
  work.seed = 5;
  const Point a{{"C", 1.0}, {"gamma", 0.1}}, b{{"C", 10.0}, {"gamma", 0.1}},
      c{{"C", 1.0}, {"gamma", 0.2}};
  EXPECT_EQ(JobSeed(work, a, 0), JobSeed(work, b, 0)) << "C is a path parameter";
  EXPECT_NE(JobSeed(work, a, 0), JobSeed(work, c, 0));
  EXPECT_NE(JobSeed(work, a, 0), JobSeed(work, a, 1));
}

}  // namespace
}  // namespace gridfold
