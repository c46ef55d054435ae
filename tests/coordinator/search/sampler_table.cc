// Prints how low each sampler gets on standard functions, as CSV: the best loss with each seed.
// bench/compare/samplers.py makes a table of it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tests/coordinator/search/sampler_race.h"

namespace gridfold {
namespace {

struct Entrant {
  const char* name;
  Racer racer;
  int64_t ahead = 0;
};

void PrintBests(int seeds, int64_t trials) {
  constexpr Entrant kEntrants[] = {{"random", Racer::kRandom},
                                   {"halton", Racer::kHalton},
                                   {"tpe", Racer::kTpe},
                                   {"ahead", Racer::kTpe, 4}};
  fmt::print("function,sampler,seed,loss\n");
  for (const Objective& objective : Objectives()) {
    for (const Entrant& entrant : kEntrants) {
      int seed = 0;
      for (const double loss : BestLosses(objective, entrant.racer, seeds, trials, entrant.ahead)) {
        fmt::print("{},{},{},{}\n", objective.name, entrant.name, ++seed, loss);
      }
    }
  }
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app(
      "The best loss that each sampler finds on standard functions with each seed, as CSV; `ahead` "
      "is TPE with four trials pending");
  int seeds = 20;
  int64_t trials = 60;
  app.add_option("--seeds", seeds)->check(CLI::Range(1, 10'000));
  app.add_option("--trials", trials)->check(CLI::Range(1, 100'000));
  CLI11_PARSE(app, argc, argv);
  gridfold::PrintBests(seeds, trials);
  return 0;
}
