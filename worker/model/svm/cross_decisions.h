// Decision values of a pair's training rows by machines that were not trained on them: what Platt's
// sigmoid is fitted to.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/status.h"
#include "worker/model/svm/kernel_rows.h"

namespace gridfold {

struct CrossProblem {
  KernelRows* kernel = nullptr;  // over the pair's rows; the first `positive` have y = +1
  int64_t positive = 0;
  struct Costs {
    double positive = 1, negative = 1;
  };
  std::vector<Costs> costs;
  double tolerance = 1e-3;
  uint64_t seed = 0;                        // of the order in which rows are dealt to five folds
  const std::atomic<bool>* stop = nullptr;  // may be null
};

// [costs][rows]. Rows are dealt to five folds at random, not stratified, as LIBSVM does; all costs
// share the folds, and each one's values are the same bits whichever stand beside it. A row whose
// machine would see one class only gets +1 or -1 for that class. Costs about five trainings on four
// fifths of the rows for each of `costs`. Errors are SolveSmo's. Source: Chang, Lin: LIBSVM, ACM
// TIST 2011, section 8.
StatusOr<std::vector<std::vector<double>>> CrossDecisions(const CrossProblem& problem);

}  // namespace gridfold
