// The normal distribution cut to an interval.
#pragma once

namespace gridfold {

// The standard normal's mass in [a, b], a <= b; ends may be infinite. Good to about 1e-15 of the
// larger tail's mass; 0 where that is below the smallest double.
double NormalMass(double a, double b);

// The x in [a, b] below which lies the share `u` in [0, 1] of the standard normal's mass in [a, b],
// to the last bit that NormalMass can tell. a <= 0 <= b, finite.
double TruncatedNormalQuantile(double u, double a, double b);

}  // namespace gridfold
