// Time as an argument: everything that needs a clock is handed one, so tests own time.
#pragma once

#include <cstdint>

namespace gridfold {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since the Unix epoch, for records that people read. May jump.
  virtual int64_t UnixMs() const = 0;
  // Monotonic nanoseconds from an arbitrary origin, for leases, deadlines and durations.
  virtual int64_t SteadyNs() const = 0;

  int64_t SteadyMs() const { return SteadyNs() / 1'000'000; }
  double SteadySeconds() const { return static_cast<double>(SteadyNs()) * 1e-9; }
};

// The machine's clocks. Thread-safe; lives for the whole process.
const Clock& RealClock();

}  // namespace gridfold
