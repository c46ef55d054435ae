// What the SVM engine's parts take, each beside the machine's own limit: build with
// -DGRIDFOLD_BUILD_BENCHMARKS=ON and run bin/gridfold_bench_svm.
//
// `peak` is the share of what the processor does in fused multiply-adds on registers, measured here
// on one thread before anything else.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "worker/linalg/gram.h"
#include "worker/linalg/simd.h"
#include "worker/model/svm/class_rows.h"
#include "worker/model/svm/kernel.h"
#include "worker/model/svm/pair_kernels.h"
#include "worker/model/svm/score_pass.h"
#include "worker/model/svm/scorer.h"
#include "worker/model/svm/smo.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {
namespace {

constexpr int64_t kFeatures = 784;  // of MNIST

typedef float Floats __attribute__((vector_size(64)));

}  // namespace

// Twelve sums that do not wait for each other; returns their total so that nothing is left out.
GF_SIMD float MultiplyAdd(int64_t rounds) {
  Floats sums[12] = {};
  Floats factor = Floats{} + 0.999F;
  for (int64_t round = 0; round < rounds; ++round) {
    for (auto& sum : sums) sum = sum * factor + 1.0F;
  }
  Floats total = {};
  for (const auto& sum : sums) total += sum;
  return total[0] + total[7];
}

