#include "common/spec/layers_reader.h"

#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

const std::string kLayers =
    "layers:\n"
    "  - conv: {filters: $filters, kernel: 3, padding: same, activation: relu}\n"
    "  - max_pool: 2\n"
    "  - repeat:\n"
    "      times: $blocks\n"
    "      layers:\n"
    "        - dropout: $dropout\n"
    "  - flatten\n"
    "  - dense: {units: 10, activation: softmax}\n"
    "parameters:\n"
    "  filters: {type: int, min: 32, max: 128, step: 16}\n"
    "  blocks: {values: [1, 2]}\n"
    "  dropout: {type: double, min: 0, max: 0.5, count: 3}\n"
    "  learning_rate: {values: [0.01, 0.001]}\n";

std::string WithLayer(const std::string& layer) {
  return Network("layers:\n  - flatten\n  - " + layer + "\n");
}

TEST(LayersReaderTest, TheTreeOfLayersIsRead) {
  const StudySpec study = StudyOf(Network(kLayers));
  ASSERT_EQ(study.layers.size(), 5u);
  EXPECT_EQ(study.layers[0].type, "conv");
  EXPECT_EQ(study.layers[0].line, 6);
  EXPECT_EQ(study.layers[0].settings.at("filters"), Value(std::string("$filters")));
  EXPECT_EQ(study.layers[0].settings.at("kernel"), Value(int64_t{3}));
  EXPECT_EQ(study.layers[1].settings, (Point{{"size", int64_t{2}}}));
  EXPECT_EQ(study.layers[2].settings.at("times"), Value(std::string("$blocks")));
  ASSERT_EQ(study.layers[2].children.size(), 1u);
  EXPECT_EQ(study.layers[2].children[0].settings.at("rate"), Value(std::string("$dropout")));
  EXPECT_EQ(study.layers[3].type, "flatten");
  EXPECT_TRUE(study.layers[3].settings.empty());
}

TEST(LayersReaderTest, WhatIsReadCanBeInstantiated) {
  const StudySpec study = StudyOf(Network(kLayers));
  const auto layers = InstantiateLayers(
      study.layers, {{"filters", int64_t{32}}, {"blocks", int64_t{2}}, {"dropout", 0.25}});
  ASSERT_TRUE(layers.ok()) << layers.status();
  EXPECT_EQ(layers->size(), 6u);
}

TEST(LayersReaderTest, EveryTypeIsRead) {
  const StudySpec study = StudyOf(Network(
      "layers: [{average_pool: {size: 2, stride: 1}}, {flatten: }, {flatten: {}}, {dense: 5}, "
      "{activation: relu}, {dropout: {rate: 0.5}}, {conv: {filters: 1, kernel: 1, stride: 2}}]\n"));
  EXPECT_EQ(study.layers.size(), 7u);
  EXPECT_EQ(study.layers[4].settings, (Point{{"name", std::string("relu")}}));
  EXPECT_EQ(study.layers[3].settings, (Point{{"units", int64_t{5}}}));
}

TEST(LayersReaderTest, SettingsOfHiddenLayersAreRead) {
  const StudySpec study = StudyOf(
      Network("layers: [batch_norm, {batch_norm: {momentum: 0.9, epsilon: 1e-5}}, {pad: 2}, "
              "{dense: {units: 5, activation: elu, alpha: 0.5, kernel_initializer: he_normal}}, "
              "{activation: {name: leaky_relu, alpha: $slope}}, global_average_pool]\n"
              "parameters: {slope: {values: [0.01, 0.08]}}\n"));
  ASSERT_EQ(study.layers.size(), 6u);
  EXPECT_TRUE(study.layers[0].settings.empty());
  EXPECT_EQ(study.layers[1].settings, (Point{{"momentum", 0.9}, {"epsilon", 1e-5}}));
  EXPECT_EQ(study.layers[2].settings, (Point{{"size", int64_t{2}}}));
  EXPECT_EQ(study.layers[3].settings.at("kernel_initializer"), Value(std::string("he_normal")));
  EXPECT_EQ(study.layers[4].settings.at("alpha"), Value(std::string("$slope")));
  EXPECT_EQ(
      ErrorOf(WithLayer("batch_norm: {momentum: 1.5}")),
      "spec.yaml:7: layers.1.batch_norm.momentum: expected a number >= 0 and <= 1, found 1.5");
  EXPECT_EQ(ErrorOf(WithLayer("activation: swish")),
            "spec.yaml:7: layers.1.activation: expected none, linear, relu, leaky_relu, elu, tanh, "
            "sigmoid or softmax, found 'swish'");
  EXPECT_EQ(ErrorOf(WithLayer("pad: 0")),
            "spec.yaml:7: layers.1.pad: expected a whole number >= 1 and <= 1000, found 0");
}

