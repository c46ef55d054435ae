// exp for single precision without branches, so that a loop over it becomes vector code.
#pragma once

#include <bit>
#include <cstdint>

namespace gridfold {

// e^x for x <= 88. Relative error below 2e-7 for x >= -87.3; below that e^x is flushed to zero (it
// would be a denormal number). NaN stays NaN.
//
// x = n ln 2 + r with |r| <= ln 2 / 2; e^r = 1 + r + r^2 p(r), where p is the polynomial of degree
// 4 of least relative error (3.1e-9, found by Lawson's iteration); 2^n goes into the exponent.
[[gnu::always_inline]] inline float FastExp(float x) {
  constexpr float kLowest = -87.3f;
  constexpr float kLog2E = 1.44269504f;
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  // Adding 1.5 * 2^23 leaves the nearest whole number in the low bits.
  constexpr float kRound = 12582912.0f;
  const float clamped = x < kLowest ? kLowest : x;
  const float shifted = clamped * kLog2E + kRound;
  const float n = shifted - kRound;
  const float r = (clamped - n * kLn2High) - n * kLn2Low;
  float p = 1.3814321e-3f;
  p = p * r + 8.3688516e-3f;
  p = p * r + 4.16684002e-2f;
  p = p * r + 1.66665196e-1f;
  p = p * r + 4.9999994e-1f;
  const float mantissa = 1.0f + (r + r * r * p);
  const uint32_t exponent = (std::bit_cast<uint32_t>(shifted) + 127u) << 23;
  const float result = mantissa * std::bit_cast<float>(exponent);
  return x < kLowest ? 0.0f : result;
}

}  // namespace gridfold
