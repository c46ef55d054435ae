// run, plan, submit, rerun: the verbs that search.
#include <algorithm>
#include <memory>
#include <thread>

#include "client/plan.h"
#include "client/remote_verbs.h"
#include "client/rerun.h"
#include "client/run.h"
#include "client/verbs.h"
#include "common/base/units.h"

namespace gridfold {
namespace {

constexpr int kSlotsMax = 1024;

int DefaultSlots() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

void AddWorkerOptions(CLI::App* verb, int& slots, std::string& memory) {
  verb->add_option("--workers", slots, "training threads (default: cores)")
      ->check(CLI::Range(1, kSlotsMax));
  verb->add_option("--memory", memory,
                   "for rows, inner products and kernels, e.g. 4GiB (default: half of the "
                   "machine's)");
}

void AddCommandsOption(CLI::App* verb, std::string& commands) {
  verb->add_flag(
      "--allow-commands{any}", commands,
      "run the program that a spec with model: command names; --allow-commands=/opt/a,b: "
      "only these");
}

void AddImportOption(CLI::App* verb, std::string& file) {
  verb->add_option("--import", file,
                   "trials that were evaluated elsewhere: CSV with the columns of export --to csv");
}

// Bytes; 0 for no text.
StatusOr<int64_t> ReadMemory(const std::string& text) {
  if (text.empty()) return 0;
  const auto bytes = ParseBytes(text);
  if (!bytes.ok()) return Annotate(bytes.status(), "--memory");
  return *bytes;
}

void AddRun(Verbs& verbs) {
  struct Arguments : RunArguments {
    std::string memory, allow_commands;
    int nested = 0;
  };
  auto arguments = std::make_shared<Arguments>();
  arguments->slots = DefaultSlots();
  CLI::App* verb = verbs.app.add_subcommand("run", "search on this machine, all in one process");
  AddSpecOptions(verb, arguments->spec);
  AddWorkerOptions(verb, arguments->slots, arguments->memory);
  verb->add_option("--db", arguments->db, "database file")->capture_default_str();
  AddCommandsOption(verb, arguments->allow_commands);
  AddImportOption(verb, arguments->import_file);
  verb->add_flag("--resume", arguments->resume,
                 "go on with a study that was interrupted; happens without it too");
  verb->add_option("--nested", arguments->nested,
                   "nested cross-validation: the whole search once for each of so many outer folds")
      ->check(CLI::Range(2, 100));
  AddFormatOption(verb, arguments->format, {"table", "json", "csv", "value"});
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments]() -> Status {
      GF_ASSIGN_OR_RETURN(arguments->memory_bytes, ReadMemory(arguments->memory));
      arguments->commands = ParseCommandPolicy(arguments->allow_commands);
      if (arguments->nested > 0) return RunNested(*arguments, arguments->nested, verbs.console);
      return RunStudy(*arguments, verbs.console);
    };
  });
}

void AddRerun(Verbs& verbs) {
  struct Arguments : RerunArguments {
    Place place;
    std::string memory, allow_commands;
  };
  auto arguments = std::make_shared<Arguments>();
  arguments->slots = DefaultSlots();
  CLI::App* verb = verbs.app.add_subcommand("rerun", "compute a trial again; nothing is written");
  verb->add_option("STUDY", arguments->study, "name of the study")->required();
  verb->add_option("--trial", arguments->trial, "number of the trial")
      ->required()
      ->check(CLI::NonNegativeNumber);
  verb->add_flag("--verify", arguments->verify,
                 "compare with what is stored, bit for bit; exit code 1 when something differs");
  AddWorkerOptions(verb, arguments->slots, arguments->memory);
  AddCommandsOption(verb, arguments->allow_commands);
  AddPlaceOptions(verb, arguments->place);
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments]() -> Status {
      GF_ASSIGN_OR_RETURN(arguments->memory_bytes, ReadMemory(arguments->memory));
      arguments->commands = ParseCommandPolicy(arguments->allow_commands);
      GF_ASSIGN_OR_RETURN(const std::unique_ptr<StudyView> view, OpenView(arguments->place));
      return RerunTrial(*view, *arguments, verbs.console);
    };
  });
}

void AddPlan(Verbs& verbs) {
  struct Arguments {
    PlanArguments plan;
    std::string memory, format;
  };
  auto arguments = std::make_shared<Arguments>();
  arguments->plan.slots = DefaultSlots();
  CLI::App* verb = verbs.app.add_subcommand("plan", "say what a spec would do, and do nothing");
  AddSpecOptions(verb, arguments->plan.spec);
  AddWorkerOptions(verb, arguments->plan.slots, arguments->memory);
  AddFormatOption(verb, arguments->format, {"table", "json"});
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments]() -> Status {
      GF_ASSIGN_OR_RETURN(arguments->plan.memory_bytes, ReadMemory(arguments->memory));
      GF_ASSIGN_OR_RETURN(const StudyPlan plan, MakePlan(arguments->plan));
      PrintPlan(plan, arguments->format, verbs.console);
      return absl::OkStatus();
    };
  });
}

void AddSubmit(Verbs& verbs) {
  struct Arguments {
    SpecArguments spec;
    std::string coordinator, import_file;
    bool wait = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = verbs.app.add_subcommand("submit", "hand a spec to a running coordinator");
  AddSpecOptions(verb, arguments->spec);
  AddCoordinatorOption(verb, arguments->coordinator);
  AddImportOption(verb, arguments->import_file);
  verb->add_flag("--wait", arguments->wait, "show progress until the study is final");
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return SubmitStudy(arguments->spec, arguments->coordinator, arguments->wait,
                         arguments->import_file, verbs.console);
    };
  });
}

}  // namespace

void AddSearchVerbs(Verbs& verbs) {
  AddRun(verbs);
  AddRerun(verbs);
  AddPlan(verbs);
  AddSubmit(verbs);
}

}  // namespace gridfold
