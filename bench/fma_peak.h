// The peak of fused multiply-adds of one core, as far as it can be reached: the yardstick of
// shares.
#pragma once

namespace gridfold {

// GFLOP/s in float, the best of several short runs by `seconds`, a steady clock.
double FmaPeakGflops(double (*seconds)());

}  // namespace gridfold
