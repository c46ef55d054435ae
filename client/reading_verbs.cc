// list, status, watch, best, trials, trial, importance, report, export, model: the verbs that only
// read.
#include <memory>

#include "client/best.h"
#include "client/export.h"
#include "client/importance.h"
#include "client/leaderboard.h"
#include "client/libsvm_export.h"
#include "client/model_file.h"
#include "client/model_file_view.h"
#include "client/model_pictures.h"
#include "client/progress.h"
#include "client/refit_text.h"
#include "client/report.h"
#include "client/run.h"
#include "client/study_pages.h"
#include "client/tree_drawing.h"
#include "client/trial_page.h"
#include "client/verbs.h"

namespace gridfold {
namespace {

struct ReadingArguments {
  Place place;
  std::string study, format, where, to, output, tree, pictures, image, metric;
  int64_t number = 0, tree_depth = 3;
  std::optional<int64_t> trial;
  bool summary = false;
};
using Arguments = std::shared_ptr<ReadingArguments>;
using Action = Status (*)(StudyView& view, const ReadingArguments& arguments, Console& console);

// A verb with the place options that opens the view and calls `action`.
CLI::App* AddVerb(Verbs& verbs, const char* name, const char* help, const Arguments& arguments,
                  Action action) {
  CLI::App* verb = verbs.app.add_subcommand(name, help);
  AddPlaceOptions(verb, arguments->place);
  verb->callback([&verbs, arguments, action] {
    verbs.chosen = [&verbs, arguments, action]() -> Status {
      GF_ASSIGN_OR_RETURN(const std::unique_ptr<StudyView> view, OpenView(arguments->place));
      return action(*view, *arguments, verbs.console);
    };
  });
  return verb;
}

CLI::App* AddStudyVerb(Verbs& verbs, const char* name, const char* help, const Arguments& arguments,
                       Action action) {
  CLI::App* verb = AddVerb(verbs, name, help, arguments, action);
  verb->add_option("STUDY", arguments->study, "name of the study")->required();
  return verb;
}

void AddList(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  CLI::App* verb = AddVerb(verbs, "list", "all studies", arguments,
                           [](StudyView& view, const ReadingArguments& a, Console& console) {
                             return PrintStudies(view, a.format, console);
                           });
  AddFormatOption(verb, arguments->format, {"table", "json"});
}

void AddStatus(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  CLI::App* verb =
      AddStudyVerb(verbs, "status", "one study: state, progress, best trial", arguments,
                   [](StudyView& view, const ReadingArguments& a, Console& console) {
                     return PrintStatus(view, a.study, a.format, RealClock().UnixMs(), console);
                   });
  AddFormatOption(verb, arguments->format, {"table", "json"});
}

Status Watch(StudyView& view, const ReadingArguments& arguments, Console& console) {
  StudySummary study;
  {
    Progress progress(console, RealClock());
    GF_ASSIGN_OR_RETURN(study, view.WatchStudy(arguments.study, [&](const StudySummary& snapshot) {
      progress.Show(snapshot);
    }));
  }
  GF_RETURN_IF_ERROR(PrintStatus(view, arguments.study, "table", RealClock().UnixMs(), console));
  return FinalStatus(study);
}

void AddBest(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  arguments->number = 10;
  CLI::App* verb = AddStudyVerb(
      verbs, "best", "the ranking", arguments,
      [](StudyView& view, const ReadingArguments& a, Console& console) -> Status {
        GF_ASSIGN_OR_RETURN(const Leaderboard board, LoadBest(view, a.study, a.number));
        GF_RETURN_IF_ERROR(PrintLeaderboard(board, a.format, console));
        if (a.format == "table") console.out << RefitText(board.study, "");
        return absl::OkStatus();
      });
  verb->add_option("--top", arguments->number, "how many trials")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}))
      ->capture_default_str();
  AddFormatOption(verb, arguments->format, {"table", "json", "csv", "value"});
}

void AddTrials(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  arguments->number = -1;
  CLI::App* verb =
      AddStudyVerb(verbs, "trials", "all trials", arguments,
                   [](StudyView& view, const ReadingArguments& a, Console& console) {
                     return PrintTrials(view, a.study, {TrialOrder::kNumber, a.where, a.number},
                                        a.format, console);
                   });
  verb->add_option("--where", arguments->where,
                   "only these, e.g. 'C >= 1 and kernel = rbf and score > 0.9'");
  verb->add_option("--limit", arguments->number, "at most so many")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 40));
  AddFormatOption(verb, arguments->format, {"table", "json", "csv"});
}

void AddImportance(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  CLI::App* verb =
      AddStudyVerb(verbs, "importance", "which parameters matter", arguments,
                   [](StudyView& view, const ReadingArguments& a, Console& console) {
                     return PrintImportance(view, a.study, a.metric, a.format, console);
                   });
  verb->add_option("--metric", arguments->metric,
                   "of a further goal or what a constraint is about (default: the first goal)");
  AddFormatOption(verb, arguments->format, {"table", "json", "csv"});
}

void AddTrial(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  CLI::App* verb =
      AddStudyVerb(verbs, "trial", "one trial in full", arguments,
                   [](StudyView& view, const ReadingArguments& a, Console& console) {
                     return PrintTrial(view, a.study, a.number, a.format, a.pictures, console);
                   });
  verb->add_option("NUMBER", arguments->number, "number of the trial")
      ->required()
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--pictures", arguments->pictures,
                   "write the wrongly classified validation pictures and the confusion matrix into "
                   "this folder");
  AddFormatOption(verb, arguments->format, {"table", "json"});
}

