// Networks that work through a batch in blocks of rows, against the rows one by one.
#include "worker/model/network/row_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/worker/model/network/layers.h"
#include "tests/worker/model/network/reference.h"
#include "worker/model/network/network.h"

namespace gridfold {
namespace {

using testing::Conv;
using testing::Dense;
using testing::Doubles;
using testing::Flatten;
using testing::LayerOf;
using testing::Pool;
using testing::Rows;

// All gradients of the rows that `rows.order` lists.
std::vector<float> GradientsOf(Network& network, const Rows& rows) {
  network.Differentiate(rows.x, rows.y, rows.order, 0);
  return {network.gradients().begin(), network.gradients().end()};
}

TEST(RowBlocksTest, BlocksAddUpToTheBatchsGradients) {
  // Results of 64 x 64 x 16 and 32 x 32 x 32 floats: blocks of 2 and of 4 rows, and rests.
  const NetworkShape shape{
      {Conv(3, 5), Pool(), Conv(20, 5), Pool(), Flatten(), Dense(3, Activation::kSoftmax)},
      {64, 64, 1},
      3};
  constexpr int64_t kRows = 11;
  auto network = *Network::Build(shape, kRows);
  network->Initialize(4);
  Rows rows(kRows, 64 * 64, 3, 6);
  const std::vector<float> together = GradientsOf(*network, rows);
  const std::vector<int32_t> order = rows.order;
  Doubles apart(together.size());
  for (const int32_t row : order) {
    rows.order = {row};
    const std::vector<float> one = GradientsOf(*network, rows);
    for (size_t i = 0; i < one.size(); ++i) apart[i] += one[i] / static_cast<double>(kRows);
  }
  double largest = 0;
  for (size_t i = 0; i < apart.size(); ++i) {
    largest = std::max(largest, std::abs(apart[i]));
    // Sums of up to 4,096 pixels in floats.
    ASSERT_NEAR(together[i], apart[i], 1e-5) << i;
  }
  EXPECT_GT(largest, 0.01);

  // Behind a frozen convolution the gradients are the same, and its own are never made.
  auto frozen = *Network::Build(shape, kRows, Precision::kFloat, /*frozen_layers=*/2);
  frozen->Initialize(4);
  rows.order = order;
  const std::vector<float> behind = GradientsOf(*frozen, rows);
  const auto expected = network->Tensors(together), found = frozen->Tensors(behind);
  for (size_t t = 0; t < found.size(); ++t) {
    const size_t count = found[t].values.size();
    EXPECT_EQ(found[t].values,
              LayerOf(found[t]) < 2 ? std::vector<float>(count) : expected[t].values);
  }
}

}  // namespace
}  // namespace gridfold
