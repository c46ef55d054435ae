#include "client/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/file.h"
#include "common/data/load.h"
#include "common/picture/png.h"
#include "tests/common/picture/drawn_photo.h"
#include "worker/model/tensor_file.h"

namespace gridfold {
namespace {

using testing::HasSubstr;

struct Outcome {
  int code;
  std::string out, err;
};

Outcome Gridfold(const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  Console console{out, err};
  const int code = RunCommandLine(arguments, console);
  return {code, out.str(), err.str()};
}

// A folder of its own as the current one, so that no database of the caller is found.
class CommandLineTest : public testing::Test {
 protected:
  CommandLineTest() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder_.path());
    ::unsetenv("GRIDFOLD_COORDINATOR");
  }
  ~CommandLineTest() override { std::filesystem::current_path(before_); }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(folder_.path() / name, text).ok());
  }

  TemporaryFolder folder_;
  std::filesystem::path before_;
};

constexpr const char* kSpec = R"(name: small
dataset: digits
pipeline: [normalize: minmax]
model: svm
parameters:
  kernel: rbf
  C: {values: [1, 10]}
  gamma: {values: [0.001, 0.01]}
cv: {folds: 3}
metric: {name: accuracy, goal: maximize}
)";

TEST_F(CommandLineTest, EveryVerbHasHelp) {
  const std::vector<std::vector<std::string>> verbs = {
      {"run"},           {"plan"},           {"submit"},      {"list"},
      {"status"},        {"watch"},          {"best"},        {"trials"},
      {"trial"},         {"pause"},          {"resume"},      {"cancel"},
      {"retry"},         {"report"},         {"export"},      {"model"},
      {"predict"},       {"data"},           {"db"},          {"data", "describe"},
      {"data", "fetch"}, {"data", "export"}, {"db", "check"}, {"db", "backup"},
      {"rerun"},         {"importance"},     {"import"}};
  for (std::vector<std::string> verb : verbs) {
    verb.push_back("--help");
    const Outcome outcome = Gridfold(verb);
    EXPECT_EQ(outcome.code, 0) << verb[0];
    EXPECT_THAT(outcome.out, HasSubstr("Usage: "));
    EXPECT_THAT(outcome.out, HasSubstr(verb[verb.size() - 2]));
    EXPECT_EQ(outcome.err, "");
  }
}

TEST_F(CommandLineTest, VersionIsPrinted) {
  const Outcome outcome = Gridfold({"--version"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("gridfold "));
}

TEST_F(CommandLineTest, WrongUsageExitsWithTwoAndPrintsNoResult) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"frobnicate"},
      {"run"},
      {"run", "a.yaml", "b.yaml"},
      {"run", "a.yaml", "--workers", "0"},
      {"run", "a.yaml", "--workers", "many"},
      {"run", "a.yaml", "--format", "xml"},
      {"best", "s", "--top", "0"},
      {"best", "s", "--db", "x.db", "--coordinator", "127.0.0.1:1"},
      {"trial", "s", "-1"},
      {"trial", "s"},
      {"export", "s", "--to", "xlsx", "-o", "f"},
      {"export", "s", "--to", "csv"},
      {"report", "s"},
      {"report", "-o", "f"},
      {"retry", "s"},
      {"data"},
      {"data", "describe"},
      {"db", "backup", "a"},
      {"list", "--log-level", "loud", "--db", "x"},
      {"list", "--no-such-flag"}};
  for (const auto& arguments : wrong) {
    const Outcome outcome = Gridfold(arguments);
    EXPECT_EQ(outcome.code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(outcome.out, "") << testing::PrintToString(arguments);
    EXPECT_EQ(outcome.err.rfind("gridfold: ", 0), 0u) << outcome.err;
  }
}

TEST_F(CommandLineTest, AnUnknownVerbIsNamedWithThoseThereAre) {
  const Outcome outcome = Gridfold({"frob\x1bnicate"});
  EXPECT_THAT(outcome.err, HasSubstr("unknown command 'frob\\x1bnicate'"));
  EXPECT_THAT(outcome.err, HasSubstr("run, plan, submit"));
}

