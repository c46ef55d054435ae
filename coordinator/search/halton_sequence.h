// A randomised Halton sequence: points that fill the unit cube more evenly than independent draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gridfold {

// Coordinate d of point i is the radical inverse of i in the d-th prime, its digits permuted. Each
// place of each base has a random permutation of its own, drawn from the seed, zeros beyond the
// leading digit included (Owen 2017, A randomized Halton algorithm in R, section 3): a coordinate
// is uniform over the seeds, and the bands that large primes show without permutations are gone.
//
// The evenness of a coordinate shows after as many points as its base has digits. From
// kDimensionsMax on, where that is 500 and more, coordinates are independent draws instead (mixed
// sequences: Spanier 1995), which also bounds the tables. Immutable, thread-safe.
class HaltonSequence {
 public:
  static constexpr size_t kDimensionsMax = 100;

  // The tables of the first `dimensions` coordinates; 300 kB at most.
  HaltonSequence(size_t dimensions, uint64_t seed);

  // In [0, 1). index >= 0. Coordinates from `dimensions` on are independent draws.
  double At(int64_t index, size_t dimension) const;

 private:
  struct Base {
    uint64_t prime = 2;
    std::vector<std::vector<uint16_t>> places;  // a permutation for each, the leading one first
  };

  static Base MakeBase(uint64_t prime, uint64_t seed);

  std::vector<Base> bases_;
  uint64_t seed_ = 0;
};

}  // namespace gridfold
