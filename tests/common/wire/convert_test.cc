#include "common/wire/convert.h"

#include <gtest/gtest.h>

#include "common/wire/channel.h"
#include "common/wire/status.h"

namespace gridfold {
namespace {

Point SomePoint() {
  return {{"C", 0.1},
          {"degree", int64_t{3}},
          {"kernel", std::string("poly")},
          {"probability", true},
          {"filters", IntList{8, 16}}};
}

TEST(ConvertTest, PointKeepsEveryType) {
  v1::Point proto;
  ToProto(SomePoint(), &proto);
  EXPECT_EQ(*FromProto(proto), SomePoint());
}

TEST(ConvertTest, ValueWithoutKindIsRefusedByName) {
  v1::Point proto;
  (*proto.mutable_values())["x"];
  const auto point = FromProto(proto);
  ASSERT_FALSE(point.ok());
  EXPECT_EQ(point.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(Message(point.status()).find("Value.kind"), std::string::npos);
}

TEST(ConvertTest, LeaseComesBackWhole) {
  Lease lease;
  lease.job = {7, 12, JobKind::kRefit, -1, {{3, SomePoint()}}, {"a", "b"}};
  lease.attempt = 4;
  lease.lease_ms = 15'000;
  lease.timeout_ms = 60'000;
  v1::Lease proto;
  ToProto(lease, &proto);
  const auto back = FromProto(proto);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->job.study, 7);
  EXPECT_EQ(back->job.number, 12);
  EXPECT_EQ(back->job.kind, JobKind::kRefit);
  EXPECT_EQ(back->job.fold, -1);
  EXPECT_EQ(back->job.trials.at(0).parameters, SomePoint());
  EXPECT_EQ(back->job.cache_keys, lease.job.cache_keys);
  EXPECT_EQ(back->attempt, 4);
  EXPECT_EQ(back->timeout_ms, 60'000);
}

TEST(ConvertTest, WorkComesBackWhole) {
  Work work;
  work.study = 2;
  work.dataset_hash = "h";
  work.pipeline = {{"normalize", {{"method", std::string("l2")}}}};
  work.model = "network";
  work.layers = {
      {"repeat", {{"times", int64_t{2}}}, {{"dense", {{"units", int64_t{3}}}, {}, 9}}, 8}};
  work.cv.holdout = 0.25;
  work.cv.seed = ~uint64_t{0};
  work.metric = "f1_macro";
  work.metrics = {"log_loss", "accuracy"};
  work.seed = 1ULL << 63;
  work.command = {{"python3", "t.py"}, "t.py", "csv"};
  work.script_hash = std::string(64, 'd');
  work.command_memory_bytes = int64_t{1} << 40;
  work.training = {{"early_stopping", {{"patience", int64_t{3}}}}, {"schedule", {{"rate_1", 0.5}}}};
  v1::Work proto;
  ToProto(work, &proto);
  const auto back = FromProto(proto);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->pipeline, work.pipeline);
  EXPECT_EQ(back->cv, work.cv);
  EXPECT_EQ(back->seed, work.seed);
  EXPECT_EQ(back->metric, "f1_macro");
  EXPECT_EQ(back->metrics, work.metrics);
  EXPECT_EQ(back->training, work.training);
  EXPECT_EQ(back->command, work.command);
  EXPECT_EQ(back->script_hash, work.script_hash);
  EXPECT_EQ(back->command_memory_bytes, work.command_memory_bytes);
  ASSERT_EQ(back->layers.size(), 1u);
  EXPECT_EQ(back->layers[0].children.at(0).settings, work.layers[0].children[0].settings);
  EXPECT_EQ(back->layers[0].children[0].line, 9);
}

TEST(ConvertTest, EndlesslyNestedLayersAreRefused) {
  v1::Work proto;
  v1::LayerNode* node = proto.add_layers();
  for (int depth = 0; depth < 80; ++depth) node = node->add_children();
  EXPECT_EQ(FromProto(proto).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ConvertTest, LeaseSaysWhereToPause) {
  Lease lease;
  lease.pause_epochs = 27;
  lease.checkpoint_hash = std::string(64, 'b');
  v1::Lease proto;
  ToProto(lease, &proto);
  const auto back = FromProto(proto);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->pause_epochs, 27);
  EXPECT_EQ(back->checkpoint_hash, lease.checkpoint_hash);
}

TEST(ConvertTest, ReportComesBackWhole) {
  JobReport report{1,     2, 3, {}, {{4, {1, {9, "val_loss", 0.5}}}}, {}, {}, AttemptEnd::kTimeout,
                   "slow"};
  report.checkpoint = CheckpointFile{7, 0.25, std::string(64, 'a'), 1000};
  CellResult& cell = report.cells.emplace_back();
  cell.trial = 4;
  cell.fold = 1;
  cell.state = CellState::kInfeasible;
  cell.reason = "kernel larger than the picture";
  cell.train_score = 0.25;
  cell.metrics = {{"iterations", 12}};
  cell.confusion = {1, 2, 3, 4};
  cell.predictions = {0, 1, 0};
  v1::JobReport proto;
  ToProto(report, &proto);
  const auto back = FromProto(proto);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->end, AttemptEnd::kTimeout);
  EXPECT_EQ(back->curves.at(0).second.point.metric, "val_loss");
  EXPECT_EQ(back->cells.at(0).state, CellState::kInfeasible);
  EXPECT_EQ(back->cells[0].train_score, 0.25);
  EXPECT_EQ(back->cells[0].metrics, cell.metrics);
  EXPECT_EQ(back->cells[0].predictions, cell.predictions);
}

TEST(ConvertTest, StudyAndTrialComeBackWhole) {
  StudySummary study;
  study.name = "s";
  study.state = StudyState::kStopping;
  study.best_score = 0.5;
  study.best_parameters = SomePoint();
  study.refits.push_back({3, 0.9, std::nullopt, 1.5, "hash", 10, "", {{"f1_macro", 0.75}}});
  study.given = {{"script", std::string(64, 'c')}};
  study.class_names = {"a", "b"};
  study.dataset_hash = std::string(64, 'b');
  study.spec_overrides = {"cv.folds=3"};
  v1::Study proto;
  ToProto(study, &proto);
  const auto back = FromProto(proto);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->state, StudyState::kStopping);
  EXPECT_EQ(back->best_score, 0.5);
  EXPECT_FALSE(back->best_trial.has_value());
  EXPECT_EQ(back->refits.at(0).train_score, 0.9);
  EXPECT_FALSE(back->refits[0].test_score.has_value());
  EXPECT_EQ(back->refits[0].metrics, study.refits[0].metrics);
  EXPECT_EQ(back->class_names, study.class_names);
  EXPECT_EQ(back->dataset_hash, study.dataset_hash);
  EXPECT_EQ(back->given, study.given);
  EXPECT_EQ(back->spec_overrides, study.spec_overrides);

