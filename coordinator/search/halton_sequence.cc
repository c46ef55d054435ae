#include "coordinator/search/halton_sequence.h"

#include <algorithm>
#include <numeric>

#include "common/base/check.h"
#include "common/base/random.h"

namespace gridfold {
namespace {

constexpr double kBelowOne = 1 - 0x1.0p-53;

bool IsPrime(uint64_t number) {
  for (uint64_t divisor = 2; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) return false;
  }
  return number > 1;
}

}  // namespace

HaltonSequence::Base HaltonSequence::MakeBase(uint64_t prime, uint64_t seed) {
  Base base;
  base.prime = prime;
  // As many places as the 53 bits of a double can tell apart.
  for (double unit = 1; unit > 0x1.0p-53; unit /= static_cast<double>(prime)) {
    Random random(MixSeed(MixSeed(seed, prime), base.places.size()));
    std::vector<uint16_t> permutation(prime);
    std::iota(permutation.begin(), permutation.end(), uint16_t{0});
    random.Shuffle<uint16_t>(permutation);
    base.places.push_back(std::move(permutation));
  }
  return base;
}

HaltonSequence::HaltonSequence(size_t dimensions, uint64_t seed) : seed_(seed) {
  for (uint64_t number = 2; bases_.size() < std::min(dimensions, kDimensionsMax); ++number) {
    if (IsPrime(number)) bases_.push_back(MakeBase(number, seed));
  }
}

double HaltonSequence::At(int64_t index, size_t dimension) const {
  GF_CHECK(index >= 0);
  auto rest = static_cast<uint64_t>(index);
  if (dimension >= bases_.size()) return Random(MixSeed(MixSeed(seed_, rest), dimension)).Uniform();
  const Base& base = bases_[dimension];
  double sum = 0, unit = 1;
  for (const std::vector<uint16_t>& permutation : base.places) {
    unit /= static_cast<double>(base.prime);
    sum += unit * permutation[rest % base.prime];
    rest /= base.prime;
  }
  return std::min(sum, kBelowOne);
}

}  // namespace gridfold
