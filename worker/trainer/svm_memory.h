// How a worker's memory is spent on support vector machines. Pure: it depends on the sizes alone,
// so `gridfold plan` says beforehand what a worker will do.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "worker/cache/memory_shares.h"
#include "worker/model/svm/pair_kernels.h"

namespace gridfold {

struct SvmMemory {
  // Where kernel values come from.
  enum class Mode {
    kGram,    // one matrix of the inner products of all rows, shared by every gamma, fold and pair
    kBlocks,  // the matrices of pairs of classes, each computed when it is needed
    kRows,    // single rows, computed again when they no longer fit
  };
  Mode mode = Mode::kGram;
  int64_t shared_bytes = 0;  // of the Gram matrix; 0 without it
  int64_t slot_bytes = 0;    // at most, of each slot at work
  PairKernelLimits limits;
};

// `rows` that folds are cut from, of `features` after the pipeline; `class_counts` of the training
// rows of the largest fold. The Gram matrix is used when it takes at most all of what jobs share.
// A slot keeps the squares class x class when they take at most two thirds of its memory, and
// computes a pair's matrix whole when that takes at most a third.
SvmMemory PlanSvmMemory(int64_t rows, int64_t features, std::span<const int64_t> class_counts,
                        const MemoryShares& memory);

// "inner products of all 14000 rows at once: 0.8 GiB of 6 GiB for what jobs share".
std::string Describe(const SvmMemory& plan, int64_t rows, const MemoryShares& memory);

}  // namespace gridfold
