#include "client/layer_table.h"

#include <gtest/gtest.h>

namespace gridfold {
namespace {

// 93,222 parameters, as Keras counts them.
TEST(LayerTableTest, EachLayerHasItsShapeAndItsParameters) {
  const std::vector<Layer> layers = {
      {.type = LayerType::kConv, .filters = 32, .kernel = 5, .activation = Activation::kRelu},
      {.type = LayerType::kAveragePool, .kernel = 2, .stride = 2},
      {.type = LayerType::kFlatten},
      {.type = LayerType::kDense, .units = 20, .activation = Activation::kRelu},
      {.type = LayerType::kDense, .units = 10, .activation = Activation::kSoftmax}};
  const auto table = LayerTable(layers, {28, 28, 1}, 10, false);
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(*table,
            "layer  what                               output        parameters\n"
            "       input                              28 x 28 x 1\n"
            "    1  conv 5x5, 32 filters, valid, relu  24 x 24 x 32         832\n"
            "    2  average_pool 2x2                   12 x 12 x 32           0\n"
            "    3  flatten                            4608                   0\n"
            "    4  dense 20, relu                     20                92,180\n"
            "    5  dense 10, softmax                  10                   210\n"
            "       all                                                  93,222\n");
}

TEST(LayerTableTest, ImpossibleLayersAreAnError) {
  const std::vector<Layer> layers = {{.type = LayerType::kConv, .filters = 2, .kernel = 50}};
  EXPECT_FALSE(LayerTable(layers, {28, 28, 1}, 2, false).ok());
}

}  // namespace
}  // namespace gridfold
