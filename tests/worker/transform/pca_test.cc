#include "worker/transform/pca.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/worker/transform/rows.h"

namespace gridfold {
namespace {

Pipeline MakePca(const Value& components, bool whiten) {
  auto pipeline = Pipeline::Make({{"pca", {{"components", components}, {"whiten", whiten}}}}, {});
  EXPECT_TRUE(pipeline.ok()) << Message(pipeline.status());
  return *std::move(pipeline);
}

// Of columns i and j, ddof 1.
double Covariance(const Matrix& x, int64_t i, int64_t j) {
  double mean_i = 0, mean_j = 0, sum = 0;
  const auto rows = static_cast<double>(x.rows());
  for (int64_t r = 0; r < x.rows(); ++r) mean_i += x.row(r)[i] / rows, mean_j += x.row(r)[j] / rows;
  for (int64_t r = 0; r < x.rows(); ++r) sum += (x.row(r)[i] - mean_i) * (x.row(r)[j] - mean_j);
  return sum / (rows - 1);
}

TEST(PcaTest, CoordinatesAreProductsWithTheDirections) {
  const Matrix train = MixedRows(700, 18, 18, 0.9, 1);
  const PrincipalComponents expected = *FindPrincipalComponents(train, 5);
  Pipeline pipeline = MakePca(int64_t{5}, false);
  Matrix x = CopyOf(train), other = MixedRows(600, 18, 18, 0.9, 2);
  const Matrix before = CopyOf(other);
  ASSERT_TRUE(pipeline.FitApply(x).ok());
  pipeline.Apply(other);
  ASSERT_EQ(other.rows(), 600);
  ASSERT_EQ(other.cols(), 5);
  for (int64_t r = 0; r < other.rows(); ++r) {
    for (int64_t i = 0; i < 5; ++i) {
      double product = 0, size = 0;
      for (int64_t j = 0; j < 18; ++j) {
        const double term = (before.row(r)[j] - expected.mean[static_cast<size_t>(j)]) *
                            expected.directions.row(i)[j];
        product += term;
        size += std::fabs(term);
      }
      // 18 float products, each rounded by 2^-24 of at most the sum of their sizes.
      ASSERT_NEAR(other.row(r)[i], product, 18 * 6e-8 * size);
    }
  }
}

TEST(PcaTest, TrainingCoordinatesAreUncorrelatedWithTheComponentsVariances) {
  const Matrix train = MixedRows(900, 20, 20, 0.9);
  const PrincipalComponents expected = *FindPrincipalComponents(train, 8);
  Pipeline pipeline = MakePca(8.0, false);
  Matrix x = CopyOf(train);
  ASSERT_TRUE(pipeline.FitApply(x).ok());
  for (int64_t i = 0; i < 8; ++i) {
    for (int64_t j = 0; j < 8; ++j) {
      EXPECT_NEAR(Covariance(x, i, j), i == j ? expected.variances[static_cast<size_t>(i)] : 0,
                  1e-5 * expected.variances[0]);
    }
  }
}

TEST(PcaTest, WhitenedCoordinatesHaveVarianceOne) {
  for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{900, 30}, {60, 400}}) {
    Pipeline pipeline = MakePca(int64_t{12}, true);
    Matrix x = MixedRows(rows, cols, 70, 0.9);
    ASSERT_TRUE(pipeline.FitApply(x).ok());
    for (int64_t i = 0; i < 12; ++i) {
      for (int64_t j = 0; j < 12; ++j) EXPECT_NEAR(Covariance(x, i, j), i == j ? 1 : 0, 1e-4);
    }
  }
}

TEST(PcaTest, AllComponentsBringRowsBackAndFewerTheNearestOnes) {
  const Matrix train = MixedRows(200, 6, 6, 0.9);
  for (const bool whiten : {false, true}) {
    Pca all(6, whiten), first(1, whiten);
    ASSERT_TRUE(all.Fit(train).ok() && first.Fit(train).ok());
    Matrix x = CopyOf(train), along = CopyOf(train);
    all.Apply(x);
    all.Restore(x);
    first.Apply(along);
    first.Restore(along);
    ASSERT_EQ(x.cols(), 6);
    double lost = 0;
    for (int64_t r = 0; r < x.rows(); ++r) {
      for (int64_t j = 0; j < 6; ++j) {
        // Coordinates are float sums of six products of up to some tens, of 6e-8 each; whichever
        // direction were left out would be missed by far more.
        ASSERT_NEAR(x.row(r)[j], train.row(r)[j], 1e-4);
        const double difference = along.row(r)[j] - train.row(r)[j];
        lost += difference * difference / (200 - 1);
      }
    }
    // What one component loses is the variance along the others (Jolliffe, property A5).
    const double left = first.found().total_variance - first.found().variances[0];
    EXPECT_NEAR(lost, left, 1e-4 * left);
  }
}

