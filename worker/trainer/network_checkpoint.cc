// NetworkTraining: what a checkpoint holds.
#include <algorithm>

#include "worker/model/network/network_file.h"
#include "worker/trainer/network_training.h"

namespace gridfold {
namespace {

constexpr char kNumbers[] = "training.numbers";
constexpr int64_t kNumberCount = 12;

constexpr char kBest[] = "training.best.";

std::string MomentPrefix(size_t moment) { return fmt::format("training.moment{}.", moment); }

void SetInts(TensorFile& file, const std::string& name, std::span<const int32_t> values) {
  file.Set(name, {static_cast<int64_t>(values.size())}, values);
}

}  // namespace

void NetworkTraining::Save(TensorFile& file) {
  const auto plateau = plateau_ ? plateau_->state() : ReduceOnPlateau::State{};
  const auto stopping = stopping_ ? stopping_->state() : EarlyStopping::State{};
  // Counters are far below 2^53, so doubles hold them.
  const double numbers[kNumberCount] = {static_cast<double>(epoch_),
                                        static_cast<double>(step_),
                                        static_cast<double>(optimizer_->steps()),
                                        evaluate_seconds_,
                                        plateau.rate,
                                        plateau.best,
                                        static_cast<double>(plateau.waited),
                                        static_cast<double>(plateau.cooling),
                                        stopping.best,
                                        static_cast<double>(stopping.best_epoch),
                                        static_cast<double>(stopping.waited),
                                        stopping.stopped ? 1.0 : 0.0};
  file.Set(kNumbers, {kNumberCount}, std::span<const double>(numbers));
  SaveNetwork(*network_, file);
  const std::vector<std::span<float>> moments = optimizer_->moments();
  for (size_t m = 0; m < moments.size(); ++m) {
    SaveVector(*network_, moments[m], MomentPrefix(m), file);
  }
  SetInts(file, "training.predictions", predictions_);
  if (best_.parameters.empty()) return;
  const Snapshot latest = TakeSnapshot();
  PutSnapshot(best_);
  SaveVector(*network_, network_->parameters(), kBest, file);
  SaveVector(*network_, network_->state(), kBest, file);
  PutSnapshot(latest);
  SetInts(file, "training.best_predictions", best_predictions_);
}

Status NetworkTraining::Restore(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::vector<double> numbers, file.Doubles(kNumbers, {kNumberCount}));
  const auto whole = [&](size_t place) { return static_cast<int64_t>(numbers[place]); };
  const auto rows = static_cast<int64_t>(predictions_.size());
  GF_ASSIGN_OR_RETURN(predictions_, file.Ints("training.predictions", {rows}));
  if (file.Has("training.best_predictions")) {
    GF_ASSIGN_OR_RETURN(best_predictions_, file.Ints("training.best_predictions", {rows}));
    GF_RETURN_IF_ERROR(ReadVector(file, kBest, *network_, network_->parameters()));
    GF_RETURN_IF_ERROR(ReadVector(file, kBest, *network_, network_->state()));
    best_ = TakeSnapshot();
  }
  GF_RETURN_IF_ERROR(ReadNetwork(file, *network_));
  const std::vector<std::span<float>> moments = optimizer_->moments();
  for (size_t m = 0; m < moments.size(); ++m) {
    GF_RETURN_IF_ERROR(ReadVector(file, MomentPrefix(m), *network_, moments[m]));
  }
  epoch_ = whole(0);
  step_ = static_cast<uint64_t>(whole(1));
  optimizer_->set_steps(whole(2));
  evaluate_seconds_ = numbers[3];
  if (plateau_) plateau_->set_state({numbers[4], numbers[5], whole(6), whole(7)});
  if (stopping_) stopping_->set_state({numbers[8], whole(9), whole(10), numbers[11] != 0});
  return absl::OkStatus();
}

}  // namespace gridfold
