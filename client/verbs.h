// How verbs come to the command line: each family adds its subcommands with their options; a
// subcommand that was found in the arguments puts its action into `chosen`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "client/console.h"
#include "client/spec_file.h"
#include "client/study_view.h"
#include "common/base/status.h"

namespace gridfold {

struct Verbs {
  CLI::App& app;
  Console& console;
  std::function<Status()> chosen;
};

void AddSearchVerbs(Verbs& verbs);    // run, rerun, plan, submit
void AddChangeVerbs(Verbs& verbs);    // pause, resume, cancel, retry, import, ask, tell
void AddReadingVerbs(Verbs& verbs);   // list, status, ..., report, export, model
void AddDataVerbs(Verbs& verbs);      // predict, data
void AddDatabaseVerbs(Verbs& verbs);  // db

// SPEC, --set, --data-dir.
void AddSpecOptions(CLI::App* verb, SpecArguments& arguments);
void AddDataDirOption(CLI::App* verb, std::string& data_dir);
// --coordinator and --db, one of them at most.
void AddPlaceOptions(CLI::App* verb, Place& place);
void AddCoordinatorOption(CLI::App* verb, std::string& coordinator);
// --format with the first of `formats` as its default.
void AddFormatOption(CLI::App* verb, std::string& format, const std::vector<std::string>& formats);

}  // namespace gridfold
