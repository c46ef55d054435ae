#include "worker/model/network/network_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "common/base/random.h"
#include "worker/model/network/layer_json.h"

namespace gridfold {
namespace {

NetworkShape Shape() {
  return {{{.type = LayerType::kConv,
            .filters = 3,
            .kernel = 3,
            .same_padding = true,
            .activation = Activation::kRelu},
           {.type = LayerType::kMaxPool, .kernel = 2, .stride = 2},
           {.type = LayerType::kBatchNorm},
           {.type = LayerType::kDropout, .rate = 0.25},
           {.type = LayerType::kFlatten},
           {.type = LayerType::kDense, .units = 4, .activation = Activation::kSoftmax}},
          {6, 6, 2},
          4};
}

Matrix RandomRows(int64_t rows, int64_t cols) {
  Random random(2);
  Matrix x(rows, cols);
  for (float& value : x.values()) value = static_cast<float>(random.Uniform(-1, 1));
  return x;
}

TensorFile SavedModel(std::vector<int32_t>* predictions, const Matrix& x) {
  auto network = Network::Build(Shape(), 100);
  (*network)->Initialize(6);
  // Running statistics that are not those of the start.
  for (float& value : (*network)->state()) value += 0.25f;
  predictions->resize(static_cast<size_t>(x.rows()));
  (*network)->Predict(x, *predictions);
  auto model = NetworkModel::CopyOf(**network);
  EXPECT_TRUE(model.ok());
  TensorFile file;
  (*model)->Save(file);
  return file;
}

TEST(NetworkModelTest, SavedModelPredictsAlike) {
  const Matrix x = RandomRows(150, 72);
  std::vector<int32_t> before;
  const std::string bytes = SavedModel(&before, x).Serialize();
  const auto file = TensorFile::Parse(bytes);
  ASSERT_TRUE(file.ok()) << file.status();
  auto model = LoadModel(*file);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ((*model)->Type(), "network");
  EXPECT_EQ((*model)->Predict(x), before);
  TensorFile again;
  (*model)->Save(again);
  EXPECT_EQ(again.Serialize(), bytes);
}

TEST(NetworkModelTest, TheMostProbableClassIsPredicted) {
  const Matrix x = RandomRows(150, 72);
  std::vector<int32_t> predictions;
  auto model = LoadModel(SavedModel(&predictions, x));
  ASSERT_TRUE(model.ok()) << model.status();
  const auto found = (*model)->Probabilities(x);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->classes, (std::vector<int32_t>{0, 1, 2, 3}));
  ASSERT_EQ(found->values.size(), 600u);
  for (size_t r = 0; r < 150; ++r) {
    const double* row = found->values.data() + 4 * r;
    EXPECT_NEAR(row[0] + row[1] + row[2] + row[3], 1, 1e-6);
    EXPECT_EQ(std::max_element(row, row + 4) - row, predictions[r]);
  }
}

TEST(NetworkModelTest, WeightsLieAsInKeras) {
  std::vector<int32_t> predictions;
  const TensorFile file = SavedModel(&predictions, RandomRows(1, 72));
  EXPECT_EQ(file.Shape("model.layer0.weights"), (std::vector<int64_t>{3, 3, 2, 3}));
  EXPECT_EQ(file.Shape("model.layer0.bias"), (std::vector<int64_t>{3}));
  EXPECT_EQ(file.Shape("model.layer2.gamma"), (std::vector<int64_t>{3}));
  EXPECT_EQ(file.Shape("model.layer2.moving_variance"), (std::vector<int64_t>{3}));
  EXPECT_EQ(file.Shape("model.layer5.weights"), (std::vector<int64_t>{27, 4}));
}

TEST(NetworkModelTest, DamagedModelsAreDataLoss) {
  std::vector<int32_t> predictions;
  const TensorFile good = SavedModel(&predictions, RandomRows(1, 72));
  ASSERT_TRUE(NetworkModel::Load(good).ok());
  const std::vector<std::vector<int32_t>> inputs = {
      {6, 6, 0}, {-6, -6, 2}, {7, 9, 2}, {2147483647, 2147483647, 2}, {6, 6, 1}};
  for (const auto& input : inputs) {
    TensorFile file = good;
    file.Set("model.input", {3}, std::span<const int32_t>(input));
    EXPECT_TRUE(absl::IsDataLoss(NetworkModel::Load(file).status()));
  }
  for (const char* layers :
       {"", "[]", "{}", R"([{"type":"dense"}])",
        R"([{"type":"dense","activation":"softmax","units":-1}])",
        R"([{"type":"dense","activation":"softmax","units":1e3}])",
        R"([{"type":"flatten","activation":"none"}])",
        R"([{"type":"flatten","activation":"none"},)"
        R"({"type":"dense","activation":"softmax","units":1000000}])",
        R"([{"type":"dropout","activation":"none","rate":1.0}])",
        R"([{"type":"conv","activation":"none","filters":3,"kernel":0,"stride":1,)"
        R"("padding":"same"}])",
        R"([{"type":"batch_norm","momentum":1.5,"epsilon":0.001}])", R"([{"type":"pad","size":0}])",
        R"([{"type":"activation","activation":"softmax"}])"}) {
    TensorFile file = good;
    file.SetText("model.layers", layers);
    EXPECT_TRUE(absl::IsDataLoss(NetworkModel::Load(file).status())) << layers;
  }
  EXPECT_TRUE(absl::IsDataLoss(NetworkModel::Load(TensorFile()).status()));
}

TEST(LayerJsonTest, EveryLayerReadsBack) {
  std::vector<Layer> layers = Shape().layers;
  layers.push_back({.type = LayerType::kActivation, .activation = Activation::kRelu});
  layers.push_back({.type = LayerType::kAveragePool, .kernel = 3, .stride = 1});
  layers.push_back({.type = LayerType::kConv,
                    .filters = 2,
                    .kernel = 5,
                    .stride = 2,
                    .activation = Activation::kElu,
                    .alpha = 0.5,
                    .initializer = Initializer::kHeNormal});
  layers.push_back({.type = LayerType::kBatchNorm, .momentum = 0.9, .epsilon = 1e-5});
  layers.push_back({.type = LayerType::kPad, .pad = 3});
  layers.push_back({.type = LayerType::kGlobalAveragePool});
  const auto read = LayersFromJson(LayersToJson(layers));
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), layers.size());
  for (size_t i = 0; i < layers.size(); ++i) {
    EXPECT_EQ(Describe((*read)[i]), Describe(layers[i]));
    EXPECT_EQ((*read)[i].type, layers[i].type);
    EXPECT_EQ((*read)[i].rate, layers[i].rate);
    EXPECT_EQ((*read)[i].initializer, layers[i].initializer);
    EXPECT_EQ((*read)[i].momentum, layers[i].momentum);
    EXPECT_EQ((*read)[i].epsilon, layers[i].epsilon);
  }
}

}  // namespace
}  // namespace gridfold
