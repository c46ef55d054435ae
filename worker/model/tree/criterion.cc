#include "worker/model/tree/criterion.h"

#include <cmath>

namespace gridfold {

StatusOr<Criterion> CriterionFromName(const std::string& name) {
  if (name == "gini") return Criterion::kGini;
  if (name == "entropy") return Criterion::kEntropy;
  return InvalidArgument("criterion: expected gini or entropy, found '{}'", name);
}

std::string CriterionName(Criterion criterion) {
  return criterion == Criterion::kGini ? "gini" : "entropy";
}

double WeightOf(std::span<const int32_t> counts, std::span<const double> weights) {
  double sum = 0;
  for (size_t c = 0; c < counts.size(); ++c) sum += counts[c] * weights[c];
  return sum;
}

double Impurity(Criterion criterion, std::span<const int32_t> counts,
                std::span<const double> weights) {
  const double total = WeightOf(counts, weights);
  if (total <= 0) return 0;
  double sum = 0;
  for (size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) continue;
    const double share = counts[c] * weights[c] / total;
    sum += criterion == Criterion::kGini ? share * share : -share * std::log2(share);
  }
  return criterion == Criterion::kGini ? 1 - sum : sum;
}

}  // namespace gridfold