void AddReport(Verbs& verbs) {
  struct ReportArguments {
    Place place;
    ReportRequest request;
  };
  auto arguments = std::make_shared<ReportArguments>();
  CLI::App* verb = verbs.app.add_subcommand(
      "report", "one study as an HTML page of its own, or models side by side");
  AddPlaceOptions(verb, arguments->place);
  verb->add_option("STUDY", arguments->request.studies,
                   "name of the study; of several the best trials are compared")
      ->required();
  verb->add_option("--trials", arguments->request.trials,
                   "compare these trials of the study, e.g. 3,5")
      ->delimiter(',')
      ->check(CLI::NonNegativeNumber);
  verb->add_option("-o,--output", arguments->request.path, "file to write")->required();
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments]() -> Status {
      GF_ASSIGN_OR_RETURN(const std::unique_ptr<StudyView> view, OpenView(arguments->place));
      return WriteReport(*view, arguments->request, RealClock().UnixMs(), verbs.console);
    };
  });
}

Status Export(StudyView& view, const ReadingArguments& arguments, Console& console) {
  if (arguments.to == "libsvm") {
    return ExportLibsvm(view, arguments.study, arguments.trial, arguments.output, console);
  }
  if (arguments.trial) {
    return InvalidArgument("--trial: expected with --to libsvm only, found with --to {}",
                           arguments.to);
  }
  return ExportStudy(view, arguments.study, arguments.to, arguments.output);
}

void AddExport(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  CLI::App* verb = AddStudyVerb(verbs, "export",
                                "all trials as a file, with the columns of scikit-learn's "
                                "cv_results_; or the refitted svm as LIBSVM's model file",
                                arguments, Export);
  verb->add_option("--to", arguments->to, "format")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"csv", "json", "libsvm"}));
  verb->add_option("--trial", arguments->trial, "libsvm: the model of this trial (default: best)");
  verb->add_option("-o,--output", arguments->output, "file to write")->required();
}

Status ShowOrSaveModel(StudyView& view, const ReadingArguments& a, Console& console) {
  if (!a.summary && a.output.empty() && a.tree.empty() && a.pictures.empty()) {
    return InvalidArgument(
        "model: expected -o FILE, --summary, --tree FILE or --pictures DIR, found none");
  }
  if (!a.image.empty() && a.pictures.empty()) {
    return InvalidArgument("model: expected --pictures DIR beside --image, found none");
  }
  if (a.summary) GF_RETURN_IF_ERROR(PrintLayers(view, a.study, a.trial, console));
  if (!a.tree.empty()) {
    GF_RETURN_IF_ERROR(SaveTree(view, a.study, a.trial, a.tree, a.tree_depth, console));
  }
  if (!a.pictures.empty()) {
    GF_RETURN_IF_ERROR(SaveModelPictures(view, a.study, a.trial, {a.pictures, a.image}, console));
  }
  return a.output.empty() ? absl::OkStatus() : SaveModel(view, a.study, a.trial, a.output, console);
}

StatusOr<std::unique_ptr<StudyView>> OpenModelView(const ReadingArguments& a) {
  if (!IsModelFileName(a.study)) return OpenView(a.place);
  if (a.trial) return InvalidArgument("--trial: expected with a study only, found {}", a.study);
  return OpenModelFile(a.study);
}

void AddModel(Verbs& verbs) {
  auto arguments = std::make_shared<ReadingArguments>();
  CLI::App* verb =
      verbs.app.add_subcommand("model", "the refitted model: as a file, and its looks");
  AddPlaceOptions(verb, arguments->place);
  verb->add_option("STUDY", arguments->study, "name of the study, or a model file (FILE.gfm)")
      ->required();
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments]() -> Status {
      GF_ASSIGN_OR_RETURN(const std::unique_ptr<StudyView> view, OpenModelView(*arguments));
      return ShowOrSaveModel(*view, *arguments, verbs.console);
    };
  });
  verb->add_option("--trial", arguments->trial, "of this trial (default: the best)");
  verb->add_option("-o,--output", arguments->output, "file to write");
  verb->add_flag("--summary", arguments->summary, "print a network's layers");
  verb->add_option("--pictures", arguments->pictures,
                   "write centres, filters or principal components as pictures into this folder");
  verb->add_option("--image", arguments->image,
                   "with --pictures: also what a network's layers make of this PNG or JPEG");
  verb->add_option("--tree", arguments->tree, "draw a decision tree: FILE.svg or FILE.txt");
  verb->add_option("--tree-depth", arguments->tree_depth, "levels to draw")
      ->check(CLI::Range(int64_t{0}, int64_t{1'000'000}))
      ->capture_default_str();
}

}  // namespace

void AddReadingVerbs(Verbs& verbs) {
  AddList(verbs);
  AddStatus(verbs);
  AddStudyVerb(verbs, "watch", "progress until the study is final",
               std::make_shared<ReadingArguments>(), Watch);
  AddBest(verbs);
  AddTrials(verbs);
  AddImportance(verbs);
  AddTrial(verbs);
  AddReport(verbs);
  AddExport(verbs);
  AddModel(verbs);
}

}  // namespace gridfold
