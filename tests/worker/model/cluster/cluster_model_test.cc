#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/worker/model/cluster/cluster_rows.h"
#include "worker/model/cluster/kmeans_model.h"
#include "worker/model/cluster/maximization.h"
#include "worker/model/cluster/mixture_model.h"
#include "worker/model/model.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

KMeansModel SomeKMeans() {
  // Two features; mean (10, 20); centres at (10, 20), (11, 20), (10, 25).
  return KMeansModel({10, 20}, {0, 0, 1, 0, 0, 5}, {4, 2, 4});
}

MixtureModel SomeMixture(CovarianceType type) {
  const Matrix x = Clouds(300, 3, 3, 4);
  std::vector<double> shares(900, 0.0);
  for (size_t r = 0; r < 300; ++r) shares[r % 3 * 300 + r] = 1;
  auto mixture = Maximization(x, type, 3, 1e-6).Step(shares, nullptr, nullptr);
  EXPECT_TRUE(mixture.ok());
  return MixtureModel(*std::move(mixture), {1, 0, 1});
}

// Through the bytes of a file.
StatusOr<std::unique_ptr<Model>> Reloaded(const Model& model) {
  TensorFile file;
  model.Save(file);
  GF_ASSIGN_OR_RETURN(const TensorFile read, TensorFile::Parse(file.Serialize()));
  return LoadModel(read);
}

TEST(KMeansModelTest, PredictsTheClassOfTheNearestCentre) {
  Matrix x(4, 2);
  const float values[] = {9, 19, 12, 20, 10, 24, 10.5, 20};  // the last one between two: the first
  std::copy(values, values + 8, x.data());
  KMeansModel model = SomeKMeans();
  EXPECT_EQ(model.Clusters(x, nullptr), (std::vector<int32_t>{0, 1, 2, 0}));
  EXPECT_EQ(model.Predict(x), (std::vector<int32_t>{4, 2, 4, 4}));
  EXPECT_TRUE(model.Predict({nullptr, 0, 2, 2}).empty());
  EXPECT_TRUE(absl::IsFailedPrecondition(model.Probabilities(x).status()));
}

TEST(KMeansModelTest, AFileHoldsAllOfIt) {
  const auto loaded = Reloaded(SomeKMeans());
  ASSERT_TRUE(loaded.ok()) << Message(loaded.status());
  EXPECT_EQ((*loaded)->Type(), "kmeans");
  Matrix x = Clouds(1200, 2, 3, 4, 15);
  EXPECT_EQ((*loaded)->Predict(x), SomeKMeans().Predict(x));
}

TEST(MixtureModelTest, AFileHoldsAllOfIt) {
  for (const CovarianceType type : {CovarianceType::kFull, CovarianceType::kTied,
                                    CovarianceType::kDiag, CovarianceType::kSpherical}) {
    SCOPED_TRACE(Name(type));
    MixtureModel model = SomeMixture(type);
    const auto loaded = Reloaded(model);
    ASSERT_TRUE(loaded.ok()) << Message(loaded.status());
    EXPECT_EQ((*loaded)->Type(), "gmm");
    const Matrix x = Clouds(400, 3, 5, 4);
    EXPECT_EQ((*loaded)->Predict(x), model.Predict(x));
    EXPECT_EQ((*loaded)->Probabilities(x)->values, model.Probabilities(x)->values);
  }
}

TEST(MixtureModelTest, AClassHasTheSumOfItsComponents) {
  MixtureModel model = SomeMixture(CovarianceType::kDiag);
  const Matrix x = Clouds(50, 3, 3, 4);
  const auto shares = Expect(model.mixture(), x, {}, nullptr, nullptr);
  const auto probabilities = model.Probabilities(x);
  ASSERT_TRUE(probabilities.ok());
  EXPECT_EQ(probabilities->classes, (std::vector<int32_t>{0, 1}));
  for (size_t r = 0; r < 50; ++r) {
    EXPECT_NEAR(probabilities->values[2 * r], shares->shares[50 + r], 1e-15);
    EXPECT_NEAR(probabilities->values[2 * r + 1], shares->shares[r] + shares->shares[100 + r],
                1e-15);
  }
}

// What LoadModel says of a file in which one thing was changed.
template <typename Change>
std::string Complaint(const Model& model, Change change) {
  TensorFile file;
  model.Save(file);
  change(file);
  const auto loaded = LoadModel(file);
  EXPECT_TRUE(absl::IsDataLoss(loaded.status()));
  return Message(loaded.status());
}

TEST(ClusterModelFileTest, WhatDoesNotFitIsDataLossThatSaysSo) {
  const auto set = [](const char* name, std::vector<int64_t> shape, std::vector<double> values) {
    return [=](TensorFile& file) { file.Set(name, shape, std::span<const double>(values)); };
  };
  const auto classes = [](std::vector<int32_t> values) {
    return [=](TensorFile& file) {
      file.Set("model.cluster_classes", {static_cast<int64_t>(values.size())},
               std::span<const int32_t>(values));
    };
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const KMeansModel kmeans = SomeKMeans();
  EXPECT_THAT(Complaint(kmeans, classes({})), HasSubstr("expected at least one, found none"));
  EXPECT_THAT(Complaint(kmeans, classes({0, -1, 2})), HasSubstr("no negative class, found -1"));
  EXPECT_THAT(Complaint(kmeans, classes({0, 1})), HasSubstr("model.centres"));
  EXPECT_THAT(Complaint(kmeans, set("model.centres", {3, 2}, {0, 0, nan, 0, 0, 0})),
              HasSubstr("model.centres: expected finite numbers"));
  EXPECT_THAT(Complaint(kmeans, set("model.mean", {2}, {0, 0})), HasSubstr("model.mean"));
  const MixtureModel full = SomeMixture(CovarianceType::kFull);
  const MixtureModel diag = SomeMixture(CovarianceType::kDiag);
  EXPECT_THAT(Complaint(full, [](TensorFile& file) { file.SetText("model.covariance_type", "x"); }),
              HasSubstr("model.covariance_type: expected full, tied, diag or spherical"));
  EXPECT_THAT(Complaint(full, set("model.weights", {3}, {0.5, 0.5, 0})),
              HasSubstr("model.weights: expected numbers above 0"));
  EXPECT_THAT(Complaint(full, set("model.means", {3, 0}, {})), HasSubstr("at least one feature"));
  EXPECT_THAT(Complaint(full, set("model.cholesky", {3, 3, 3}, std::vector<double>(27, 0.0))),
              HasSubstr("model.cholesky: triangular factor"));
  EXPECT_THAT(Complaint(full, set("model.cholesky", {1, 3, 3}, std::vector<double>(9, 1.0))),
              HasSubstr("model.cholesky"));
  EXPECT_THAT(Complaint(diag, set("model.variances", {3, 3}, std::vector<double>(9, -1.0))),
              HasSubstr("model.variances: expected numbers above 0, found -1"));
  EXPECT_THAT(Complaint(diag, set("model.variances", {3, 1}, {1, 1, 1})),
              HasSubstr("model.variances"));
}

}  // namespace
}  // namespace gridfold
