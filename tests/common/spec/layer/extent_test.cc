#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/spec/layer.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Layer Dense(int64_t units, Activation activation = Activation::kRelu) {
  return {.type = LayerType::kDense, .units = units, .activation = activation};
}
Layer Softmax(int64_t units) { return Dense(units, Activation::kSoftmax); }
Layer Conv(int64_t filters, int64_t kernel, bool same, int64_t stride = 1) {
  return {.type = LayerType::kConv,
          .filters = filters,
          .kernel = kernel,
          .stride = stride,
          .same_padding = same};
}
Layer Pool(int64_t size, LayerType type = LayerType::kMaxPool) {
  return {.type = type, .kernel = size, .stride = size};
}
const Layer kFlatten{.type = LayerType::kFlatten};
constexpr Extent kMnist{28, 28, 1};

std::string Reason(const std::vector<Layer>& layers, const Extent& input, int64_t classes = 10) {
  const auto extents = InferExtents(layers, input, classes);
  return extents.ok() ? "OK" : Message(extents.status());
}

int64_t Parameters(const std::vector<Layer>& layers, const Extent& input) {
  const auto extents = InferExtents(layers, input, 10);
  EXPECT_TRUE(extents.ok()) << extents.status();
  return extents.ok() ? CountParameters(layers, *extents, input) : -1;
}

