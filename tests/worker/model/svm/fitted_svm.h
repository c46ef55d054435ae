// A fit of the rows by formula, for tests of what comes after training.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/base/clock.h"
#include "tests/worker/model/svm/svm_rows.h"
#include "worker/model/svm/pairs.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {

struct FittedSvm {
  FittedSvm(int64_t count, const SvmKernel& kernel, double cost,
            std::optional<uint64_t> probability_seed = std::nullopt)
      : data(0, count), rows(*SortByClass(data.y)) {
    problem.kernel = kernel;
    problem.x = data.x;
    problem.rows = &rows;
    problem.costs = {cost};
    problem.probability_seed = probability_seed;
    problem.clock = &RealClock();
    solutions = *SolvePairs(problem);
  }
  FittedSvm(const FittedSvm&) = delete;
  FittedSvm& operator=(const FittedSvm&) = delete;
  SupportSet Support() const { return CollectSupport(problem, solutions, 0, 1); }

  SvmRows data;
  ClassRows rows;
  PairsProblem problem;
  std::vector<PairsSolution> solutions;
};

}  // namespace gridfold
