#include "tests/integration/cluster.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "common/wire/channel.h"
#include "common/wire/convert.h"
#include "common/wire/status.h"

extern char** environ;

namespace gridfold {

const char kSvmSpec[] =
    "name: svm\n"
    "dataset: {name: digits, train: 600, test: 100, seed: 1}\n"
    "pipeline: [{normalize: l2}]\n"
    "model: svm\n"
    "parameters:\n"
    "  C: {values: [0.1, 1, 10]}\n"
    "  gamma: {type: double, min: 0.01, max: 1, scale: log, count: 12}\n"
    "cv: {folds: 3, train_scores: true}\n"
    "metric: {name: accuracy, goal: maximize}\n"
    "limits: {max_attempts: 20}\n";

const char kNetworkSpec[] =
    "name: network\n"
    "dataset: {name: digits, train: 600, test: 100, seed: 1}\n"
    "pipeline: [{rescale: 255}]\n"
    "model: cnn\n"
    "parameters:\n"
    "  filters: {values: [2, 4]}\n"
    "  dense_units: {values: [8, 16]}\n"
    "  dropout: {type: double, min: 0, max: 0.5}\n"
    "  epochs: 2\n"
    "search: {algorithm: random, trials: 8, seed: 5}\n"
    "cv: {folds: 2, shuffle: true, seed: 3}\n"
    "metric: {name: accuracy, goal: maximize}\n"
    "limits: {max_attempts: 20}\n";

Process::Process(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error = ::posix_spawn(&pid_, arguments[0], nullptr, nullptr, arguments.data(), environ);
  EXPECT_EQ(error, 0) << "cannot start " << command[0];
}

Process::~Process() {
  if (pid_ <= 0) return;
  Kill(SIGKILL);
  Wait();
}

void Process::Kill(int signal) const { ::kill(pid_, signal); }

int Process::Wait() {
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

Cluster::Cluster() = default;

Process Cluster::StartCoordinator(const std::string& lease) const {
  return Process({GRIDFOLD_COORDINATOR, "--listen", address(), "--db", database(), "--lease", lease,
                  "--log-level", "warn"});
}

Process Cluster::StartWorker(int number, int slots, const std::vector<std::string>& more) const {
  std::vector<std::string> command = {GRIDFOLD_WORKER,
                                      "--coordinator",
                                      address(),
                                      "--slots",
                                      std::to_string(slots),
                                      "--name",
                                      "worker" + std::to_string(number),
                                      "--cache-dir",
                                      cache(number),
                                      "--log-level",
                                      "error"};
  command.insert(command.end(), more.begin(), more.end());
  return Process(command);
}

StatusOr<std::string> Cluster::Create(const std::string& yaml) {
  GF_ASSIGN_OR_RETURN(const auto channel, ConnectTo(address()));
  const auto stub = v1::StudyService::NewStub(channel);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  SetDeadline(context, 30'000);
  v1::CreateStudyRequest request;
  request.set_spec_text(yaml);
  request.set_spec_file("spec.yaml");
  v1::CreateStudyResponse response;
  GF_RETURN_IF_ERROR(FromGrpc(stub->CreateStudy(&context, request, &response)));
  return response.study().name();
}

Status Cluster::Cancel(const std::string& study) {
  GF_ASSIGN_OR_RETURN(const auto channel, ConnectTo(address()));
  const auto stub = v1::StudyService::NewStub(channel);
  grpc::ClientContext context;
  SetDeadline(context, 30'000);
  v1::SetStudyStateRequest request;
  request.set_study(study);
  request.set_change(v1::SetStudyStateRequest::CHANGE_CANCEL);
  v1::Study response;
  return FromGrpc(stub->SetStudyState(&context, request, &response));
}

StudySummary Cluster::WatchUntil(const std::string& study,
                                 const std::function<bool(const StudySummary&)>& done) {
  StudySummary last;
  // A stream that breaks is opened again: each try waits until the coordinator is there.
  for (int tries = 0; tries < 20; ++tries) {
    const auto channel = ConnectTo(address());
    EXPECT_TRUE(channel.ok());
    const auto stub = v1::StudyService::NewStub(*channel);
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    SetDeadline(context, 60'000);
    v1::GetStudyRequest request;
    request.set_study(study);
    const auto reader = stub->WatchStudy(&context, request);
    v1::Study message;
    while (reader->Read(&message)) {
      auto summary = FromProto(message);
      EXPECT_TRUE(summary.ok());
      last = *std::move(summary);
      if (IsFinal(last.state) || done(last)) {
        context.TryCancel();
        return last;
      }
    }
    reader->Finish();
  }
  ADD_FAILURE() << "study " << study << " did not get there";
  return last;
}

StudySummary Cluster::WatchToTheEnd(const std::string& study) {
  return WatchUntil(study, [](const StudySummary&) { return false; });
}

std::string Cluster::Results(const std::string& study) const {
  auto reader = StoreReader::Open(database());
  EXPECT_TRUE(reader.ok()) << Message(reader.status());
  const auto trials = (*reader)->ListTrials(study, {});
  EXPECT_TRUE(trials.ok()) << Message(trials.status());
  std::string text;
  for (const TrialSummary& trial : *trials) {
    const auto detail = (*reader)->GetTrial(study, trial.number);
    EXPECT_TRUE(detail.ok()) << Message(detail.status());
    text += fmt::format("trial {} {} {} rank {} mean {:a}\n", trial.number, Name(trial.state),
                        ToJson(trial.parameters), trial.rank.value_or(0),
                        trial.mean_score.value_or(-1));
    for (const CellResult& cell : detail->cells) {
      text +=
          fmt::format("  fold {} test {:a} train {:a} predictions {}\n", cell.fold, cell.test_score,
                      cell.train_score.value_or(-1), fmt::join(cell.predictions, ""));
    }
    for (const TrialCurvePoint& point : detail->curves) {
      // What a clock says differs.
      if (point.point.metric == "seconds" || point.point.metric == "images_per_second") continue;
      text += fmt::format("  fold {} epoch {} {} {:a}\n", point.fold, point.point.epoch,
                          point.point.metric, point.point.value);
    }
  }
  return text;
}

}  // namespace gridfold