// The counts that the reports of these networks publish (Keras' model.summary()).
TEST(CountParametersTest, SmallestDenseNetworkOver95PercentHas13287Parameters) {
  // 784*13+13 + 13*128+128 + 128*10+10 = 10,205 + 1,792 + 1,290.
  EXPECT_EQ(Parameters({Dense(13), Dense(128), Softmax(10)}, {1, 1, 784}), 13'287);
}

TEST(CountParametersTest, FirstConvolutionalNetworkHas93222Parameters) {
  EXPECT_EQ(Parameters({Conv(32, 5, false), Pool(2, LayerType::kAveragePool), kFlatten, Dense(20),
                        Softmax(10)},
                       kMnist),
            93'222);
}

TEST(CountParametersTest, BestOfTheRandomSearchHas1021562Parameters) {
  EXPECT_EQ(Parameters({Conv(112, 5, false), Pool(2), Conv(112, 3, true), Pool(2), kFlatten,
                        Dense(224), Softmax(10)},
                       kMnist),
            1'021'562);
}

TEST(CountParametersTest, NetworkWithGlobalPoolingHas273686Parameters) {
  // C10 of 64, 64, 128, 128 filters, each pair normalised; running statistics count.
  const Layer norm{.type = LayerType::kBatchNorm}, mean{.type = LayerType::kGlobalAveragePool};
  EXPECT_EQ(Parameters({Conv(64, 3, true),
                        Conv(64, 3, true),
                        norm,
                        Pool(2),
                        Conv(128, 3, true),
                        Conv(128, 3, true),
                        norm,
                        Pool(2),
                        {.type = LayerType::kDropout, .rate = 0.05},
                        mean,
                        Dense(100),
                        Softmax(10)},
                       kMnist),
            273'686);
}

TEST(CountParametersTest, NormalisedDenseNetworkHas244554Parameters) {
  const Layer norm{.type = LayerType::kBatchNorm};
  EXPECT_EQ(
      Parameters({Dense(256), norm, Dense(128), norm, Dense(64), norm, Softmax(10)}, {1, 1, 784}),
      244'554);
}

TEST(CountParametersTest, FinalNetworkOfTheDigitsHas499378Parameters) {
  // Normalised are the second convolution, the flattened pictures, the dense layer and the logits.
  const Layer norm{.type = LayerType::kBatchNorm};
  const Layer softmax{.type = LayerType::kActivation, .activation = Activation::kSoftmax};
  EXPECT_EQ(Parameters({Conv(64, 3, false), Pool(2), Conv(128, 3, false), norm, Pool(2), kFlatten,
                        norm, Dense(128), norm, Dense(10, Activation::kNone), norm, softmax},
                       kMnist),
            499'378);
}

TEST(InferExtentsTest, PadsAndGlobalPoolsNeedPictures) {
  const Layer pad{.type = LayerType::kPad, .pad = 2}, mean{.type = LayerType::kGlobalAveragePool};
  const auto extents = InferExtents({pad, Conv(7, 5, false), mean, Softmax(10)}, {28, 20, 3}, 10);
  ASSERT_TRUE(extents.ok()) << extents.status();
  EXPECT_THAT(*extents,
              ElementsAre(Extent{32, 24, 3}, Extent{28, 20, 7}, Extent{1, 1, 7}, Extent{1, 1, 10}));
  EXPECT_THAT(Reason({kFlatten, pad, Softmax(10)}, kMnist),
              HasSubstr("layer 2 (pad 2): expected a picture as its input"));
  EXPECT_THAT(Reason({mean, mean, Softmax(10)}, kMnist),
              HasSubstr("layer 2 (global_average_pool): expected a picture as its input"));
}

TEST(InferExtentsTest, SoftmaxMayBeALayerOfItsOwn) {
  const Layer softmax{.type = LayerType::kActivation, .activation = Activation::kSoftmax};
  EXPECT_EQ(Reason({Dense(10, Activation::kNone), softmax}, {1, 1, 4}), "OK");
  EXPECT_THAT(Reason({Dense(9, Activation::kNone), softmax}, {1, 1, 4}),
              HasSubstr("dense with 10 units and softmax"));
  EXPECT_THAT(Reason({Conv(10, 3, true), softmax}, kMnist), HasSubstr("and softmax"));
}

TEST(InferExtentsTest, PaddingAndStrideFollowKeras) {
  const Layer pool{.type = LayerType::kMaxPool, .kernel = 3, .stride = 2};
  const auto extents = InferExtents(
      {Conv(4, 5, false), Conv(6, 4, true, 2), Conv(8, 3, false, 2), pool, kFlatten, Softmax(10)},
      {28, 21, 3}, 10);
  ASSERT_TRUE(extents.ok()) << extents.status();
  // valid: (n-k)/s+1 rounded down; same: n/s rounded up; pools are valid.
  EXPECT_THAT(*extents, ElementsAre(Extent{24, 17, 4}, Extent{12, 9, 6}, Extent{5, 4, 8},
                                    Extent{2, 1, 8}, Extent{1, 1, 16}, Extent{1, 1, 10}));
}

TEST(InferExtentsTest, KernelOrWindowLargerThanItsInputIsInfeasible) {
  EXPECT_EQ(Reason({Pool(7), Pool(1), Conv(32, 5, false), kFlatten, Softmax(10)}, kMnist),
            "layer 3 (conv 5x5, 32 filters, valid): the kernel is larger than its input 4x4");
  EXPECT_EQ(Reason({Pool(7), Pool(5), kFlatten, Softmax(10)}, kMnist),
            "layer 2 (max_pool 5x5): the window is larger than its input 4x4");
  EXPECT_EQ(Reason({Pool(7), Conv(32, 5, true), kFlatten, Softmax(10)}, kMnist), "OK")
      << "same padding fits any kernel";
  EXPECT_EQ(Reason({Conv(2, 5, false), kFlatten, Softmax(10)}, {5, 5, 1}), "OK");
  EXPECT_THAT(Reason({Conv(2, 5, false), kFlatten, Softmax(10)}, {5, 4, 1}),
              HasSubstr("larger than its input 5x4"));
}

TEST(InferExtentsTest, PicturesAreFlattenedBeforeDense) {
  EXPECT_EQ(Reason({Softmax(10)}, kMnist),
            "layer 1 (dense 10, softmax): expected flatten before dense, found a picture 28x28x1");
  EXPECT_THAT(Reason({Pool(28), Softmax(10)}, kMnist), HasSubstr("found a picture 1x1x1"));
  EXPECT_THAT(Reason({kFlatten, Conv(3, 1, true), Softmax(10)}, kMnist),
              HasSubstr("expected a picture as its input, found a flat row of 784 features"));
  EXPECT_EQ(Reason({kFlatten, Softmax(10)}, {1, 1, 784}), "OK") << "flatten of a row is nothing";
}

TEST(InferExtentsTest, LastLayerIsTheSoftmaxOfTheClasses) {
  EXPECT_EQ(Reason({Softmax(9)}, {1, 1, 4}),
            "layer 1 (dense 9, softmax): expected the last layer to be dense with 10 units and "
            "softmax");
  EXPECT_THAT(Reason({Dense(10)}, {1, 1, 4}), HasSubstr("dense with 10 units and softmax"));
  EXPECT_THAT(Reason({Softmax(10), kFlatten}, {1, 1, 4}), HasSubstr("softmax in the last layer"));
  EXPECT_THAT(Reason({}, {1, 1, 4}), HasSubstr("at least one layer"));
}

TEST(InferExtentsTest, AbsurdSizesAreInfeasibleAndDoNotOverflow) {
  const int64_t wide = 1'000'000;
  EXPECT_THAT(Reason({Conv(wide, 1, true), kFlatten, Softmax(10)}, kMnist),
              HasSubstr("expected an output of at most 268435456 values"));
  EXPECT_THAT(Reason({Dense(wide), Dense(wide), Softmax(10)}, {1, 1, 4}),
              HasSubstr("expected at most 2147483648 weights"));
  EXPECT_THAT(Reason({Softmax(10)}, {int64_t{1} << 40, int64_t{1} << 40, 9}),
              HasSubstr("input: expected an output of at most"));
  EXPECT_THAT(Reason({Softmax(10)}, {0, 28, 1}), HasSubstr("expected an input of at least 1x1x1"));
}

}  // namespace
}  // namespace gridfold
