#include "worker/model/svm/support_set.h"

#include <algorithm>

namespace gridfold {
namespace {

bool Supports(const PairsSolution& solution, int64_t position, int64_t width) {
  const auto begin = solution.coefficients.begin() + position * width;
  return std::any_of(begin, begin + width, [](double coefficient) { return coefficient != 0; });
}

}  // namespace

SupportSet CollectSupport(const PairsProblem& problem, const std::vector<PairsSolution>& solutions,
                          size_t machine_begin, size_t machine_end) {
  const ClassRows& rows = *problem.rows;
  const int64_t width = rows.Classes() - 1;
  SupportSet set;
  set.kernel = problem.kernel;
  set.center = KernelCenter(problem.kernel, problem.x);
  set.classes = rows.classes;
  std::vector<int64_t> kept;
  for (int64_t c = 0; c < rows.Classes(); ++c) {
    set.start.push_back(static_cast<int64_t>(kept.size()));
    const int64_t first = rows.start[static_cast<size_t>(c)];
    for (int64_t position = first; position < first + rows.Count(c); ++position) {
      const bool supports =
          std::any_of(solutions.begin() + static_cast<std::ptrdiff_t>(machine_begin),
                      solutions.begin() + static_cast<std::ptrdiff_t>(machine_end),
                      [&](const auto& solution) { return Supports(solution, position, width); });
      if (!supports) continue;
      kept.push_back(position);
      set.numbers.push_back(static_cast<int32_t>(position - first));
    }
  }
  set.start.push_back(static_cast<int64_t>(kept.size()));
  set.x = Matrix(static_cast<int64_t>(kept.size()), problem.x.cols);
  for (size_t s = 0; s < kept.size(); ++s) {
    std::copy_n(problem.x.row(rows.source[static_cast<size_t>(kept[s])]), problem.x.cols,
                set.x.row(static_cast<int64_t>(s)));
  }
  if (problem.gram.matrix != nullptr) {
    for (const int64_t position : kept) {
      const int64_t row = rows.source[static_cast<size_t>(position)];
      set.positions.push_back(problem.gram.positions[static_cast<size_t>(row)]);
    }
  }
  for (size_t m = machine_begin; m < machine_end; ++m) {
    SupportSet::Machine machine;
    machine.rho = solutions[m].rho;
    machine.sigmoids = solutions[m].sigmoids;
    for (const int64_t position : kept) {
      const auto begin = solutions[m].coefficients.begin() + position * width;
      machine.coefficients.insert(machine.coefficients.end(), begin, begin + width);
    }
    set.machines.push_back(std::move(machine));
  }
  return set;
}

int64_t CountSupport(const PairsSolution& solution, int64_t classes) {
  const int64_t width = classes - 1;
  const int64_t rows = static_cast<int64_t>(solution.coefficients.size()) / width;
  int64_t count = 0;
  for (int64_t position = 0; position < rows; ++position) {
    count += Supports(solution, position, width) ? 1 : 0;
  }
  return count;
}

}  // namespace gridfold