TEST(LayersReaderTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(ErrorOf(Network("")), "spec.yaml:1: layers: expected a list of layers, found nothing");
  EXPECT_EQ(ErrorOf(Network("layers: []\n")),
            "spec.yaml:5: layers: expected a list of layers, found a list");
  EXPECT_EQ(ErrorOf(Svm("layers: [flatten]\n")),
            "spec.yaml:5: layers: expected only with model network, found model svm");
  EXPECT_EQ(ErrorOf(WithLayer("lstm: 5")),
            "spec.yaml:7: layers.1.lstm: unknown key; expected dense, conv, max_pool, "
            "average_pool, global_average_pool, batch_norm, dropout, activation, pad, flatten or "
            "repeat");
  EXPECT_EQ(ErrorOf(WithLayer("dense")),
            "spec.yaml:7: layers.1: expected settings, as in '- dense: ...', found 'dense'");
  EXPECT_EQ(ErrorOf(WithLayer("dense: {units: 0}")),
            "spec.yaml:7: layers.1.dense.units: expected a whole number >= 1 and <= 1000000, "
            "found 0");
  EXPECT_EQ(ErrorOf(WithLayer("dense: {activation: relu}")),
            "spec.yaml:7: layers.1.dense.units: expected a whole number >= 1 and <= 1000000, "
            "found nothing");
  EXPECT_EQ(ErrorOf(WithLayer("dense: {units: 5, bias: true}")),
            "spec.yaml:7: layers.1.dense.bias: unknown key; expected units, activation, alpha or "
            "kernel_initializer");
  EXPECT_EQ(ErrorOf(WithLayer("dropout: 1")),
            "spec.yaml:7: layers.1.dropout: expected a number >= 0 and < 1, found 1.0");
  EXPECT_EQ(ErrorOf(WithLayer("conv: 32")),
            "spec.yaml:7: layers.1.conv: expected a map of filters, kernel, stride, padding, "
            "activation, alpha, kernel_initializer, found 32");
  EXPECT_EQ(ErrorOf(WithLayer("flatten: 3")),
            "spec.yaml:7: layers.1.flatten: expected no settings, found 3");
  EXPECT_EQ(ErrorOf(WithLayer("repeat: {layers: [flatten]}")),
            "spec.yaml:7: layers.1.repeat.times: expected a whole number >= 0 and <= 1000, found "
            "nothing");
  EXPECT_EQ(ErrorOf(WithLayer("repeat: {times: 2, layers: [{dense: -1}]}")),
            "spec.yaml:7: layers.1.repeat.layers.0.dense: expected a whole number >= 1 and <= "
            "1000000, found -1");
  EXPECT_EQ(ErrorOf(WithLayer("dense: $units")),
            "spec.yaml:7: layers.1.dense: expected the name of a parameter after $, found "
            "'$units'");
}

TEST(LayersReaderTest, ParametersOfLayersMustFitTheirSettings) {
  EXPECT_EQ(ErrorOf(WithLayer("dense: $units") + "parameters: {units: {values: [8, 2.5]}}\n"),
            "spec.yaml:8: parameters.units.values.1: expected a whole number >= 1 and <= 1000000, "
            "found 2.5");
  EXPECT_EQ(
      ErrorOf(WithLayer("dropout: $rate") + "parameters: {rate: {min: 0, max: 1, step: 1}}\n"),
      "spec.yaml:8: parameters.rate.max: expected a number >= 0 and < 1, found 1.0");
}

TEST(LayersReaderTest, ALayersParameterMayBelongToSomeMembersOnly) {
  const StudySpec study = StudyOf(WithLayer("dense: $units") +
                                  "parameters: [{epochs: 5}, {units: {values: [8, 16]}}]\n");
  EXPECT_EQ(study.space.members.size(), 2u);
}

TEST(LayersReaderTest, DeepRepeatsAreRefusedByTheTextsDepth) {
  std::string layers = "flatten";
  for (int i = 0; i < 40; ++i) layers = "{repeat: {times: 2, layers: [" + layers + "]}}";
  EXPECT_NE(ErrorOf(Network("layers: [" + layers + "]\n")).find("nested more than 64 levels deep"),
            std::string::npos);
}

}  // namespace
}  // namespace gridfold
