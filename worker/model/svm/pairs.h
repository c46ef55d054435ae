// One-vs-one training: a two-class problem for each pair of classes and each C, on one kernel.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.h"
#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/linalg/matrix.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/kernel.h"
#include "worker/model/svm/pair_kernels.h"
#include "worker/model/svm/sigmoid.h"

namespace gridfold {

struct PairsProblem {
  SvmKernel kernel;
  ConstMatrix x;  // [rows x features], in the order that `rows` sorts
  const ClassRows* rows = nullptr;
  GramRows gram;                // x's rows, when their inner products are there
  std::vector<double> costs;    // each C
  std::vector<double> weights;  // of each class; empty: 1. Its coefficients are bound by C times it
  double tolerance = 1e-3;
  // Also fit the sigmoids, which takes five more trainings of each pair; seeds the rows' folds.
  std::optional<uint64_t> probability_seed;
  PairKernelLimits limits;
  PartRunner* crew = nullptr;               // helps with the pairs; may be null
  const std::atomic<bool>* stop = nullptr;  // may be null
  const Clock* clock = nullptr;             // for the seconds
};

// What one C came to.
struct PairsSolution {
  // [rows in class order x (classes - 1)]: the coefficient (y alpha) of each row against each other
  // class, at OpponentSlot; positive for the lower class of the pair.
  std::vector<double> coefficients;
  std::vector<double> rho;  // by PairIndex
  // By row, in class order: whether every pair of the row's class decides clearly for it. No other
  // class can then have as many votes: the prediction of the row is its own class.
  std::vector<bool> settled;
  std::vector<Sigmoid> sigmoids;  // by PairIndex; empty without probability_seed
  int64_t iterations = 0;         // all pairs together, those for the sigmoids not counted
  double objective = 0;           // sum over the pairs of the minimised dual objective
  double violation = 0;           // the largest of the pairs (SmoSolution::violation)
  bool iteration_limit_hit = false;
  double seconds = 0;  // of its own iterations; shared work is not in it
};

// One solution for each element of `costs`; each is the same whichever others stand beside it.
// Every pair's kernel values are computed once; pairs are solved independently of each other, in as
// many threads as the crew lends. Memory: PairKernels' limits, for each thread, and a copy of x.
// Errors: those of PairKernels::Pair and SolveSmo.
StatusOr<std::vector<PairsSolution>> SolvePairs(const PairsProblem& problem);

}  // namespace gridfold
