// Probabilities of many classes from those of pairs. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <span>

namespace gridfold {

// pairwise [classes (classes - 1) / 2, by PairIndex(a, b)]: the probability of a when it is a or b.
// Fills p [classes] with the probabilities, which sum to 1, that minimise
// sum over a != b of (r_ba p_a - r_ab p_b)^2. Values of `pairwise` nearer to 0 or 1 than 1e-7 count
// as that. Two classes: the pair's own value so clipped. Iterated until all
// conditions hold to 0.005 / classes, for at most max(100, classes) rounds, as LIBSVM does, whose
// results these are to rounding. Source: Wu, Lin, Weng: Probability estimates for multi-class
// classification by pairwise coupling, JMLR 5 (2004), the second method, algorithm 2.
void CouplePairs(std::span<const double> pairwise, std::span<double> p);

}  // namespace gridfold
