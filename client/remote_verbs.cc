#include "client/remote_verbs.h"

#include "client/coordinator_client.h"
#include "client/json.h"
#include "client/progress.h"
#include "client/run.h"
#include "client/text.h"
#include "client/trial_file.h"
#include "common/base/file.h"
#include "common/spec/format.h"

namespace gridfold {

Status SubmitStudy(const SpecArguments& arguments, const std::string& coordinator, bool wait,
                   const std::string& import_file, Console& console) {
  GF_ASSIGN_OR_RETURN(const SpecText spec, ReadSpecFile(arguments));
  GF_ASSIGN_OR_RETURN(const std::vector<ImportedTrial> trials, ReadTrialFile(import_file, spec));
  GF_ASSIGN_OR_RETURN(const auto client,
                      CoordinatorClient::Connect(CoordinatorAddress(coordinator)));
  GF_ASSIGN_OR_RETURN(const CoordinatorClient::Created created,
                      client->CreateStudy(spec, AbsolutePath(arguments.data_dir), trials));
  for (const std::string& note : created.notes) console.err << "note: " << SafeText(note) << "\n";
  if (created.existed) {
    console.err << "note: the coordinator has this study already, " << Name(created.study.state)
                << "\n";
  }
  console.out << SafeText(created.study.name) << std::endl;
  if (!wait) return absl::OkStatus();
  Progress progress(console, RealClock());
  GF_ASSIGN_OR_RETURN(
      const StudySummary study,
      client->WatchStudy(created.study.name, [&](const StudySummary& s) { progress.Show(s); }));
  return FinalStatus(study);
}

Status ChangeStudy(const std::string& coordinator, const std::string& study,
                   const std::string& change, Console& console) {
  using Request = v1::SetStudyStateRequest;
  const Request::Change wanted = change == "pause"    ? Request::CHANGE_PAUSE
                                 : change == "resume" ? Request::CHANGE_RESUME
                                                      : Request::CHANGE_CANCEL;
  GF_ASSIGN_OR_RETURN(const auto client,
                      CoordinatorClient::Connect(CoordinatorAddress(coordinator)));
  GF_ASSIGN_OR_RETURN(const StudySummary now, client->SetStudyState(study, wanted));
  console.out << SafeText(now.name) << ": " << Name(now.state) << "\n";
  return absl::OkStatus();
}

Status ImportTrials(const std::string& coordinator, const std::string& study,
                    const std::string& file, Console& console) {
  GF_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kTrialFileBytesMax));
  GF_ASSIGN_OR_RETURN(const auto client,
                      CoordinatorClient::Connect(CoordinatorAddress(coordinator)));
  GF_ASSIGN_OR_RETURN(const StudySummary summary, client->GetStudy(study));
  GF_ASSIGN_OR_RETURN(const std::vector<ImportedTrial> trials,
                      ParseTrialFile(text, file, summary.splits));
  GF_ASSIGN_OR_RETURN(const Coordinator::Imported imported, client->ImportTrials(study, trials));
  console.out << fmt::format("{}: {} trials added, {} were there already\n", SafeText(study),
                             imported.added, imported.known);
  return absl::OkStatus();
}

Status AskTrial(const std::string& coordinator, const std::string& study, const std::string& format,
                Console& console) {
  GF_ASSIGN_OR_RETURN(const auto client,
                      CoordinatorClient::Connect(CoordinatorAddress(coordinator)));
  GF_ASSIGN_OR_RETURN(const Coordinator::AskedTrial asked, client->AskTrial(study));
  if (format == "json") {
    console.out << Dump({{"trial", asked.trial},
                         {"splits", asked.splits},
                         {"parameters", JsonOf(asked.parameters)}});
    return absl::OkStatus();
  }
  console.out << fmt::format("trial {}: {}\n", asked.trial, FormatPoint(asked.parameters));
  return absl::OkStatus();
}

Status TellTrial(const std::string& coordinator, const std::string& study, int64_t trial,
                 const std::vector<double>& scores, const std::string& failure, Console& console) {
  if (scores.empty() == failure.empty()) {
    return InvalidArgument("tell: expected either scores or --failed REASON");
  }
  GF_ASSIGN_OR_RETURN(const auto client,
                      CoordinatorClient::Connect(CoordinatorAddress(coordinator)));
  GF_RETURN_IF_ERROR(client->TellTrial(study, trial, scores, failure));
  console.err << fmt::format("{}: trial {} is {}\n", SafeText(study), trial,
                             failure.empty() ? "COMPLETED" : "FAILED");
  return absl::OkStatus();
}

Status RetryStudy(const std::string& coordinator, const std::string& study, Console& console) {
  GF_ASSIGN_OR_RETURN(const auto client,
                      CoordinatorClient::Connect(CoordinatorAddress(coordinator)));
  GF_ASSIGN_OR_RETURN(const int64_t trials, client->RetryFailedTrials(study));
  console.out << SafeText(study) << ": " << trials << " failed trials wait again\n";
  return absl::OkStatus();
}

}  // namespace gridfold
