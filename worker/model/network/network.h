// A sequential network: its layers, one flat vector of parameters, one of gradients, and the
// buffers of a batch. Everything is allocated when it is built; a pass allocates nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/layer.h"
#include "worker/linalg/matrix.h"
#include "worker/model/network/layer_op.h"
#include "worker/model/network/loss.h"
#include "worker/model/network/optimizer.h"

namespace gridfold {

// What a network is, before any weights.
struct NetworkShape {
  std::vector<Layer> layers;
  Extent input;
  int64_t classes = 0;
};

// Not thread-safe; single-threaded. All results depend on shape, parameters and input alone.
class Network {
 public:
  // Layers end with a softmax, which is taken into the loss. InvalidArgument says which layer
  // cannot be (InferExtents), or that the buffers of `batch_rows_max` rows would pass 16 GiB.
  // Parameters are zero.
  static StatusOr<std::unique_ptr<Network>> Build(const NetworkShape& shape,
                                                  int64_t batch_rows_max);
  ~Network();

  const NetworkShape& shape() const { return shape_; }
  // Rows in one batch of Evaluate and Predict: a property of the shape alone, so that a network
  // and its copy with other buffers give the same bits.
  int64_t evaluation_rows() const { return evaluation_rows_; }

  // Start of a training: Keras' initial weights, and the seed of dropout.
  void Initialize(uint64_t seed);

  // One step on the rows of x that `rows` lists, at most batch_rows_max: forwards, backwards,
  // `optimizer`. `step` counts the batches of a training. The score is from before the update.
  BatchScore Train(ConstMatrix x, std::span<const int32_t> y, std::span<const int32_t> rows,
                   uint64_t step, Optimizer& optimizer);
  // Loss and gradients of the same rows, without an update.
  BatchScore Differentiate(ConstMatrix x, std::span<const int32_t> y, std::span<const int32_t> rows,
                           uint64_t step);
  // Loss and hits over all rows of x, without dropout; predictions [x.rows], or empty.
  BatchScore Evaluate(ConstMatrix x, std::span<const int32_t> y, std::span<int32_t> predictions);
  // The class of each row of x.
  void Predict(ConstMatrix x, std::span<int32_t> predictions);

  // All parameters, layer after layer; between layers there may be zeros that stay zero.
  std::span<float> parameters() { return parameters_.values(); }
  std::span<const float> gradients() { return gradients_.values(); }

  // One tensor of the network, with its place in parameters().
  struct Tensor {
    std::string name;  // "layer3.weights", the layer's place in shape().layers
    std::vector<int64_t> shape;
    std::span<float> values;
  };
  std::vector<Tensor> Tensors();

 private:
  // A layer at work, and where its results go.
  struct Stage;

  Network(NetworkShape shape, std::vector<Extent> outputs, int64_t batch_rows_max);
  void AddStages(const std::vector<Extent>& outputs);
  void BindParameters();
  // Copies row `row` of x to example `index` of the batch.
  void GatherRow(ConstMatrix x, int64_t row, int64_t index);
  void Forward(const Pass& pass);
  // From the logits' gradient, in diff_[0], to all gradients.
  void Backward(const Pass& pass);
  const float* logits() const;

  NetworkShape shape_;
  int64_t batch_rows_max_, evaluation_rows_;
  std::vector<Stage> stages_;
  Matrix input_;    // [batch_rows_max x inputs]
  Matrix diff_[2];  // gradients of the stages' results, in turns
  Matrix parameters_, gradients_;
  std::vector<int32_t> batch_labels_;
};

}  // namespace gridfold
