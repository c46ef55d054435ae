#include "worker/transform/network_features.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/transform/rows.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

using Type = LayerType;

NetworkShape Shape() {
  return {{{.type = Type::kConv, .filters = 5, .kernel = 3, .activation = Activation::kRelu},
           {.type = Type::kMaxPool, .kernel = 2, .stride = 2},
           {.type = Type::kFlatten},
           {.type = Type::kDense, .units = 6, .activation = Activation::kRelu},
           {.type = Type::kDense, .units = 3, .activation = Activation::kSoftmax}},
          {6, 6, 1},
          3};
}

const std::vector<TransformSpec> kOwnSteps = {{"rescale", {{"divide", 4.0}, {"subtract", 0.5}}}};

std::unique_ptr<Network> SomeNetwork() {
  auto network = Network::Build(Shape(), 0);
  EXPECT_TRUE(network.ok()) << network.status();
  (*network)->Initialize(3);
  return *std::move(network);
}

// The model file of SomeNetwork behind `steps`.
TensorFile NetworkFile(const std::vector<TransformSpec>& steps = kOwnSteps) {
  TensorFile file;
  file.SetText("features", "36");
  Pipeline::Make(steps, {})->Save(file);
  (*NetworkModel::CopyOf(*SomeNetwork()))->Save(file);
  return file;
}

FileSource Giving(const std::string& bytes) {
  return [bytes](const std::string& sha256) -> StatusOr<std::string> {
    if (sha256 != "abc") return NotFound("no file {}", sha256);
    return bytes;
  };
}

StatusOr<Pipeline> Make(const Value& layer, const TensorFile& file = NetworkFile()) {
  return Pipeline::Make({{"features", {{"layer", layer}, {"sha256", std::string("abc")}}}}, {},
                        Giving(file.Serialize()));
}

std::string ErrorOf(const Value& layer, const TensorFile& file) {
  const auto made = Make(layer, file);
  EXPECT_TRUE(absl::IsInvalidArgument(made.status())) << made.status();
  return Message(made.status());
}

Matrix Raw(int64_t rows) { return MixedRows(rows, 36, 5, 1.0); }

// What its own rows become, by the network and nothing else.
Matrix Expected(size_t layers) {
  Matrix x = Raw(70);
  for (float& value : x.values()) value = static_cast<float>(value / 4.0 - 0.5);
  auto part = Network::BuildPart(Shape(), layers);
  const auto whole = SomeNetwork();
  for (const auto& tensor : whole->Tensors(whole->parameters())) {
    (*part)->SetTensor(tensor, (*part)->parameters());
  }
  Matrix features(70, (*part)->FeatureCount());
  (*part)->Features(x, features.values());
  return features;
}

void ExpectSame(Matrix found, Matrix expected) {
  ASSERT_EQ(found.rows(), expected.rows());
  ASSERT_EQ(found.cols(), expected.cols());
  for (size_t i = 0; i < found.values().size(); ++i) {
    ASSERT_EQ(found.values()[i], expected.values()[i]) << i;
  }
}

TEST(NetworkFeaturesTest, RowsGoThroughTheNetworksPipelineAndItsFirstLayers) {
  const std::vector<std::pair<Value, size_t>> cases = {{std::string("conv"), 1},
                                                       {std::string("max_pool"), 2},
                                                       {std::string("flatten"), 3},
                                                       {std::string("dense"), 5},
                                                       {int64_t{4}, 4},
                                                       {int64_t{3}, 3}};
  for (const auto& [layer, layers] : cases) {
    auto pipeline = Make(layer);
    ASSERT_TRUE(pipeline.ok()) << pipeline.status();
    EXPECT_FALSE(pipeline->HasState());
    EXPECT_FALSE(pipeline->KeepsPictures());
    Matrix x = Raw(70);
    ASSERT_TRUE(pipeline->FitApply(x).ok());
    ExpectSame(std::move(x), Expected(layers));
  }
}

