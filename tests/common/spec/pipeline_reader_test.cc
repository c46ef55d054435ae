#include "common/spec/pipeline_reader.h"

#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

std::vector<TransformSpec> Read(const std::string& steps) {
  return StudyOf(Svm("pipeline: " + steps + "\n")).pipeline;
}
std::string Error(const std::string& steps) { return ErrorOf(Svm("pipeline: " + steps + "\n")); }

TEST(PipelineReaderTest, StepsComeWithTheirDefaults) {
  const auto steps = Read(
      "[{normalize: l2}, {rescale: 255}, {normalize: {method: standard}}, "
      "{rescale: {subtract: 0.5}}]");
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0], (TransformSpec{"normalize", {{"method", std::string("l2")}}}));
  EXPECT_EQ(steps[1], (TransformSpec{"rescale", {{"divide", 255.0}, {"subtract", 0.0}}}));
  EXPECT_EQ(steps[2], (TransformSpec{"normalize", {{"method", std::string("standard")}}}));
  EXPECT_EQ(steps[3], (TransformSpec{"rescale", {{"divide", 1.0}, {"subtract", 0.5}}}));
}

TEST(PipelineReaderTest, PcaTakesANumberOfComponentsOrAShareOfTheVariance) {
  const auto steps = Read(
      "[{pca: 150}, {pca: 0.9}, {pca: {components: 87, whiten: true}}, {pca: {components: 1.0}}]");
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0], (TransformSpec{"pca", {{"components", 150.0}, {"whiten", false}}}));
  EXPECT_EQ(steps[1], (TransformSpec{"pca", {{"components", 0.9}, {"whiten", false}}}));
  EXPECT_EQ(steps[2], (TransformSpec{"pca", {{"components", 87.0}, {"whiten", true}}}));
  EXPECT_EQ(steps[3], (TransformSpec{"pca", {{"components", 1.0}, {"whiten", false}}}));
}

TEST(PipelineReaderTest, PcaMayBeSearchedOver) {
  const StudySpec study =
      StudyOf(Svm("pipeline: [{pca: {components: $n, whiten: $white}}]\n"
                  "parameters: {n: {values: [2, 5, 10, 87]}, white: {type: bool}}\n"));
  EXPECT_EQ(study.pipeline[0].settings.at("components"), Value(std::string("$n")));
  EXPECT_EQ(GridTexts(ParameterOf(study, "n")),
            (std::vector<std::string>{"2.0", "5.0", "10.0", "87.0"}));
  EXPECT_EQ(GridTexts(ParameterOf(study, "white")), (std::vector<std::string>{"false", "true"}));
}

TEST(PipelineReaderTest, FeaturesNameAModelAndALayer) {
  const std::string name = "cnn";
  EXPECT_EQ(
      Read("[{features: {file: best.gfm, layer: flatten}}]")[0],
      (TransformSpec{"features",
                     {{"file", std::string("best.gfm")}, {"layer", std::string("flatten")}}}));
  const TransformSpec study{"features",
                            {{"study", name}, {"trial", int64_t{3}}, {"layer", int64_t{5}}}};
  EXPECT_EQ(Read("[{features: {study: cnn, trial: 3, layer: 5}}, {normalize: standard}]")[0],
            study);
  EXPECT_EQ(Read("[{features: {model: cnn, trial: 3, layer: 5}}]")[0], study);
}

TEST(PipelineReaderTest, TheLayerOfFeaturesMayBeSearchedOver) {
  const StudySpec study =
      StudyOf(Svm("pipeline: [{features: {study: cnn, layer: $layer}}]\n"
                  "parameters: {layer: {values: [flatten, 3]}}\n"));
  EXPECT_EQ(GridTexts(ParameterOf(study, "layer")), (std::vector<std::string>{"flatten", "3"}));
}

TEST(PipelineReaderTest, WrongFeaturesNameTheirPlace) {
  EXPECT_EQ(Error("[{features: cnn}]"),
            "spec.yaml:5: pipeline.0.features: expected a map such as {study: NAME, layer: "
            "flatten}, found 'cnn'");
  EXPECT_EQ(
      Error("[{features: {study: cnn}}]"),
      "spec.yaml:5: pipeline.0.features.layer: expected a whole number >= 1 and <= "
      "1000000, dense, conv, max_pool, average_pool, global_average_pool, batch_norm, dropout, "
      "activation, pad or flatten, found nothing");
  EXPECT_NE(Error("[{features: {study: cnn, layer: flat}}]").find("features.layer: expected"),
            std::string::npos);
  EXPECT_NE(Error("[{features: {study: cnn, layer: 0}}]").find("features.layer: expected"),
            std::string::npos);
  EXPECT_EQ(Error("[{normalize: l2}, {features: {study: cnn, layer: flatten}}]"),
            "spec.yaml:5: pipeline.1.features: expected as the first step, as the network takes "
            "rows of data as they are");
  EXPECT_EQ(Error("[{features: {study: cnn, model: cnn, layer: flatten}}]"),
            "spec.yaml:5: pipeline.0.features.model: another name of study:, which is there too");
  for (const char* wrong :
       {"[{features: {layer: flatten}}]", "[{features: {file: a, study: b, layer: flatten}}]",
        "[{features: {file: a, trial: 1, layer: flatten}}]",
        "[{features: {file: $name, layer: flatten}}]",
        "[{features: {study: a, trial: -1, layer: flatten}}]",
        "[{features: {study: a, sha256: b, layer: flatten}}]"}) {
    EXPECT_NE(Error(wrong).find("pipeline.0.features"), std::string::npos) << wrong;
  }
}

