// pause, resume, cancel, retry, import, ask, tell: the verbs that change a study.
#include <memory>

#include "client/remote_verbs.h"
#include "client/verbs.h"

namespace gridfold {
namespace {

struct ChangeArguments {
  std::string coordinator, study;
  bool failed = false;  // retry: the only choice there is yet
};

CLI::App* AddVerb(Verbs& verbs, const std::string& name, const std::string& help,
                  ChangeArguments& arguments) {
  CLI::App* verb = verbs.app.add_subcommand(name, help);
  verb->add_option("STUDY", arguments.study, "name of the study")->required();
  AddCoordinatorOption(verb, arguments.coordinator);
  return verb;
}

void AddChange(Verbs& verbs, const std::string& change, const std::string& help) {
  auto arguments = std::make_shared<ChangeArguments>();
  AddVerb(verbs, change, help, *arguments)->callback([&verbs, arguments, change] {
    verbs.chosen = [&verbs, arguments, change] {
      return ChangeStudy(arguments->coordinator, arguments->study, change, verbs.console);
    };
  });
}

void AddRetry(Verbs& verbs) {
  auto arguments = std::make_shared<ChangeArguments>();
  CLI::App* verb = AddVerb(verbs, "retry", "let trials wait again", *arguments);
  verb->add_flag("--failed", arguments->failed, "the failed ones")->required();
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return RetryStudy(arguments->coordinator, arguments->study, verbs.console);
    };
  });
}

void AddImport(Verbs& verbs) {
  struct ImportArguments : ChangeArguments {
    std::string file;
  };
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* verb = AddVerb(verbs, "import", "add trials that were evaluated elsewhere", *arguments);
  verb->add_option("FILE", arguments->file, "CSV with the columns of gridfold export --to csv")
      ->required();
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return ImportTrials(arguments->coordinator, arguments->study, arguments->file, verbs.console);
    };
  });
}

void AddAsk(Verbs& verbs) {
  struct AskArguments : ChangeArguments {
    std::string format;
  };
  auto arguments = std::make_shared<AskArguments>();
  CLI::App* verb = AddVerb(verbs, "ask", "the next trial, to be evaluated by yourself", *arguments);
  AddFormatOption(verb, arguments->format, {"table", "json"});
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return AskTrial(arguments->coordinator, arguments->study, arguments->format, verbs.console);
    };
  });
}

void AddTell(Verbs& verbs) {
  struct TellArguments : ChangeArguments {
    int64_t trial = 0;
    std::vector<double> scores;
    std::string failure;
  };
  auto arguments = std::make_shared<TellArguments>();
  CLI::App* verb = AddVerb(verbs, "tell", "the result of a trial that was asked for", *arguments);
  verb->add_option("TRIAL", arguments->trial, "its number")
      ->required()
      ->check(CLI::NonNegativeNumber);
  verb->add_option("SCORE", arguments->scores, "of the goal, one for each split");
  verb->add_option("--failed", arguments->failure, "instead of scores: why there are none");
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return TellTrial(arguments->coordinator, arguments->study, arguments->trial,
                       arguments->scores, arguments->failure, verbs.console);
    };
  });
}

}  // namespace

void AddChangeVerbs(Verbs& verbs) {
  AddChange(verbs, "pause", "grant no more jobs of a study");
  AddChange(verbs, "resume", "go on with a paused study");
  AddChange(verbs, "cancel", "end a study; finished trials stay");
  AddRetry(verbs);
  AddImport(verbs);
  AddAsk(verbs);
  AddTell(verbs);
}

}  // namespace gridfold