TEST(NetworkFeaturesTest, StepsBehindItTakeItsRows) {
  auto pipeline = Pipeline::Make(
      {{"features", {{"layer", std::string("$layer")}, {"sha256", std::string("abc")}}},
       {"pca", {{"components", 4.0}, {"whiten", false}}}},
      {{"layer", std::string("flatten")}}, Giving(NetworkFile().Serialize()));
  ASSERT_TRUE(pipeline.ok()) << pipeline.status();
  EXPECT_TRUE(pipeline->HasState());
  Matrix whole = Raw(70), cut = Expected(3);
  ASSERT_TRUE(pipeline->FitApply(whole).ok());
  EXPECT_EQ(whole.cols(), 4);
  ASSERT_TRUE(pipeline->FitApply(cut, /*done=*/1).ok());
  ExpectSame(std::move(whole), std::move(cut));
}

TEST(NetworkFeaturesTest, TheNetworkIsInTheModelFile) {
  const auto made = Make(std::string("flatten"));
  ASSERT_TRUE(made.ok()) << made.status();
  TensorFile file;
  made->Save(file);
  const auto parsed = TensorFile::Parse(file.Serialize());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const auto loaded = Pipeline::Load(*parsed);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  Matrix x = Raw(70);
  loaded->Apply(x);
  ExpectSame(std::move(x), Expected(3));
}

TEST(NetworkFeaturesTest, DamagedModelFilesAreDataLoss) {
  TensorFile good;
  Make(std::string("flatten"))->Save(good);
  TensorFile empty;
  empty.SetText("pipeline.steps", *good.Text("pipeline.steps"));
  EXPECT_TRUE(absl::IsDataLoss(Pipeline::Load(empty).status()));
  TensorFile cut = good;
  auto bytes = *good.Bytes("pipeline.0.network", {-1});
  bytes.pop_back();
  cut.Set("pipeline.0.network", {static_cast<int64_t>(bytes.size())},
          std::span<const uint8_t>(bytes));
  EXPECT_TRUE(absl::IsDataLoss(Pipeline::Load(cut).status()));
}

TEST(NetworkFeaturesTest, WrongFilesAndLayersAreNamed) {
  const Value flatten = std::string("flatten");
  EXPECT_EQ(ErrorOf(std::string("batch_norm"), NetworkFile()),
            "pipeline: features: layer: the network has no layer 'batch_norm'; it has conv, "
            "max_pool, flatten, dense, dense");
  EXPECT_EQ(ErrorOf(int64_t{6}, NetworkFile()),
            "pipeline: features: layer: expected one of the network's 5 layers, found 6");
  TensorFile svm = NetworkFile();
  svm.SetText("model.type", "svm");
  EXPECT_EQ(ErrorOf(flatten, svm),
            "pipeline: features: expected the model file of a network, found one of model svm");
  TensorFile narrow = NetworkFile();
  narrow.SetText("features", "35");
  EXPECT_EQ(ErrorOf(flatten, narrow),
            "pipeline: features: model file: the pipeline gives 35 values for a row, the network "
            "takes 36");
  TensorFile checkpoint;
  (*NetworkModel::CopyOf(*SomeNetwork()))->Save(checkpoint);
  EXPECT_NE(ErrorOf(flatten, checkpoint).find("pipeline.steps"), std::string::npos);
}

TEST(NetworkFeaturesTest, NetworksOnFeaturesGiveNone) {
  TensorFile file = NetworkFile();
  Make(std::string("flatten"))->Save(file);
  EXPECT_EQ(ErrorOf(std::string("flatten"), file),
            "pipeline: features: expected a network on rows of data, found one on features of "
            "another");
}

TEST(NetworkFeaturesTest, RowsOfAnotherWidthAreRefused) {
  auto pipeline = Make(std::string("flatten"));
  Matrix x = MixedRows(4, 64, 5, 1.0);
  const Status status = pipeline->FitApply(x);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(Message(status), "pipeline: features: the network takes rows of 36 values, found 64");
}

TEST(NetworkFeaturesTest, WithoutItsFileItIsTheCoordinatorsFault) {
  const TransformSpec unnamed{"features", {{"layer", std::string("flatten")}}};
  EXPECT_EQ(Pipeline::Make({unnamed}, {}, Giving("")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  TransformSpec named = unnamed;
  named.settings["sha256"] = std::string("other");
  EXPECT_TRUE(absl::IsNotFound(Pipeline::Make({named}, {}, Giving("")).status()));
}

}  // namespace
}  // namespace gridfold
