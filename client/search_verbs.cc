// run, plan, submit: the verbs that take a spec.
#include <algorithm>
#include <memory>
#include <thread>

#include "client/plan.h"
#include "client/remote_verbs.h"
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

// Bytes; 0 for no text.
StatusOr<int64_t> ReadMemory(const std::string& text) {
  if (text.empty()) return 0;
  const auto bytes = ParseBytes(text);
  if (!bytes.ok()) return Annotate(bytes.status(), "--memory");
  return *bytes;
}

void AddRun(Verbs& verbs) {
  struct Arguments : RunArguments {
    std::string memory;
  };
  auto arguments = std::make_shared<Arguments>();
  arguments->slots = DefaultSlots();
  CLI::App* verb = verbs.app.add_subcommand("run", "search on this machine, all in one process");
  AddSpecOptions(verb, arguments->spec);
  AddWorkerOptions(verb, arguments->slots, arguments->memory);
  verb->add_option("--db", arguments->db, "database file")->capture_default_str();
  verb->add_flag("--resume", arguments->resume,
                 "go on with a study that was interrupted; happens without it too");
  AddFormatOption(verb, arguments->format, {"table", "json", "csv", "value"});
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments]() -> Status {
      GF_ASSIGN_OR_RETURN(arguments->memory_bytes, ReadMemory(arguments->memory));
      return RunStudy(*arguments, verbs.console);
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
