#include "worker/model/svm/scorer.h"

#include <algorithm>
#include <numeric>

#include "worker/model/svm/score_pass.h"
#include "worker/model/svm/smo_passes.h"

namespace gridfold {
namespace {

constexpr int64_t kSlotsAtOnce = 64;  // a product's rows are a multiple of it

int64_t PaddedColumns(int64_t columns) {
  return (columns + kScoreColumns - 1) / kScoreColumns * kScoreColumns;
}

// Where AccumulateScores looks for a factor.
size_t FactorAt(int64_t d, int64_t column, int64_t depth) {
  return static_cast<size_t>((column / kScoreColumns * depth + d) * kScoreColumns +
                             column % kScoreColumns);
}

Status CheckStop(const std::atomic<bool>* stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
    return Cancelled("svm: stopped while predicting");
  }
  return absl::OkStatus();
}

// The place of the class with most votes, the first of equals.
size_t Vote(const double* decisions, size_t classes) {
  std::vector<int> votes(classes, 0);
  for (size_t a = 0; a < classes; ++a) {
    for (size_t b = a + 1; b < classes; ++b) ++votes[*decisions++ > 0 ? a : b];
  }
  return static_cast<size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

}  // namespace

Scorer::Scorer(const SupportSet& set) : set_(set) {
  GF_CHECK(set.numbers.size() == static_cast<size_t>(set.x.rows()));
  if (set.kernel.type == SvmKernel::Type::kLinear) {
    AddWeightBlocks();
  } else {
    for (int64_t own = 0; own < set.Classes(); ++own) AddClassBlocks(own);
  }
}

int64_t Scorer::Sums() const { return set_.Pairs() * static_cast<int64_t>(set_.machines.size()); }

void Scorer::AddClassBlocks(int64_t own) {
  const int64_t machines = static_cast<int64_t>(set_.machines.size());
  std::vector<int64_t>& targets = targets_.emplace_back();
  for (int64_t other = 0; other < set_.Classes(); ++other) {
    if (other == own) continue;
    const int64_t pair = PairIndex(std::min(own, other), std::max(own, other), set_.Classes());
    for (int64_t m = 0; m < machines; ++m) targets.push_back(m * set_.Pairs() + pair);
  }
  const int64_t columns = PaddedColumns(static_cast<int64_t>(targets.size()));
  targets.resize(static_cast<size_t>(columns), -1);
  const auto stretch = [this](int64_t s) {
    return set_.numbers[static_cast<size_t>(s)] / kScoreDepth;
  };
  const int64_t last = set_.start[static_cast<size_t>(own) + 1];
  for (int64_t begin = set_.start[static_cast<size_t>(own)]; begin < last;) {
    int64_t end = begin;
    while (end < last && stretch(end) == stretch(begin)) ++end;
    AddClassBlock(own, begin, end);
    begin = end;
  }
}

void Scorer::AddClassBlock(int64_t own, int64_t begin, int64_t end) {
  const int64_t width = set_.Classes() - 1, machines = static_cast<int64_t>(set_.machines.size());
  const int64_t columns = static_cast<int64_t>(targets_.back().size());
  Block block{begin, end, static_cast<size_t>(own), {}};
  block.factors.resize(static_cast<size_t>((end - begin) * columns), 0.0F);
  for (int64_t s = begin; s < end; ++s) {
    for (int64_t q = 0; q < width * machines; ++q) {
      const auto& machine = set_.machines[static_cast<size_t>(q % machines)];
      block.factors[FactorAt(s - begin, q, end - begin)] =
          static_cast<float>(machine.coefficients[static_cast<size_t>(s * width + q / machines)]);
    }
  }
  blocks_.push_back(std::move(block));
}

// [sums x features]: the support vectors of each pair and machine, folded together.
std::vector<double> Scorer::Weights() const {
  const int64_t features = set_.x.cols(), width = set_.Classes() - 1;
  std::vector<double> weights(static_cast<size_t>(Sums() * features), 0.0);
  for (size_t m = 0; m < set_.machines.size(); ++m) {
    const std::vector<double>& coefficients = set_.machines[m].coefficients;
    const int64_t first_sum = static_cast<int64_t>(m) * set_.Pairs();
    for (int64_t own = 0; own < set_.Classes(); ++own) {
      for (int64_t other = 0; other < set_.Classes(); ++other) {
        if (other == own) continue;
        const int64_t pair = PairIndex(std::min(own, other), std::max(own, other), set_.Classes());
        double* const sum = weights.data() + (first_sum + pair) * features;
        for (int64_t s = set_.start[static_cast<size_t>(own)];
             s < set_.start[static_cast<size_t>(own) + 1]; ++s) {
          const double factor =
              coefficients[static_cast<size_t>(s * width + OpponentSlot(own, other))];
          if (factor != 0) SubtractRow(sum, -factor, set_.x.row(s), features);
        }
      }
    }
  }
  return weights;
}

void Scorer::AddWeightBlocks() {
  const int64_t features = set_.x.cols(), columns = PaddedColumns(Sums());
  const std::vector<double> weights = Weights();
  std::vector<int64_t>& targets = targets_.emplace_back(static_cast<size_t>(columns), -1);
  std::iota(targets.begin(), targets.begin() + Sums(), int64_t{0});
  for (int64_t begin = 0; begin < features; begin += kScoreDepth) {
    Block block{begin, std::min(features, begin + kScoreDepth), 0, {}};
    const int64_t depth = block.end - begin;
    block.factors.resize(static_cast<size_t>(depth * columns), 0.0F);
    for (int64_t q = 0; q < Sums(); ++q) {
      for (int64_t k = 0; k < depth; ++k) {
        block.factors[FactorAt(k, q, depth)] =
            static_cast<float>(weights[static_cast<size_t>(q * features + begin + k)]);
      }
    }
    blocks_.push_back(std::move(block));
  }
}

KernelOperand Scorer::MakeOperand(const Rows& rows, int64_t slots) const {
  return rows.gram.matrix != nullptr ? KernelOperand(slots, rows.gram.matrix)
                                     : KernelOperand(slots, set_.center);
}

Status Scorer::AddKernelScores(const Rows& source, ScoreGroup& group,
                               const std::atomic<bool>* stop) const {
  const bool in_gram = source.gram.matrix != nullptr;
  KernelOperand rows = MakeOperand(source, group.tiles() * kScoreRows);
  for (int64_t r = 0; r < group.rows(); ++r) {
    if (in_gram) {
      rows.SetPosition(r, source.gram.positions[static_cast<size_t>(group.begin() + r)]);
    } else {
      rows.Set(r, source.x.row(group.begin() + r));
    }
  }
  KernelOperand support = MakeOperand(source, kScoreDepth);
  Matrix scratch(kScoreDepth, kScoreRows), values(kScoreDepth, kScoreRows);
  for (const Block& block : blocks_) {
    GF_RETURN_IF_ERROR(CheckStop(stop));
    const int64_t depth = block.end - block.begin;
    for (int64_t slot = 0; slot < depth; ++slot) {
      if (in_gram) {
        support.SetPosition(slot, set_.positions[static_cast<size_t>(block.begin + slot)]);
      } else {
        support.Set(slot, set_.x.row(block.begin + slot));
      }
    }
    // A product's rounding may depend on its shape, and the shape must not depend on how many
    // support vectors the other machines have: of few shapes, the kernel's inner one is the same.
    const int64_t slots =
        in_gram ? depth : (depth + kSlotsAtOnce - 1) / kSlotsAtOnce * kSlotsAtOnce;
    for (int64_t slot = depth; slot < slots; ++slot) support.Clear(slot);
    for (int64_t tile = 0; tile < group.tiles(); ++tile) {
      KernelPanels(set_.kernel, support, 0, slots, rows, tile * kScoreRows, kScoreRows,
                   scratch.data(), values.data(), kScorePanelStride);
      const std::vector<int64_t>& targets = targets_[block.targets];
      AccumulateScores(values.data(), depth, block.factors.data(),
                       static_cast<int64_t>(targets.size()), group.Targets(tile, targets).data());
    }
  }
  return absl::OkStatus();
}

void Scorer::AddLinearScores(ConstMatrix x, ScoreGroup& group) const {
  Matrix values(kScoreDepth, kScoreRows);
  for (int64_t tile = 0; tile < group.tiles(); ++tile) {
    const int64_t first = group.begin() + tile * kScoreRows;
    const int64_t rows = std::min(kScoreRows, group.begin() + group.rows() - first);
    for (const Block& block : blocks_) {
      const int64_t depth = block.end - block.begin;
      for (int64_t r = 0; r < kScoreRows; ++r) {
        float* const out = values.data() + r / kPanel * kScorePanelStride + r % kPanel;
        const float* const in = r < rows ? x.row(first + r) + block.begin : nullptr;
        for (int64_t k = 0; k < depth; ++k) out[k * kPanel] = in != nullptr ? in[k] : 0.0F;
      }
      const std::vector<int64_t>& targets = targets_[block.targets];
      AccumulateScores(values.data(), depth, block.factors.data(),
                       static_cast<int64_t>(targets.size()), group.Targets(tile, targets).data());
    }
  }
}

template <typename Visit>
Status Scorer::ForEachRow(const Rows& rows, PartRunner* crew, const std::atomic<bool>* stop,
                          Visit visit) const {
  const bool in_gram = rows.gram.matrix != nullptr;
  GF_CHECK(in_gram ? set_.positions.size() == static_cast<size_t>(set_.x.rows())
                   : rows.x.rows == 0 || rows.x.cols == set_.x.cols());
  const int64_t step = ScoreGroup(rows.count(), Sums()).rows_max();
  return ForEachPart(crew, (rows.count() + step - 1) / step, [&](int64_t part) -> Status {
    GF_RETURN_IF_ERROR(CheckStop(stop));
    ScoreGroup group(rows.count(), Sums());
    group.Start(part * step, rows.count());
    if (set_.kernel.type == SvmKernel::Type::kLinear) {
      AddLinearScores(rows.x, group);
    } else {
      GF_RETURN_IF_ERROR(AddKernelScores(rows, group, stop));
    }
    std::vector<double> decisions(static_cast<size_t>(Sums()));
    for (int64_t r = 0; r < group.rows(); ++r) {
      for (int64_t sum = 0; sum < Sums(); ++sum) {
        const auto& rho = set_.machines[static_cast<size_t>(sum / set_.Pairs())].rho;
        decisions[static_cast<size_t>(sum)] =
            group.At(r, sum) - rho[static_cast<size_t>(sum % set_.Pairs())];
      }
      visit(group.begin() + r, decisions);
    }
    return absl::OkStatus();
  });
}

StatusOr<SvmPredictions> Scorer::Predict(ConstMatrix x, PartRunner* crew,
                                         const std::atomic<bool>* stop) const {
  return PredictRows({x, {}}, crew, stop);
}

StatusOr<SvmPredictions> Scorer::Predict(const GramRows& rows, PartRunner* crew,
                                         const std::atomic<bool>* stop) const {
  return PredictRows({{}, rows}, crew, stop);
}

StatusOr<SvmPredictions> Scorer::PredictRows(const Rows& rows, PartRunner* crew,
                                             const std::atomic<bool>* stop) const {
  SvmPredictions predictions;
  predictions.classes.resize(set_.machines.size());
  for (auto& classes : predictions.classes) classes.resize(static_cast<size_t>(rows.count()));
  std::atomic<bool> finite = true;
  const auto visit = [&](int64_t row, const std::vector<double>& decisions) {
    if (!AllFinite(decisions.data(), Sums())) finite = false;
    for (size_t m = 0; m < set_.machines.size(); ++m) {
      const double* machine = decisions.data() + static_cast<int64_t>(m) * set_.Pairs();
      predictions.classes[m][static_cast<size_t>(row)] =
          set_.classes[Vote(machine, set_.classes.size())];
    }
  };
  GF_RETURN_IF_ERROR(ForEachRow(rows, crew, stop, visit));
  predictions.finite = finite;
  return predictions;
}

StatusOr<std::vector<double>> Scorer::Decisions(ConstMatrix x,
                                                const std::atomic<bool>* stop) const {
  std::vector<double> all(static_cast<size_t>(x.rows * Sums()));
  const auto visit = [&](int64_t row, const std::vector<double>& decisions) {
    std::copy(decisions.begin(), decisions.end(), all.begin() + row * Sums());
  };
  GF_RETURN_IF_ERROR(ForEachRow({x, {}}, nullptr, stop, visit));
  return all;
}

}  // namespace gridfold
