// A plain reader of LIBSVM's text models, and prediction by the definitions in double.
#pragma once

#include <cmath>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace gridfold {

struct LibsvmModel {
  struct Row {
    std::vector<double> coefficients;
    std::vector<std::pair<int64_t, double>> features;  // number from 1, value
  };
  std::string kernel;
  double degree = 0, gamma = 0, coef0 = 0;
  std::vector<double> rho, prob_a, prob_b;
  std::vector<int32_t> labels;
  std::vector<int64_t> counts;
  std::vector<Row> support;

  double Kernel(const Row& row, const float* x, int64_t features) const {
    std::vector<double> dense(static_cast<size_t>(features), 0.0);
    for (const auto& [number, value] : row.features) dense[static_cast<size_t>(number - 1)] = value;
    double product = 0, distance = 0;
    for (size_t k = 0; k < dense.size(); ++k) {
      const double value = x[k];
      product += dense[k] * value;
      distance += (dense[k] - value) * (dense[k] - value);
    }
    if (kernel == "linear") return product;
    if (kernel == "rbf") return std::exp(-gamma * distance);
    return std::pow(gamma * product + coef0, degree);
  }

  // By pairs (0, 1), (0, 2), ..., (1, 2), ... of the classes in the order of `labels`.
  std::vector<double> Decisions(const float* x, int64_t features) const {
    std::vector<double> kernels;
    for (const Row& row : support) kernels.push_back(Kernel(row, x, features));
    std::vector<size_t> start = {0};
    for (const int64_t count : counts) start.push_back(start.back() + static_cast<size_t>(count));
    std::vector<double> decisions;
    for (size_t i = 0; i < labels.size(); ++i) {
      for (size_t j = i + 1; j < labels.size(); ++j) {
        double sum = -rho[decisions.size()];
        for (size_t s = start[i]; s < start[i + 1]; ++s) {
          sum += support[s].coefficients[j - 1] * kernels[s];
        }
        for (size_t s = start[j]; s < start[j + 1]; ++s) {
          sum += support[s].coefficients[i] * kernels[s];
        }
        decisions.push_back(sum);
      }
    }
    return decisions;
  }

  int32_t Predict(const float* x, int64_t features) const {
    std::vector<int> votes(labels.size(), 0);
    const std::vector<double> decisions = Decisions(x, features);
    size_t pair = 0, best = 0;
    for (size_t i = 0; i < labels.size(); ++i) {
      for (size_t j = i + 1; j < labels.size(); ++j) ++votes[decisions[pair++] > 0 ? i : j];
    }
    for (size_t c = 1; c < votes.size(); ++c) best = votes[c] > votes[best] ? c : best;
    return labels[best];
  }
};

inline LibsvmModel ReadLibsvm(const std::string& text) {
  const auto numbers = [](std::istringstream& words, auto& list) {
    double number = 0;
    while (words >> number) {
      list.push_back(static_cast<typename std::decay_t<decltype(list)>::value_type>(number));
    }
  };
  LibsvmModel model;
  std::istringstream lines(text);
  std::string line, key;
  while (std::getline(lines, line) && line != "SV") {
    std::istringstream words(line);
    words >> key;
    if (key == "kernel_type") words >> model.kernel;
    if (key == "degree") words >> model.degree;
    if (key == "gamma") words >> model.gamma;
    if (key == "coef0") words >> model.coef0;
    if (key == "rho") numbers(words, model.rho);
    if (key == "label") numbers(words, model.labels);
    if (key == "nr_sv") numbers(words, model.counts);
    if (key == "probA") numbers(words, model.prob_a);
    if (key == "probB") numbers(words, model.prob_b);
  }
  while (std::getline(lines, line)) {
    LibsvmModel::Row& row = model.support.emplace_back();
    std::istringstream words(line);
    for (size_t k = 0; k + 1 < model.labels.size(); ++k) words >> row.coefficients.emplace_back();
    std::string feature;
    while (words >> feature) {
      const size_t colon = feature.find(':');
      row.features.emplace_back(std::stol(feature), std::stod(feature.substr(colon + 1)));
    }
  }
  return model;
}

}  // namespace gridfold
