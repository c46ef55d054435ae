// Prints how low each sampler gets on standard functions: the median over seeds of the best loss.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tests/coordinator/search/sampler_race.h"

namespace gridfold {
namespace {

void PrintTable(int seeds, int64_t trials) {
  fmt::print("{:<12}{:>10}{:>12}{:>12}{:>12}{:>16}\n", "function", "minimum", "random", "halton",
             "tpe", "tpe, 4 ahead");
  for (const Objective& objective : Objectives()) {
    const auto median = [&](Racer racer, int64_t ahead) {
      return MedianBest(objective, racer, seeds, trials, ahead);
    };
    fmt::print("{:<12}{:>10.4f}{:>12.4f}{:>12.4f}{:>12.4f}{:>16.4f}\n", objective.name,
               objective.minimum, median(Racer::kRandom, 0), median(Racer::kHalton, 0),
               median(Racer::kTpe, 0), median(Racer::kTpe, 4));
  }
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app("The median over seeds of the best loss that each sampler finds");
  int seeds = 20;
  int64_t trials = 60;
  app.add_option("--seeds", seeds)->check(CLI::Range(1, 10'000));
  app.add_option("--trials", trials)->check(CLI::Range(1, 100'000));
  CLI11_PARSE(app, argc, argv);
  gridfold::PrintTable(seeds, trials);
  return 0;
}
