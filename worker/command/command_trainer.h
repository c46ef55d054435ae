// Model command: a program of the user's, in any language, trains and measures.
//
// For each cell it is started once, without a shell, in a folder of its own that holds the script.
// It reads one JSON object:
//   kind            "cell", or "refit" for the winner on all training rows
//   trial, fold     numbers; a refit has fold -1
//   parameters      name -> value, those of the trial
//   seed            a whole number below 2^31, the same for the same trial and fold
//   classes         names, by class index
//   rows, ...       paths of the rows (row_files.h); of a refit, validation means the test rows
//   checkpoints     a folder of its own; what lies there after a line with "checkpoint": true is
//                   there again when the training has to be started anew, and the numbers of that
//                   line in `epoch.json`
//   pause           only where FitRequest::pause_epochs asks for it: with the line of this epoch
//                   the program should end, else it is killed as soon as the line is read; perhaps
//                   it is started again, with its last checkpoint
//   model           refit: where to write the model, if it has one to keep
// and prints lines (program_line.h). What it writes as errors is kept for messages, the last 4 KiB.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/spec/job.h"
#include "worker/command/command_policy.h"
#include "worker/command/row_files.h"
#include "worker/trainer/trainer.h"

namespace gridfold {

struct CommandCall {
  const Work* work = nullptr;
  const Job* job = nullptr;
  CommandPolicy policy;
  std::string script;  // its bytes
  std::vector<std::string> classes;
  std::shared_ptr<const RowFiles> rows;
};

// CellFit::status is FailedPrecondition when the program failed or said nothing of use,
// ResourceExhausted when it took too much memory; Fit fails when it cannot be started at all.
// CellFit::facts are its metrics. Predictions are empty when it gave none.
class CommandTrainer final : public Trainer {
 public:
  explicit CommandTrainer(CommandCall call) : call_(std::move(call)) {}
  StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const override;

 private:
  const CommandCall call_;
};

}  // namespace gridfold
