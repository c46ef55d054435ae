// Prediction with all machines of a support set at once, tile by tile.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "worker/model/svm/score_group.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {

struct SvmPredictions {
  std::vector<std::vector<int32_t>> classes;  // [machine][row]
  bool finite = true;                         // whether all decision values were
};

// Kernel values in float by KernelTile, sums in double (score_pass.h). A machine's decisions are
// the same bits whichever machines stand beside it. With the linear kernel the support vectors are
// folded into one weight vector for each pair and machine. Thread-safe after construction.
class Scorer {
 public:
  // Keeps a reference to `set`.
  explicit Scorer(const SupportSet& set);

  // The class of each row of x [rows x features] by each machine: one vote for each pair, positive
  // decisions for its lower class; ties go to the lower class. `crew` (may be null) helps.
  // Cancelled when `stop` (may be null) turned true.
  StatusOr<SvmPredictions> Predict(ConstMatrix x, PartRunner* crew,
                                   const std::atomic<bool>* stop) const;
  // The same for rows that lie in the Gram matrix of the support vectors (SupportSet::positions);
  // for kernels other than linear.
  StatusOr<SvmPredictions> Predict(const GramRows& rows, PartRunner* crew,
                                   const std::atomic<bool>* stop) const;
  // The decision values [rows x machines x pairs]: sum of coefficient * kernel, minus rho.
  StatusOr<std::vector<double>> Decisions(ConstMatrix x, const std::atomic<bool>* stop) const;

 private:
  // What one call of AccumulateScores multiplies: support vectors of one class whose numbers lie in
  // one stretch of kScoreDepth, or (linear) as many features.
  struct Block {
    int64_t begin = 0, end = 0;  // support vectors, or features
    size_t targets = 0;          // index into targets_
    std::vector<float> factors;  // as AccumulateScores wants them
  };

  // Rows to be scored, as values or as places.
  struct Rows {
    ConstMatrix x;
    GramRows gram;
    int64_t count() const {
      return gram.matrix != nullptr ? static_cast<int64_t>(gram.positions.size()) : x.rows;
    }
  };

  StatusOr<SvmPredictions> PredictRows(const Rows& rows, PartRunner* crew,
                                       const std::atomic<bool>* stop) const;
  KernelOperand MakeOperand(const Rows& rows, int64_t slots) const;
  void AddClassBlocks(int64_t own);
  void AddClassBlock(int64_t own, int64_t begin, int64_t end);
  void AddWeightBlocks();
  std::vector<double> Weights() const;
  int64_t Sums() const;
  // Fill the group's sums for the rows that it holds.
  Status AddKernelScores(const Rows& rows, ScoreGroup& group, const std::atomic<bool>* stop) const;
  void AddLinearScores(ConstMatrix x, ScoreGroup& group) const;
  // Calls visit(row, decisions [machines x pairs]) once for every row, from the crew's threads.
  template <typename Visit>
  Status ForEachRow(const Rows& rows, PartRunner* crew, const std::atomic<bool>* stop,
                    Visit visit) const;

  const SupportSet& set_;
  std::vector<std::vector<int64_t>> targets_;  // column -> index of its sum; -1 for padding
  std::vector<Block> blocks_;
};

}  // namespace gridfold
