// From the cells of a trial to its scores. Pure.
#pragma once

#include <span>

#include "common/spec/results.h"

namespace gridfold {

struct Aggregate {
  double mean = 0;
  double std = 0;                   // population deviation, as numpy.std and cv_results_
  std::optional<double> std_error;  // sample deviation / sqrt(n); absent for one value
};

// Of at least one value, summed in the order given, so equal inputs give equal bits.
Aggregate AggregateScores(std::span<const double> scores);

}  // namespace gridfold
