#include "common/base/clock.h"

#include <chrono>

namespace gridfold {
namespace {

class MachineClock final : public Clock {
 public:
  int64_t UnixMs() const override {
    using std::chrono::duration_cast;
    return duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  int64_t SteadyNs() const override {
    using std::chrono::duration_cast;
    return duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock& RealClock() {
  static const MachineClock clock;
  return clock;
}

}  // namespace gridfold
