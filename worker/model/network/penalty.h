// L1 and L2 penalties and gradient clipping over stretches of a network's flat vectors. Pure.
#pragma once

#include <span>

namespace gridfold {

// l1 sum |w| + l2 sum w^2.
double Penalty(double l1, double l2, std::span<const float> weights);
// gradients += its gradient; that of |w| at zero counts as zero.
void AddPenaltyGradient(double l1, double l2, std::span<const float> weights,
                        std::span<float> gradients);
// Scales `gradients` down to a Euclidean norm of `norm`, when it is longer.
void ClipNorm(double norm, std::span<float> gradients);
// Cuts each element off at -value and value.
void ClipValue(double value, std::span<float> gradients);

}  // namespace gridfold