TEST(PipelineReaderTest, SettingsMayBeParameters) {
  const StudySpec study =
      StudyOf(Svm("pipeline: [{normalize: $how}]\nparameters: {how: {values: [l2, minmax]}}\n"));
  EXPECT_EQ(study.pipeline[0].settings.at("method"), Value(std::string("$how")));
  EXPECT_EQ(GridTexts(ParameterOf(study, "how")), (std::vector<std::string>{"l2", "minmax"}));
}

TEST(PipelineReaderTest, ValuesOfParametersAreCheckedAgainstTheSetting) {
  EXPECT_EQ(ErrorOf(Svm("pipeline: [{normalize: $how}]\nparameters: {how: {values: [l2, l3]}}\n")),
            "spec.yaml:6: parameters.how.values.1: expected l2, minmax, standard or center, found "
            "'l3'");
}

TEST(PipelineReaderTest, AStepNeedsAParameterThatIsAlwaysThere) {
  EXPECT_EQ(ErrorOf(Svm("pipeline: [{normalize: $how}]\n")),
            "spec.yaml:5: pipeline.0.normalize: expected the name of a parameter after $, found "
            "'$how'");
  EXPECT_EQ(ErrorOf(Svm("pipeline: [{normalize: $how}]\n"
                        "parameters: {kernel: {values: [rbf, linear]}, "
                        "how: {values: [l2], when: {kernel: rbf}}}\n")),
            "spec.yaml:5: pipeline.0.normalize: expected how in every member of parameters, "
            "without conditions, as the pipeline needs it");
  EXPECT_EQ(ErrorOf(Svm("pipeline: [{normalize: $how}]\nparameters: [{how: l2}, {C: 1}]\n")),
            "spec.yaml:5: pipeline.0.normalize: expected how in every member of parameters, "
            "without conditions, as the pipeline needs it");
}

TEST(PipelineReaderTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Error("{normalize: l2}"),
            "spec.yaml:5: pipeline: expected a list of steps such as '- normalize: l2', found a "
            "map");
  EXPECT_EQ(Error("[normalize]"),
            "spec.yaml:5: pipeline.0: expected one step such as 'normalize: l2', found "
            "'normalize'");
  EXPECT_EQ(Error("[{pad: 2}]"), "spec.yaml:5: pipeline.0.pad: not available yet");
  EXPECT_EQ(Error("[{whiten: true}]"),
            "spec.yaml:5: pipeline.0.whiten: unknown key; expected normalize, rescale, pca or "
            "features");
  EXPECT_EQ(Error("[{normalize: l1}]"),
            "spec.yaml:5: pipeline.0.normalize: expected l2, minmax, standard or center, found "
            "'l1'");
  EXPECT_EQ(Error("[{normalize: {}}]"),
            "spec.yaml:5: pipeline.0.normalize.method: expected l2, minmax, standard or center, "
            "found nothing");
  EXPECT_EQ(Error("[{rescale: 0}]"),
            "spec.yaml:5: pipeline.0.rescale: expected a number > 0, found 0.0");
  EXPECT_EQ(Error("[{rescale: {divide: .inf}}]"),
            "spec.yaml:5: pipeline.0.rescale.divide: expected a number > 0, found .inf");
  EXPECT_EQ(Error("[{rescale: {factor: 2}}]"),
            "spec.yaml:5: pipeline.0.rescale.factor: unknown key; expected divide or subtract");
  EXPECT_EQ(Error("[{pca: 0}]"), "spec.yaml:5: pipeline.0.pca: expected a number > 0, found 0.0");
  EXPECT_EQ(Error("[{pca: 2.5}]"),
            "spec.yaml:5: pipeline.0.pca: expected a whole number of components, or a share of the "
            "variance < 1, found 2.5");
  EXPECT_EQ(Error("[{pca: {whiten: true}}]"),
            "spec.yaml:5: pipeline.0.pca.components: expected a number > 0, found nothing");
  EXPECT_EQ(Error("[{pca: {components: 2, whiten: 1}}]"),
            "spec.yaml:5: pipeline.0.pca.whiten: expected true or false, found 1");
  EXPECT_EQ(Error("[{pca: {components: 2, solver: full}}]"),
            "spec.yaml:5: pipeline.0.pca.solver: unknown key; expected components or whiten");
  EXPECT_EQ(Error("[{normalize: $}]"),
            "spec.yaml:5: pipeline.0.normalize: expected the name of a parameter after $, found "
            "'$'");
}

}  // namespace
}  // namespace gridfold