TEST_F(CommandLineTest, WithoutAPlaceTheReaderIsToldOfAllThree) {
  const Outcome outcome = Gridfold({"list"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--coordinator ADDRESS or --db FILE"));
  EXPECT_THAT(outcome.err, HasSubstr("GRIDFOLD_COORDINATOR"));
}

TEST_F(CommandLineTest, AMissingDatabaseFailsAndIsNotMade) {
  const Outcome outcome = Gridfold({"list", "--db", "none.db"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("none.db"));
  EXPECT_FALSE(std::filesystem::exists("none.db"));
}

TEST_F(CommandLineTest, ACoordinatorThatIsNotThereIsNamed) {
  const std::string address = "unix:" + (folder_.path() / "nobody").string();
  const Outcome outcome = Gridfold({"list", "--coordinator", address});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot reach the coordinator at " + address));
  EXPECT_THAT(outcome.err, HasSubstr("is it running?"));
}

TEST_F(CommandLineTest, AnAddressElsewhereIsRefused) {
  EXPECT_EQ(Gridfold({"list", "--coordinator", "example.org:7070"}).code, 2);
  EXPECT_EQ(Gridfold({"pause", "s", "--coordinator", "nonsense"}).code, 2);
}

TEST_F(CommandLineTest, AWrongSpecExitsWithTwoAndLeavesNoDatabase) {
  Write("wrong.yaml", std::string(kSpec) + "surprise: 1\n");
  for (const char* verb : {"run", "plan"}) {
    const Outcome outcome = Gridfold({verb, "wrong.yaml"});
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("wrong.yaml:11"));
    EXPECT_THAT(outcome.err, HasSubstr("surprise"));
  }
  EXPECT_FALSE(std::filesystem::exists("gridfold.db"));
}

TEST_F(CommandLineTest, ASpecThatIsNotThereOrAFolderExitsWithTwo) {
  EXPECT_EQ(Gridfold({"plan", "none.yaml"}).code, 2);
  EXPECT_EQ(Gridfold({"plan", "."}).code, 2);
}

TEST_F(CommandLineTest, PlanCountsTrialsCellsAndSharedWork) {
  Write("s.yaml", kSpec);
  const Outcome outcome = Gridfold({"plan", "s.yaml", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["trials"], 4.0);
  EXPECT_EQ(json["cells"], 12.0);
  EXPECT_EQ(json["duplicates"], 0);
  EXPECT_EQ(json["folds"].size(), 3u);
  EXPECT_EQ(json["dataset"]["classes"].size(), 10u);
  const std::string shared = json["shared"].at(0);
  EXPECT_THAT(shared, HasSubstr("C: all 2 values of a (gamma, fold)"));
}

TEST_F(CommandLineTest, SetOverridesTheSpecAndTakesOneValue) {
  Write("s.yaml", kSpec);
  const Outcome outcome = Gridfold(
      {"plan", "--set", "cv.folds=4", "--set", "name=other", "s.yaml", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["folds"].size(), 4u);
  EXPECT_EQ(json["name"], "other");
}

TEST_F(CommandLineTest, PlanCountsNetworksThatCannotBe) {
  Write("n.yaml", R"(name: net
dataset: digits
model: network
layers:
  - conv: {filters: 4, kernel: $kernel, padding: valid}
  - flatten
  - dense: {units: 10, activation: softmax}
parameters:
  kernel: {values: [3, 29]}
cv: {folds: 3}
metric: {name: accuracy, goal: maximize}
)");
  const Outcome outcome = Gridfold({"plan", "n.yaml", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  // A kernel of 29 does not fit pictures of 28 x 28.
  EXPECT_EQ(json["infeasible"], 1);
  // conv: 4 * 9 + 4; 26 x 26 x 4 outputs to 10 classes: 27040 + 10.
  EXPECT_EQ(json["weights"][0], 40 + 27050);
}

TEST_F(CommandLineTest, DescribeCountsClasses) {
  const Outcome outcome = Gridfold({"data", "describe", "digits", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["features"], 784);
  EXPECT_EQ(json["classes"].size(), 10u);
}

TEST_F(CommandLineTest, DescribeWritesPicturesAndNamesThem) {
  const Outcome table = Gridfold({"data", "describe", "digits", "--pictures", "p"});
  ASSERT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("p/samples.png: training pictures, a row for each class\n"));
  const Outcome outcome =
      Gridfold({"data", "describe", "digits", "--pictures", "p", "--format", "json"});
  const auto json = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(json["pictures"].size(), 7u);
  for (const auto& picture : json["pictures"]) {
    EXPECT_TRUE(std::filesystem::exists(picture["file"].get<std::string>())) << picture;
  }
}

TEST_F(CommandLineTest, DescribeReadsCsv) {
  Write("f.csv", "a,b,label\n1,0,x\n2,0,y\n3,5,x\n");
  const Outcome outcome = Gridfold({"data", "describe", "f.csv", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["train_rows"], 3);
  EXPECT_EQ(json["features"], 2);
  EXPECT_EQ(json["max"], 5.0);
  EXPECT_EQ(json["classes"][0]["train_rows"], 2);
}

TEST_F(CommandLineTest, AnUnknownDataSetIsRefusedWithTheEndings) {
  const Outcome outcome = Gridfold({"data", "describe", "iris"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr(".npz"));
}

TEST_F(CommandLineTest, ExportedDataHoldsFolds) {
  Write("s.yaml", kSpec);
  ASSERT_EQ(Gridfold({"data", "export", "s.yaml", "-o", "d.npz"}).code, 0);
  // It is a data set too: the extra array does not disturb the reader.
  const Outcome outcome = Gridfold({"data", "describe", "d.npz", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(*ReadFile("d.npz", 1 << 26), HasSubstr("folds.npy"));
}

// One search from end to end, and every verb that reads what it left.
TEST_F(CommandLineTest, ARunLeavesAllThatTheReadersShow) {
  Write("s.yaml", kSpec);
  const Outcome first = Gridfold({"run", "s.yaml", "--workers", "1", "--format", "value"});
  ASSERT_EQ(first.code, 0) << first.err;
  // Chance is 0.1 on ten classes of equal size; standard output holds the number and nothing else.
  EXPECT_GT(std::stod(first.out), 0.8);
  EXPECT_EQ(std::count(first.out.begin(), first.out.end(), '\n'), 1);
  const Outcome again = Gridfold({"run", "s.yaml", "--resume", "--format", "value"});
  EXPECT_EQ(again.out, first.out);
  EXPECT_THAT(again.err, HasSubstr("has this study already"));
  EXPECT_EQ(Gridfold({"best", "small", "--format", "value"}).out, first.out);
  EXPECT_THAT(Gridfold({"list"}).out, HasSubstr("small  COMPLETED"));
  EXPECT_THAT(Gridfold({"watch", "small"}).out, HasSubstr("4 COMPLETED"));
  EXPECT_THAT(Gridfold({"trial", "small", "0"}).out, HasSubstr("actual \\ predicted"));
  const Outcome wrong = Gridfold({"trial", "small", "0", "--pictures", "w", "--format", "json"});
  ASSERT_EQ(wrong.code, 0) << wrong.err;
  const auto pictures = nlohmann::json::parse(wrong.out)["pictures"];
  EXPECT_EQ(pictures[0]["file"], "w/confusion.svg");
  ASSERT_GT(pictures.size(), 1u);
  EXPECT_THAT(pictures[1]["shows"].get<std::string>(), HasSubstr(" validated, taken for "));
  const Outcome some = Gridfold({"trials", "small", "--where", "C = 10", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(some.out).size(), 2u);
  const Outcome report = Gridfold({"report", "small", "-o", "r.html"});
  ASSERT_EQ(report.code, 0) << report.err;
  EXPECT_EQ(report.out, "");
  EXPECT_THAT(report.err, HasSubstr("report: r.html ("));
  const std::string page = *ReadFile("r.html", 1 << 22);
  EXPECT_THAT(page.substr(0, 15), "<!DOCTYPE html>");
  // The exact mean of the best trial stands in the table.
  EXPECT_NE(page.find("data-v=\"" + first.out.substr(0, first.out.size() - 1) + "\""),
            std::string::npos);
  const Outcome two = Gridfold({"report", "small", "--trials", "0,1", "-o", "two.html"});
  ASSERT_EQ(two.code, 0) << two.err;
  EXPECT_NE(ReadFile("two.html", 1 << 22)->find("Recall of each class"), std::string::npos);
  EXPECT_EQ(Gridfold({"report", "small", "--trials", "0", "-o", "none.html"}).code, 2);
  EXPECT_EQ(Gridfold({"report", "none", "-o", "none.html"}).code, 1);
  EXPECT_FALSE(std::filesystem::exists("none.html"));
  const Outcome importance = Gridfold({"importance", "small", "--format", "csv"});
  EXPECT_EQ(importance.code, 0) << importance.err;
  EXPECT_THAT(importance.out, HasSubstr("parameter,share,deviation\n"));
  const Outcome no_metric = Gridfold({"importance", "small", "--metric", "bleu"});
  EXPECT_EQ(no_metric.code, 2);
  EXPECT_THAT(no_metric.err, HasSubstr("--metric: expected accuracy"));
  const Outcome repeated = Gridfold({"rerun", "small", "--trial", "1", "--verify"});
  EXPECT_EQ(repeated.code, 0) << repeated.err;
  EXPECT_THAT(repeated.out, HasSubstr("are the same, bit for bit"));
  EXPECT_EQ(Gridfold({"rerun", "small", "--trial", "99"}).code, 1);
  ASSERT_EQ(Gridfold({"model", "small", "-o", "m"}).code, 0);
  EXPECT_EQ(Gridfold({"model", "small"}).code, 2);
  const Outcome layers = Gridfold({"model", "small", "--summary"});
  EXPECT_EQ(layers.code, 2);
  EXPECT_THAT(layers.err, HasSubstr("--summary: expected a network, found a model svm"));
  const Outcome predicted = Gridfold({"predict", "m", "digits", "--output", "labels"});
  EXPECT_THAT(predicted.out, HasSubstr("test rows"));
  const std::string labels = *ReadFile("labels", 1 << 20);
  EXPECT_EQ(labels.size(), 2u * 1000);  // one digit and a line end for each test row
  EXPECT_EQ(Gridfold({"db", "check", "gridfold.db"}).code, 0);
  EXPECT_EQ(Gridfold({"db", "backup", "gridfold.db", "copy.db"}).code, 0);
  EXPECT_EQ(Gridfold({"db", "check", "copy.db"}).code, 0);
  EXPECT_EQ(Gridfold({"db", "backup", "gridfold.db", "copy.db"}).code, 1);
  Write("s.yaml", std::string(kSpec) + "search: {trials: 2}\n");
  EXPECT_EQ(Gridfold({"run", "s.yaml"}).code, 1);  // another spec under the same name
}

TEST_F(CommandLineTest, WhatAnotherSearchFoundIsNotComputedAgain) {
  Write("s.yaml", kSpec);
  ASSERT_EQ(Gridfold({"run", "s.yaml"}).code, 0);
  ASSERT_EQ(Gridfold({"export", "small", "--to", "csv", "-o", "found.csv"}).code, 0);
  const Outcome again = Gridfold(
      {"run", "s.yaml", "--set", "name=warm", "--import", "found.csv", "--format", "value"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.out, Gridfold({"best", "small", "--format", "value"}).out);
  const Outcome trial = Gridfold({"trial", "warm", "0", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(trial.out)["attempts"][0]["worker"], "import");
  EXPECT_EQ(Gridfold({"db", "check", "gridfold.db"}).code, 0);
  Write("bad.csv", "param_C,split0_test_score,split1_test_score,split2_test_score\n3,1,1,1\n");
  const Outcome bad = Gridfold({"run", "s.yaml", "--set", "name=cold", "--import", "bad.csv"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("trial 0 of the import: C: expected one of the 2 values"));
  EXPECT_EQ(Gridfold({"status", "cold"}).code, 1) << "nothing is stored";
}

TEST_F(CommandLineTest, NestedFoldsAreScoredOnRowsThatNoChoiceHasSeen) {
  Write("s.yaml", std::string(kSpec) + "search: {seed: 4}\n");
  const Outcome nested =
      Gridfold({"run", "s.yaml", "--nested", "3", "--set",
                "dataset={name: digits, train: 300, test: 10}", "--format", "json"});
  ASSERT_EQ(nested.code, 0) << nested.err;
  const auto json = nlohmann::json::parse(nested.out);
  ASSERT_EQ(json["folds"].size(), 3u);
  double sum = 0;
  for (const auto& fold : json["folds"]) sum += fold["outer"].get<double>();
  EXPECT_DOUBLE_EQ(json["outer_mean"].get<double>(), sum / 3);
  // The outer folds together are the training rows, each once.
  int64_t rows = 0;
  for (const char* file : {"gridfold.db.outer/small-0of3.npz", "gridfold.db.outer/small-1of3.npz",
                           "gridfold.db.outer/small-2of3.npz"}) {
    DataSetSpec spec;
    spec.source = DataSetSpec::Source::kNpz;
    spec.path = file;
    const auto data = LoadDataSet(spec, DataFolders{});
    ASSERT_TRUE(data.ok()) << Message(data.status());
    EXPECT_EQ(data->rows(), 300);
    rows += data->test_rows;
  }
  EXPECT_EQ(rows, 300);
  EXPECT_THAT(Gridfold({"list"}).out, HasSubstr("small-outer2  COMPLETED"));
  const Outcome again = Gridfold(
      {"run", "s.yaml", "--nested", "3", "--set", "dataset={name: digits, train: 300, test: 10}"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("folds that no choice has seen"));
}

constexpr char kDigitsCnn[] =
    "name: cnn\n"
    "dataset: {name: digits, train: 2000, test: 200, seed: 3}\n"
    "pipeline: [{rescale: 255}]\n"
    "model: cnn\n"
    "parameters: {filters: {values: [[12, 24]]}, kernel_size: 5, dense_units: 48, epochs: 8}\n"
    "cv: {holdout: 0.1}\n"
    "metric: {name: accuracy, goal: maximize}\n";

TEST_F(CommandLineTest, PhotographedDigitsAreNamed) {
  Write("cnn.yaml", kDigitsCnn);
  ASSERT_EQ(Gridfold({"run", "cnn.yaml", "--workers", "1"}).code, 0);
  ASSERT_EQ(Gridfold({"model", "cnn", "-o", "m"}).code, 0);
  int right = 0;
  for (int photo = 0; photo < 20; ++photo) {
    const int digit = photo % 10;
    ASSERT_TRUE(WriteFileAtomically("photo.png", *EncodePng(DrawPhoto(digit, 100 + photo))).ok());
    const Outcome outcome = Gridfold({"predict", "m", "photo.png"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    right += outcome.out.starts_with("photo.png: " + std::to_string(digit)) ? 1 : 0;
  }
  EXPECT_GE(right, 18) << "of 20, dark ink anywhere on unevenly lit paper";
  // A model file stands in the place of a study.
  const Outcome look = Gridfold({"model", "./m", "--pictures", "look", "--image", "photo.png"});
  ASSERT_EQ(look.code, 0) << look.err;
  EXPECT_THAT(look.out, HasSubstr("look/activations-1.png: layer 1, conv 5x5"));
  EXPECT_EQ(Gridfold({"model", "./m", "--summary", "--image", "photo.png"}).code, 2);
  EXPECT_EQ(Gridfold({"model", "./m", "--summary", "--trial", "0"}).code, 2);
  const Outcome told = Gridfold({"predict", "m", "digits", "--report", "--pictures", "told"});
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("ROC area"));
  EXPECT_THAT(told.out, HasSubstr("told/precision-recall.svg"));
}

TEST_F(CommandLineTest, ModelFileWhosePartsDoNotFitIsRefused) {
  Write("s.yaml", kSpec);
  ASSERT_EQ(Gridfold({"run", "s.yaml", "--workers", "1"}).code, 0);
  ASSERT_EQ(Gridfold({"model", "small", "-o", "m"}).code, 0);
  auto file = TensorFile::Parse(*ReadFile("m", 1 << 30));
  ASSERT_TRUE(file.ok());
  file->SetText("features", "4");
  file->SetText("picture", R"({"height":2,"width":2,"channels":1,"ink":1})");
  Write("m", file->Serialize());
  Write("rows.csv", "1,2,3,4\n");
  const Outcome outcome = Gridfold({"predict", "m", "rows.csv"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the model expects 784"));
}

TEST_F(CommandLineTest, RowsWithoutLabelsArePredictedToAFile) {
  Write("s.yaml",
        "name: rows\n"
        "dataset: {csv: train.csv, label: last}\n"
        "model: svm\n"
        "metric: {name: accuracy, goal: maximize}\n"
        "cv: {folds: 2}\n");
  std::string train, rows = "a,b\n";
  for (int i = 0; i < 20; ++i) {
    train += fmt::format("{},{},{}\n", i % 2, i / 20.0, i % 2 == 0 ? "even" : "odd");
    rows += fmt::format("{},0.5\n", i % 2);
  }
  Write("train.csv", train);
  Write("rows.csv", rows);
  ASSERT_EQ(Gridfold({"run", "s.yaml", "--workers", "1"}).code, 0);
  ASSERT_EQ(Gridfold({"model", "rows", "-o", "m"}).code, 0);
  const Outcome outcome = Gridfold({"predict", "m", "rows.csv", "--output", "labels"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("20 rows without labels"));
  EXPECT_THAT(*ReadFile("labels", 1 << 20), testing::StartsWith("even\nodd\neven\n"));
  Write("photo.png", "x");
  const Outcome picture = Gridfold({"predict", "m", "photo.png"});
  EXPECT_EQ(picture.code, 2);
  EXPECT_THAT(picture.err, HasSubstr("not fitted on pictures"));
}

}  // namespace
}  // namespace gridfold
