// One run of a user's program: its folder, what it is told, what it said.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/base/file.h"
#include "worker/command/command_trainer.h"
#include "worker/command/program_line.h"

namespace gridfold {

class CommandRun {
 public:
  // Of point `cell` of the request. Both outlive this object.
  CommandRun(const CommandCall& call, const FitRequest& request, size_t cell)
      : call_(call), request_(request), cell_(cell) {}

  // Runs it to its end. An error is the attempt's: it cannot be started, or must stop.
  StatusOr<CellFit> Run();

 private:
  Status Prepare();
  std::string Input() const;
  Status Hear(std::string_view line);
  Status HearEpoch(const EpochLine& line);
  Status KeepCheckpoint(const EpochLine& line);
  // Of the training until now, with what came before its checkpoint.
  double Seconds() const;
  // Whether the training is to end at that line for now; then the score is kept.
  StatusOr<bool> Pauses(const EpochLine& line);
  // Reads the line of the checkpoint that it begins with: whether it is where it is to end for now.
  StatusOr<bool> IsThereAlready();
  Status HearResult(ResultLine line);
  Status CheckResult() const;
  Status Accept(CellFit& fit);
  CellFit PausedFit() const;

  const CommandCall& call_;
  const FitRequest& request_;
  const size_t cell_;
  TemporaryFolder folder_;
  std::filesystem::path program_;
  double seconds_before_ = 0;
  int64_t start_ns_ = 0;
  int64_t lines_ = 0;
  std::string last_line_;  // the beginning of it
  std::optional<ResultLine> result_;
  std::optional<EpochLine> paused_;  // the line where it was ended for now
  std::string infeasible_;
};

}  // namespace gridfold
