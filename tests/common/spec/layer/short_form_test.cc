#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/spec/layer.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

Value Text(const char* text) { return std::string(text); }

std::string Texts(const std::string& model, const Point& point) {
  const auto layers = ExpandShortForm(model, point, 10);
  if (!layers.ok()) return Message(layers.status());
  std::string text;
  for (const Layer& layer : *layers) text += (text.empty() ? "" : " | ") + Describe(layer);
  return text;
}

int64_t Parameters(const std::string& model, const Point& point) {
  const auto layers = ExpandShortForm(model, point, 10);
  if (!layers.ok()) return -1;
  const auto extents = InferExtents(*layers, {28, 28, 1}, 10);
  EXPECT_TRUE(extents.ok()) << extents.status();
  return extents.ok() ? CountParameters(*layers, *extents, {28, 28, 1}) : -1;
}

TEST(MlpTest, HasHiddenLayersOfOneWidth) {
  EXPECT_EQ(Texts("mlp", {{"hidden_layers", int64_t{2}}, {"units", int64_t{64}}, {"dropout", 0.5}}),
            "flatten | dense 64, relu | dropout 0.5 | dense 64, relu | dropout 0.5 | "
            "dense 10, softmax");
  EXPECT_EQ(Texts("mlp", {{"hidden_layers", int64_t{0}}}), "flatten | dense 10, softmax");
}

