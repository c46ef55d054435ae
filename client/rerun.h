// `gridfold rerun STUDY --trial N`: computes a trial again, without a coordinator.
#pragma once

#include <cstdint>
#include <string>

#include "client/console.h"
#include "client/study_view.h"
#include "worker/command/command_policy.h"

namespace gridfold {

struct RerunArguments {
  std::string study;
  int64_t trial = 0;
  bool verify = false;       // compare with what is stored
  int slots = 1;             // folds side by side
  int64_t memory_bytes = 0;  // as the worker's was; 0: half of the machine's
  CommandPolicy commands;
};

// Computes all folds that are stored and prints their scores; nothing is written. With `verify`
// also what differs; FailedPrecondition when something does. NotFound without such a study or
// trial, or when its data is not in the artifacts; FailedPrecondition for a trial without results.
Status RerunTrial(StudyView& view, const RerunArguments& arguments, Console& console);

}  // namespace gridfold
