#include "worker/model/bayes/bayes_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "tests/worker/model/bayes/bayes_rows.h"

namespace gridfold {
namespace {

BayesModel Fitted(const BayesRows& rows, double var_smoothing) {
  return BayesModel(*Smooth(*MeasureClasses(rows.x, rows.y, nullptr), var_smoothing));
}

TEST(BayesModelTest, ProbabilitiesAreThoseOfScikitLearn) {
  // GaussianNB(var_smoothing=...).fit(x, y).predict_proba(others) of scikit-learn 1.2.1.
  const BayesRows rows;
  const std::pair<double, std::vector<double>> known[] = {
      {1e-9,
       {0.6109520323677473, 0.3890479676322529, 0.18053457281719387, 0.8194654271828063,
        0.6996014415733711, 0.3003985584266286}},
      {0.5,
       {0.5680673666986068, 0.4319326333013932, 0.31287066388940094, 0.6871293361105991,
        0.702835995574741, 0.29716400442525887}}};
  for (const auto& [var_smoothing, expected] : known) {
    BayesModel model = Fitted(rows, var_smoothing);
    EXPECT_EQ(model.Predict(rows.others), (std::vector<int32_t>{0, 3, 0}));
    const auto probabilities = model.Probabilities(rows.others);
    ASSERT_TRUE(probabilities.ok());
    EXPECT_EQ(probabilities->classes, (std::vector<int32_t>{0, 3}));
    ASSERT_EQ(probabilities->values.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(probabilities->values[i], expected[i], 1e-14);  // a few roundings of double
    }
  }
}

TEST(BayesModelTest, EqualScoresGoToTheLowerClass) {
  GaussianBayes bayes{{2, 5}, {std::log(0.5), std::log(0.5)}, {-1, 1}, {1, 1}};
  BayesModel model(bayes);
  EXPECT_EQ(model.Predict(FilledMatrix(1, 1, {0})), (std::vector<int32_t>{2}));
}

TEST(BayesModelTest, ReadBackModelIsTheSame) {
  const BayesRows rows;
  BayesModel model = Fitted(rows, 1e-3);
  TensorFile file;
  model.Save(file);
  const auto parsed = TensorFile::Parse(file.Serialize());
  ASSERT_TRUE(parsed.ok());
  const auto loaded = BayesModel::Load(*parsed);
  ASSERT_TRUE(loaded.ok()) << Message(loaded.status());
  EXPECT_EQ((*loaded)->Type(), "naive_bayes");
  EXPECT_EQ((*loaded)->Predict(rows.others), model.Predict(rows.others));
  EXPECT_EQ((*loaded)->Probabilities(rows.others)->values,
            model.Probabilities(rows.others)->values);
}

TEST(BayesModelTest, DamagedFilesAreDataLoss) {
  const BayesModel model = Fitted(BayesRows(), 1e-3);
  TensorFile whole;
  model.Save(whole);
  ASSERT_TRUE(BayesModel::Load(whole).ok());
  using Doubles = std::vector<double>;
  const std::vector<std::function<void(TensorFile&)>> damages = {
      [](TensorFile& file) { file = TensorFile(); },
      [](TensorFile& file) {
        file.Set("model.classes", {2}, std::vector<int32_t>{3, 3});
      },
      [](TensorFile& file) {
        file.Set("model.classes", {2}, std::vector<int32_t>{-1, 3});
      },
      [](TensorFile& file) { file.Set("model.classes", {0}, std::vector<int32_t>{}); },
      [](TensorFile& file) {
        file.Set("model.classes", {3}, std::vector<int32_t>{0, 1, 2});
      },
      [](TensorFile& file) {
        file.Set("model.log_priors", {2}, Doubles{0, NAN});
      },
      [](TensorFile& file) {
        file.Set("model.means", {2, 0}, Doubles{});
      },
      [](TensorFile& file) {
        file.Set("model.means", {2, 1}, Doubles{1, 2});
      },
      [](TensorFile& file) {
        file.Set("model.means", {2, 2}, Doubles{1, 2, 3, INFINITY});
      },
      [](TensorFile& file) {
        file.Set("model.variances", {2, 2}, Doubles{1, 2, 0, 3});
      },
      [](TensorFile& file) {
        file.Set("model.variances", {2, 2}, Doubles{1, 2, NAN, 3});
      },
  };
  for (size_t d = 0; d < damages.size(); ++d) {
    TensorFile file = whole;
    damages[d](file);
    EXPECT_EQ(BayesModel::Load(file).status().code(), absl::StatusCode::kDataLoss) << d;
  }
}

}  // namespace
}  // namespace gridfold
