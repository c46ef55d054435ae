// `gridfold run SPEC`: a coordinator and a worker in this process, over a Unix socket.
#pragma once

#include <cstdint>
#include <string>

#include "client/console.h"
#include "client/spec_file.h"
#include "common/spec/results.h"

namespace gridfold {

struct RunArguments {
  SpecArguments spec;
  int slots = 1;
  int64_t memory_bytes = 0;      // of the worker; 0: half of the machine's
  std::string db = "gridfold.db";
  std::string format = "table";  // table, json, csv or value
  bool resume = false;           // what happens anyway
};

// Searches until the study is final, then prints the leaderboard; a study that is final already is
// shown as it stands, one that was interrupted or paused goes on. SIGINT and SIGTERM drain, and end
// with Cancelled. Other errors: those of the spec, of Server::Start, and FailedPrecondition with
// the reason when the study failed or was cancelled.
Status RunStudy(const RunArguments& arguments, Console& console);

// OK for a COMPLETED study, else FailedPrecondition "study 'x' is FAILED: reason".
Status FinalStatus(const StudySummary& study);

}  // namespace gridfold
