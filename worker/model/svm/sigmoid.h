// Platt's sigmoid: from decision values of a two-class machine to probabilities. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <span>

namespace gridfold {

struct Sigmoid {
  double a = 0, b = 0;
  bool operator==(const Sigmoid&) const = default;
};

// P(y = +1 | decision) = 1 / (1 + exp(a decision + b)), without overflow for any finite numbers.
double Probability(const Sigmoid& sigmoid, double decision);

// The sigmoid of greatest likelihood for decisions of which the first `positive` belong to rows of
// y = +1, the others to y = -1. Targets are Platt's, (n+ + 1) / (n+ + 2) and 1 / (n- + 2), so that
// separable values have a finite answer. Newton's method with backtracking, until both parts of the
// gradient are below 1e-5, for at most 100 iterations. Source: Lin, Lin, Weng: A note on Platt's
// probabilistic outputs for support vector machines, Machine Learning 68 (2007), algorithm 1, whose
// constants are also LIBSVM's.
Sigmoid FitSigmoid(std::span<const double> decisions, int64_t positive);

}  // namespace gridfold
