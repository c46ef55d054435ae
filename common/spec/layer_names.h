// What layers, activations and initialisers are called in specs and model files. Pure.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/spec/layer.h"

namespace gridfold {

template <typename T>
using Named = std::pair<T, const char*>;

std::span<const Named<LayerType>> LayerTypeNames();
// "linear", another name of none, is not among them.
std::span<const Named<Activation>> ActivationNames();
std::span<const Named<Initializer>> InitializerNames();

template <typename T>
std::string NameIn(std::span<const Named<T>> names, T value) {
  for (const auto& [one, name] : names) {
    if (one == value) return name;
  }
  return "";
}

template <typename T>
std::vector<std::string> AllNames(std::span<const Named<T>> names) {
  std::vector<std::string> all;
  for (const auto& [one, name] : names) all.emplace_back(name);
  return all;
}

// Keras' alpha: 0.3 for leaky_relu, 1 for elu; 0 for those that have none.
double DefaultAlpha(Activation activation);

}  // namespace gridfold
