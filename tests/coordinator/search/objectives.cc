#include "tests/coordinator/search/objectives.h"

#include <cmath>
#include <numbers>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

using std::numbers::pi;

Parameter Spread(const std::string& name, double min, double max, Scale scale = Scale::kLinear) {
  Parameter parameter = Range(name, min, max, 1);
  parameter.count.reset();
  parameter.scale = scale;
  return parameter;
}

// x0, x1, ... on [min, max].
SearchSpace Cube(int dimensions, double min, double max) {
  SubSpace space;
  for (int i = 0; i < dimensions; ++i) {
    space.parameters.push_back(Spread("x" + std::to_string(i), min, max));
  }
  return {{space}};
}

double X(const Point& point, int i) { return std::get<double>(point.at("x" + std::to_string(i))); }

double Branin(const Point& point) {
  const double x = X(point, 0), y = X(point, 1);
  const double bend = y - 5.1 / (4 * pi * pi) * x * x + 5 / pi * x - 6;
  return bend * bend + 10 * (1 - 1 / (8 * pi)) * std::cos(x) + 10;
}

double Hartmann(const Point& point) {
  constexpr double kAlpha[4] = {1.0, 1.2, 3.0, 3.2};
  constexpr double kA[4][6] = {{10, 3, 17, 3.5, 1.7, 8},
                               {0.05, 10, 17, 0.1, 8, 14},
                               {3, 3.5, 1.7, 10, 17, 8},
                               {17, 8, 0.05, 10, 0.1, 14}};
  constexpr double kP[4][6] = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
                               {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
                               {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
                               {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    double exponent = 0;
    for (int j = 0; j < 6; ++j) exponent += kA[i][j] * std::pow(X(point, j) - kP[i][j], 2);
    sum -= kAlpha[i] * std::exp(-exponent);
  }
  return sum;
}

double Rosenbrock(const Point& point) {
  const double x = X(point, 0), y = X(point, 1);
  return 100 * std::pow(y - x * x, 2) + std::pow(1 - x, 2);
}

double Ackley(const Point& point) {
  double squares = 0, waves = 0;
  for (int i = 0; i < 5; ++i) {
    squares += X(point, i) * X(point, i) / 5;
    waves += std::cos(2 * pi * X(point, i)) / 5;
  }
  return 20 - 20 * std::exp(-0.2 * std::sqrt(squares)) + std::numbers::e - std::exp(waves);
}

double StyblinskiTang(const Point& point) {
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    const double square = X(point, i) * X(point, i);
    sum += (square * square - 16 * square + 5 * X(point, i)) / 2;
  }
  return sum;
}

SearchSpace SvmSpace() {
  const auto text = [](const char* name) { return Value(std::string(name)); };
  return {
      {{{Listed("kernel", ParameterType::kCategorical, {text("linear"), text("rbf"), text("poly")}),
         Spread("C", 1e-3, 1e3, Scale::kLog),
         When(Spread("gamma", 1e-5, 10, Scale::kLog), "kernel", {text("rbf"), text("poly")}),
         When(WholeRange("degree", 2, 7), "kernel", {text("poly")})}}}};
}

// The best is an RBF kernel with C = 10 and gamma = 0.01: 0.03.
double SvmError(const Point& point) {
  const std::string& kernel = std::get<std::string>(point.at("kernel"));
  const double c = std::log10(std::get<double>(point.at("C")));
  if (kernel == "linear") return 0.08 + 0.02 * std::pow(c + 1, 2);
  const double gamma = std::log10(std::get<double>(point.at("gamma")));
  const double valley = 0.02 * std::pow(c - 1, 2) + 0.05 * std::pow(gamma + 2, 2);
  if (kernel == "rbf") return 0.03 + valley;
  const auto degree = static_cast<double>(std::get<int64_t>(point.at("degree")));
  return 0.04 + valley + 0.03 * std::pow(degree - 3, 2);
}

}  // namespace

std::vector<Objective> Objectives() {
  SearchSpace branin = Cube(2, -5, 10);
  branin.members[0].parameters[1].min = 0;
  branin.members[0].parameters[1].max = 15;
  return {{"branin", branin, Branin, 0.397887},
          {"hartmann", Cube(6, 0, 1), Hartmann, -3.32237},
          {"rosenbrock", Cube(2, -2, 2), Rosenbrock, 0},
          {"ackley", Cube(5, -20, 32), Ackley, 0},
          {"svm", SvmSpace(), SvmError, 0.03},
          {"styblinski-tang", Cube(4, -5, 5), StyblinskiTang, -156.66467}};
}

}  // namespace gridfold
