#include "client/run.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <system_error>

#include "client/best.h"
#include "client/coordinator_client.h"
#include "client/leaderboard.h"
#include "client/progress.h"
#include "client/refit_text.h"
#include "client/signals.h"
#include "client/text.h"
#include "client/trial_file.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "coordinator/server.h"
#include "worker/worker.h"

namespace gridfold {
namespace {

constexpr int64_t kLeaderboardTrials = 10;

void PrintNotes(const CoordinatorClient::Created& created, Console& console) {
  for (const std::string& note : created.notes) console.err << "note: " << SafeText(note) << "\n";
  if (!created.existed) return;
  const StudySummary& study = created.study;
  console.err << (IsFinal(study.state) ? "the database has this study already: "
                                       : "going on with the study in the database: ")
              << SafeText(study.name) << ", " << study.cells_done << " cells done\n";
}

// Submits and watches; returns the study when it is final. `is_stored` becomes true once the
// database has it.
StatusOr<StudySummary> Search(CoordinatorClient& client, const SpecText& spec,
                              const RunArguments& arguments, Console& console, bool& is_stored) {
  GF_ASSIGN_OR_RETURN(const std::vector<ImportedTrial> trials,
                      ReadTrialFile(arguments.import_file, spec));
  GF_ASSIGN_OR_RETURN(const CoordinatorClient::Created created,
                      client.CreateStudy(spec, AbsolutePath(arguments.spec.data_dir), trials));
  is_stored = true;
  PrintNotes(created, console);
  if (IsFinal(created.study.state)) return created.study;
  if (created.study.state == StudyState::kPaused) {
    GF_RETURN_IF_ERROR(
        client.SetStudyState(created.study.name, v1::SetStudyStateRequest::CHANGE_RESUME).status());
  }
  Progress progress(console, RealClock());
  return client.WatchStudy(created.study.name,
                           [&](const StudySummary& study) { progress.Show(study); });
}

Status PrintResult(CoordinatorClient& client, const StudySummary& study,
                   const RunArguments& arguments, const std::string& artifacts, Console& console) {
  GF_ASSIGN_OR_RETURN(const Leaderboard board, LoadBest(client, study.name, kLeaderboardTrials));
  const bool table = arguments.format == "table";
  if (table) console.out << SafeText(study.name) << ": " << Name(study.state) << "\n\n";
  const Status printed = PrintLeaderboard(board, arguments.format, console);
  if (table) {
    console.out << "\n"
                << RefitText(board.study, artifacts) << "database: " << arguments.db << "\n"
                << "report: gridfold report " << SafeText(study.name) << " -o "
                << SafeText(study.name) << ".html --db " << arguments.db << "\n";
    console.out.flush();
  }
  GF_RETURN_IF_ERROR(FinalStatus(board.study));
  return printed;
}

// Ends the client's calls from the signal's thread, whenever it comes.
class Interruption {
 public:
  void Attach(CoordinatorClient* client) {
    const std::lock_guard lock(mutex_);
    client_ = client;
    if (happened_) client_->Cancel();
  }
  void Happen() {
    const std::lock_guard lock(mutex_);
    happened_ = true;
    if (client_ != nullptr) client_->Cancel();
  }
  bool happened() const {
    const std::lock_guard lock(mutex_);
    return happened_;
  }

 private:
  mutable std::mutex mutex_;
  CoordinatorClient* client_ = nullptr;
  bool happened_ = false;
};

Status Interrupted(const RunArguments& arguments) {
  return Cancelled("interrupted; what is finished is kept in {}: go on with the same command",
                   arguments.db);
}

}  // namespace

Status FinalStatus(const StudySummary& study) {
  if (study.state == StudyState::kCompleted) return absl::OkStatus();
  return FailedPrecondition("study '{}' is {}{}{}", study.name, Name(study.state),
                            study.reason.empty() ? "" : ": ", study.reason);
}

namespace {

// The search on a coordinator and a worker of its own.
Status RunOnServer(const SpecText& spec, const RunArguments& arguments, Console& console,
                   bool& is_stored) {
  std::unique_ptr<CoordinatorClient> client;
  Interruption interruption;
  // Before anything starts threads, gRPC's channel included: they inherit the blocked signals.
  const SignalWatch signals([&] { interruption.Happen(); });
  const TemporaryFolder folder;
  const std::string address = "unix:" + (folder.path() / "s").string();
  GF_ASSIGN_OR_RETURN(client, CoordinatorClient::Connect(address));
  interruption.Attach(client.get());
  ServerOptions server_options;
  server_options.listen = address;
  server_options.db = arguments.db;
  GF_ASSIGN_OR_RETURN(const std::unique_ptr<Server> server, Server::Start(server_options));
  WorkerOptions worker_options;
  worker_options.coordinator = address;
  worker_options.slots = arguments.slots;
  worker_options.memory_bytes = arguments.memory_bytes;
  worker_options.commands = arguments.commands;
  worker_options.cache_dir = server->artifacts_folder();
  GF_ASSIGN_OR_RETURN(std::unique_ptr<Worker> worker, Worker::Start(worker_options));
  const StatusOr<StudySummary> study = Search(*client, spec, arguments, console, is_stored);
  const bool interrupted = interruption.happened();
  if (interrupted) console.err << "interrupted: giving back what is not finished" << std::endl;
  // The worker first: it gives its jobs back while the coordinator still listens.
  worker->Drain();
  worker.reset();
  if (interrupted) return Interrupted(arguments);
  GF_RETURN_IF_ERROR(study.status());
  return PrintResult(*client, *study, arguments, server->artifacts_folder(), console);
}

void RemoveDatabase(const std::string& db) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    std::filesystem::remove(db + suffix, ignored);
  }
  std::filesystem::remove_all(db + ".artifacts", ignored);
}

}  // namespace

Status RunStudy(const RunArguments& arguments, Console& console) {
  GF_ASSIGN_OR_RETURN(const SpecText spec, ReadSpecFile(arguments.spec));
  GF_ASSIGN_OR_RETURN(const ReadResult read, ReadStudy(spec));
  if (read.study.model == "command" && !arguments.commands.allowed) {
    return InvalidArgument(
        "{}: model command runs the program '{}' on this machine: say --allow-commands to let it",
        spec.file, read.study.command.run.front());
  }
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(arguments.db, ignored) &&
                      !std::filesystem::exists(arguments.db + ".artifacts", ignored);
  bool is_stored = false;
  const Status status = RunOnServer(spec, arguments, console, is_stored);
  // A study that cannot be (its data is missing) must not leave a database behind.
  if (!status.ok() && is_new && !is_stored) RemoveDatabase(arguments.db);
  return status;
}

}  // namespace gridfold
