// Mini-batch k-means (Sculley, Web-scale k-means clustering, 2010), as scikit-learn 1.2's
// MiniBatchKMeans runs it.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "worker/model/cluster/centred_rows.h"
#include "worker/model/cluster/lloyd.h"

namespace gridfold {

struct MiniBatchSettings {
  int64_t clusters = 0;
  int64_t batch_size = 1024;
  int64_t passes_max = 300;  // batches as large as the rows so many times
};

// Improves `start` [clusters x features] by batches of rows drawn with replacement: each centre is
// the mean of all rows that batches have given it. Centres that were given less than a hundredth of
// what the largest was begin anew at rows of a batch, as long as some was given none and after
// every 10 x clusters rows. It ends when the smoothed inertia of the batches has not fallen for ten
// of them. Then all rows are assigned. Clustering::iterations counts batches. Cancelled when `stop`
// turns true.
StatusOr<Clustering> RunMiniBatch(const MeanRows& rows, const MiniBatchSettings& settings,
                                  std::vector<double> start, Random& generator, PartRunner* crew,
                                  const std::atomic<bool>* stop);

// Rows, drawn with replacement, among which first centres are chosen and judged: three batches, or
// three times the clusters where that is more, at most as many as there are rows.
CentredRows StartSample(const MeanRows& rows, int64_t clusters, int64_t batch_size,
                        Random& generator);

// The inertia of the rows with the nearest of these centres each.
double NearestInertia(const CentredRows& rows, const std::vector<double>& centres,
                      PartRunner* crew);

}  // namespace gridfold
