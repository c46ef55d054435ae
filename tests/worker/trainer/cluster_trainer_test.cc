#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "common/spec/catalogue.h"
#include "tests/worker/model/cluster/cluster_rows.h"
#include "worker/crew/crew.h"
#include "worker/model/cluster/cluster_scores.h"
#include "worker/model/cluster/gaussian_mixture.h"
#include "worker/model/cluster/kmeans_model.h"
#include "worker/model/cluster/mixture_model.h"
#include "worker/trainer/gmm_trainer.h"
#include "worker/trainer/kmeans_trainer.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

Value Text(const char* text) { return Value(std::string(text)); }

// Rows of six groups, of which two and two are one class: 0 1 2 0 1 3.
struct Rows {
  Rows(int64_t first, int64_t count) {
    const Matrix all = Clouds(6000, 30, 6, 1.5);
    x = Matrix(count, 30);
    std::copy_n(all.row(first), count * 30, x.data());
    const int32_t classes[] = {0, 1, 2, 0, 1, 3};
    for (int64_t r = first; r < first + count; ++r) y.push_back(classes[r % 6]);
  }
  Matrix x;
  std::vector<int32_t> y;
};

struct Fixture {
  Rows train{0, 1500}, evaluation{1500, 2600};
  std::vector<Point> points;
  FitRequest request;

  Fixture(const char* model, std::vector<Point> given) {
    for (const Point& point : given) points.push_back(WithDefaults(*FindModel(model), point));
    request.train = {train.x, train.y};
    request.evaluation = {evaluation.x, evaluation.y};
    request.classes = 4;
    request.points = points;
    request.seed = 3;
    request.predict_train = true;
    request.keep_models = true;
  }
};

double Accuracy(const std::vector<int32_t>& predicted, const std::vector<int32_t>& actual) {
  double right = 0;
  for (size_t r = 0; r < actual.size(); ++r) right += predicted[r] == actual[r] ? 1 : 0;
  return right / static_cast<double>(actual.size());
}

TEST(KMeansTrainerTest, ClustersPredictTheirMajorityAndFactsAreTheirs) {
  Fixture fixture("kmeans", {{{"n_clusters", int64_t{6}}},
                             {{"n_clusters", int64_t{6}}, {"algorithm", Text("minibatch")}}});
  const auto fits = KMeansTrainer().Fit(fixture.request);
  ASSERT_TRUE(fits.ok());
  for (const CellFit& fit : *fits) {
    ASSERT_TRUE(fit.status.ok()) << Message(fit.status);
    EXPECT_GT(Accuracy(fit.evaluation_predictions, fixture.evaluation.y), 0.99);
    EXPECT_GT(Accuracy(fit.train_predictions, fixture.train.y), 0.99);
    EXPECT_EQ(fit.model->Predict(fixture.evaluation.x), fit.evaluation_predictions);
    EXPECT_EQ(fit.facts.at("converged"), 1);
    EXPECT_GE(fit.facts.at("iterations"), 1);
    // Every row lies about one deviation from its group's centre in each feature.
    EXPECT_NEAR(fit.facts.at("inertia") / (1500 * 30), 1, 0.05);
    // Six clusters, four classes: not 1, but far from chance.
    const auto& model = static_cast<const KMeansModel&>(*fit.model);
    EXPECT_EQ(
        fit.facts.at("adjusted_rand_index"),
        AdjustedRandIndex(fixture.evaluation.y, model.Clusters(fixture.evaluation.x, nullptr)));
    EXPECT_GT(fit.facts.at("adjusted_rand_index"), 0.5);
    EXPECT_LT(fit.facts.at("adjusted_rand_index"), 0.9);
    // A sample of 2,000 rows is near the value of all.
    const auto silhouette =
        Silhouette(fixture.evaluation.x, model.Clusters(fixture.evaluation.x, nullptr), nullptr);
    EXPECT_NEAR(fit.facts.at("silhouette"), *silhouette, 0.01);
    EXPECT_NE(fit.facts.at("silhouette"), *silhouette);
  }
}

