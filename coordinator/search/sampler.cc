#include "coordinator/search/sampler.h"

#include "coordinator/search/grid_sampler.h"
#include "coordinator/search/halton_sampler.h"
#include "coordinator/search/path_parameters.h"
#include "coordinator/search/random_sampler.h"
#include "coordinator/search/tpe_sampler.h"

namespace gridfold {
namespace {

StatusOr<GridSampler> MakeGridSampler(const StudySpec& study) {
  return GridSampler::Make(study.space, PathParameters(study.model), study.search.trials);
}

}  // namespace

Status CheckSearch(const StudySpec& study) {
  if (study.space.members.empty()) {
    return InvalidArgument("parameters: expected at least one member, found none");
  }
  if (study.search.algorithm == Algorithm::kGrid) return MakeGridSampler(study).status();
  return absl::OkStatus();
}

std::unique_ptr<Sampler> MakeSampler(const StudySpec& study) {
  if (!CheckSearch(study).ok()) {
    return std::make_unique<RandomSampler>(SearchSpace(), study.search.seed, 0);
  }
  if (study.search.algorithm == Algorithm::kRandom) {
    return std::make_unique<RandomSampler>(study.space, study.search.seed, study.search.trials);
  }
  if (study.search.algorithm == Algorithm::kHalton) {
    return std::make_unique<HaltonSampler>(study.space, study.search.seed, study.search.trials);
  }
  if (study.search.algorithm == Algorithm::kTpe) {
    return std::make_unique<TpeSampler>(study.space, study.search.seed, study.search.trials,
                                        study.search.ahead);
  }
  return std::make_unique<GridSampler>(*MakeGridSampler(study));
}

}  // namespace gridfold
