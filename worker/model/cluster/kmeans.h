// k-means clustering, as scikit-learn 1.2's KMeans and MiniBatchKMeans define it.
#pragma once

#include <atomic>
#include <cstdint>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/cluster/centred_rows.h"
#include "worker/model/cluster/lloyd.h"

namespace gridfold {

struct KMeansSettings {
  int64_t clusters = 8;
  bool plus_plus = true;  // else random rows
  int64_t starts = 10;    // the best of so many
  int64_t iterations_max = 300;
  double tolerance = 1e-4;    // FitKMeans: times the rows' mean variance
  int64_t batch_size = 1024;  // FitMiniBatch
  uint64_t seed = 0;
};

// Both are deterministic, whatever the crew. InvalidArgument: more clusters than rows. Cancelled
// when `stop` turns true.

// Lloyd: of `starts` searches the one of least inertia, of equals the first.
StatusOr<Clustering> FitKMeans(const CentredRows& rows, const KMeansSettings& settings,
                               PartRunner* crew, const std::atomic<bool>* stop);

// Of `starts` choices of centres the best one, improved by batches (mini_batch.h).
StatusOr<Clustering> FitMiniBatch(const MeanRows& rows, const KMeansSettings& settings,
                                  PartRunner* crew, const std::atomic<bool>* stop);

}  // namespace gridfold