TEST(GmmTrainerTest, ComponentsPredictTheirMajorityAndFactsAreTheirs) {
  for (const char* type : {"full", "tied", "diag", "spherical"}) {
    SCOPED_TRACE(type);
    Fixture fixture(
        "gmm",
        {{{"n_components", int64_t{6}}, {"covariance_type", Text(type)}, {"n_init", int64_t{4}}}});
    const auto fits = GmmTrainer().Fit(fixture.request);
    ASSERT_TRUE(fits.ok());
    const CellFit& fit = fits->front();
    ASSERT_TRUE(fit.status.ok()) << Message(fit.status);
    EXPECT_GT(Accuracy(fit.evaluation_predictions, fixture.evaluation.y), 0.99);
    EXPECT_EQ(fit.model->Predict(fixture.evaluation.x), fit.evaluation_predictions);
    EXPECT_EQ(fit.model->Predict(fixture.train.x), fit.train_predictions);
    const GaussianMixture& mixture = static_cast<const MixtureModel&>(*fit.model).mixture();
    const double likelihood = fit.facts.at("log_likelihood");
    EXPECT_EQ(fit.facts.at("bic"), Bic(mixture, likelihood, 1500));
    EXPECT_EQ(fit.facts.at("aic"), Aic(mixture, likelihood, 1500));
    EXPECT_NEAR(fit.facts.at("lower_bound"), likelihood, 1e-3);
    EXPECT_NEAR(fit.facts.at("evaluation_log_likelihood"), likelihood, 5);
    EXPECT_NEAR(fit.facts.at("inertia") / (1500 * 30), 1, 0.05);
    EXPECT_EQ(fit.facts.at("converged"), 1);
    EXPECT_TRUE(fit.facts.contains("adjusted_rand_index") && fit.facts.contains("silhouette"));
  }
}

TEST(ClusterTrainerTest, ACrewChangesNoBit) {
  Crew crew(3);
  for (const bool kmeans : {true, false}) {
    Fixture fixture(kmeans ? "kmeans" : "gmm",
                    {{{kmeans ? "n_clusters" : "n_components", int64_t{9}}}});
    const KMeansTrainer kmeans_trainer;
    const GmmTrainer gmm_trainer;
    const Trainer& trainer = kmeans ? static_cast<const Trainer&>(kmeans_trainer) : gmm_trainer;
    const auto alone = trainer.Fit(fixture.request);
    fixture.request.crew = &crew;
    const auto together = trainer.Fit(fixture.request);
    ASSERT_TRUE(alone.ok() && together.ok());
    EXPECT_EQ(together->front().facts, alone->front().facts);
    EXPECT_EQ(together->front().evaluation_predictions, alone->front().evaluation_predictions);
    EXPECT_EQ(together->front().train_predictions, alone->front().train_predictions);
  }
}

TEST(ClusterTrainerTest, MoreClustersThanRowsAreInfeasibleAndTheOthersAreFitted) {
  Fixture kmeans("kmeans", {{{"n_clusters", int64_t{1501}}}, {{"n_clusters", int64_t{2}}}});
  const auto fits = KMeansTrainer().Fit(kmeans.request);
  EXPECT_TRUE(absl::IsInvalidArgument((*fits)[0].status));
  EXPECT_EQ(Message((*fits)[0].status),
            "n_clusters: expected at most as many as training rows, 1500, found 1501");
  EXPECT_TRUE((*fits)[1].status.ok());
  Fixture gmm("gmm", {{{"n_components", int64_t{1000000}}}, {{"n_components", int64_t{2}}}});
  const auto mixtures = GmmTrainer().Fit(gmm.request);
  EXPECT_TRUE(absl::IsInvalidArgument((*mixtures)[0].status));
  EXPECT_TRUE((*mixtures)[1].status.ok());
}

TEST(ClusterTrainerTest, CovariancesBeyondTheMemoryAreRefused) {
  Fixture fixture("gmm", {{{"n_components", int64_t{1000}}}});
  fixture.request.memory.slot_bytes = 1 << 20;
  const auto fits = GmmTrainer().Fit(fixture.request);
  EXPECT_EQ(fits->front().status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(Message(fits->front().status), HasSubstr("1000 components of 30 features take"));
}

TEST(ClusterTrainerTest, NoFeaturesAndNoEvaluationRowsAreSurvived) {
  for (const bool kmeans : {true, false}) {
    const KMeansTrainer kmeans_trainer;
    const GmmTrainer gmm_trainer;
    const Trainer& trainer = kmeans ? static_cast<const Trainer&>(kmeans_trainer) : gmm_trainer;
    Fixture fixture(kmeans ? "kmeans" : "gmm", {{}});
    fixture.request.evaluation = {{nullptr, 0, 30, 30}, {}};
    const auto fits = trainer.Fit(fixture.request);
    ASSERT_TRUE(fits->front().status.ok()) << Message(fits->front().status);
    EXPECT_FALSE(fits->front().facts.contains("silhouette"));
    fixture.request.train.x = {fixture.train.x.data(), 1500, 0, 0};
    fixture.request.evaluation.x = {nullptr, 0, 0, 0};
    EXPECT_TRUE(absl::IsInvalidArgument(trainer.Fit(fixture.request)->front().status));
  }
}

TEST(ClusterTrainerTest, StopsWhenItIsTold) {
  const std::atomic<bool> stop = true;
  Fixture kmeans("kmeans", {{}}), gmm("gmm", {{}});
  kmeans.request.stop = gmm.request.stop = &stop;
  EXPECT_TRUE(absl::IsCancelled(KMeansTrainer().Fit(kmeans.request).status()));
  EXPECT_TRUE(absl::IsCancelled(GmmTrainer().Fit(gmm.request).status()));
}

}  // namespace
}  // namespace gridfold
