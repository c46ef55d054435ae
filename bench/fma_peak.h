// The peaks of one core, as far as they can be reached: the yardsticks of shares. GFLOP/s, the best
// of several short runs by `seconds`, a steady clock.
#pragma once

namespace gridfold {

// Of fused multiply-adds in float.
double FmaPeakGflops(double (*seconds)());

// Of AVX512-BF16's dot products; 0 where the processor has none. On some processors half of the
// other, on some twice.
double Bfloat16PeakGflops(double (*seconds)());

}  // namespace gridfold
