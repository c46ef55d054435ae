#include "common/data/folds.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "common/base/check.h"
#include "common/base/random.h"
#include "common/data/subset.h"

namespace gridfold {
namespace {

// Rows grouped by class, classes in the order in which they first appear, as in scikit-learn's
// StratifiedKFold: that order decides which fold gets the odd rows of a class.
struct Strata {
  std::vector<std::vector<int32_t>> rows;  // increasing
  std::vector<int32_t> classes;            // the class of each group
};

Strata GroupByFirstAppearance(std::span<const int32_t> labels) {
  Strata strata;
  std::vector<int32_t> group_of;
  for (size_t row = 0; row < labels.size(); ++row) {
    GF_CHECK(labels[row] >= 0);
    const auto label = static_cast<size_t>(labels[row]);
    if (label >= group_of.size()) group_of.resize(label + 1, -1);
    if (group_of[label] < 0) {
      group_of[label] = static_cast<int32_t>(strata.rows.size());
      strata.rows.emplace_back();
      strata.classes.push_back(labels[row]);
    }
    strata.rows[static_cast<size_t>(group_of[label])].push_back(static_cast<int32_t>(row));
  }
  return strata;
}

std::string ClassName(int32_t label, const std::vector<std::string>& class_names) {
  const auto index = static_cast<size_t>(label);
  return index < class_names.size() ? class_names[index] : fmt::format("{}", label);
}

Status CheckClassSizes(const Strata& strata, const std::vector<std::string>& class_names,
                       size_t rows_min, const char* what) {
  for (size_t g = 0; g < strata.rows.size(); ++g) {
    if (strata.rows[g].size() >= rows_min) continue;
    return InvalidArgument("cv: expected at least {} training rows of class {} for {}, found {}",
                           rows_min, ClassName(strata.classes[g], class_names), what,
                           strata.rows[g].size());
  }
  return absl::OkStatus();
}

// Fold of each row. Fold f takes every k-th row, from the f-th on, of the rows sorted by class:
// counting its rows of each class gives how many that fold gets; which ones is by row order.
std::vector<int> StratifiedFolds(const Strata& strata, size_t rows, int folds, Random* random) {
  std::vector<int> fold_of(rows);
  size_t place = 0;  // in the rows sorted by class
  for (const std::vector<int32_t>& members : strata.rows) {
    std::vector<int> assignment;
    for (size_t i = 0; i < members.size(); ++i) {
      assignment.push_back(static_cast<int>((place + i) % static_cast<size_t>(folds)));
    }
    place += members.size();
    std::sort(assignment.begin(), assignment.end());
    if (random != nullptr) random->Shuffle(std::span(assignment));
    for (size_t i = 0; i < members.size(); ++i) {
      fold_of[static_cast<size_t>(members[i])] = assignment[i];
    }
  }
  return fold_of;
}

// Fold of each row: consecutive stretches, the first ones a row longer when they do not divide.
std::vector<int> PlainFolds(size_t rows, int folds, Random* random) {
  std::vector<int> fold_of;
  const auto k = static_cast<size_t>(folds);
  for (size_t f = 0; f < k; ++f) {
    fold_of.insert(fold_of.end(), rows / k + (f < rows % k ? 1 : 0), static_cast<int>(f));
  }
  if (random != nullptr) random->Shuffle(std::span(fold_of));
  return fold_of;
}

Split SplitFor(const std::vector<int>& fold_of, int fold) {
  Split split;
  for (size_t row = 0; row < fold_of.size(); ++row) {
    (fold_of[row] == fold ? split.validation : split.train).push_back(static_cast<int32_t>(row));
  }
  return split;
}

StatusOr<std::vector<Split>> MakeFolds(std::span<const int32_t> labels, const Strata& strata,
                                       const std::vector<std::string>& class_names,
                                       const CrossValidation& cv) {
  if (cv.folds < 2 || cv.repeats < 1 || (cv.repeats > 1 && !cv.shuffle)) {
    return InvalidArgument(
        "cv: expected at least 2 folds and 1 repeat (more with shuffle), found {} and {}", cv.folds,
        cv.repeats);
  }
  if (labels.size() < static_cast<size_t>(cv.folds)) {
    return InvalidArgument(
        "cv.folds: expected at most one for each of the {} training rows, found {}", labels.size(),
        cv.folds);
  }
  if (cv.stratified) {
    GF_RETURN_IF_ERROR(CheckClassSizes(strata, class_names, static_cast<size_t>(cv.folds),
                                       fmt::format("{} folds", cv.folds).c_str()));
  }
  std::vector<Split> splits;
  for (int repeat = 0; repeat < cv.repeats; ++repeat) {
    Random random(MixSeed(cv.seed, static_cast<uint64_t>(repeat)));
    Random* const shuffler = cv.shuffle ? &random : nullptr;
    const std::vector<int> fold_of =
        cv.stratified ? StratifiedFolds(strata, labels.size(), cv.folds, shuffler)
                      : PlainFolds(labels.size(), cv.folds, shuffler);
    for (int fold = 0; fold < cv.folds; ++fold) splits.push_back(SplitFor(fold_of, fold));
  }
  return splits;
}

StatusOr<std::vector<Split>> MakeHoldout(size_t rows, Strata strata,
                                         const std::vector<std::string>& class_names,
                                         const CrossValidation& cv) {
  const double share = *cv.holdout;
  // Rounded up, as scikit-learn's train_test_split does.
  const double wanted = std::ceil(share * static_cast<double>(rows));
  if (!(share > 0 && share < 1) || wanted < 1 || wanted >= static_cast<double>(rows)) {
    return InvalidArgument(
        "cv.holdout: expected a share that leaves rows on both sides of {}, found {}", rows, share);
  }
  if (cv.stratified) {
    GF_RETURN_IF_ERROR(CheckClassSizes(strata, class_names, 2, "a hold-out"));
  } else {
    std::vector<int32_t> all(rows);
    std::iota(all.begin(), all.end(), 0);
    strata.rows = {std::move(all)};
  }
  std::vector<int64_t> counts;
  for (const auto& members : strata.rows) counts.push_back(static_cast<int64_t>(members.size()));
  const std::vector<int64_t> shares = Apportion(counts, static_cast<int64_t>(wanted));
  Random random(MixSeed(cv.seed, 0));
  std::vector<int> fold_of(rows, 1);
  for (size_t g = 0; g < strata.rows.size(); ++g) {
    if (cv.shuffle) random.Shuffle(std::span(strata.rows[g]));
    for (auto i = strata.rows[g].end() - shares[g]; i != strata.rows[g].end(); ++i) {
      fold_of[static_cast<size_t>(*i)] = 0;
    }
  }
  return std::vector<Split>{SplitFor(fold_of, 0)};
}

}  // namespace

StatusOr<std::vector<Split>> MakeSplits(std::span<const int32_t> labels,
                                        const std::vector<std::string>& class_names,
                                        const CrossValidation& cv) {
  if (labels.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    return ResourceExhausted("cv: expected fewer than 2^31 training rows, found {}", labels.size());
  }
  const Strata strata = GroupByFirstAppearance(labels);
  if (cv.holdout) return MakeHoldout(labels.size(), strata, class_names, cv);
  return MakeFolds(labels, strata, class_names, cv);
}

}  // namespace gridfold
