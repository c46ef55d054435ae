#include "client/model_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "common/base/file.h"
#include "common/data/data_set.h"
#include "common/picture/montage.h"
#include "common/picture/picture.h"
#include "tests/client/fake_view.h"
#include "tests/client/screen.h"
#include "worker/model/bayes/bayes_model.h"
#include "worker/model/cluster/kmeans_model.h"
#include "worker/model/cluster/mixture_model.h"
#include "worker/model/network/network_file.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

using testing::HasSubstr;

constexpr int64_t kGap = kMontageGap;

// Six pictures of 1 x 2; along (1, 1) they vary most, along (1, -1) a little.
DataSet Strips() {
  DataSet data;
  data.train_rows = 5;
  data.test_rows = 1;
  data.features = 2;
  data.shape = ImageShape{1, 2, 1};
  data.classes = {"cat", "dog"};
  data.labels = {0, 0, 0, 1, 1, 1};
  data.values = DataSet::Floats{0, 0, 4, 4, 8, 8, 5, 3, 3, 5, 90, 0};
  return data;
}

struct Files final : StudyView {
  FakeView studies = TwoTrials();
  std::map<std::string, std::string> files;
  StatusOr<std::vector<StudySummary>> ListStudies() override { return studies.ListStudies(); }
  StatusOr<StudySummary> GetStudy(const std::string& name) override {
    return studies.GetStudy(name);
  }
  StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& name,
                                                 const TrialRequest& request) override {
    return studies.ListTrials(name, request);
  }
  StatusOr<TrialDetail> GetTrial(const std::string& name, int64_t trial) override {
    return studies.GetTrial(name, trial);
  }
  StatusOr<std::string> FetchArtifact(const std::string& hash) override {
    const auto found = files.find(hash);
    if (found == files.end()) return NotFound("no artifact {}", hash);
    return found->second;
  }
  StatusOr<StudySummary> WatchStudy(const std::string& name, const OnSnapshot& show) override {
    return studies.WatchStudy(name, show);
  }
};

struct ModelPicturesTest : testing::Test {
  ModelPicturesTest() {
    RefitSummary refit;
    refit.model_hash = "model";
    view.studies.study.refits = {refit};
    view.studies.study.dataset_hash = "data";
    view.files["data"] = SerializeDataSet(Strips());
  }
  // The model file with a pipeline of `specs`, fitted on Strips' training rows.
  TensorFile FileOf(const std::vector<TransformSpec>& specs) {
    TensorFile file;
    file.SetText("classes", R"(["cat","dog"])");
    file.SetText("features", "2");
    file.SetText("picture", R"({"height":1,"width":2,"channels":1,"ink":8})");
    Matrix x(5, 2);
    for (int64_t r = 0; r < 5; ++r) Strips().CopyRow(r, x.row(r));
    Pipeline pipeline = *Pipeline::Make(specs, {});
    EXPECT_TRUE(pipeline.FitApply(x).ok());
    pipeline.Save(file);
    return file;
  }
  Status Save(const Model& model, const std::vector<TransformSpec>& specs) {
    TensorFile file = FileOf(specs);
    model.Save(file);
    return Save(file);
  }
  Status Save(const TensorFile& file) {
    view.files["model"] = file.Serialize();
    return SaveModelPictures(view, "svm", std::nullopt, {root.path().string(), ""}, screen.console);
  }
  Picture Load(const char* name) const { return *LoadPicture((root.path() / name).string()); }
  // The first pixel of the row's picture in cell (c, r), and the one beside it; 1 x 2 grows to
  // 32 x 64.
  static std::pair<int, int> Pixels(const Picture& montage, int64_t c, int64_t r) {
    const int64_t x = kGap + c * (64 + kGap), y = kGap + r * (32 + kGap);
    return {montage.at(x, y), montage.at(x + 32, y)};
  }
  const TemporaryFolder root;
  Files view;
  Screen screen;
};

// One component: along (1, 1), around the mean (4, 4).
const std::vector<TransformSpec> kOne = {{"pca", {{"components", Value(int64_t{1})}}}};

TEST_F(ModelPicturesTest, CentresOfKMeansAreMeanAndOffset) {
  const KMeansModel model({1, 1}, {-1, -1, 1, 3}, {1, 0});
  ASSERT_TRUE(Save(model, {}).ok());
  const Picture centres = Load("centres.png");
  EXPECT_EQ(Pixels(centres, 0, 0), std::pair(0, 0));      // (0, 0)
  EXPECT_EQ(Pixels(centres, 1, 0), std::pair(128, 255));  // (2, 4)
  EXPECT_THAT(screen.out.str(),
              HasSubstr("the 2 centres of kmeans, most often of the classes dog cat\n"));
}

