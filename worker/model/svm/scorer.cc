#include "worker/model/svm/scorer.h"

#include <algorithm>

#include "worker/model/svm/score_pass.h"
#include "worker/model/svm/smo_passes.h"

namespace gridfold {
namespace {

constexpr int64_t kSupportTile = 256;  // support vectors of a kernel tile
constexpr int64_t kFeatureTile = 256;  // features that are transposed at a time

int64_t PaddedColumns(int64_t columns) {
  return (columns + kScoreColumns - 1) / kScoreColumns * kScoreColumns;
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
  for (int64_t own = 0; own < set.Classes(); ++own) AddClassSegment(own);
  if (set.kernel.type == SvmKernel::Type::kLinear) AddWeightSegment();
}

int64_t Scorer::Sums() const { return set_.Pairs() * static_cast<int64_t>(set_.machines.size()); }

void Scorer::AddClassSegment(int64_t own) {
  const int64_t width = set_.Classes() - 1, machines = static_cast<int64_t>(set_.machines.size());
  Segment segment;
  segment.begin = set_.start[static_cast<size_t>(own)];
  segment.end = set_.start[static_cast<size_t>(own) + 1];
  for (int64_t other = 0; other < set_.Classes(); ++other) {
    if (other == own) continue;
    const int64_t pair = PairIndex(std::min(own, other), std::max(own, other), set_.Classes());
    for (int64_t m = 0; m < machines; ++m) segment.targets.push_back(m * set_.Pairs() + pair);
  }
  const int64_t columns = PaddedColumns(width * machines);
  segment.targets.resize(static_cast<size_t>(columns), -1);
  segment.factors.resize(static_cast<size_t>((segment.end - segment.begin) * columns), 0.0);
  double* factors = segment.factors.data();
  for (int64_t s = segment.begin; s < segment.end; ++s, factors += columns) {
    for (int64_t m = 0; m < machines; ++m) {
      const double* coefficients =
          set_.machines[static_cast<size_t>(m)].coefficients.data() + s * width;
      for (int64_t slot = 0; slot < width; ++slot) {
        factors[slot * machines + m] = coefficients[slot];
      }
    }
  }
  segments_.push_back(std::move(segment));
}

// Replaces the segments of the classes by one over the features.
void Scorer::AddWeightSegment() {
  const int64_t features = set_.x.cols(), columns = PaddedColumns(Sums());
  std::vector<double> weights(static_cast<size_t>(Sums() * features), 0.0);
  for (const Segment& segment : segments_) {
    const double* factors = segment.factors.data();
    for (int64_t s = segment.begin; s < segment.end; ++s) {
      for (const int64_t target : segment.targets) {
        const double factor = *factors++;
        if (factor == 0) continue;
        SubtractRow(weights.data() + target * features, -factor, set_.x.row(s), features);
      }
    }
  }
  Segment folded;
  folded.end = features;
  folded.factors.resize(static_cast<size_t>(features * columns), 0.0);
  folded.targets.resize(static_cast<size_t>(columns), -1);
  for (int64_t q = 0; q < Sums(); ++q) {
    folded.targets[static_cast<size_t>(q)] = q;
    for (int64_t k = 0; k < features; ++k) {
      folded.factors[static_cast<size_t>(k * columns + q)] =
          weights[static_cast<size_t>(q * features + k)];
    }
  }
  segments_.clear();
  segments_.push_back(std::move(folded));
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
  KernelOperand support = MakeOperand(source, kSupportTile);
  Matrix values(kSupportTile, kScoreRows);
  for (int64_t begin = 0; begin < set_.x.rows(); begin += kSupportTile) {
    GF_RETURN_IF_ERROR(CheckStop(stop));
    const int64_t end = std::min(begin + kSupportTile, set_.x.rows());
    // Always a whole tile: a product's rounding may depend on its shape, and the shape must not
    // depend on how many support vectors the other machines have.
    for (int64_t s = begin; s < end; ++s) {
      if (in_gram) {
        support.SetPosition(s - begin, set_.positions[static_cast<size_t>(s)]);
      } else {
        support.Set(s - begin, set_.x.row(s));
      }
    }
    for (int64_t slot = end - begin; slot < kSupportTile; ++slot) support.Clear(slot);
    for (int64_t tile = 0; tile < group.tiles(); ++tile) {
      KernelTile(set_.kernel, support, 0, kSupportTile, rows, tile * kScoreRows, kScoreRows,
                 values.data(), kScoreRows);
      for (const Segment& segment : segments_) {
        const int64_t first = std::max(begin, segment.begin), last = std::min(end, segment.end);
        if (first >= last) continue;
        const auto columns = static_cast<int64_t>(segment.targets.size());
        AccumulateScores(values.row(first - begin), last - first,
                         segment.factors.data() + (first - segment.begin) * columns, columns,
                         group.Targets(tile, segment.targets).data());
      }
    }
  }
  return absl::OkStatus();
}

void Scorer::AddLinearScores(ConstMatrix x, ScoreGroup& group) const {
  const Segment& weights = segments_.front();
  const auto columns = static_cast<int64_t>(weights.targets.size());
  Matrix values(std::min(x.cols, kFeatureTile), kScoreRows);
  for (int64_t tile = 0; tile < group.tiles(); ++tile) {
    const int64_t first = group.begin() + tile * kScoreRows;
    const int64_t rows = std::min(kScoreRows, group.begin() + group.rows() - first);
    for (int64_t begin = 0; begin < x.cols; begin += kFeatureTile) {
      const int64_t depth = std::min(kFeatureTile, x.cols - begin);
      for (int64_t k = 0; k < depth; ++k) {
        for (int64_t r = 0; r < rows; ++r) values.row(k)[r] = x.row(first + r)[begin + k];
        std::fill(values.row(k) + rows, values.row(k) + kScoreRows, 0.0f);
      }
      AccumulateScores(values.data(), depth, weights.factors.data() + begin * columns, columns,
                       group.Targets(tile, weights.targets).data());
    }
  }
}

template <typename Visit>
Status Scorer::ForEachRow(const Rows& rows, const std::atomic<bool>* stop, Visit visit) const {
  const bool in_gram = rows.gram.matrix != nullptr;
  GF_CHECK(in_gram ? set_.positions.size() == static_cast<size_t>(set_.x.rows())
                   : rows.x.rows == 0 || rows.x.cols == set_.x.cols());
  ScoreGroup group(rows.count(), Sums());
  std::vector<double> decisions(static_cast<size_t>(Sums()));
  for (int64_t begin = 0; begin < rows.count(); begin += group.rows()) {
    GF_RETURN_IF_ERROR(CheckStop(stop));
    group.Start(begin, rows.count());
    if (set_.kernel.type == SvmKernel::Type::kLinear) {
      AddLinearScores(rows.x, group);
    } else {
      GF_RETURN_IF_ERROR(AddKernelScores(rows, group, stop));
    }
    for (int64_t r = 0; r < group.rows(); ++r) {
      for (int64_t sum = 0; sum < Sums(); ++sum) {
        const auto& rho = set_.machines[static_cast<size_t>(sum / set_.Pairs())].rho;
        decisions[static_cast<size_t>(sum)] =
            group.At(r, sum) - rho[static_cast<size_t>(sum % set_.Pairs())];
      }
      visit(begin + r, decisions);
    }
  }
  return absl::OkStatus();
}

StatusOr<SvmPredictions> Scorer::Predict(ConstMatrix x, const std::atomic<bool>* stop) const {
  return PredictRows({x, {}}, stop);
}

StatusOr<SvmPredictions> Scorer::Predict(const GramRows& rows,
                                         const std::atomic<bool>* stop) const {
  return PredictRows({{}, rows}, stop);
}

StatusOr<SvmPredictions> Scorer::PredictRows(const Rows& rows,
                                             const std::atomic<bool>* stop) const {
  SvmPredictions predictions;
  predictions.classes.resize(set_.machines.size());
  for (auto& classes : predictions.classes) classes.reserve(static_cast<size_t>(rows.count()));
  GF_RETURN_IF_ERROR(ForEachRow(rows, stop, [&](int64_t, const std::vector<double>& decisions) {
    predictions.finite = predictions.finite && AllFinite(decisions.data(), Sums());
    for (size_t m = 0; m < set_.machines.size(); ++m) {
      const double* machine = decisions.data() + static_cast<int64_t>(m) * set_.Pairs();
      predictions.classes[m].push_back(set_.classes[Vote(machine, set_.classes.size())]);
    }
  }));
  return predictions;
}

StatusOr<std::vector<double>> Scorer::Decisions(ConstMatrix x,
                                                const std::atomic<bool>* stop) const {
  std::vector<double> all;
  GF_RETURN_IF_ERROR(ForEachRow({x, {}}, stop, [&](int64_t, const std::vector<double>& decisions) {
    all.insert(all.end(), decisions.begin(), decisions.end());
  }));
  return all;
}

}  // namespace gridfold
