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
  Status HearResult(ResultLine line);
  Status CheckResult() const;
  Status Accept(CellFit& fit);

  const CommandCall& call_;
  const FitRequest& request_;
  const size_t cell_;
  TemporaryFolder folder_;
  std::filesystem::path program_;
  int64_t lines_ = 0;
  std::string last_line_;  // the beginning of it
  std::optional<ResultLine> result_;
  std::string infeasible_;
};

}  // namespace gridfold
