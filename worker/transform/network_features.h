// `features`: what a trained network gives at one of its layers, as rows for another model.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/status.h"
#include "common/spec/value.h"
#include "worker/model/network/network.h"
#include "worker/model/tensor_file.h"
#include "worker/transform/pipeline.h"

namespace gridfold {

// Rows as they are in the data set go through the pipeline of the network's model file, then
// through its layers up to the one that is named. Learns nothing; dropout is off.
class NetworkFeatures : public Transform {
 public:
  // `layer`: a type of layer, of which the network's last one is meant, or a number from 1 on.
  // `sha256` names the model file that Open takes; empty for a step that Load fills.
  NetworkFeatures(Value layer, std::string sha256)
      : layer_(std::move(layer)), sha256_(std::move(sha256)) {}
  // FailedPrecondition when no file is named. InvalidArgument when it is not the model file of a
  // network, or the network has no such layer.
  Status Open(const FileSource& files) override;
  // Learns nothing; InvalidArgument when x's rows are not as wide as those of the network's data.
  Status Fit(ConstMatrix x) override;
  // [rows x features] becomes [rows x values of the layer], a picture's in [height, width,
  // channels] order.
  void Apply(Matrix& x) const override;
  std::optional<int64_t> ColumnsAfter(int64_t columns) const override;
  bool HasState() const override { return false; }
  bool KeepsPictures() const override { return false; }
  // The whole model file: tensor `network` u8 [bytes].
  void Save(TensorFile& file, const std::string& prefix) const override;
  Status Load(const TensorFile& file, const std::string& prefix) override;

 private:
  // Takes the network and its pipeline over; InvalidArgument when they are not there.
  Status Take(const std::string& bytes);
  Status CheckPart();
  // The first layers of the network, with their weights.
  StatusOr<std::unique_ptr<Network>> BuildPart() const;

  Value layer_;
  std::string sha256_;
  TensorFile file_;
  Pipeline pipeline_;
  NetworkShape shape_;
  size_t layers_ = 0;     // so many of the shape's are passed
  int64_t features_ = 0;  // of a row before the network's pipeline
  int64_t width_ = 0;     // values of the layer
};

}  // namespace gridfold
