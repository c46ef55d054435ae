#include "tests/coordinator/search/sampler_race.h"

#include <algorithm>

#include "coordinator/search/halton_sampler.h"
#include "coordinator/search/random_sampler.h"
#include "coordinator/search/tpe_proposer.h"

namespace gridfold {
namespace {

std::vector<Point> TpePoints(const Objective& objective, uint64_t seed, int64_t trials,
                             int64_t ahead) {
  const TpeProposer proposer(objective.space, seed);
  std::vector<Point> points;
  std::vector<Observation> history;
  for (int64_t n = 0; n < trials; ++n) {
    while (static_cast<int64_t>(history.size()) < n - ahead) {
      const Point& finished = points[history.size()];
      history.push_back({finished, objective.loss(finished)});
    }
    const std::vector<Point> pending(points.begin() + static_cast<ptrdiff_t>(history.size()),
                                     points.end());
    const auto point = proposer.Propose(history, pending, n);
    if (!point) break;
    points.push_back(*point);
  }
  return points;
}

std::vector<Point> Points(const Objective& objective, Racer racer, uint64_t seed, int64_t trials,
                          int64_t ahead) {
  if (racer == Racer::kTpe) return TpePoints(objective, seed, trials, ahead);
  if (racer == Racer::kHalton) {
    return HaltonSampler(objective.space, seed, trials).Propose(0, 0, trials, {}).points;
  }
  return RandomSampler(objective.space, seed, trials).Propose(0, 0, trials, {}).points;
}

}  // namespace

std::vector<double> BestLosses(const Objective& objective, Racer racer, int seeds, int64_t trials,
                               int64_t ahead) {
  std::vector<double> bests;
  for (int seed = 1; seed <= seeds; ++seed) {
    std::vector<double> losses;
    for (const Point& point :
         Points(objective, racer, static_cast<uint64_t>(seed), trials, ahead)) {
      losses.push_back(objective.loss(point));
    }
    bests.push_back(*std::min_element(losses.begin(), losses.end()));
  }
  return bests;
}

double MedianBest(const Objective& objective, Racer racer, int seeds, int64_t trials,
                  int64_t ahead) {
  std::vector<double> bests = BestLosses(objective, racer, seeds, trials, ahead);
  std::sort(bests.begin(), bests.end());
  const size_t half = bests.size() / 2;
  return bests.size() % 2 == 1 ? bests[half] : (bests[half - 1] + bests[half]) / 2;
}

}  // namespace gridfold
