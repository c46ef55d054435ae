#include "coordinator/rank/importance.h"

#include <algorithm>
#include <cmath>

#include "common/base/random.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

constexpr int kTrees = 64;
constexpr size_t kTrialsMin = 4;
// The work grows with trials x log(trials) x trees; more trials say nothing new about shares.
constexpr size_t kTrialsMax = 5'000;
constexpr uint64_t kSeed = 0x696d706f7274616eULL;

bool IsScored(const TrialSummary& trial) {
  return trial.state == TrialState::kCompleted && trial.mean_score &&
         std::isfinite(*trial.mean_score);
}

// The trials that count, evenly from all when there are too many.
std::vector<const TrialSummary*> Scored(std::span<const TrialSummary> trials) {
  std::vector<const TrialSummary*> scored;
  for (const TrialSummary& trial : trials) {
    if (IsScored(trial)) scored.push_back(&trial);
  }
  if (scored.size() <= kTrialsMax) return scored;
  std::vector<const TrialSummary*> some;
  for (size_t i = 0; i < kTrialsMax; ++i) some.push_back(scored[i * scored.size() / kTrialsMax]);
  return some;
}

std::vector<int32_t> Bootstrap(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<int32_t> chosen(count);
  for (int32_t& i : chosen) i = static_cast<int32_t>(random.Below(count));
  // In order, so that sums do not depend on the order of draws.
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

// Where the leaves cut an ordered axis.
std::vector<double> CutsOf(const std::vector<TreeLeaf>& leaves, size_t axis) {
  std::vector<double> cuts;
  for (const TreeLeaf& leaf : leaves) {
    for (const double cut : {leaf.box[axis].low, leaf.box[axis].high}) {
      if (std::isfinite(cut)) cuts.push_back(cut);
    }
  }
  return cuts;
}

}  // namespace

std::vector<double> VarianceShares(const std::vector<ParameterAxis>& axes,
                                   const std::vector<TreeLeaf>& leaves) {
  std::vector<std::vector<double>> shares;  // by leaf and axis
  double mean = 0;
  std::vector<double> volumes;
  for (const TreeLeaf& leaf : leaves) {
    double volume = 1;
    std::vector<double>& of_leaf = shares.emplace_back();
    for (size_t a = 0; a < axes.size(); ++a) {
      of_leaf.push_back(axes[a].ShareOf(leaf.box[a]));
      volume *= of_leaf.back();
    }
    volumes.push_back(volume);
    mean += volume * leaf.value;
  }
  double total = 0;
  for (size_t l = 0; l < leaves.size(); ++l) {
    total += volumes[l] * (leaves[l].value - mean) * (leaves[l].value - mean);
  }
  if (!(total > 0)) return {};
  std::vector<double> explained;
  for (size_t a = 0; a < axes.size(); ++a) {
    double variance = 0;
    for (const ParameterAxis::Cell& cell : axes[a].CellsBetween(CutsOf(leaves, a))) {
      double marginal = 0;  // the mean over all other axes
      for (size_t l = 0; l < leaves.size(); ++l) {
        if (!ParameterAxis::Covers(leaves[l].box[a], axes[a].ordered(), cell.coordinate)) continue;
        double others = 1;
        for (size_t b = 0; b < axes.size(); ++b) others *= b == a ? 1 : shares[l][b];
        marginal += others * leaves[l].value;
      }
      variance += cell.share * (marginal - mean) * (marginal - mean);
    }
    explained.push_back(variance / total);
  }
  return explained;
}

StatusOr<ImportanceResult> ImportanceOf(const SearchSpace& space,
                                        std::span<const std::string> names,
                                        std::span<const TrialSummary> trials) {
  const std::vector<const TrialSummary*> scored = Scored(trials);
  ImportanceResult result;
  result.trials = scored.size();
  if (scored.size() < kTrialsMin) {
    return FailedPrecondition("importance: expected at least {} completed trials, found {}",
                              kTrialsMin, scored.size());
  }
  std::vector<ParameterAxis> axes;
  for (const std::string& name : names) {
    const bool everywhere =
        std::all_of(scored.begin(), scored.end(),
                    [&](const TrialSummary* trial) { return trial->parameters.contains(name); });
    if (!everywhere) {
      result.left_out.push_back(name);
      continue;
    }
    axes.push_back(ParameterAxis::Of(space, name));
    result.parameters.push_back({name, 0, 0});
  }
  std::vector<std::vector<double>> points;
  std::vector<double> values;
  for (const TrialSummary* trial : scored) {
    std::vector<double>& point = points.emplace_back();
    for (size_t a = 0; a < axes.size(); ++a) {
      point.push_back(axes[a].CoordinateOf(trial->parameters.at(result.parameters[a].name)));
    }
    values.push_back(*trial->mean_score);
  }
  if (std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })) {
    return FailedPrecondition("importance: all {} trials have the score {}", values.size(),
                              values[0]);
  }
  // Around zero, so that sums of squares keep their digits.
  const double centre = AggregateScores(values).mean;
  for (double& value : values) value -= centre;
  std::vector<std::vector<double>> by_axis(axes.size());
  for (int tree = 0; tree < kTrees; ++tree) {
    const auto leaves =
        GrowRegressionTree({axes, points, values},
                           Bootstrap(values.size(), MixSeed(kSeed, static_cast<uint64_t>(tree))));
    const std::vector<double> shares = VarianceShares(axes, leaves);
    for (size_t a = 0; a < shares.size(); ++a) by_axis[a].push_back(shares[a]);
  }
  for (size_t a = 0; a < axes.size(); ++a) {
    if (by_axis[a].empty()) continue;
    const Aggregate aggregate = AggregateScores(by_axis[a]);
    result.parameters[a].share = aggregate.mean;
    result.parameters[a].deviation = aggregate.std;
  }
  double alone = 0;
  for (const ParameterImportance& parameter : result.parameters) alone += parameter.share;
  result.together = std::max(0.0, 1 - alone);
  std::stable_sort(result.parameters.begin(), result.parameters.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  return result;
}

}  // namespace gridfold
