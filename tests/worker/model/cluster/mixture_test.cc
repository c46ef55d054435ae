#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <numeric>

#include "tests/worker/model/cluster/cluster_rows.h"
#include "worker/model/cluster/expectation.h"
#include "worker/model/cluster/maximization.h"
#include "worker/model/cluster/mixture_fit.h"

namespace gridfold {
namespace {

constexpr CovarianceType kTypes[] = {CovarianceType::kFull, CovarianceType::kTied,
                                     CovarianceType::kDiag, CovarianceType::kSpherical};
constexpr double kReg = 1e-3;

// scikit-learn's definitions, written down plainly.
struct NaiveMixture {
  std::vector<double> weights;
  std::vector<Eigen::VectorXd> means;
  std::vector<Eigen::MatrixXd> covariances;
};

Eigen::MatrixXd ToEigen(ConstMatrix x) {
  Eigen::MatrixXd result(x.rows, x.cols);
  for (int64_t r = 0; r < x.rows; ++r) {
    for (int64_t j = 0; j < x.cols; ++j) result(r, j) = static_cast<double>(x.row(r)[j]);
  }
  return result;
}

// shares [rows x components].
NaiveMixture NaiveMaximize(const Eigen::MatrixXd& x, const Eigen::MatrixXd& shares,
                           CovarianceType type) {
  NaiveMixture mixture;
  Eigen::MatrixXd tied = Eigen::MatrixXd::Zero(x.cols(), x.cols());
  double total = 0;
  for (int64_t c = 0; c < shares.cols(); ++c) {
    const Eigen::VectorXd own = shares.col(c);
    const double sum = own.sum() + 10 * std::numeric_limits<double>::epsilon();
    const Eigen::VectorXd mean = x.transpose() * own / sum;
    const Eigen::MatrixXd difference = x.rowwise() - mean.transpose();
    Eigen::MatrixXd covariance = difference.transpose() * own.asDiagonal() * difference;
    tied += covariance;
    total += sum;
    covariance /= sum;
    covariance.diagonal().array() += kReg;
    if (type != CovarianceType::kFull) {
      covariance = Eigen::MatrixXd(covariance.diagonal().asDiagonal());
    }
    if (type == CovarianceType::kSpherical) {
      const double variance = covariance.diagonal().mean();
      covariance = variance * Eigen::MatrixXd::Identity(x.cols(), x.cols());
    }
    mixture.weights.push_back(sum);
    mixture.means.push_back(mean);
    mixture.covariances.push_back(covariance);
  }
  for (double& weight : mixture.weights) weight /= total;
  if (type == CovarianceType::kTied) {
    tied /= total;
    tied.diagonal().array() += kReg;
    for (Eigen::MatrixXd& covariance : mixture.covariances) covariance = tied;
  }
  return mixture;
}

// Turns shares into those of the mixture; returns the mean log-likelihood.
double NaiveExpect(const Eigen::MatrixXd& x, const NaiveMixture& mixture, Eigen::MatrixXd& shares) {
  for (size_t c = 0; c < mixture.weights.size(); ++c) {
    const Eigen::LDLT<Eigen::MatrixXd> factor(mixture.covariances[c]);
    const double log_det = factor.vectorD().array().log().sum();
    for (int64_t r = 0; r < x.rows(); ++r) {
      const Eigen::VectorXd difference = x.row(r).transpose() - mixture.means[c];
      shares(r, static_cast<int64_t>(c)) =
          std::log(mixture.weights[c]) -
          (static_cast<double>(x.cols()) * std::log(2 * std::numbers::pi) + log_det +
           difference.dot(factor.solve(difference))) /
              2;
    }
  }
  double sum = 0;
  for (int64_t r = 0; r < x.rows(); ++r) {
    const double largest = shares.row(r).maxCoeff();
    const double log_sum = largest + std::log((shares.row(r).array() - largest).exp().sum());
    shares.row(r) = (shares.row(r).array() - log_sum).exp();
    sum += log_sum;
  }
  return sum / static_cast<double>(x.rows());
}

std::vector<double> RandomShares(int64_t rows, int64_t components) {
  Random random(8);
  std::vector<double> shares(static_cast<size_t>(rows * components));
  for (int64_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (int64_t c = 0; c < components; ++c) {
      sum += shares[static_cast<size_t>(c * rows + r)] = random.Uniform();
    }
    for (int64_t c = 0; c < components; ++c) shares[static_cast<size_t>(c * rows + r)] /= sum;
  }
  return shares;
}

Eigen::MatrixXd ToEigen(const std::vector<double>& shares, int64_t rows) {
  return Eigen::Map<const Eigen::MatrixXd>(shares.data(), rows,
                                           static_cast<int64_t>(shares.size()) / rows);
}

MixtureSettings Settings(CovarianceType type, int64_t components, int64_t iterations) {
  MixtureSettings settings;
  settings.components = components;
  settings.type = type;
  settings.iterations_max = iterations;
  settings.tolerance = 0;
  settings.reg_covar = kReg;
  return settings;
}

TEST(MixtureTest, StepsAreThoseOfTheDefinition) {
  // Below and above one block of the triangular factor; far from zero, too.
  for (const int64_t features : {1, 3, 110}) {
    const Matrix x = Clouds(700, features, 4, 0.7, 5);
    const Eigen::MatrixXd rows = ToEigen(x.view());
    const std::vector<double> start = RandomShares(700, 3);
    for (const CovarianceType type : kTypes) {
      SCOPED_TRACE(Name(type) + " " + std::to_string(features));
      Eigen::MatrixXd shares = ToEigen(start, 700);
      NaiveMixture expected = NaiveMaximize(rows, shares, type);
      double bound = 0;
      for (int step = 0; step < 5; ++step) {
        bound = NaiveExpect(rows, expected, shares);
        expected = NaiveMaximize(rows, shares, type);
      }
      BackwardsRunner crew;
      const auto found = RunMixture(x, Settings(type, 3, 5), start, nullptr, nullptr);
      const auto backwards = RunMixture(x, Settings(type, 3, 5), start, &crew, nullptr);
      ASSERT_TRUE(found.ok()) << Message(found.status());
      EXPECT_EQ(found->iterations, 5);
      // Five steps in double on both sides, which carry roundings from one to the next.
      EXPECT_NEAR(found->lower_bound / bound, 1, 1e-9);
      EXPECT_NEAR(found->log_likelihood / NaiveExpect(rows, expected, shares), 1, 1e-9);
      for (int64_t c = 0; c < 3; ++c) {
        EXPECT_NEAR(found->mixture.weights[static_cast<size_t>(c)],
                    expected.weights[static_cast<size_t>(c)], 1e-8);
        for (int64_t j = 0; j < features; ++j) {
          EXPECT_NEAR(found->mixture.means[static_cast<size_t>(c * features + j)],
                      expected.means[static_cast<size_t>(c)](j), 1e-7);
        }
      }
      EXPECT_EQ(backwards->log_likelihood, found->log_likelihood);
      EXPECT_EQ(backwards->mixture.means, found->mixture.means);
    }
  }
}

TEST(ExpectationTest, DroppingHopelessRowsChangesNoSum) {
  // Groups so far apart that nearly every share is 0, with and without a guess, right or wrong.
  const Matrix x = Clouds(600, 120, 3, 12);
  std::vector<double> shares(3 * 600, 0.0);
  std::vector<int32_t> labels, wrong;
  for (int32_t r = 0; r < 600; ++r) {
    labels.push_back(r % 3);
    wrong.push_back((r + 1) % 3);
    shares[static_cast<size_t>(r % 3 * 600 + r)] = 1;
  }
  const auto mixture =
      Maximization(x, CovarianceType::kFull, 3, kReg).Step(shares, nullptr, nullptr);
  ASSERT_TRUE(mixture.ok());
  const auto none = Expect(*mixture, x, {}, nullptr, nullptr);
  const auto guessed = Expect(*mixture, x, labels, nullptr, nullptr);
  const auto misled = Expect(*mixture, x, wrong, nullptr, nullptr);
  ASSERT_TRUE(none.ok() && guessed.ok() && misled.ok());
  EXPECT_EQ(none->likeliest, labels);
  for (const auto& other : {*guessed, *misled}) {
    EXPECT_EQ(other.likeliest, none->likeliest);
    for (size_t i = 0; i < none->shares.size(); ++i) {
      ASSERT_NEAR(other.shares[i], none->shares[i], 1e-130);
    }
    EXPECT_EQ(other.log_likelihood, none->log_likelihood);
  }
  Eigen::MatrixXd expected = ToEigen(shares, 600);
  const double likelihood =
      NaiveExpect(ToEigen(x.view()),
                  NaiveMaximize(ToEigen(x.view()), expected, CovarianceType::kFull), expected);
  EXPECT_NEAR(none->log_likelihood / likelihood, 1, 1e-9);
}

TEST(MixtureTest, FitsGroupsFromKMeansAndEndsWhenTheBoundRests) {
  const Matrix x = Clouds(1200, 4, 3, 6);
  for (const CovarianceType type : kTypes) {
    MixtureSettings settings = Settings(type, 3, 100);
    settings.tolerance = 1e-3;
    settings.seed = 2;
    const auto found = FitMixture(x, settings, nullptr, nullptr);
    ASSERT_TRUE(found.ok());
    EXPECT_TRUE(found->converged);
    EXPECT_LT(found->iterations, 10);
    EXPECT_GE(found->log_likelihood, found->lower_bound - 1e-9);
    for (size_t r = 3; r < 1200; ++r) EXPECT_EQ(found->clusters[r], found->clusters[r % 3]);
    settings.from_kmeans = false;
    settings.starts = 3;
    settings.iterations_max = 4;
    const auto random = FitMixture(x, settings, nullptr, nullptr);
    ASSERT_TRUE(random.ok());
    EXPECT_LE(random->iterations, 4);
    EXPECT_LE(random->lower_bound, found->lower_bound + 1e-6);
  }
}

TEST(MixtureTest, ConstantFeaturesAndEqualRowsStayFinite) {
  Matrix constant = Clouds(90, 5, 2, 3), equal(20, 2);
  for (int64_t r = 0; r < 90; ++r) constant.row(r)[2] = 7;
  std::ranges::fill(equal.values(), 4.0F);
  for (const CovarianceType type : kTypes) {
    SCOPED_TRACE(Name(type));
    for (const Matrix* x : {&constant, &equal}) {
      const auto found = FitMixture(*x, Settings(type, 4, 10), nullptr, nullptr);
      ASSERT_TRUE(found.ok()) << Message(found.status());
      EXPECT_TRUE(std::isfinite(found->log_likelihood));
      for (const double mean : found->mixture.means) EXPECT_TRUE(std::isfinite(mean));
    }
  }
}

TEST(MixtureTest, WhatCannotBeSaysSo) {
  const Matrix x = Clouds(5, 2, 2, 3);
  const auto many = FitMixture(x, Settings(CovarianceType::kFull, 6, 10), nullptr, nullptr);
  EXPECT_EQ(Message(many.status()),
            "n_components: expected at most as many as training rows, 5, found 6");
  EXPECT_TRUE(absl::IsInvalidArgument(many.status()));
  // Without regularization a constant feature has no density.
  Matrix flat = Clouds(40, 2, 2, 3);
  for (int64_t r = 0; r < 40; ++r) flat.row(r)[1] = 0;
  for (const CovarianceType type : kTypes) {
    if (type == CovarianceType::kSpherical) continue;  // the other feature gives it a variance
    MixtureSettings settings = Settings(type, 2, 10);
    settings.reg_covar = 0;
    EXPECT_TRUE(absl::IsInternal(FitMixture(flat, settings, nullptr, nullptr).status()));
  }
  const std::atomic<bool> stop = true;
  MixtureSettings settings = Settings(CovarianceType::kFull, 2, 10);
  settings.from_kmeans = false;
  EXPECT_TRUE(absl::IsCancelled(FitMixture(x, settings, nullptr, &stop).status()));
}

TEST(InformationCriteriaTest, CountWhatMayBeChosen) {
  GaussianMixture mixture;
  mixture.components = 3;
  mixture.features = 4;
  // 2 weights, 12 means, and the covariances.
  const double expected[] = {14 + 30, 14 + 10, 14 + 12, 14 + 3};
  for (size_t i = 0; i < 4; ++i) {
    mixture.type = kTypes[i];
    EXPECT_EQ(mixture.Parameters(), expected[i]);
    EXPECT_EQ(*CovarianceTypeOf(Name(kTypes[i])), kTypes[i]);
    EXPECT_NEAR(Bic(mixture, -2.5, 100), 500 + expected[i] * std::log(100.0), 1e-9);
    EXPECT_NEAR(Aic(mixture, -2.5, 100), 500 + expected[i] * 2, 1e-9);
  }
  EXPECT_FALSE(CovarianceTypeOf("Full").ok());
}

}  // namespace
}  // namespace gridfold
