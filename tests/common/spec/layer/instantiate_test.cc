#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "common/spec/layer.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

Value Text(const char* text) { return std::string(text); }

LayerNode Node(const char* type, Point settings = {}, int line = 7) {
  return {.type = type, .settings = std::move(settings), .children = {}, .line = line};
}

LayerNode Repeat(Value times, std::vector<LayerNode> children) {
  return {
      .type = "repeat", .settings = {{"times", times}}, .children = std::move(children), .line = 3};
}

// The layers as one text, so that an expectation reads like a spec.
std::string Texts(const std::vector<LayerNode>& nodes, const Point& point) {
  const auto layers = InstantiateLayers(nodes, point);
  if (!layers.ok()) return Message(layers.status());
  std::string text;
  for (const Layer& layer : *layers) text += (text.empty() ? "" : " | ") + Describe(layer);
  return text;
}

TEST(InstantiateLayersTest, EveryTypeBecomesItsLayer) {
  const std::vector<LayerNode> nodes = {
      Node("conv", {{"filters", int64_t{32}},
                    {"kernel", int64_t{5}},
                    {"padding", Text("same")},
                    {"activation", Text("relu")}}),
      Node("conv", {{"filters", int64_t{8}}, {"kernel", int64_t{3}}, {"stride", int64_t{2}}}),
      Node("max_pool", {{"size", int64_t{2}}}),
      Node("average_pool", {{"size", int64_t{3}}, {"stride", int64_t{2}}}),
      Node("dropout", {{"rate", 0.25}}),
      Node("flatten"),
      Node("activation", {{"name", Text("relu")}}),
      Node("activation", {{"name", Text("leaky_relu")}}),
      Node("activation", {{"name", Text("elu")}, {"alpha", 0.5}}),
      Node("batch_norm"),
      Node("pad", {{"size", int64_t{2}}}),
      Node("global_average_pool"),
      Node("dense", {{"units", int64_t{10}}, {"activation", Text("softmax")}})};
  EXPECT_EQ(
      Texts(nodes, {}),
      "conv 5x5, 32 filters, same, relu | conv 3x3, stride 2, 8 filters, valid | "
      "max_pool 2x2 | average_pool 3x3, stride 2 | dropout 0.25 | flatten | "
      "activation relu | activation leaky_relu 0.3 | activation elu 0.5 | batch_norm | pad 2 | "
      "global_average_pool | dense 10, softmax");
}

TEST(InstantiateLayersTest, DefaultsAreThoseOfKeras) {
  const auto layers = InstantiateLayers(
      {Node("batch_norm"), Node("dense", {{"units", int64_t{2}}}),
       Node("batch_norm", {{"momentum", 0.9}, {"epsilon", 1e-5}}),
       Node("dense", {{"units", int64_t{2}}, {"kernel_initializer", Text("he_normal")}})},
      {});
  ASSERT_TRUE(layers.ok()) << layers.status();
  EXPECT_EQ((*layers)[0].momentum, 0.99);
  EXPECT_EQ((*layers)[0].epsilon, 1e-3);
  EXPECT_EQ((*layers)[1].initializer, Initializer::kGlorotUniform);
  EXPECT_EQ((*layers)[2].momentum, 0.9);
  EXPECT_EQ((*layers)[2].epsilon, 1e-5);
  EXPECT_EQ((*layers)[3].initializer, Initializer::kHeNormal);
}

TEST(InstantiateLayersTest, ParametersArePutIn) {
  const std::vector<LayerNode> nodes = {
      Node("dense", {{"units", Text("$width")}, {"activation", Text("$activation")}}),
      Node("dropout", {{"rate", Text("$rate")}})};
  EXPECT_EQ(Texts(nodes, {{"width", int64_t{64}}, {"activation", Text("relu")}, {"rate", 0.5}}),
            "dense 64, relu | dropout 0.5");
  EXPECT_EQ(Texts(nodes, {{"width", 3.0}, {"activation", Text("none")}, {"rate", int64_t{0}}}),
            "dense 3 | dropout 0")
      << "a double without a fraction is a whole number";
}

