// run, plan, submit: the verbs that take a spec.
#include <algorithm>
#include <memory>
#include <thread>

#include "client/plan.h"
#include "client/remote_verbs.h"
#include "client/run.h"
#include "client/verbs.h"

namespace gridfold {
namespace {

constexpr int kSlotsMax = 1024;

void AddRun(Verbs& verbs) {
  auto arguments = std::make_shared<RunArguments>();
  arguments->slots = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  CLI::App* verb = verbs.app.add_subcommand("run", "search on this machine, all in one process");
  AddSpecOptions(verb, arguments->spec);
  verb->add_option("--workers", arguments->slots, "training threads (default: cores)")
      ->check(CLI::Range(1, kSlotsMax));
  verb->add_option("--memory", arguments->memory,
                   "for what jobs share, e.g. 4GiB (default: half of the machine's)");
  verb->add_option("--db", arguments->db, "database file")->capture_default_str();
  verb->add_flag("--resume", arguments->resume,
                 "go on with a study that was interrupted; happens without it too");
  AddFormatOption(verb, arguments->format, {"table", "json", "csv", "value"});
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] { return RunStudy(*arguments, verbs.console); };
  });
}

void AddPlan(Verbs& verbs) {
  auto arguments = std::make_shared<SpecArguments>();
  auto format = std::make_shared<std::string>();
  CLI::App* verb = verbs.app.add_subcommand("plan", "say what a spec would do, and do nothing");
  AddSpecOptions(verb, *arguments);
  AddFormatOption(verb, *format, {"table", "json"});
  verb->callback([&verbs, arguments, format] {
    verbs.chosen = [&verbs, arguments, format]() -> Status {
      GF_ASSIGN_OR_RETURN(const StudyPlan plan, MakePlan(*arguments));
      PrintPlan(plan, *format, verbs.console);
      return absl::OkStatus();
    };
  });
}

void AddSubmit(Verbs& verbs) {
  struct Arguments {
    SpecArguments spec;
    std::string coordinator;
    bool wait = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = verbs.app.add_subcommand("submit", "hand a spec to a running coordinator");
  AddSpecOptions(verb, arguments->spec);
  AddCoordinatorOption(verb, arguments->coordinator);
  verb->add_flag("--wait", arguments->wait, "show progress until the study is final");
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return SubmitStudy(arguments->spec, arguments->coordinator, arguments->wait, verbs.console);
    };
  });
}

}  // namespace

void AddSearchVerbs(Verbs& verbs) {
  AddRun(verbs);
  AddPlan(verbs);
  AddSubmit(verbs);
}

}  // namespace gridfold