TEST(PcaTest, CoordinatesWithoutVarianceAreZeroForEveryRow) {
  for (const bool whiten : {false, true}) {
    Pipeline pipeline = MakePca(int64_t{6}, whiten);
    Matrix x = MixedRows(300, 10, 4, 0.9, 1), other = MixedRows(20, 10, 10, 0.9, 2);
    ASSERT_TRUE(pipeline.FitApply(x).ok());
    pipeline.Apply(other);
    for (int64_t r = 0; r < other.rows(); ++r) {
      EXPECT_NE(other.row(r)[3], 0);
      EXPECT_EQ(other.row(r)[4], 0);
      EXPECT_EQ(other.row(r)[5], 0);
    }
  }
}

TEST(PcaTest, ShareDecidesTheNumberOfFeatures) {
  const Matrix train = MixedRows(200, 14, 14, 0.7);
  Pipeline pipeline = MakePca(0.9, false);
  Matrix x = CopyOf(train);
  ASSERT_TRUE(pipeline.FitApply(x).ok());
  EXPECT_EQ(x.cols(), FindPrincipalComponents(train, 0.9)->directions.rows());
  EXPECT_GT(x.cols(), 1);
  EXPECT_LT(x.cols(), 14);
}

TEST(PcaTest, StepsAfterItSeeItsFeatures) {
  auto pipeline = Pipeline::Make({{"pca", {{"components", int64_t{3}}}},
                                  {"normalize", {{"method", std::string("minmax")}}},
                                  {"pca", {{"components", int64_t{2}}}}},
                                 {});
  ASSERT_TRUE(pipeline.ok());
  Matrix x = MixedRows(50, 9, 9, 0.8), none(0, 9);
  ASSERT_TRUE(pipeline->FitApply(x).ok());
  EXPECT_EQ(x.cols(), 2);
  pipeline->Apply(none);
  EXPECT_EQ(none.cols(), 2);
}

TEST(PcaTest, ItLearnsAndLeavesNoPictures) {
  const Pipeline pipeline = MakePca(0.5, false);
  EXPECT_TRUE(pipeline.HasState());
  EXPECT_FALSE(pipeline.KeepsPictures());
  EXPECT_TRUE(Pipeline::Make({{"rescale", {{"divide", 2.0}}}}, {})->KeepsPictures());
}

TEST(PcaTest, NumberOfComponentsMayBeAParameter) {
  const std::vector<TransformSpec> specs = {
      {"pca", {{"components", std::string("$n")}, {"whiten", std::string("$w")}}}};
  auto pipeline = Pipeline::Make(specs, {{"n", 4.0}, {"w", true}});
  ASSERT_TRUE(pipeline.ok()) << Message(pipeline.status());
  Matrix x = MixedRows(50, 9, 9, 0.8);
  ASSERT_TRUE(pipeline->FitApply(x).ok());
  EXPECT_EQ(x.cols(), 4);
}

// The model file of the steps, fitted on the rows, and the rows they become.
std::pair<std::string, std::vector<float>> Fitted(const std::vector<TransformSpec>& steps,
                                                  const Matrix& train, const SharedFits& shared) {
  auto pipeline = Pipeline::Make(steps, {});
  Matrix x = CopyOf(train);
  EXPECT_TRUE(pipeline.ok() && pipeline->FitApply(x, 0, shared).ok());
  TensorFile file;
  pipeline->Save(file);
  return {file.Serialize(), {x.values().begin(), x.values().end()}};
}

TEST(PcaTest, SizesCutFromOneDecompositionAreWhatTheyAreAlone) {
  // More rows than features, and fewer.
  for (const auto& [rows, cols] : {std::pair<int64_t, int64_t>{300, 30}, {40, 200}}) {
    const Matrix train = MixedRows(rows, cols, 50, 0.9);
    for (const std::vector<double>& order :
         {std::vector<double>{2, 25, 0.9, 7}, std::vector<double>{25, 0.9, 7, 2}}) {
      ContentCache cache(1 << 30);
      for (const double size : order) {
        for (const bool whiten : {false, true}) {
          const std::vector<TransformSpec> steps = {
              {"normalize", {{"method", std::string("minmax")}}},
              {"pca", {{"components", size}, {"whiten", whiten}}}};
          EXPECT_EQ(Fitted(steps, train, {&cache, "rows"}), Fitted(steps, train, {})) << size;
        }
      }
      EXPECT_EQ(cache.Keys().size(), 1u);
    }
  }
}

