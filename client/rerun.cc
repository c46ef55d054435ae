#include "client/rerun.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "client/rerun_comparison.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/clock.h"
#include "common/data/data_set.h"
#include "common/spec/format.h"
#include "coordinator/core/live_study.h"
#include "coordinator/report/study_spec.h"
#include "worker/crew/crew.h"
#include "worker/run/job_execution.h"

namespace gridfold {
namespace {

// So many differences are shown; the others are counted.
constexpr size_t kShownMax = 20;

// What all folds of the trial share.
class Rerun {
 public:
  Rerun(const RerunArguments& arguments, const TrialDetail& stored)
      : arguments_(arguments),
        stored_(stored),
        memory_(
            ShareMemory(arguments.memory_bytes > 0 ? arguments.memory_bytes : DefaultMemoryBytes(),
                        arguments.slots)),
        cache_(memory_.shared_bytes),
        crew_(arguments.slots) {}

  Status Load(StudyView& view, const StudySummary& study) {
    GF_ASSIGN_OR_RETURN(const StudySpec spec, report::SpecOf(study));
    work_ = MakeWork(spec, study.id, study.dataset_hash, study.given);
    GF_ASSIGN_OR_RETURN(const std::string blob, view.FetchArtifact(study.dataset_hash));
    GF_ASSIGN_OR_RETURN(DataSet data, ParseDataSet(blob));
    data_ = std::make_shared<const DataSet>(std::move(data));
    for (const auto& [kind, hash] : study.given) {
      GF_ASSIGN_OR_RETURN(files_[hash], view.FetchArtifact(hash));
    }
    return absl::OkStatus();
  }

  // In the order of the stored cells; slots side by side, each on the next fold.
  StatusOr<std::vector<CellRun>> Run() {
    std::vector<StatusOr<CellRun>> runs(stored_.cells.size(), CellRun());
    std::atomic<size_t> next = 0;
    const auto work = [&] {
      for (size_t i = next++; i < runs.size(); i = next++) runs[i] = RunFold(stored_.cells[i].fold);
    };
    std::vector<std::thread> threads;
    for (int slot = 1; slot < arguments_.slots; ++slot) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    std::vector<CellRun> results;
    for (StatusOr<CellRun>& run : runs) {
      GF_RETURN_IF_ERROR(run.status());
      results.push_back(*std::move(run));
    }
    return results;
  }

 private:
  StatusOr<CellRun> RunFold(int fold) {
    Job job;
    job.study = work_.study;
    job.fold = fold;
    job.trials = {{stored_.summary.number, stored_.parameters}};
    CellRun run;
    JobInput input;
    input.work = &work_;
    input.job = &job;
    input.cache = &cache_;
    input.memory = memory_;
    input.commands = arguments_.commands;
    input.crew = &crew_;
    input.load_data = [this](const std::string&) -> StatusOr<std::shared_ptr<const DataSet>> {
      return data_;
    };
    input.load_file = [this](const std::string& hash) -> StatusOr<std::string> {
      return files_.at(hash);
    };
    input.on_curve_point = [&](int64_t, const CurvePoint& point) { run.curve.push_back(point); };
    input.clock = &RealClock();
    const Crew::Shift shift(&crew_);
    GF_ASSIGN_OR_RETURN(JobOutput output, ExecuteJob(input));
    run.cell = std::move(output.cells.at(0));
    return run;
  }

  const RerunArguments& arguments_;
  const TrialDetail& stored_;
  const MemoryShares memory_;
  ContentCache cache_;
  Crew crew_;
  Work work_;
  std::shared_ptr<const DataSet> data_;
  std::map<std::string, std::string> files_;  // by hash
};

void PrintScores(const StudySummary& study, const std::vector<CellRun>& runs, Console& console) {
  TextTable table;
  table.AddColumn("fold", TextTable::Align::kRight);
  table.AddColumn(study.metric, TextTable::Align::kRight);
  table.AddColumn("training", TextTable::Align::kRight);
  table.AddColumn("state", TextTable::Align::kLeft);
  for (const CellRun& run : runs) {
    const bool completed = run.cell.state == CellState::kCompleted;
    table.AddRow({fmt::format("{}", run.cell.fold),
                  completed ? FormatScore(run.cell.test_score) : "-",
                  FormatScore(run.cell.train_score), std::string(Name(run.cell.state))});
  }
  console.out << table.Text(console.colours);
}

void PrintDifferences(const std::vector<Difference>& differences, Console& console) {
  TextTable table;
  for (const char* column : {"fold", "what", "stored", "computed"}) {
    table.AddColumn(column, TextTable::Align::kLeft);
  }
  for (size_t i = 0; i < std::min(kShownMax, differences.size()); ++i) {
    const Difference& difference = differences[i];
    table.AddRow({fmt::format("{}", difference.fold), SafeText(difference.what), difference.stored,
                  difference.computed});
  }
  console.out << "\n" << table.Text(console.colours);
}

Status Verify(const TrialDetail& stored, const std::vector<CellRun>& runs, Console& console) {
  const std::vector<Difference> differences = CompareRuns(stored, runs);
  if (differences.empty()) {
    size_t predictions = 0, points = 0;
    for (const CellResult& cell : stored.cells) predictions += cell.predictions.size();
    for (const TrialCurvePoint& point : stored.curves)
      points += IsOfAClock(point.point.metric) ? 0 : 1;
    console.out << fmt::format(
        "trial {}: {} folds, {} predictions and {} points of curves are the same, bit for bit\n",
        stored.summary.number, runs.size(), predictions, points);
    return absl::OkStatus();
  }
  PrintDifferences(differences, console);
  return FailedPrecondition("trial {} was not repeated: {} differences, the first in fold {}: {}",
                            stored.summary.number, differences.size(), differences[0].fold,
                            differences[0].what);
}

}  // namespace

Status RerunTrial(StudyView& view, const RerunArguments& arguments, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(arguments.study));
  GF_ASSIGN_OR_RETURN(const TrialDetail stored, view.GetTrial(arguments.study, arguments.trial));
  if (stored.cells.empty()) {
    return FailedPrecondition("trial {} of study '{}' is {} and has no results to repeat",
                              arguments.trial, arguments.study, Name(stored.summary.state));
  }
  Rerun rerun(arguments, stored);
  GF_RETURN_IF_ERROR(rerun.Load(view, study));
  GF_ASSIGN_OR_RETURN(const std::vector<CellRun> runs, rerun.Run());
  PrintScores(study, runs, console);
  return arguments.verify ? Verify(stored, runs, console) : absl::OkStatus();
}

}  // namespace gridfold
