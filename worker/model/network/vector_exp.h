// exp for loops that vectorise.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace gridfold {

// e^x to a relative error of 2e-7 for x up to 88, infinity above; 0 below -87; NaN stays. x = k ln
// 2
// + r with |r| <= ln 2 / 2, e^r by a polynomial of degree 7 (the Taylor series), times 2^k.
inline float VectorExp(float x) {
  constexpr float kLog2e = 1.44269504f, kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  constexpr float kRound = 12582912.0f;
  const float clamped = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
  const float rounded = clamped * kLog2e + kRound;
  const float k = rounded - kRound;
  const float r = (clamped - k * kLn2High) - k * kLn2Low;
  float sum = 1.0f / 5040;
  sum = sum * r + 1.0f / 720;
  sum = sum * r + 1.0f / 120;
  sum = sum * r + 1.0f / 24;
  sum = sum * r + 1.0f / 6;
  sum = sum * r + 0.5f;
  sum = sum * r + 1.0f;
  sum = sum * r + 1.0f;
  const auto bits = std::bit_cast<int32_t>(rounded) - std::bit_cast<int32_t>(kRound);
  const float power = sum * std::bit_cast<float>((bits + 127) << 23);
  const float bounded = x < -87.0f ? 0.0f : x > 88.0f ? HUGE_VALF : power;
  return x != x ? x : bounded;
}

}  // namespace gridfold
