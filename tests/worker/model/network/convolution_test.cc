// What oneDNN is asked for: never its reference, whatever the shape; in every instruction set.
#include "worker/model/network/onednn/convolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "worker/model/network/conv.h"
#include "worker/model/network/onednn/one_thread.h"

namespace gridfold {
namespace {

// The convolution of a network's layer whose input has `channels` channels.
ConvOp LayerWith(int64_t channels, int64_t filters, int64_t kernel, int64_t stride, bool same,
                 bool bfloat16 = false) {
  const int64_t lanes = VectorLanes();
  const bool planes = KeptInPlanes(channels, lanes);
  const Layer layer{.type = LayerType::kConv,
                    .filters = filters,
                    .kernel = kernel,
                    .stride = stride,
                    .same_padding = same,
                    .activation = Activation::kRelu};
  const Layout input{.extent = {14, 14, channels}, .lanes = planes ? 1 : lanes};
  return ConvOp(layer,
                {.input = input, .lanes = lanes, .data_gradient = !planes, .bfloat16 = bfloat16});
}

TEST(ConvolutionTest, NoPassIsAReferenceForAnyChannelsAndKernels) {
  UseOneThread();
  // What oneDNN sees is the number of channels with its padding: each is built once.
  std::set<std::tuple<int64_t, int64_t, int64_t>> seen;
  const int64_t lanes = VectorLanes();
  for (int64_t channels = 1; channels <= 256; ++channels) {
    for (int64_t kernel = 1; kernel <= 7; ++kernel) {
      for (const int64_t filters : {channels, int64_t{24}, 257 - channels}) {
        const auto padded = [&](int64_t n) { return (n + lanes - 1) / lanes * lanes; };
        const int64_t stored = KeptInPlanes(channels, lanes) ? channels : padded(channels);
        if (!seen.insert({stored, padded(filters), kernel}).second) continue;
        ConvOp op = LayerWith(channels, filters, kernel, 1, kernel % 2 == 1);
        op.Prepare(8, /*training=*/true);
        op.Prepare(64, /*training=*/false);
        for (const std::string& name : op.Implementations()) {
          ASSERT_FALSE(name.starts_with("ref")) << channels << " channels, " << filters
                                                << " filters, kernel " << kernel << ": " << name;
        }
      }
    }
  }
}

TEST(ConvolutionTest, StridesAndPaddingsFindFastPassesToo) {
  UseOneThread();
  for (const int64_t channels : {1, 2, 3, 5, 40}) {
    for (const int64_t kernel : {1, 2, 3, 5, 7}) {
      for (const int64_t stride : {2, 3}) {
        for (const bool same : {false, true}) {
          ConvOp op = LayerWith(channels, 24, kernel, stride, same);
          op.Prepare(8, /*training=*/true);
          for (const std::string& name : op.Implementations()) {
            EXPECT_FALSE(name.starts_with("ref")) << channels << " channels, kernel " << kernel
                                                  << ", stride " << stride << ": " << name;
          }
        }
      }
    }
  }
}

TEST(ConvolutionTest, WeightsOfThreeByThreeKernelsNeedNoReorderWithWinograd) {
  UseOneThread();
  if (VectorLanes() != 16) GTEST_SKIP() << "Winograd is for AVX-512";
  ConvOp op = LayerWith(64, 64, 3, 1, true);
  op.Prepare(32, /*training=*/true);
  const std::vector<std::string> names = op.Implementations();
  EXPECT_EQ(names.size(), 3u);
  for (const std::string& name : names) EXPECT_TRUE(name.starts_with("jit_wino")) << name;
}

TEST(ConvolutionTest, Bfloat16PassesAreNoReferencesEither) {
  UseOneThread();
  if (!HasBfloat16()) GTEST_SKIP() << "no AVX512-BF16";
  for (const int64_t channels : {4, 16, 20, 64, 112, 256}) {
    for (int64_t kernel = 1; kernel <= 7; ++kernel) {
      ConvOp op = LayerWith(channels, 40, kernel, 1, kernel % 2 == 1, /*bfloat16=*/true);
      op.Prepare(8, /*training=*/true);
      for (const std::string& name : op.Implementations()) {
        EXPECT_FALSE(name.starts_with("ref")) << channels << " channels, kernel " << kernel << name;
      }
    }
  }
}

TEST(WinogradPaysTest, SmallPicturesBatchesAndChannelsStayDirect) {
  const auto pays = [](int64_t rows, int64_t channels, int64_t side) {
    return WinogradPays({.channels = channels,
                         .filters = channels,
                         .kernel = 3,
                         .height = side,
                         .width = side,
                         .output_height = side,
                         .output_width = side},
                        rows);
  };
  EXPECT_TRUE(pays(32, 64, 14));
  EXPECT_TRUE(pays(32, 32, 28));
  EXPECT_FALSE(pays(32, 16, 28));
  EXPECT_FALSE(pays(32, 32, 14));
  EXPECT_FALSE(pays(32, 64, 5));
  EXPECT_FALSE(pays(4, 64, 14));
}

TEST(ConvolutionTest, EveryWeightHasAPlaceOfItsOwn) {
  for (const int64_t channels : {3, 20}) {
    const ConvOp op = LayerWith(channels, 18, 3, 1, true);
    const std::vector<int64_t> places = op.Places(0);
    EXPECT_EQ(std::set<int64_t>(places.begin(), places.end()).size(), places.size());
    EXPECT_LT(*std::max_element(places.begin(), places.end()), op.Tensors()[0].stored);
  }
}

}  // namespace
}  // namespace gridfold
