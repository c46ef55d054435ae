// Nested cross-validation: client/run.h.
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "client/database_view.h"
#include "client/json.h"
#include "client/run.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/data/folds.h"
#include "common/data/load.h"
#include "common/data/npz.h"
#include "common/data/subset.h"
#include "common/spec/format.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

// What the search on the rows outside one fold has found.
struct OuterFold {
  StudySummary study;
  double score = 0;  // of the fold's rows
};

// The outer folds of the spec's training rows, each as a file with the fold as test rows.
StatusOr<std::vector<std::string>> WriteFolds(const StudySpec& spec, const DataFolders& folders,
                                              const std::string& db, int folds) {
  GF_ASSIGN_OR_RETURN(const DataSet data, LoadDataSet(spec.dataset, folders));
  CrossValidation cv;
  cv.folds = folds;
  cv.shuffle = true;
  cv.stratified = spec.cv.stratified;
  cv.seed = spec.search.seed;
  GF_ASSIGN_OR_RETURN(const std::vector<Split> splits,
                      MakeSplits(data.train_labels(), data.classes, cv));
  const std::filesystem::path folder = AbsolutePath(db + ".outer");
  GF_RETURN_IF_ERROR(CreateFolders(folder));
  std::vector<std::string> files;
  for (size_t k = 0; k < splits.size(); ++k) {
    const DrawnRows rows{{splits[k].train.begin(), splits[k].train.end()},
                         {splits[k].validation.begin(), splits[k].validation.end()}};
    GF_ASSIGN_OR_RETURN(const std::string bytes, NpzBytes(TakeRows(data, rows)));
    files.push_back((folder / fmt::format("{}-{}of{}.npz", spec.name, k, folds)).string());
    GF_RETURN_IF_ERROR(WriteFileAtomically(files.back(), bytes));
  }
  return files;
}

StatusOr<OuterFold> ReadFold(const std::string& db, const std::string& name) {
  GF_ASSIGN_OR_RETURN(const std::unique_ptr<StudyView> view, DatabaseView::Open(db));
  OuterFold fold;
  GF_ASSIGN_OR_RETURN(fold.study, view->GetStudy(name));
  for (const RefitSummary& refit : fold.study.refits) {
    if (!refit.test_score) continue;
    fold.score = *refit.test_score;
    return fold;
  }
  return FailedPrecondition("study '{}': its winner has no score of the outer fold", name);
}

void PrintTable(const std::vector<OuterFold>& folds, const Aggregate& inner, const Aggregate& outer,
                Console& console) {
  const std::string& metric = folds[0].study.metric;
  TextTable table;
  table.AddColumn("outer fold", TextTable::Align::kRight);
  table.AddColumn("trial", TextTable::Align::kRight);
  table.AddColumn("inner " + metric, TextTable::Align::kRight);
  table.AddColumn("outer " + metric, TextTable::Align::kRight);
  table.AddColumn("chosen", TextTable::Align::kLeft);
  for (size_t k = 0; k < folds.size(); ++k) {
    const StudySummary& study = folds[k].study;
    table.AddRow({fmt::format("{}", k), fmt::format("{}", study.best_trial.value_or(-1)),
                  FormatScore(study.best_score), FormatScore(folds[k].score),
                  FormatPoint(study.best_parameters)});
  }
  console.out << table.Text(console.colours)
              << fmt::format(
                     "outer {}: {} ± {} (mean and standard error of {} folds that no choice has "
                     "seen)\ninner {} of those chosen: {}, which differs by {}\n",
                     SafeText(metric), FormatScore(outer.mean), FormatScore(outer.std_error),
                     folds.size(), SafeText(metric), FormatScore(inner.mean),
                     FormatScore(inner.mean - outer.mean));
}

Json ResultJson(const std::vector<OuterFold>& folds, const Aggregate& inner,
                const Aggregate& outer) {
  Json json = {{"metric", folds[0].study.metric},
               {"outer_mean", outer.mean},
               {"outer_std_error", JsonOf(outer.std_error)},
               {"inner_mean", inner.mean},
               {"folds", Json::array()}};
  for (const OuterFold& fold : folds) {
    json["folds"].push_back({{"study", fold.study.name},
                             {"parameters", JsonOf(fold.study.best_parameters)},
                             {"inner", JsonOf(fold.study.best_score)},
                             {"outer", fold.score}});
  }
  return json;
}

void PrintResult(const std::vector<OuterFold>& folds, const Aggregate& inner,
                 const Aggregate& outer, const std::string& format, Console& console) {
  if (format == "json") {
    console.out << Dump(ResultJson(folds, inner, outer));
  } else if (format == "value") {
    console.out << ToText(Value(outer.mean)) << "\n";
  } else {
    PrintTable(folds, inner, outer, console);
  }
}

}  // namespace

Status RunNested(const RunArguments& arguments, int folds, Console& console) {
  if (!arguments.import_file.empty()) {
    return InvalidArgument("--import: expected without --nested, whose folds have other rows");
  }
  if (arguments.format == "csv") {
    return InvalidArgument("--format: expected table, json or value with --nested, found csv");
  }
  GF_ASSIGN_OR_RETURN(const SpecText text, ReadSpecFile(arguments.spec));
  GF_ASSIGN_OR_RETURN(const ReadResult read, ReadStudy(text));
  GF_ASSIGN_OR_RETURN(
      const std::vector<std::string> files,
      WriteFolds(read.study, FoldersFor(arguments.spec, text), arguments.db, folds));
  std::vector<OuterFold> found;
  std::vector<double> inner_scores, outer_scores;
  // The single searches tell of their progress and nothing else.
  std::ostream nowhere(nullptr);
  Console progress{nowhere, console.err, console.err_is_terminal, false, console.columns};
  for (size_t k = 0; k < files.size(); ++k) {
    RunArguments run = arguments;
    const std::string name = fmt::format("{}-outer{}", read.study.name, k);
    run.spec.overrides.push_back("name=" + name);
    run.spec.overrides.push_back("dataset=" + Json{{"npz", files[k]}}.dump());
    run.spec.overrides.push_back("refit={top: 1}");
    GF_RETURN_IF_ERROR(Annotate(RunStudy(run, progress), fmt::format("outer fold {}", k)));
    GF_ASSIGN_OR_RETURN(found.emplace_back(), ReadFold(arguments.db, name));
    outer_scores.push_back(found.back().score);
    inner_scores.push_back(found.back().study.best_score.value_or(0));
  }
  PrintResult(found, AggregateScores(inner_scores), AggregateScores(outer_scores), arguments.format,
              console);
  return absl::OkStatus();
}

}  // namespace gridfold
