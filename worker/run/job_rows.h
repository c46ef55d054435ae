// The rows of one job: cut by its fold, put through its pipeline.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/data/data_set.h"
#include "worker/cache/content_cache.h"
#include "worker/linalg/matrix.h"
#include "worker/transform/pipeline.h"

namespace gridfold {

struct JobInput;

// All training rows of the data set, transformed, in an order in which the rows of a class and, in
// it, of a fold lie together: class, fold of the first repeat, row.
struct OrderedRows {
  std::string key;  // names the content
  Matrix x;
  std::vector<int64_t> place;  // training row -> row of x
};

struct JobRows {
  std::shared_ptr<const DataSet> data;
  Pipeline pipeline;         // fitted on `train`
  Matrix train, evaluation;  // transformed [rows x features]
  std::vector<int32_t> train_labels, evaluation_labels;
  std::vector<int32_t> train_rows, evaluation_rows;  // their numbers in the data set
  std::string key;                                   // equal keys, equal rows
  // Only for trainers that want shared rows:
  std::shared_ptr<const OrderedRows> shared;
  std::vector<int64_t> train_places, evaluation_places;  // of the rows above among the shared ones
};

// `shared`: also the rows that jobs share; training rows then come in the order of their places.
//
// The job's rows: training and validation rows of its fold, or (refit) all training rows and the
// test rows. Shared through the cache by jobs of the same data set, pipeline and fold.
// InvalidArgument: the pipeline cannot be (the trials are infeasible).
StatusOr<std::shared_ptr<const JobRows>> LoadJobRows(const JobInput& input, bool shared);

// Which ContentKeys (content_keys.h) a cache holds: data sets, and what LoadJobRows left there.
std::vector<std::string> HeldContent(const ContentCache& cache);

}  // namespace gridfold
