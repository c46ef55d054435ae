// `gridfold run SPEC`: a coordinator and a worker in this process, over a Unix socket.
#pragma once

#include <cstdint>
#include <string>

#include "client/console.h"
#include "client/spec_file.h"
#include "common/spec/results.h"
#include "worker/command/command_policy.h"

namespace gridfold {

struct RunArguments {
  SpecArguments spec;
  int slots = 1;
  int64_t memory_bytes = 0;  // of the worker; 0: half of the machine's
  CommandPolicy commands;    // which programs of users the worker runs
  std::string import_file;   // trials evaluated elsewhere (trial_file.h); may be empty
  std::string db = "gridfold.db";
  std::string format = "table";  // table, json, csv or value
  bool resume = false;           // what happens anyway
};

// Searches until the study is final, then prints the leaderboard; a study that is final already is
// shown as it stands, one that was interrupted or paused goes on. SIGINT and SIGTERM drain, and end
// with Cancelled. Other errors: those of the spec, of Server::Start, and FailedPrecondition with
// the reason when the study failed or was cancelled.
Status RunStudy(const RunArguments& arguments, Console& console);

// `gridfold run SPEC --nested K`: nested cross-validation. The training rows are cut into K outer
// folds, shuffled by the search's seed; for each of them the whole search runs on the other rows
// (study `<name>-outer<k>`, on the same database), and its winner is scored on the fold. Prints
// what each chose and how it did: the outer scores are of rows that no choice has seen, so their
// mean is what to expect of a model that is found in this way. Rows for it lie in `<db>.outer/`.
Status RunNested(const RunArguments& arguments, int folds, Console& console);

// OK for a COMPLETED study, else FailedPrecondition "study 'x' is FAILED: reason".
Status FinalStatus(const StudySummary& study);

}  // namespace gridfold
