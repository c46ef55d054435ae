// Standard functions with known minima, to tell samplers apart.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/spec/space.h"

namespace gridfold {

struct Objective {
  std::string name;
  SearchSpace space;
  std::function<double(const Point&)> loss;
  double minimum = 0;  // of the loss over the space
};

// Branin (2 parameters), Hartmann (6), Rosenbrock (2), Ackley off its centre (5), a smooth stand-in
// for the error of an SVM (a category, logarithmic scales, a whole number, conditions), and
// Styblinski-Tang (4).
std::vector<Objective> Objectives();

}  // namespace gridfold