TEST(MlpTest, ListOfUnitsSetsTheDepth) {
  EXPECT_EQ(Texts("mlp", {{"units", IntList{256, 128, 64}}}),
            "flatten | dense 256, relu | dense 128, relu | dense 64, relu | dense 10, softmax");
  EXPECT_EQ(Parameters("mlp", {{"units", IntList{13, 128}}}), 13'287);
}

TEST(MlpTest, ValueOfOneLayerOverrides) {
  EXPECT_EQ(Texts("mlp", {{"hidden_layers", int64_t{2}},
                          {"units", int64_t{64}},
                          {"units_2", int64_t{32}},
                          {"dropout_1", 0.1}}),
            "flatten | dense 64, relu | dropout 0.1 | dense 32, relu | dense 10, softmax");
}

TEST(MlpTest, NormalisesBeforeTheActivation) {
  EXPECT_EQ(Texts("mlp", {{"units", IntList{8}}, {"batch_norm", true}, {"dropout", 0.5}}),
            "flatten | dense 8 | batch_norm | activation relu | dropout 0.5 | dense 10, softmax");
  // E5 of 256, 128 and 64 units.
  EXPECT_EQ(Parameters("mlp", {{"units", IntList{256, 128, 64}}, {"batch_norm", true}}), 244'554);
}

TEST(MlpTest, ActivationsHaveKerasSlopesUnlessGiven) {
  const auto text = [](const char* activation, const Value& alpha) {
    return Texts("mlp",
                 {{"units", IntList{8}}, {"activation", Text(activation)}, {"alpha", alpha}});
  };
  EXPECT_EQ(text("leaky_relu", Text("auto")),
            "flatten | dense 8, leaky_relu 0.3 | dense 10, softmax");
  EXPECT_EQ(text("leaky_relu", 0.08), "flatten | dense 8, leaky_relu 0.08 | dense 10, softmax");
  EXPECT_EQ(text("elu", Text("auto")), "flatten | dense 8, elu 1 | dense 10, softmax");
  EXPECT_EQ(text("tanh", Text("auto")), "flatten | dense 8, tanh | dense 10, softmax");
  EXPECT_THAT(text("softmax", Text("auto")), HasSubstr("mlp: activation: expected none or relu"));
  EXPECT_THAT(text("elu", -1.0), HasSubstr("mlp: alpha: expected a number"));
}

TEST(CnnTest, BlocksMayBeNormalisedAndEndInAGlobalPool) {
  EXPECT_EQ(Texts("cnn", {{"filters", IntList{8}},
                          {"convs_per_block", int64_t{2}},
                          {"batch_norm", true},
                          {"activation", Text("leaky_relu")},
                          {"alpha", 0.08},
                          {"global_pool", true},
                          {"dense_layers", int64_t{0}}}),
            "conv 3x3, 8 filters, same | batch_norm | activation leaky_relu 0.08 | "
            "conv 3x3, 8 filters, same | batch_norm | activation leaky_relu 0.08 | max_pool 2x2 | "
            "global_average_pool | dense 10, softmax");
}

TEST(CnnTest, FirstNetworkOfTheReportHas93222Parameters) {
  const Point point = {{"filters", int64_t{32}},
                       {"kernel_size", int64_t{5}},
                       {"padding", Text("valid")},
                       {"pool", Text("average")},
                       {"dense_units", int64_t{20}}};
  EXPECT_EQ(Texts("cnn", point),
            "conv 5x5, 32 filters, valid, relu | average_pool 2x2 | flatten | dense 20, relu | "
            "dense 10, softmax");
  EXPECT_EQ(Parameters("cnn", point), 93'222);
}

TEST(CnnTest, EachBlockMayHaveItsOwnValues) {
  const Point point = {{"conv_layers", int64_t{2}},   {"filters", int64_t{112}},
                       {"kernel_size_1", int64_t{5}}, {"kernel_size_2", int64_t{3}},
                       {"padding_1", Text("valid")},  {"dense_units", int64_t{224}}};
  EXPECT_EQ(Parameters("cnn", point), 1'021'562);
}

TEST(CnnTest, FiltersGrowFromBlockToBlockAndAreRounded) {
  const Point point = {{"conv_layers", int64_t{3}}, {"filters", int64_t{5}},
                       {"filter_growth", 1.5},      {"pool", Text("none")},
                       {"filters_3", int64_t{7}},   {"dense_layers", int64_t{0}}};
  EXPECT_EQ(Texts("cnn", point),
            "conv 3x3, 5 filters, same, relu | conv 3x3, 8 filters, same, relu | "
            "conv 3x3, 7 filters, same, relu | flatten | dense 10, softmax");
}

TEST(CnnTest, ListOfFiltersSetsTheDepthAndDoesNotGrow) {
  const Point point = {{"filters", IntList{24, 48}},     {"filter_growth", 2.0},
                       {"convs_per_block", int64_t{2}},  {"conv_dropout", 0.4},
                       {"dense_units", IntList{30, 20}}, {"dropout", 0.2}};
  EXPECT_EQ(Texts("cnn", point),
            "conv 3x3, 24 filters, same, relu | conv 3x3, 24 filters, same, relu | max_pool 2x2 | "
            "dropout 0.4 | conv 3x3, 48 filters, same, relu | conv 3x3, 48 filters, same, relu | "
            "max_pool 2x2 | dropout 0.4 | flatten | dense 30, relu | dropout 0.2 | "
            "dense 20, relu | dropout 0.2 | dense 10, softmax");
}

TEST(ShortFormTest, WrongValuesNameModelAndParameter) {
  EXPECT_EQ(Texts("mlp", {{"units", int64_t{0}}}),
            "mlp: units: expected a whole number of 1 to 1000000, found 0");
  EXPECT_EQ(Texts("mlp", {{"units", IntList{5, -1}}}),
            "mlp: units: expected a whole number of 1 to 1000000, found -1");
  EXPECT_THAT(Texts("cnn", {{"filters", IntList{8, 16}}, {"kernel_size", IntList{3}}}),
              HasSubstr("kernel_size: expected an entry for layer 2, found 1 entries"));
  EXPECT_THAT(Texts("cnn", {{"conv_layers", int64_t{60}}, {"filter_growth", 2.0}}),
              HasSubstr("cnn: filters: expected 1 to 1000000 in block 16"));
  EXPECT_THAT(Texts("cnn", {{"pool", Text("median")}}),
              HasSubstr("cnn: pool: expected max or average or none, found median"));
  EXPECT_THAT(Texts("mlp", {{"hidden_layers", int64_t{1'000'000'000}}}),
              HasSubstr("mlp: hidden_layers: expected a whole number of 0 to"));
  EXPECT_THAT(Texts("svm", {}), HasSubstr("expected mlp or cnn, found 'svm'"));
}

}  // namespace
}  // namespace gridfold
