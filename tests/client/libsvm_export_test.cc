#include "client/libsvm_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/file.h"
#include "tests/client/fake_view.h"
#include "tests/client/screen.h"
#include "worker/model/svm/svm_model.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// A linear machine of two classes with one support vector each.
SvmModel SmallModel() {
  SupportSet set;
  set.kernel.type = SvmKernel::Type::kLinear;
  set.center = {0, 0};
  set.classes = {0, 1};
  set.start = {0, 1, 2};
  set.numbers = {0, 0};
  set.x = Matrix(2, 2);
  std::fill_n(set.x.data(), 4, 0.5f);
  set.machines = {{{1, -1}, {0.25}}};
  return SvmModel(std::move(set));
}

std::string ModelFile(const Model& model, const std::string& classes) {
  TensorFile file;
  file.SetText("classes", classes);
  file.SetText("features", "2");
  Pipeline().Save(file);
  model.Save(file);
  return file.Serialize();
}

FakeView ViewWithModel(const std::string& classes = R"(["cat","dog"])") {
  FakeView view = TwoTrials();
  view.study.model = "svm";
  RefitSummary refit;
  refit.trial = 7;
  refit.model_hash = std::string(64, 'a');
  view.study.refits = {refit};
  view.artifact = ModelFile(SmallModel(), classes);
  return view;
}

struct LibsvmExportTest : testing::Test {
  Status Export(FakeView& view, std::optional<int64_t> trial = std::nullopt) {
    return ExportLibsvm(view, "svm", trial, path, screen.console);
  }
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "out.model").string();
  Screen screen;
};

TEST_F(LibsvmExportTest, TheFileIsTheModelAndTheConsoleSaysWhatItsLabelsMean) {
  FakeView view = ViewWithModel();
  ASSERT_TRUE(Export(view).ok());
  EXPECT_THAT(*ReadFile(path, 1 << 20),
              StartsWith("svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 2\nrho 0.25\n"
                         "label 0 1\nnr_sv 1 1\nSV\n"));
  EXPECT_THAT(screen.out.str(), HasSubstr("model of trial 7, 2 support vectors"));
  EXPECT_THAT(screen.out.str(), HasSubstr("0 = cat, 1 = dog"));
}

TEST_F(LibsvmExportTest, NamesThatAreNumbersAreTheLabels) {
  FakeView view = ViewWithModel(R"(["-1","+1"])");
  ASSERT_TRUE(Export(view).ok());
  EXPECT_THAT(*ReadFile(path, 1 << 20), HasSubstr("\nlabel -1 1\n"));
  EXPECT_THAT(screen.out.str(), HasSubstr("labels: 1 = +1."));
}

TEST_F(LibsvmExportTest, AnotherModelIsRefused) {
  FakeView view = ViewWithModel();
  view.study.model = "cnn";
  const Status status = Export(view);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), HasSubstr("found cnn"));
}

TEST_F(LibsvmExportTest, AMissingModelNamesTheTrialsThatHaveOne) {
  FakeView view = ViewWithModel();
  const Status status = Export(view, 3);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), HasSubstr("trials with models: 7"));
  view.study.refits.clear();
  EXPECT_THAT(Message(Export(view)), HasSubstr("no trial has one"));
}

TEST_F(LibsvmExportTest, DamagedModelsAreDataLossAndLeaveNoFile) {
  FakeView view = ViewWithModel(R"(["cat"])");  // a class without a name
  EXPECT_EQ(Export(view).code(), absl::StatusCode::kDataLoss);
  view.artifact = "no model";
  EXPECT_EQ(Export(view).code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(ReadFile(path, 1 << 20).ok());
}

}  // namespace
}  // namespace gridfold