TEST(InstantiateLayersTest, LayerOfAnInactiveParameterIsLeftOut) {
  const std::vector<LayerNode> nodes = {
      Node("flatten"), Node("dense", {{"units", Text("$units")}, {"activation", Text("relu")}}),
      Repeat(Text("$times"), {Node("flatten")}), Node("dense", {{"units", int64_t{10}}})};
  EXPECT_EQ(Texts(nodes, {}), "flatten | dense 10");
  EXPECT_EQ(Texts(nodes, {{"units", int64_t{5}}, {"times", int64_t{2}}}),
            "flatten | dense 5, relu | flatten | flatten | dense 10");
}

TEST(InstantiateLayersTest, RepeatsAreUnrolledAndNest) {
  const std::vector<LayerNode> nodes = {
      Repeat(Text("$blocks"), {Repeat(int64_t{2}, {Node("dense", {{"units", int64_t{4}}})}),
                               Node("dropout", {{"rate", Text("$rate")}})})};
  EXPECT_EQ(Texts(nodes, {{"blocks", int64_t{2}}}), "dense 4 | dense 4 | dense 4 | dense 4");
  EXPECT_EQ(Texts(nodes, {{"blocks", int64_t{1}}, {"rate", 0.5}}),
            "dense 4 | dense 4 | dropout 0.5");
  EXPECT_EQ(Texts(nodes, {{"blocks", int64_t{0}}}), "");
}

TEST(InstantiateLayersTest, WrongSettingNamesTypeLineAndSetting) {
  EXPECT_EQ(Texts({Node("conv", {{"filters", int64_t{0}}, {"kernel", int64_t{3}}}, 12)}, {}),
            "layer conv (line 12): filters: expected a whole number of 1 to 1000000, found 0");
  EXPECT_EQ(Texts({Node("dense", {}, 4)}, {}),
            "layer dense (line 4): units: expected a whole number of 1 to 1000000, found nothing");
  EXPECT_EQ(Texts({Node("dropout", {{"rate", 1.0}}, 5)}, {}),
            "layer dropout (line 5): rate: expected a number of 0 to below 1, found 1.0");
  EXPECT_THAT(Texts({Node("dense", {{"units", 2.5}})}, {}), HasSubstr("found 2.5"));
  EXPECT_THAT(Texts({Node("dense", {{"units", 1e300}})}, {}), HasSubstr("found 1e+300"));
  EXPECT_THAT(Texts({Node("dense", {{"units", true}})}, {}), HasSubstr("found true"));
  EXPECT_THAT(Texts({Node("max_pool", {{"size", IntList{2, 2}}})}, {}), HasSubstr("[2, 2]"));
  EXPECT_THAT(Texts({Node("dropout", {{"rate", std::nan("")}})}, {}), HasSubstr("found nan"));
}

TEST(InstantiateLayersTest, UnknownNamesAreRefused) {
  EXPECT_EQ(Texts({Node("dense", {{"units", int64_t{4}}, {"width", int64_t{4}}}, 9)}, {}),
            "layer dense (line 9): width: no such setting; expected units, activation, "
            "alpha, kernel_initializer");
  EXPECT_THAT(Texts({Node("flatten", {{"size", int64_t{4}}})}, {}),
              HasSubstr("size: expected no settings"));
  EXPECT_THAT(Texts({Node("lstm", {}, 2)}, {}), HasSubstr("(line 2): expected dense, conv"));
  EXPECT_THAT(Texts({Node("activation", {{"name", Text("swish")}})}, {}),
              HasSubstr("name: expected none or linear or relu or leaky_relu or elu or tanh or "
                        "sigmoid or softmax, found swish"));
}

TEST(InstantiateLayersTest, RepeatsCannotExhaustMemoryOrTime) {
  EXPECT_THAT(Texts({Repeat(int64_t{1'000'000'000}, {Node("flatten")})}, {}),
              HasSubstr("times: expected a whole number of 0 to 1000"));
  LayerNode node = Node("flatten");
  LayerNode empty = Repeat(int64_t{1000}, {});
  for (int depth = 0; depth < 20; ++depth) {
    node = Repeat(int64_t{1000}, {node});
    empty = Repeat(int64_t{1000}, {empty});
  }
  EXPECT_THAT(Texts({node}, {}), HasSubstr("expected at most 1000 layers in all"));
  EXPECT_EQ(Texts({empty}, {}), "");
}

}  // namespace
}  // namespace gridfold
