// How fast a network trains: whole steps (batch gather, forwards, backwards, Adam) on random
// pictures of 28 x 28 in ten classes, in one thread. Prints one JSON object: images_per_second,
// share_around (of a step's time, what is spent outside convolutions and matrix products) and
// peak_gflops (of one core in that precision, measured). bench/compare/network.py runs it beside
// PyTorch.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "bench/fma_peak.h"
#include "common/base/random.h"
#include "worker/model/network/layer_json.h"
#include "worker/model/network/network.h"

namespace gridfold {
namespace {

constexpr int64_t kRows = 4096, kSide = 28, kClasses = 10;

double Seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class PrimitiveTime : public PrimitiveObserver {
 public:
  void OnEnter() override { entered_ = Seconds(); }
  void OnLeave() override { total += Seconds() - entered_; }
  double total = 0;

 private:
  double entered_ = 0;
};

struct Arguments {
  std::string layers;
  int64_t batch = 32;
  double seconds = 1;
  std::string precision = "f32";
};

// Training steps on rows drawn at random.
class Steps {
 public:
  Steps(Network& network, int64_t batch)
      : network_(network),
        optimizer_({}, network.parameters().size()),
        x_(kRows, kSide * kSide),
        y_(kRows),
        rows_(static_cast<size_t>(batch)) {
    for (float& value : x_.values()) value = static_cast<float>(random_.Uniform());
    for (int32_t& label : y_) label = static_cast<int32_t>(random_.Below(kClasses));
    network_.Initialize(1);
  }

  void Run(int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      for (int32_t& row : rows_) row = static_cast<int32_t>(random_.Below(kRows));
      network_.Train(x_, y_, rows_, step_++, optimizer_);
    }
  }

 private:
  Random random_{1};
  Network& network_;
  Optimizer optimizer_;
  Matrix x_;
  std::vector<int32_t> y_, rows_;
  uint64_t step_ = 0;
};

Status Measure(const Arguments& arguments) {
  GF_ASSIGN_OR_RETURN(const std::vector<Layer> layers, LayersFromJson(arguments.layers));
  const auto precision = arguments.precision == "bf16" ? Precision::kBfloat16 : Precision::kFloat;
  GF_ASSIGN_OR_RETURN(auto network, Network::Build({layers, {kSide, kSide, 1}, kClasses},
                                                   arguments.batch, precision));
  Steps steps(*network, arguments.batch);
  steps.Run(3);
  // Without the observer: it takes time of its own.
  int64_t count = 0;
  const double start = Seconds();
  do {
    steps.Run(1);
    ++count;
  } while (Seconds() - start < arguments.seconds);
  const double plain = Seconds() - start;
  PrimitiveTime primitives;
  network->Observe(&primitives);
  const double observed_start = Seconds();
  steps.Run(std::max<int64_t>(1, count / 4));
  const double observed = Seconds() - observed_start;
  fmt::print(
      "{{\"images_per_second\": {:.1f}, \"share_around\": {:.4f}, \"peak_gflops\": {:.1f}}}\n",
      static_cast<double>(count * arguments.batch) / plain, 1 - primitives.total / observed,
      precision == Precision::kFloat ? FmaPeakGflops(Seconds) : Bfloat16PeakGflops(Seconds));
  return absl::OkStatus();
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app("Trains a network on random pictures of 28 x 28 and prints its speed.");
  gridfold::Arguments arguments;
  app.add_option("--layers", arguments.layers, "the layers, as in a model file")->required();
  app.add_option("--batch", arguments.batch)->check(CLI::Range(1, 4096));
  app.add_option("--seconds", arguments.seconds);
  app.add_option("--precision", arguments.precision)->check(CLI::IsMember({"f32", "bf16"}));
  CLI11_PARSE(app, argc, argv);
  const gridfold::Status status = gridfold::Measure(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "{}\n", gridfold::Message(status));
  return 1;
}
