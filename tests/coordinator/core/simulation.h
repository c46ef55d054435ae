// Whole studies with simulated workers that come, crash and repeat themselves, drawn by a seed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/random.h"
#include "tests/coordinator/core/simulated.h"

namespace gridfold {

struct SimulatedWorker {
  std::string name;
  std::vector<Lease> held;
  int64_t requests = 0;
};

// Every step one of the workers does something, or, unless it is calm, something goes wrong.
class Simulation {
 public:
  Simulation(uint64_t seed, int workers, bool calm);

  // The ranking of the spec's study, whose name is s, once it is completed.
  std::vector<Store::RankedTrial> Play(const std::string& spec);
  SimulatedCoordinator& coordinator() { return c_; }

 private:
  void Step();
  void Ask(SimulatedWorker& worker, bool answer_is_lost);
  void CrashCoordinator();

  SimulatedCoordinator c_;
  Random random_;
  const bool calm_;
  std::vector<SimulatedWorker> workers_;
};

void ExpectSameRanking(const std::vector<Store::RankedTrial>& a,
                       const std::vector<Store::RankedTrial>& b);

}  // namespace gridfold
