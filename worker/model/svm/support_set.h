// What is left of a one-vs-one fit for prediction: the support vectors and their coefficients.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/kernel.h"
#include "worker/model/svm/pairs.h"

namespace gridfold {

// One or several machines (one for each C) over the same support vectors.
struct SupportSet {
  struct Machine {
    std::vector<double> coefficients;    // [support vectors x (classes - 1)], as in PairsSolution
    std::vector<double> rho;             // by PairIndex
    std::vector<Sigmoid> sigmoids = {};  // by PairIndex; empty: no probabilities
  };
  SvmKernel kernel;
  std::vector<float> center;       // KernelCenter of the training rows
  std::vector<int32_t> classes;    // ascending
  std::vector<int64_t> start;      // first support vector of each class, then their number
  Matrix x;                        // [support vectors x features], as given, in class order
  std::vector<int64_t> positions;  // of the support vectors in the problem's Gram matrix, if any
  // The number of each support vector among the training rows of its class, ascending: sums are cut
  // into parts by it, so that they do not depend on which other rows are support vectors.
  std::vector<int32_t> numbers;
  std::vector<Machine> machines;

  int64_t Classes() const { return static_cast<int64_t>(classes.size()); }
  int64_t Pairs() const { return Classes() * (Classes() - 1) / 2; }
};

// The rows that have a coefficient other than zero in any of the machines from `machine_begin` up
// to, not including, `machine_end`.
SupportSet CollectSupport(const PairsProblem& problem, const std::vector<PairsSolution>& solutions,
                          size_t machine_begin, size_t machine_end);

// How many rows (not pairs of rows and classes) support the solution.
int64_t CountSupport(const PairsSolution& solution, int64_t classes);

}  // namespace gridfold