namespace {

// Processor time of this thread, so that other programs do not count.
double Seconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Floating-point operations a second in float.
double PeakFlops() {
  static const double peak = [] {
    double best = 0;
    for (int repeat = 0; repeat < 20; ++repeat) {
      constexpr int64_t kRounds = 2'000'000;
      const double begin = Seconds();
      benchmark::DoNotOptimize(MultiplyAdd(kRounds));
      best = std::max(best, 2.0 * 12 * 16 * kRounds / (Seconds() - begin));
    }
    return best;
  }();
  return peak;
}

// GFLOP/s and the share of the peak, for `flops` in each iteration.
void Count(benchmark::State& state, double flops) {
  PeakFlops();
  state.counters["GFLOP/s"] =
      benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["peak"] =
      benchmark::Counter(flops / PeakFlops(), benchmark::Counter::kIsIterationInvariantRate);
}

// Rows like MNIST's after l2: a fifth of the values above zero, length 1, ten classes.
struct Rows {
  explicit Rows(int64_t count) : x(count, kFeatures) {
    Random random(7);
    for (int64_t r = 0; r < count; ++r) {
      y.push_back(static_cast<int32_t>(r % 10));
      double squares = 0;
      for (int64_t k = 0; k < kFeatures; ++k) {
        const bool ink = (k * 7 + r % 10 * 31) % 97 < 20;
        const double value = ink ? random.Uniform() + 0.2 : 0.0;
        x.row(r)[k] = static_cast<float>(value);
        squares += value * value;
      }
      for (int64_t k = 0; k < kFeatures; ++k) {
        x.row(r)[k] /= static_cast<float>(std::sqrt(squares));
      }
    }
  }
  Matrix x;
  std::vector<int32_t> y;
};

void BM_GramMatrix(benchmark::State& state) {
  const int64_t count = state.range(0);
  const Rows rows(count);
  for (auto _ : state) {
    state.PauseTiming();
    Matrix copy(count, kFeatures);
    std::copy_n(rows.x.data(), count * kFeatures, copy.data());
    const GramMatrix gram(std::move(copy));
    state.ResumeTiming();
    benchmark::DoNotOptimize(gram.Complete(nullptr).ok());
  }
  Count(state, static_cast<double>(count) * static_cast<double>(count) * kFeatures);
}
BENCHMARK(BM_GramMatrix)->Arg(4096)->Unit(benchmark::kMillisecond);

// exp(-gamma distance) of a tile, from its products in the Gram matrix. An element takes about 20
// operations, but is bound by reading its product: so bytes are counted too.
void BM_KernelFromGram(benchmark::State& state) {
  constexpr int64_t kTile = 256, kCount = 4096;
  Rows rows(kCount);
  const GramMatrix gram(std::move(rows.x));
  if (!gram.Complete(nullptr).ok()) state.SkipWithError("no Gram matrix");
  KernelOperand operand(kCount, &gram);
  for (int64_t r = 0; r < kCount; ++r) operand.SetPosition(r, r);
  const SvmKernel kernel{SvmKernel::Type::kRbf, 0.5, 0, 3};
  Matrix tile(kTile, kTile);
  int64_t at = 0;
  for (auto _ : state) {
    KernelTile(kernel, operand, at, kTile, operand, kCount - kTile - at, kTile, tile.data(), kTile);
    benchmark::DoNotOptimize(tile.data());
    at = (at + kTile) % (kCount - kTile);
  }
  state.SetItemsProcessed(state.iterations() * kTile * kTile);
  state.SetBytesProcessed(state.iterations() * kTile * kTile * 8);
  Count(state, 20.0 * kTile * kTile);
}
BENCHMARK(BM_KernelFromGram);

// One pair of classes of a grid, from zero to the optimum; `each` is the time of one iteration. Its
// operations: 7 for each row in the update, 9 in the selection, in double, so the peak is half.
void BM_SmoIteration(benchmark::State& state) {
  const int64_t count = 5 * state.range(0);  // two of ten classes
  const Rows rows(count);
  const ClassRows classes = *SortByClass(rows.y);
  PairKernels kernels({SvmKernel::Type::kRbf, 1.0, 0, 3}, rows.x, classes, {});
  if (!kernels.Prepare(nullptr, nullptr).ok()) state.SkipWithError("no kernel");
  const auto pair = *kernels.Pair(0, 1, nullptr);
  SmoProblem problem;
  problem.kernel = pair.get();
  problem.positive = classes.Count(0);
  problem.cost_positive = problem.cost_negative = 10;
  int64_t iterations = 0;
  for (auto _ : state) iterations += SolveSmo(problem)->iterations;
  const double each = static_cast<double>(iterations) / static_cast<double>(state.iterations());
  state.counters["iterations"] = each;
  state.counters["each"] = benchmark::Counter(
      each, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["half peak"] =
      benchmark::Counter(16 * each * static_cast<double>(pair->Size()) / (PeakFlops() / 2),
                         benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(BM_SmoIteration)->Arg(500)->Arg(1900)->Unit(benchmark::kMillisecond);

// The sums of decision values of one tile of rows: 45 pairs of 4 machines see 36 columns a class.
void BM_ScoreSums(benchmark::State& state) {
  constexpr int64_t kColumns = 36;
  std::vector<float> values(static_cast<size_t>(kScoreRows * kScoreDepth), 0.5F);
  std::vector<float> factors(static_cast<size_t>(kColumns * kScoreDepth), 0.25F);
  std::vector<double> sums(static_cast<size_t>(kColumns * kScoreRows), 0.0);
  std::vector<double*> targets;
  for (int64_t q = 0; q < kColumns; ++q) targets.push_back(sums.data() + q * kScoreRows);
  for (auto _ : state) {
    AccumulateScores(values.data(), kScoreDepth, factors.data(), kColumns, targets.data());
    benchmark::DoNotOptimize(sums.data());
  }
  Count(state, 2.0 * kScoreRows * kScoreDepth * kColumns);
}
BENCHMARK(BM_ScoreSums);

// Prediction of new rows by four machines of 2,000 support vectors: kernel products and sums.
void BM_Predict(benchmark::State& state) {
  constexpr int64_t kSupport = 2000, kNew = 2048, kMachines = 4;
  const Rows support(kSupport), fresh(kNew);
  const ClassRows classes = *SortByClass(support.y);
  PairsProblem problem;
  problem.kernel = {SvmKernel::Type::kRbf, 1.0, 0, 3};
  problem.x = support.x;
  problem.rows = &classes;
  PairsSolution solution;
  solution.coefficients.assign(static_cast<size_t>(kSupport * 9), 0.5);
  solution.rho.assign(45, 0.0);
  const std::vector<PairsSolution> solutions(kMachines, solution);
  const SupportSet set = CollectSupport(problem, solutions, 0, kMachines);
  const Scorer scorer(set);
  for (auto _ : state) {
    benchmark::DoNotOptimize(scorer.Predict(fresh.x, nullptr, nullptr)->classes.data());
  }
  state.SetItemsProcessed(state.iterations() * kNew);
  Count(state, 2.0 * kNew * kSupport * (kFeatures + 9 * kMachines));
}
BENCHMARK(BM_Predict)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gridfold

BENCHMARK_MAIN();
