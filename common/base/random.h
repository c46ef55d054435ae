// Random numbers that are the same on every machine and standard library: <random>'s engines are
// portable, its distributions are not, so the distributions here are our own.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace gridfold {

// xoshiro256** 1.0 (Blackman and Vigna 2018), seeded through SplitMix64. Not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed);

  uint64_t Next();
  // Uniform in [0, 1), 53 bits.
  double Uniform();
  // Uniform in [low, high).
  double Uniform(double low, double high) { return low + (high - low) * Uniform(); }
  // Uniform in [0, bound) without bias (Lemire 2019). bound > 0.
  uint64_t Below(uint64_t bound);
  // Standard normal by Marsaglia's polar method.
  double Normal();
  // Fisher-Yates: every order equally likely.
  template <typename T>
  void Shuffle(std::span<T> items) {
    for (uint64_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  uint64_t state_[4];
  double spare_normal_ = 0;
  bool has_spare_normal_ = false;
};

// One 64-bit seed from two: a strong mix (SplitMix64's finaliser), order matters. Chain it to build
// seeds from (study seed, parameters, fold, purpose).
uint64_t MixSeed(uint64_t a, uint64_t b);

}  // namespace gridfold
