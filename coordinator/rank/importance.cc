#include "coordinator/rank/importance.h"

#include <algorithm>
#include <cmath>

#include "common/base/random.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {
namespace {

constexpr uint64_t kTrees = 64;
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

// A forest's samples, of the parameters that all trials have.
struct Table {
  std::vector<ParameterAxis> axes;
  std::vector<std::vector<double>> points;
  std::vector<double> values;
};

bool AllHave(const std::vector<const TrialSummary*>& trials, const std::string& name) {
  return std::all_of(trials.begin(), trials.end(),
                     [&](const TrialSummary* trial) { return trial->parameters.contains(name); });
}

// Fills the names of `result`, in the order of the axes.
Table MakeTable(const SearchSpace& space, std::span<const std::string> names,
                const std::vector<const TrialSummary*>& trials, ImportanceResult& result) {
  Table table;
  for (const std::string& name : names) {
    if (!AllHave(trials, name)) {
      result.left_out.push_back(name);
      continue;
    }
    table.axes.push_back(ParameterAxis::Of(space, name));
    result.parameters.push_back({name, 0, 0});
  }
  for (const TrialSummary* trial : trials) {
    std::vector<double>& point = table.points.emplace_back();
    for (size_t a = 0; a < table.axes.size(); ++a) {
      const Value& value = trial->parameters.at(result.parameters[a].name);
      point.push_back(table.axes[a].CoordinateOf(value));
    }
    table.values.push_back(*trial->mean_score);
  }
  return table;
}

// The shares of each tree, by axis.
std::vector<std::vector<double>> GrowForest(const Table& table) {
  std::vector<std::vector<double>> by_axis(table.axes.size());
  for (uint64_t tree = 0; tree < kTrees; ++tree) {
    const auto leaves = GrowRegressionTree({table.axes, table.points, table.values},
                                           Bootstrap(table.values.size(), MixSeed(kSeed, tree)));
    const std::vector<double> shares = VarianceShares(table.axes, leaves);
    for (size_t a = 0; a < shares.size(); ++a) by_axis[a].push_back(shares[a]);
  }
  return by_axis;
}

// Fills the numbers of `result`.
void SumUp(const std::vector<std::vector<double>>& by_axis, ImportanceResult& result) {
  double alone = 0;
  for (size_t a = 0; a < by_axis.size(); ++a) {
    if (by_axis[a].empty()) continue;
    const Aggregate aggregate = AggregateScores(by_axis[a]);
    result.parameters[a].share = aggregate.mean;
    result.parameters[a].deviation = aggregate.std;
    alone += aggregate.mean;
  }
  result.together = std::max(0.0, 1 - alone);
  std::stable_sort(result.parameters.begin(), result.parameters.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
}

// The share of the box without what axis `a` has of it.
double OtherShares(const std::vector<double>& shares, size_t a) {
  double product = 1;
  for (size_t b = 0; b < shares.size(); ++b) product *= b == a ? 1 : shares[b];
  return product;
}

// The share of the variance that axis `a` explains alone, undivided.
double VarianceOf(const std::vector<ParameterAxis>& axes, const std::vector<TreeLeaf>& leaves,
                  const std::vector<std::vector<double>>& shares, double mean, size_t a) {
  double variance = 0;
  for (const ParameterAxis::Cell& cell : axes[a].CellsBetween(CutsOf(leaves, a))) {
    double marginal = 0;  // the mean over all other axes
    for (size_t l = 0; l < leaves.size(); ++l) {
      if (!ParameterAxis::Covers(leaves[l].box[a], axes[a].ordered(), cell.coordinate)) continue;
      marginal += OtherShares(shares[l], a) * leaves[l].value;
    }
    variance += cell.share * (marginal - mean) * (marginal - mean);
  }
  return variance;
}

}  // namespace

std::vector<double> VarianceShares(const std::vector<ParameterAxis>& axes,
                                   const std::vector<TreeLeaf>& leaves) {
  std::vector<std::vector<double>> shares;  // by leaf and axis
  std::vector<double> volumes;
  double mean = 0;
  for (const TreeLeaf& leaf : leaves) {
    std::vector<double>& of_leaf = shares.emplace_back();
    for (size_t a = 0; a < axes.size(); ++a) of_leaf.push_back(axes[a].ShareOf(leaf.box[a]));
    volumes.push_back(OtherShares(of_leaf, axes.size()));
    mean += volumes.back() * leaf.value;
  }
  double total = 0;
  for (size_t l = 0; l < leaves.size(); ++l) {
    total += volumes[l] * (leaves[l].value - mean) * (leaves[l].value - mean);
  }
  if (!(total > 0)) return {};
  std::vector<double> explained;
  for (size_t a = 0; a < axes.size(); ++a) {
    explained.push_back(VarianceOf(axes, leaves, shares, mean, a) / total);
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
  Table table = MakeTable(space, names, scored, result);
  const double first = table.values.front();
  if (std::all_of(table.values.begin(), table.values.end(), [&](double v) { return v == first; })) {
    return FailedPrecondition("importance: all {} trials have the score {}", table.values.size(),
                              first);
  }
  // Around zero, so that sums of squares keep their digits.
  const double centre = AggregateScores(table.values).mean;
  for (double& value : table.values) value -= centre;
  SumUp(GrowForest(table), result);
  return result;
}

}  // namespace gridfold
