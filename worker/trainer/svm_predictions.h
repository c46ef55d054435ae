// What fitted machines predict, for rows in any order.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/svm/scorer.h"

namespace gridfold {

// [machine][row]
using ClassesByMachine = std::vector<std::vector<int32_t>>;

// The classes of the rows of x, or, when `gram` has positions, of the rows that lie there. `crew`
// (may be null) helps. Internal: a decision value is not finite. Cancelled: `stop` turned true.
StatusOr<ClassesByMachine> PredictClasses(const Scorer& scorer, ConstMatrix x, const GramRows& gram,
                                          PartRunner* crew, const std::atomic<bool>* stop);

}  // namespace gridfold