  TrialDetail detail;
  detail.summary.number = 5;
  detail.summary.state = TrialState::kPruned;
  detail.summary.fold_scores = {0.5, std::nullopt};
  detail.summary.goals = {{"parameters", 12}};
  detail.summary.violation = 0.25;
  detail.parameters = SomePoint();
  detail.curves = {{1, {2, "loss", 0.125}}};
  detail.attempts.push_back({1, 2, 1, "w", 100, std::nullopt, std::nullopt, ""});
  v1::TrialDetail message;
  ToProto(detail, &message);
  const auto trial = FromProto(message);
  ASSERT_TRUE(trial.ok());
  EXPECT_EQ(trial->summary.state, TrialState::kPruned);
  EXPECT_EQ(trial->summary.fold_scores, detail.summary.fold_scores);
  EXPECT_EQ(trial->summary.goals, detail.summary.goals);
  EXPECT_EQ(trial->summary.violation, 0.25);
  EXPECT_EQ(trial->parameters, detail.parameters);
  EXPECT_EQ(trial->curves.at(0).point.value, 0.125);
  EXPECT_FALSE(trial->attempts.at(0).end.has_value());
}

TEST(StatusTest, CodesAreTheSameOnBothSides) {
  const Status status = FromGrpc(ToGrpc(NotFound("no study '{}'", "x")));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Message(status), "no study 'x'");
}

TEST(ChannelTest, OnlyAddressesOfThisMachineAreTaken) {
  for (const char* fine : {"127.0.0.1:7070", "localhost:1", "[::1]:7070", "unix:/x/y"}) {
    EXPECT_TRUE(CheckAddress(fine).ok()) << fine;
  }
  for (const char* wrong : {"", "7070", "127.0.0.1:", "127.0.0.1:99999", "0.0.0.0:7070",
                            "example.org:7070", "unix:", "127.0.0.1:7o70"}) {
    EXPECT_EQ(CheckAddress(wrong).code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

}  // namespace
}  // namespace gridfold
