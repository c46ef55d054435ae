// Path parameters: those in which cells of one job may differ. Pure.
#pragma once

#include <string>
#include <vector>

namespace gridfold {

// Points of a group (equal but for path parameters) beyond this number go into further jobs, so a
// sampler need not keep a larger group together either.
inline constexpr int kGroupPointsMax = 64;

// The names of the path parameters of a model of the catalogue; none for an unknown model.
std::vector<std::string> PathParameters(const std::string& model);

}  // namespace gridfold
