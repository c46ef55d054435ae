// A trained network as a Model; its model file is what SaveNetwork writes (network_file.h).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/model.h"
#include "worker/model/network/network.h"

namespace gridfold {

class NetworkModel : public Model {
 public:
  // A copy of `network` with buffers for prediction only.
  static StatusOr<std::unique_ptr<Model>> CopyOf(Network& network);
  // DataLoss when what the file holds is not a network that Save wrote.
  static StatusOr<std::unique_ptr<Model>> Load(const TensorFile& file);

  const NetworkShape& shape() const { return network_->shape(); }
  std::string Type() const override { return "network"; }
  int64_t Features() const override { return shape().input.Size(); }
  std::vector<int32_t> Predict(ConstMatrix x) override;
  StatusOr<ClassProbabilities> Probabilities(ConstMatrix x) override;
  void Save(TensorFile& file) const override;

 private:
  explicit NetworkModel(std::unique_ptr<Network> network) : network_(std::move(network)) {}

  std::unique_ptr<Network> network_;
};

}  // namespace gridfold
