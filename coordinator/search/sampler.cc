#include "coordinator/search/sampler.h"

#include "coordinator/search/extending_grid_sampler.h"
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
  const SearchSpec& search = study.search;
  switch (search.algorithm) {
    case Algorithm::kRandom:
    case Algorithm::kAsha:
    case Algorithm::kHyperband:
      return std::make_unique<RandomSampler>(study.space, search.seed, search.trials);
    case Algorithm::kHalton:
      return std::make_unique<HaltonSampler>(study.space, search.seed, search.trials);
    case Algorithm::kTpe:
      return std::make_unique<TpeSampler>(study.space, search.seed, search.trials, search.ahead,
                                          search.asynchronous);
    case Algorithm::kGrid:
      break;
  }
  if (search.extend_steps == 0) return std::make_unique<GridSampler>(*MakeGridSampler(study));
  return std::make_unique<ExtendingGridSampler>(*ExtendingGridSampler::Make(
      study.space, PathParameters(study.model), search.trials, study.model, search.extend_steps));
}

}  // namespace gridfold
