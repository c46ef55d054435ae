// The rows of one job: cut by its fold, put through its pipeline.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "common/base/status.h"
#include "common/data/data_set.h"
#include "worker/linalg/matrix.h"
#include "worker/transform/pipeline.h"

namespace gridfold {

struct JobInput;

struct JobRows {
  std::shared_ptr<const DataSet> data;
  Pipeline pipeline;                       // fitted on `train`
  Matrix train, evaluation;                // transformed [rows x features]
  std::vector<int32_t> train_labels, evaluation_labels;
};

// The job's rows: training and validation rows of its fold, or (refit) all training rows and the
// test rows. Shared through the cache by jobs of the same data set, pipeline and fold.
// InvalidArgument: the pipeline cannot be (the trials are infeasible).
StatusOr<std::shared_ptr<const JobRows>> LoadJobRows(const JobInput& input);

}  // namespace gridfold