TEST(PcaTest, OtherRowsAndOtherStepsBeforeItHaveTheirOwnDecomposition) {
  const Matrix train = MixedRows(60, 9, 9, 0.8, 1), other = MixedRows(60, 9, 9, 0.8, 2);
  const TransformSpec pca = {"pca", {{"components", int64_t{3}}}};
  const TransformSpec minmax = {"normalize", {{"method", std::string("minmax")}}};
  ContentCache cache(1 << 30);
  for (const std::vector<TransformSpec>& steps :
       {std::vector{pca}, std::vector{minmax, pca}, std::vector{minmax, pca, pca}}) {
    EXPECT_EQ(Fitted(steps, train, {&cache, "train"}), Fitted(steps, train, {}));
    EXPECT_EQ(Fitted(steps, other, {&cache, "other"}), Fitted(steps, other, {}));
  }
  EXPECT_EQ(cache.Keys().size(), 6u) << "after nothing, after minmax, after minmax and pca";
}

TEST(PcaTest, FewerRowsOrFeaturesThanComponentsAreAnError) {
  Pipeline pipeline = MakePca(int64_t{10}, false);
  Matrix x = MixedRows(50, 9, 9, 0.8);
  const Status status = pipeline.FitApply(x);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(Message(status),
            "pipeline: pca: components: expected at most 9, as there are 50 training rows of 9 "
            "features, found 10");
}

TEST(PcaTest, SettingsItDoesNotTakeAreRefused) {
  const auto error = [](const Point& settings) {
    return Message(MakeTransform({"pca", settings}).status());
  };
  const std::string expected =
      "pca: components: expected a whole number >= 1 or a share > 0 and < 1, found ";
  EXPECT_EQ(error({}), expected + "''");
  EXPECT_EQ(error({{"components", int64_t{0}}}), expected + "'0'");
  EXPECT_EQ(error({{"components", -0.5}}), expected + "'-0.5'");
  EXPECT_EQ(error({{"components", 2.5}}), expected + "'2.5'");
  EXPECT_EQ(error({{"components", std::nan("")}}), expected + "'nan'");
  EXPECT_EQ(error({{"components", HUGE_VAL}}), expected + "'inf'");
  EXPECT_EQ(error({{"components", std::string("mle")}}), expected + "'mle'");
  EXPECT_EQ(error({{"components", int64_t{2}}, {"whiten", int64_t{1}}}),
            "pca: whiten: expected true or false, found '1'");
  EXPECT_EQ(error({{"components", int64_t{2}}, {"solver", std::string("full")}}),
            "pca: there is no setting 'solver'; expected components, whiten");
}

TEST(PcaTest, SavedStepTransformsAlike) {
  for (const bool whiten : {false, true}) {
    Pipeline pipeline = MakePca(0.95, whiten);
    Matrix train = MixedRows(80, 12, 8, 0.8, 1), before = MixedRows(7, 12, 8, 0.8, 2);
    Matrix after = CopyOf(before);
    ASSERT_TRUE(pipeline.FitApply(train).ok());
    pipeline.Apply(before);
    TensorFile file;
    pipeline.Save(file);
    const auto parsed = TensorFile::Parse(file.Serialize());
    ASSERT_TRUE(parsed.ok()) << Message(parsed.status());
    const auto loaded = Pipeline::Load(*parsed);
    ASSERT_TRUE(loaded.ok()) << Message(loaded.status());
    EXPECT_FALSE(loaded->KeepsPictures());
    loaded->Apply(after);
    ASSERT_EQ(after.cols(), before.cols());
    EXPECT_TRUE(
        std::equal(before.data(), before.data() + before.rows() * before.cols(), after.data()));
  }
}

TEST(PcaTest, DamagedFilesAreDataLoss) {
  const auto load = [](std::vector<double> mean, std::vector<double> variances,
                       std::vector<int64_t> shape) {
    TensorFile file;
    file.SetText("pipeline.steps", R"([{"name":"pca","settings":"{\"components\":2}"}])");
    const std::vector<float> values(static_cast<size_t>(shape[0] * shape[1]), 0.5f);
    file.Set("pipeline.0.mean", {static_cast<int64_t>(mean.size())}, std::span<const double>(mean));
    file.Set("pipeline.0.variances", {static_cast<int64_t>(variances.size())},
             std::span<const double>(variances));
    file.Set("pipeline.0.components", shape, std::span<const float>(values));
    return Pipeline::Load(file).status();
  };
  EXPECT_TRUE(load({0, 0, 0}, {2, 1}, {2, 3}).ok());
  EXPECT_TRUE(absl::IsDataLoss(load({0, 0}, {2, 1}, {2, 3})));
  EXPECT_TRUE(absl::IsDataLoss(load({0, 0, 0}, {2}, {2, 3})));
  EXPECT_TRUE(absl::IsDataLoss(load({0, 0, 0}, {}, {0, 3})));
  EXPECT_TRUE(absl::IsDataLoss(load({}, {2, 1}, {2, 0})));
}

}  // namespace
}  // namespace gridfold
