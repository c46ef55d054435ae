// The embedded data set `digits`: pictures of handwritten-like digits, drawn by this program, so
// that a search can be shown without a download. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <span>

#include "common/base/status.h"
#include "common/data/data_set.h"

namespace gridfold {

inline constexpr int64_t kDigitsTrainRows = 3000, kDigitsTestRows = 1000;  // when a spec is silent
inline constexpr int64_t kDigitsSide = 28;

// `train` + `test` pictures of 28 x 28 bytes (0 paper, 255 ink) with classes "0" to "9". Every
// stretch of ten rows holds each digit once, in a drawn order, so the classes are balanced. A row
// depends on the seed, its part and its place alone: asking for more rows keeps those that were
// there. InvalidArgument for negative counts; ResourceExhausted beyond ten million rows.
StatusOr<DataSet> MakeDigits(int64_t train, int64_t test, uint64_t seed);

// Draws one picture of `digit` (0 to 9), row-major, `out` kDigitsSide^2 long: one of the ways of
// writing it, its points displaced, bent by two waves, rotated, sheared, scaled and moved, drawn
// with a round pen of some width, softness and blackness, with grainy noise.
void DrawDigit(int digit, uint64_t seed, std::span<uint8_t> out);

}  // namespace gridfold
