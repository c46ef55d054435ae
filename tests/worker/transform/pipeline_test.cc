#include "worker/transform/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace gridfold {
namespace {

// Five training rows and two others, with a constant column and a row of zeros but for it; what
// scikit-learn 1.2.1 makes of them in double precision, rounded to float.
const std::vector<float> kTrain = {5.37f,  1.31f,  0.1f,   -5.59f, -0.83f, -1.06f, 0.1f,
                                   -1.88f, -0.13f, -1.43f, 0.1f,   2.65f,  0,      0,
                                   0.1f,   0,      -1.64f, -4.64f, 0.1f,   -3.3f};
const std::vector<float> kOther = {-5.93f, -1.03f, 7.43f, 1.18f, -5.12f, -3.56f, 3.13f, -0.8f};

struct Expected {
  const char* method;
  std::vector<float> train, other;
};

const std::vector<Expected>& ScikitLearn() {
  static const std::vector<Expected> expected = {
      {"l2",
       {0.6830319762229919f,
        0.16662418842315674f,
        0.012719403952360153f,
        -0.7110146880149841f,
        -0.3586091101169586f,
        -0.45798271894454956f,
        0.04320591688156128f,
        -0.812271237373352f,
        -0.043108079582452774f,
        -0.474188894033432f,
        0.03316006436944008f,
        0.8787417411804199f,
        0,
        0,
        1,
        0,
        -0.2767397463321686f,
        -0.7829709649085999f,
        0.016874374821782112f,
        -0.5568543672561646f},
       {-0.6154980063438416f, -0.10690774768590927f, 0.7711889147758484f, 0.12247683852910995f,
        -0.7290156483650208f, -0.5068936944007874f, 0.4456678032875061f, -0.11390870064496994f}},
      {"minmax",
       {1,
        1,
        0,
        0,
        0.11554921418428421f,
        0.6016806960105896f,
        0,
        0.4502427279949188f,
        0.21540656685829163f,
        0.5394958257675171f,
        0,
        1,
        0.23395149409770966f,
        0.7798319458961487f,
        0,
        0.678398072719574f,
        0,
        0,
        0,
        0.2779126465320587f},
       {-0.6119828820228577f, 0.6067227125167847f, 7.329999923706055f, 0.821601927280426f,
        -0.49643367528915405f, 0.18151259422302246f, 3.0300002098083496f, 0.5813106894493103f}},
      {"standard",
       {1.943651556968689f,    1.248294472694397f,   0, -1.410894513130188f,
        -0.5585576891899109f,  0.05247480049729347f, 0, -0.09107134491205215f,
        -0.2760501801967621f,  -0.1342143565416336f, 0, 1.5204646587371826f,
        -0.22358450293540955f, 0.5873139500617981f,  0, 0.5777338743209839f,
        -0.8854592442512512f,  -1.7538689374923706f, 0, -0.5962327122688293f},
       {-2.6168265342712402f, 0.06761174649000168f, 7.329999923706055f, 0.997515857219696f,
        -2.2899250984191895f, -1.208938479423523f, 3.0300002098083496f, 0.2931359112262726f}},
      {"center",
       {4.815999984741211f,   2.4739999771118164f,  0, -3.9660000801086426f,
        -1.3839999437332153f, 0.1040000170469284f,  0, -0.25599998235702515f,
        -0.6839999556541443f, -0.265999972820282f,  0, 4.27400016784668f,
        -0.5539999604225159f, 1.1639999151229858f,  0, 1.6239999532699585f,
        -2.194000005722046f,  -3.4759998321533203f, 0, -1.6759999990463257f},
       {-6.483999729156494f, 0.1339999884366989f, 7.329999923706055f, 2.803999900817871f,
        -5.673999786376953f, -2.3959999084472656f, 3.0300002098083496f, 0.8240000009536743f}}};
  return expected;
}

Matrix MakeMatrix(const std::vector<float>& values, int64_t cols) {
  Matrix matrix(static_cast<int64_t>(values.size()) / cols, cols);
  std::copy(values.begin(), values.end(), matrix.data());
  return matrix;
}

TransformSpec Normalize(const std::string& method) {
  return {"normalize", {{"method", Value(method)}}};
}

void ExpectValues(const Matrix& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.rows() * found.cols(), static_cast<int64_t>(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i) {
    // One rounding of the last place of a float, as the sums' orders differ; 1e-7 near zero.
    EXPECT_NEAR(found.data()[i], expected[i], 1e-7f + 2e-7f * std::abs(expected[i])) << i;
  }
}

TEST(PipelineTest, ScalersGiveScikitLearnsValues) {
  for (const Expected& expected : ScikitLearn()) {
    SCOPED_TRACE(expected.method);
    auto pipeline = Pipeline::Make({Normalize(expected.method)}, {});
    ASSERT_TRUE(pipeline.ok()) << pipeline.status();
    Matrix train = MakeMatrix(kTrain, 4), other = MakeMatrix(kOther, 4);
    ASSERT_TRUE(pipeline->FitApply(train).ok());
    pipeline->Apply(other);
    ExpectValues(train, expected.train);
    ExpectValues(other, expected.other);
    EXPECT_EQ(pipeline->HasState(), std::string(expected.method) != "l2");
  }
}

TEST(PipelineTest, RowsOfZerosAndConstantColumnsStayFinite) {
  for (const char* method : {"l2", "minmax", "standard", "center"}) {
    SCOPED_TRACE(method);
    auto pipeline = Pipeline::Make({Normalize(method)}, {});
    Matrix zeros = MakeMatrix(std::vector<float>(12, 0.0f), 4);
    ASSERT_TRUE(pipeline->FitApply(zeros).ok());
    ExpectValues(zeros, std::vector<float>(12, 0.0f));
  }
}

TEST(PipelineTest, AlmostConstantColumnIsOnlyCentred) {
  // Its spread is below the rounding error of the mean: dividing would blow noise up to 1.
  auto pipeline = Pipeline::Make({Normalize("standard")}, {});
  Matrix x = MakeMatrix(std::vector<float>(1000, 16777215.0f), 1);
  ASSERT_TRUE(pipeline->FitApply(x).ok());
  for (int64_t r = 0; r < x.rows(); ++r) ASSERT_EQ(x.row(r)[0], 0.0f);
}

TEST(PipelineTest, RescaleDividesThenSubtracts) {
  auto pipeline = Pipeline::Make({{"rescale", {{"divide", int64_t{255}}, {"subtract", 0.5}}}}, {});
  ASSERT_TRUE(pipeline.ok());
  EXPECT_FALSE(pipeline->HasState());
  Matrix x = MakeMatrix({0, 255, 51}, 3);
  ASSERT_TRUE(pipeline->FitApply(x).ok());
  ExpectValues(x, {-0.5f, 0.5f, -0.3f});
}

TEST(PipelineTest, EachStepIsFittedOnTheOutputOfThoseBefore) {
  auto pipeline = Pipeline::Make(
      {{"rescale", {{"divide", 2.0}}}, Normalize("minmax"), Normalize("center")}, {});
  Matrix x = MakeMatrix({0, 4, 8}, 1);
  ASSERT_TRUE(pipeline->FitApply(x).ok());
  ExpectValues(x, {-0.5f, 0.0f, 0.5f});
}

TEST(PipelineTest, SettingsMayNameTheTrialsParameters) {
  const std::vector<TransformSpec> specs = {Normalize("$method")};
  EXPECT_TRUE(Pipeline::Make(specs, {{"method", std::string("l2")}}).ok());
  const auto missing = Pipeline::Make(specs, {});
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(Message(missing.status()).find("'method'"), std::string::npos);
}

TEST(PipelineTest, WhatItDoesNotKnowIsRefused) {
  const std::vector<TransformSpec> wrong = {
      {"whiten", {}},
      Normalize("l3"),
      {"normalize", {}},
      {"normalize", {{"method", std::string("l2")}, {"axis", int64_t{1}}}},
      {"rescale", {{"divide", int64_t{0}}}},
      {"rescale", {{"divide", std::string("much")}}},
      {"rescale", {{"divide", std::nan("")}}},
      {"rescale", {{"factor", 2.0}}}};
  for (const TransformSpec& spec : wrong) {
    const auto step = MakeTransform(spec);
    EXPECT_TRUE(absl::IsInvalidArgument(step.status())) << spec.name;
  }
}

TEST(PipelineTest, SavedPipelineTransformsAlike) {
  auto pipeline = Pipeline::Make(
      {{"rescale", {{"divide", 3.0}}}, Normalize("standard"), Normalize("minmax"), Normalize("l2")},
      {});
  Matrix train = MakeMatrix(kTrain, 4), before = MakeMatrix(kOther, 4);
  ASSERT_TRUE(pipeline->FitApply(train).ok());
  pipeline->Apply(before);
  TensorFile file;
  pipeline->Save(file);
  const auto parsed = TensorFile::Parse(file.Serialize());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const auto loaded = Pipeline::Load(*parsed);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  Matrix after = MakeMatrix(kOther, 4);
  loaded->Apply(after);
  EXPECT_TRUE(std::equal(before.data(), before.data() + 8, after.data()));
}

TEST(PipelineTest, DamagedPipelinesAreDataLoss) {
  for (const char* steps :
       {"", "{}", "[1]", R"([{"name":"normalize"}])", R"([{"name":"normalize","settings":"["}])",
        R"([{"name":"nosuch","settings":"{}"}])",
        R"([{"name":"normalize","settings":"{\"method\":\"minmax\"}"}])"}) {
    TensorFile file;
    file.SetText("pipeline.steps", steps);
    EXPECT_TRUE(absl::IsDataLoss(Pipeline::Load(file).status())) << steps;
  }
  EXPECT_TRUE(absl::IsDataLoss(Pipeline::Load(TensorFile()).status()));
}

}  // namespace
}  // namespace gridfold
