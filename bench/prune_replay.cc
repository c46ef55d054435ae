// What rules that stop trials early would have saved in a search that was run to its end, over many
// orders of its trials and folds: fold fits, epochs, and whether the winner is still within one
// standard error of the best trial. bench/prune_tables.py runs such searches.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "bench/contest_replay.h"

namespace gridfold {
namespace {

struct Arguments {
  std::string file, study, prune = "{rule: race}";
  std::vector<std::string> overrides;
  uint64_t seeds = 20;
};

struct Sums {
  double fold_fits = 0, epochs = 0, behind_max = 0;
  uint64_t within = 0;
};

Sums ReplayAll(const ScoreTable& table, uint64_t seeds) {
  Sums sums;
  for (uint64_t seed = 0; seed < seeds; ++seed) {
    const ReplayResult result = Replay(table, seed);
    const double behind = StandardErrorsBehind(table, result.winner);
    sums.fold_fits += static_cast<double>(result.fold_fits) / static_cast<double>(seeds);
    sums.epochs += static_cast<double>(result.epochs) / static_cast<double>(seeds);
    sums.behind_max = std::max(sums.behind_max, behind);
    sums.within += behind <= 1 ? 1 : 0;
  }
  return sums;
}

int Run(Arguments arguments) {
  arguments.overrides.push_back("prune=" + arguments.prune);
  const auto table = LoadScoreTable(arguments.file, arguments.study, arguments.overrides);
  if (!table.ok()) {
    fmt::print(stderr, "{}\n", Message(table.status()));
    return 2;
  }
  const Sums sums = ReplayAll(*table, arguments.seeds);
  const auto full =
      static_cast<double>(table->trials.size()) * static_cast<double>(table->study.cv.SplitCount());
  const double full_epochs = full * static_cast<double>(table->epochs);
  fmt::print(
      "| {} | {} | {} x {} | {:.0f} of {:.0f} | {:.1f} | {:.0f} of {:.0f} | {:.1f} | {} of {} "
      "| {:.2f} |\n",
      arguments.study, arguments.prune, table->trials.size(), table->study.cv.SplitCount(),
      sums.fold_fits, full, full / sums.fold_fits, sums.epochs, full_epochs,
      full_epochs / sums.epochs, sums.within, arguments.seeds, sums.behind_max);
  return 0;
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app(
      "Rules that stop trials early, tried on a full search. Prints a row: study, rule, "
      "trials x folds, fold fits, saved, epochs, saved, winner within one standard error, "
      "standard errors behind at worst.");
  gridfold::Arguments arguments;
  app.add_option("--db", arguments.file, "database of the full search")->required();
  app.add_option("--study", arguments.study, "its study")->required();
  app.add_option("--prune", arguments.prune, "the rule, as a spec writes it");
  app.add_option("--set", arguments.overrides, "key=value of the spec");
  app.add_option("--seeds", arguments.seeds, "orders of trials and folds")
      ->check(CLI::Range(uint64_t{1}, uint64_t{100'000}));
  CLI11_PARSE(app, argc, argv);
  return gridfold::Run(arguments);
}
