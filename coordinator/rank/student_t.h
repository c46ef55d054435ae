// Student's t distribution. Pure.
#pragma once

namespace gridfold {

// The regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 <= x <= 1, with `y` = 1 - x
// given apart, as it may be known to more digits. By the continued fraction of the NIST Digital
// Library of Mathematical Functions, 8.17.22; relative error about 1e-12 for
// a, b up to a thousand.
double RegularisedBeta(double x, double y, double a, double b);

// The probability that |T| >= |t| for T with `degrees` > 0 degrees of freedom.
double StudentTwoSided(double t, double degrees);

}  // namespace gridfold
