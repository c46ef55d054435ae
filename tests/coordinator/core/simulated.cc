#include "tests/coordinator/core/simulated.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

// The simulated rows of a fold; the worse a score, the more of the first ones are wrong.
constexpr int kSimulatedRows = 1'000;

}  // namespace

SimulatedCoordinator::SimulatedCoordinator() {
  auto opened = Store::Open(":memory:");
  EXPECT_TRUE(opened.ok()) << Message(opened.status());
  store_ = *std::move(opened);
  Crash();
}

void SimulatedCoordinator::Crash() {
  Coordinator::Options options;
  options.drop_blobs = [this](const std::vector<std::string>& hashes) {
    dropped.insert(dropped.end(), hashes.begin(), hashes.end());
  };
  coordinator = std::make_unique<Coordinator>(store_.get(), &clock, options);
  const Status status = coordinator->Restore();
  EXPECT_TRUE(status.ok()) << Message(status);
}

void SimulatedCoordinator::Do(const std::function<void(Coordinator&)>& use_case) {
  ASSERT_TRUE(store_->Begin().ok());
  use_case(*coordinator);
  coordinator->Settle();
  const Status error = coordinator->TakeStoreError();
  ASSERT_TRUE(error.ok()) << Message(error);
  ASSERT_TRUE(store_->Commit().ok());
  for (const auto& answer : coordinator->TakeAnswers()) answer(absl::OkStatus());
}

void SimulatedCoordinator::Register(const std::string& worker, bool commands) {
  Do([&](Coordinator& c) { EXPECT_TRUE(c.Register({worker, "host", "0", 1, commands}).ok()); });
}

AcquireAnswer SimulatedCoordinator::Acquire(const std::string& worker,
                                            const std::string& request_id, size_t jobs) {
  AcquireAnswer result;
  Do([&](Coordinator& c) {
    c.Acquire({request_id, worker, jobs, {}, 0, [&](const Status& status, const AcquireAnswer& a) {
                 EXPECT_TRUE(status.ok()) << Message(status);
                 result = a;
               }});
  });
  return result;
}

std::vector<Status> SimulatedCoordinator::ReportAll(const std::string& worker, const Lease& lease) {
  std::vector<Status> codes;
  Do([&](Coordinator& c) { codes = c.Report(worker, {MakeReport(lease)}); });
  return codes;
}

StudySummary SimulatedCoordinator::Summary(const std::string& name) {
  const auto summary = coordinator->Summary(name);
  EXPECT_TRUE(summary.ok()) << Message(summary.status());
  return summary.ok() ? *summary : StudySummary();
}

Status SimulatedCoordinator::Create(const std::string& yaml) {
  const auto prepared = PrepareStudy({yaml, "spec.yaml", "", {}}, DataFolders{});
  EXPECT_TRUE(prepared.ok()) << Message(prepared.status());
  if (!prepared.ok()) return prepared.status();
  Status status;
  Do([&](Coordinator& c) { status = c.CreateStudy(*prepared, "spec.yaml").status(); });
  return status;
}

double InterimScoreOf(const Point& parameters, int fold, int64_t epochs) {
  return ScoreOf(parameters, fold) - 0.1 / static_cast<double>(epochs);
}

std::string CheckpointOf(const Lease& lease) {
  return fmt::format("{:032x}{:032x}", lease.job.number, lease.pause_epochs);
}

double SizeOf(const Point& parameters) {
  return parameters.contains("learning_rate")
             ? std::round(1e6 * NumberAt(parameters, "learning_rate"))
             : 100 * NumberAt(parameters, "C");
}

double ScoreOf(const Point& parameters, int fold) {
  if (parameters.contains("learning_rate")) {
    const double x = std::log10(NumberAt(parameters, "learning_rate")) + 2.5;
    return 0.9 - 0.01 * x * x - 0.001 * fold;
  }
  const double x = std::log10(NumberAt(parameters, "C")) - 0.3;
  const double y = std::log10(NumberAt(parameters, "gamma")) + 1.1;
  return 0.9 - 0.01 * (x * x + y * y) - 0.001 * fold;
}

JobReport MakeReport(const Lease& lease) {
  JobReport report;
  report.study = lease.job.study;
  report.job = lease.job.number;
  report.attempt = lease.attempt;
  report.end = AttemptEnd::kOk;
  if (lease.job.kind == JobKind::kRefit) {
    report.refit.emplace().trial = lease.job.trials.front().number;
    report.refit->test_score = 0.8;
    return report;
  }
  for (const JobTrial& trial : lease.job.trials) {
    if (lease.pause_epochs > 0) {
      const double score = InterimScoreOf(trial.parameters, lease.job.fold, lease.pause_epochs);
      report.curves.push_back(
          {trial.number,
           {lease.job.fold,
            {lease.pause_epochs, InterimName("parameters"), SizeOf(trial.parameters)}}});
      report.curves.push_back(
          {trial.number, {lease.job.fold, {lease.pause_epochs, kInterimScore, score}}});
      report.checkpoint = {lease.pause_epochs, score, CheckpointOf(lease), 10};
      continue;
    }
    CellResult& cell = report.cells.emplace_back();
    cell.trial = trial.number;
    cell.fold = lease.job.fold;
    cell.test_score = ScoreOf(trial.parameters, lease.job.fold);
    cell.fit_seconds = 1;
    const bool is_network = trial.parameters.contains("learning_rate");
    cell.metrics[is_network ? "parameters" : "support_vectors"] = SizeOf(trial.parameters);
    cell.predictions.assign(kSimulatedRows, 0);
    const auto wrong = std::lround((1 - cell.test_score) * kSimulatedRows);
    std::fill_n(cell.predictions.begin(), wrong, 1);
  }
  return report;
}

std::string GridSpec(const std::string& name, const std::string& more) {
  return "name: " + name +
         "\n"
         "dataset: {name: digits, train: 60, test: 20}\n"
         "model: svm\n"
         "parameters:\n"
         "  kernel: rbf\n"
         "  C: {values: [0.1, 1, 10, 100]}\n"
         "  gamma: {values: [0.01, 0.1, 1]}\n"
         "cv: {folds: 2}\n"
         "metric: {name: accuracy, goal: maximize" +
         (more.find("target") == std::string::npos ? std::string("}\n") + more : more);
}

}  // namespace gridfold
