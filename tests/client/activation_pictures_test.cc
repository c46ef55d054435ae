#include "client/activation_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/model_file_view.h"
#include "client/model_pictures.h"
#include "common/base/file.h"
#include "common/picture/montage.h"
#include "common/picture/png.h"
#include "tests/client/screen.h"
#include "worker/model/bayes/bayes_model.h"
#include "worker/model/network/network_file.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int64_t kGap = kMontageGap, kSize = 6;

// A model file of pictures of 6 x 6 pixels, as it is before a model comes into it.
TensorFile EmptyFile() {
  TensorFile file;
  file.SetText("classes", R"(["cat","dog"])");
  file.SetText("features", "36");
  file.SetText("picture", R"({"height":6,"width":6,"channels":1,"ink":2})");
  Pipeline().Save(file);
  return file;
}

// Of two filters the first gives the picture, the second what is below 0: nothing.
TensorFile NetworkFile(int64_t width = kSize) {
  const NetworkShape shape{
      {{.type = LayerType::kConv,
        .filters = 2,
        .kernel = 3,
        .same_padding = true,
        .activation = Activation::kRelu},
       {.type = LayerType::kMaxPool, .kernel = 2, .stride = 2},
       {.type = LayerType::kDropout, .rate = 0.5},
       {.type = LayerType::kFlatten},
       {.type = LayerType::kDense, .units = 2, .activation = Activation::kSoftmax}},
      {kSize, width, 1},
      2};
  auto network = *Network::Build(shape, 0);
  Network::Tensor kernel{"layer0.weights", {3, 3, 1, 2}, std::vector<float>(18, 0)};
  kernel.values[8] = 1;  // the middle of the first
  kernel.values[9] = -1;
  EXPECT_TRUE(network->SetTensor(kernel, network->parameters()));
  Network::Tensor bias{"layer4.bias", {2}, {0, 1}};
  EXPECT_TRUE(network->SetTensor(bias, network->parameters()));
  TensorFile file = EmptyFile();
  SaveNetwork(*network, file);
  return file;
}

struct ActivationPicturesTest : testing::Test {
  // White ink at row 2, column 3; half of it at row 4, column 0.
  ActivationPicturesTest() {
    Picture picture{kSize, kSize, std::vector<uint8_t>(kSize * kSize, 0)};
    picture.grey[2 * kSize + 3] = 255;
    picture.grey[4 * kSize] = 128;
    EXPECT_TRUE(WriteFileAtomically(Path("image.png"), *EncodePng(picture)).ok());
  }
  Status Save(const TensorFile& file, const std::string& image) {
    EXPECT_TRUE(WriteFileAtomically(Path("model.gfm"), file.Serialize()).ok());
    auto view = OpenModelFile(Path("model.gfm"));
    if (!view.ok()) return view.status();
    return SaveModelPictures(**view, Path("model.gfm"), std::nullopt, {Path("pictures"), image},
                             screen.console);
  }
  std::string Path(const char* name) const { return (root.path() / name).string(); }
  Picture Load(const char* name) const {
    return *LoadPicture((root.path() / "pictures" / name).string());
  }
  const TemporaryFolder root;
  Screen screen;
};

TEST_F(ActivationPicturesTest, EachLayerOfPicturesIsShownWithItsTones) {
  ASSERT_TRUE(Save(NetworkFile(), Path("image.png")).ok());
  const std::string text = screen.out.str();
  EXPECT_THAT(text, HasSubstr("the picture as the model gets it, which it names dog"));
  EXPECT_THAT(text, HasSubstr("layer 1, conv 3x3"));
  EXPECT_THAT(text, HasSubstr("its 2 channels, 6 x 6, from 0 (black) to 2"));
  EXPECT_THAT(text, HasSubstr("its 2 channels, 3 x 3"));
  EXPECT_THAT(text, HasSubstr("filters.png"));
  EXPECT_THAT(text, Not(HasSubstr("activations-3"))) << "dropout";
  EXPECT_THAT(text, Not(HasSubstr("activations-4"))) << "rows";
  // 6 x 6 pixels become squares of 10 each.
  const Picture first = Load("activations-1.png");
  ASSERT_EQ(first.width, kGap + 2 * (60 + kGap));
  EXPECT_EQ(first.at(kGap + 35, kGap + 25), 255);
  EXPECT_EQ(first.at(kGap + 5, kGap + 45), 128);
  EXPECT_EQ(first.at(kGap + 45, kGap + 25), 0);
  EXPECT_EQ(first.at(2 * kGap + 60 + 35, kGap + 25), 0) << "the second filter";
  const Picture pooled = Load("activations-2.png");
  EXPECT_EQ(pooled.at(kGap + 31, kGap + 31), 255) << "3 x 3, squares of 21";
  EXPECT_EQ(pooled.at(kGap + 10, kGap + 10), 0);
}

TEST_F(ActivationPicturesTest, WhatIsNoNetworkOrNoPictureIsRefused) {
  const GaussianBayes bayes{{0}, {0}, std::vector<double>(36, 0), std::vector<double>(36, 1)};
  TensorFile file = EmptyFile();
  BayesModel(bayes).Save(file);
  EXPECT_THAT(Message(Save(file, Path("image.png"))), HasSubstr("found a model naive_bayes"));
  EXPECT_TRUE(absl::IsNotFound(Save(NetworkFile(), Path("absent.png"))));
  EXPECT_TRUE(absl::IsInvalidArgument(Save(NetworkFile(), Path("model.gfm"))));
}

TEST_F(ActivationPicturesTest, ANetworkThatDoesNotFitItsPipelineIsDataLoss) {
  EXPECT_TRUE(absl::IsDataLoss(Save(NetworkFile(/*width=*/3), Path("image.png"))));
}

TEST(ModelFileViewTest, FilesAreToldFromStudies) {
  EXPECT_TRUE(IsModelFileName("best.gfm"));
  EXPECT_TRUE(IsModelFileName("./best"));
  EXPECT_FALSE(IsModelFileName("a8-rbf-grid"));
  EXPECT_TRUE(absl::IsNotFound(OpenModelFile("/no/such/file.gfm").status()));
}

}  // namespace
}  // namespace gridfold