TEST_F(ModelPicturesTest, CentresBehindComponentsAreBroughtBack) {
  GaussianMixture mixture;
  mixture.type = CovarianceType::kSpherical;
  mixture.components = 2;
  mixture.features = 1;
  mixture.weights = {0.5, 0.5};
  mixture.means = {-std::sqrt(8.0), std::sqrt(32.0)};  // (2, 2) and (8, 8)
  mixture.variances = {1, 1};
  ASSERT_TRUE(Save(MixtureModel(mixture, {0, 1}), kOne).ok());
  const Picture centres = Load("centres.png");
  ASSERT_EQ(centres.width, kGap + 2 * (64 + kGap));
  // Both pixels alike, but for rounding: black is the least of all.
  EXPECT_LE(Pixels(centres, 0, 0).second, 1);
  EXPECT_GE(Pixels(centres, 1, 0).first, 254);
}

TEST_F(ModelPicturesTest, ComponentsShowVarianceDirectionsAndReconstructions) {
  const GaussianBayes bayes{{0}, {0}, {0}, {1}};
  ASSERT_TRUE(Save(BayesModel(bayes), kOne).ok());
  // Squares along (1, 1): 32 + 0 + 32; along (1, -1): 2 + 2.
  EXPECT_THAT(screen.out.str(),
              HasSubstr("held by the first components: 0.9412 by 1, nine tenths by 1\n"));
  EXPECT_EQ(Load("components.png").width, kGap + 64 + kGap);
  const Picture rows = Load("reconstructions.png");
  EXPECT_EQ(Pixels(rows, 0, 0), std::pair(0, 0));  // row 0, (0, 0)
  EXPECT_LE(Pixels(rows, 0, 1).first, 1);          // lies on the direction
  // The greatest value is the 5 of row 3, (5, 3), which becomes (4, 4).
  EXPECT_EQ(Pixels(rows, 1, 0), std::pair(255, 153));
  EXPECT_NEAR(Pixels(rows, 1, 1).first, 204, 1);
  EXPECT_NEAR(Pixels(rows, 1, 1).second, 204, 1);
}

TEST_F(ModelPicturesTest, ComponentsNeedTheDataSet) {
  view.files.erase("data");
  const GaussianBayes bayes{{0}, {0}, {0}, {1}};
  EXPECT_TRUE(absl::IsNotFound(Save(BayesModel(bayes), kOne)));
  DataSet wide = Strips();
  wide.features = 4;
  wide.shape = ImageShape{2, 2, 1};
  wide.train_rows = 2;
  wide.labels = {0, 1, 1};
  view.files["data"] = SerializeDataSet(wide);
  EXPECT_THAT(Message(Save(BayesModel(bayes), kOne)), HasSubstr("found 2 and 2"));
}

TEST_F(ModelPicturesTest, FiltersOfTheFirstConvolutionShareTheirTones) {
  const NetworkShape shape{
      {{.type = LayerType::kConv, .filters = 2, .kernel = 3, .same_padding = true},
       {.type = LayerType::kFlatten},
       {.type = LayerType::kDense, .units = 2, .activation = Activation::kSoftmax}},
      {1, 2, 1},
      2};
  auto network = *Network::Build(shape, 0);
  Network::Tensor kernel{"layer0.weights", {3, 3, 1, 2}, std::vector<float>(18, 0)};
  kernel.values[0] = -1;  // upper left of the first filter
  kernel.values[17] = 3;  // lower right of the second
  ASSERT_TRUE(network->SetTensor(kernel, network->parameters()));
  TensorFile file = FileOf({});
  SaveNetwork(*network, file);
  ASSERT_TRUE(Save(file).ok());
  const Picture filters = Load("filters.png");
  // 3 x 3 grow to 63 x 63.
  ASSERT_EQ(filters.width, kGap + 2 * (63 + kGap));
  EXPECT_EQ(filters.at(kGap, kGap), 0);
  EXPECT_EQ(filters.at(kGap + 62, kGap + 62), 64);  // 0 of -1 to 3
  EXPECT_EQ(filters.at(2 * kGap + 63 + 62, kGap + 62), 255);
  EXPECT_THAT(screen.out.str(), HasSubstr("the 2 filters of layer 1, 3 x 3, from -1 (black) to 3"));
}

TEST_F(ModelPicturesTest, ModelsWithNothingToSeeAreRefused) {
  const GaussianBayes bayes{{0}, {0}, {0, 0}, {1, 1}};
  const Status status = Save(BayesModel(bayes), {});
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(Message(status), HasSubstr("found a model naive_bayes"));
}

TEST_F(ModelPicturesTest, AClusterOfAClassThatIsNotThereIsDataLoss) {
  EXPECT_TRUE(absl::IsDataLoss(Save(KMeansModel({1, 1}, {-1, -1}, {2}), {})));
}

TEST_F(ModelPicturesTest, CentresOfTheWrongLengthAreDataLoss) {
  EXPECT_TRUE(absl::IsDataLoss(Save(KMeansModel({1, 1, 1}, {-1, -1, 0}, {0}), {})));
}

}  // namespace
}  // namespace gridfold
