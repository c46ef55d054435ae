// What a checkpoint holds of a call of NetworkTrainer::Fit beside the training at work: which call
// it was, and the cells that are done. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/tensor_file.h"
#include "worker/trainer/trainer.h"

namespace gridfold {

// Names a call: rows, points, sections and seed. A checkpoint of another call must not be
// continued.
std::string IdentityOf(const std::string& model, const FitRequest& request);

struct FitProgress {
  std::string identity;
  size_t group = 0;              // the training at work
  std::vector<size_t> finished;  // cells with a result, of this group and those before it
};

// Models are not kept: a call that keeps those of several cells makes no checkpoints.
void SaveProgress(const FitProgress& progress, const std::vector<CellFit>& fits, TensorFile& file);

// The inverse: fills the finished cells of `fits`, and the seconds of the others. DataLoss when the
// file is no checkpoint of a call with so many cells; then `fits` may be changed in part.
StatusOr<FitProgress> RestoreProgress(const TensorFile& file, std::vector<CellFit>& fits);

}  // namespace gridfold
