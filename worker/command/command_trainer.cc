#include "worker/command/command_trainer.h"

#include "worker/command/command_run.h"

namespace gridfold {

StatusOr<std::vector<CellFit>> CommandTrainer::Fit(const FitRequest& request) const {
  std::vector<CellFit> fits;
  for (size_t cell = 0; cell < request.points.size(); ++cell) {
    CommandRun run(call_, request, cell);
    GF_ASSIGN_OR_RETURN(fits.emplace_back(), run.Run());
  }
  return fits;
}

}  // namespace gridfold
