// A sequential network: its layers, one flat vector of parameters, one of gradients, one of state,
// and the buffers of a batch. Everything is allocated when it is built, and when a number of rows
// comes for the first time; a pass allocates nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/layer.h"
#include "worker/linalg/matrix.h"
#include "worker/model/network/loss.h"
#include "worker/model/network/optimizer.h"
#include "worker/model/network/stages.h"
#include "worker/model/network/training_settings.h"

namespace gridfold {

// What a network is, before any weights.
struct NetworkShape {
  std::vector<Layer> layers;
  Extent input;
  int64_t classes = 0;
};

// How convolutions multiply while training; all else, and evaluation, is in float. kBfloat16 needs
// a processor with AVX512-BF16.
enum class Precision { kFloat, kBfloat16 };

// Not thread-safe; runs in the calling thread alone. All results depend on shape, parameters, state
// and input alone, on processors with the same instruction sets.
class Network {
 public:
  // Layers end with a softmax, which is taken into the loss. `batch_rows_max` is 0 for a network
  // that only predicts. InvalidArgument says which layer cannot be (InferExtents), or that the
  // buffers would pass 16 GiB, or that the processor lacks the precision. Parameters are zero.
  // Training leaves the first `frozen_layers` layers as they are.
  static StatusOr<std::unique_ptr<Network>> Build(const NetworkShape& shape, int64_t batch_rows_max,
                                                  Precision precision = Precision::kFloat,
                                                  size_t frozen_layers = 0);
  // The first `layers` layers of a network of `shape`: it has no classes and gives Features alone.
  static StatusOr<std::unique_ptr<Network>> BuildPart(const NetworkShape& shape, size_t layers);
  ~Network();

  const NetworkShape& shape() const { return shape_; }
  // Rows in one batch of Evaluate and Predict: a property of the shape alone, so that a network
  // and its copy with other buffers give the same bits. A smaller last batch is computed as a whole
  // one: what a row gives does not depend on the rows beside it.
  int64_t evaluation_rows() const { return evaluation_rows_; }

  // Start of a training: Keras' initial weights and state, and the seed of dropout.
  void Initialize(uint64_t seed);
  // From now on; the default is plain cross-entropy.
  void Configure(const TrainingSettings& settings) { settings_ = settings; }

  // One step on the rows of x that `rows` lists, at most batch_rows_max: forwards, backwards,
  // clipping, `optimizer`, running statistics. `step` counts the batches of a training. The score
  // is from before the update, its loss with the penalties (once for each row).
  BatchScore Train(ConstMatrix x, std::span<const int32_t> y, std::span<const int32_t> rows,
                   uint64_t step, Optimizer& optimizer);
  // Loss and gradients of the same rows, without clipping and update.
  BatchScore Differentiate(ConstMatrix x, std::span<const int32_t> y, std::span<const int32_t> rows,
                           uint64_t step);
  // The same for a batch that the caller writes itself: the `rows` examples behind InputRow, in the
  // order of input_layout(), padding left alone.
  const Layout& input_layout() const { return stages_.input_layout(); }
  // What flows into layer `layer` of the shape.
  const Layout& LayoutBefore(size_t layer) const { return stages_.layouts()[layer]; }
  float* InputRow(int64_t row) { return stages_.input(row); }
  BatchScore TrainOnInput(std::span<const int32_t> labels, uint64_t step, Optimizer& optimizer);

  // Loss (with the penalties) and hits over all rows of x, without dropout; predictions [x.rows],
  // or empty.
  BatchScore Evaluate(ConstMatrix x, std::span<const int32_t> y, std::span<int32_t> predictions);
  // The class of each row of x.
  void Predict(ConstMatrix x, std::span<int32_t> predictions);
  // The softmax of each row of x: [x.rows x classes], row-major.
  void Probabilities(ConstMatrix x, std::span<float> probabilities);
  // What the last layer gives for each row of x, in [height, width, channels] order: [x.rows x
  // FeatureCount()], row-major. Of a whole network: what goes into the softmax.
  void Features(ConstMatrix x, std::span<float> features);
  int64_t FeatureCount() const { return stages_.output_layout().extent.Size(); }

  // All parameters, layer after layer, in the layers' own layouts with zeros between that stay
  // zero; their gradients, after Differentiate; and what changes without a gradient (running
  // statistics).
  std::span<float> parameters() { return parameters_.values(); }
  std::span<const float> gradients() { return gradients_.values(); }
  std::span<float> state() { return state_.values(); }

  // One tensor of the network, in Keras' layout.
  struct Tensor {
    std::string name;  // "layer3.weights", the layer's place in shape().layers
    std::vector<int64_t> shape;
    std::vector<float> values;  // row-major
  };
  // The tensors whose floats lie in `vector`: parameters(), gradients(), an optimiser's moments
  // (all as long as parameters()), or state().
  std::vector<Tensor> Tensors(std::span<const float> vector) const;
  // The inverse for one of them; false when the network has none of that name and shape there.
  bool SetTensor(const Tensor& tensor, std::span<float> vector) const;

  // Tells `observer` of the time in primitives; it outlives the network. nullptr: nobody.
  void Observe(PrimitiveObserver* observer);
  // What oneDNN runs for the batches so far: "jit:avx512_core", ...
  std::vector<std::string> Implementations() const;

 private:
  // Where a tensor lies in the flat vectors.
  struct Place;

  Network(NetworkShape shape, int64_t evaluation_rows, int64_t batch_rows_max, Precision precision,
          size_t frozen_layers);
  void BindParameters();
  // Copies row `row` of x to example `index` of the batch.
  void GatherRow(ConstMatrix x, int64_t row, int64_t index);
  // Runs forwards and backwards on what input() holds; `listener` hears of gradients.
  BatchScore DifferentiateInput(std::span<const int32_t> labels, uint64_t step,
                                GradientListener* listener);
  // Copies the rows, and their labels, which are returned.
  std::span<const int32_t> GatherBatch(ConstMatrix x, std::span<const int32_t> y,
                                       std::span<const int32_t> rows);
  // From gradients that are all there.
  void Update(Optimizer& optimizer);
  // Running statistics.
  void UpdateState();
  // Whether L1 and L2 count the tensor: weights that learn.
  bool IsPenalised(const Place& place) const;
  double CurrentPenalty() const;
  // Calls visit(first row, rows) after the forward pass of each batch of x.
  template <typename Visit>
  void ForEvaluationBatches(ConstMatrix x, Visit visit);
  Logits logits() const;

  NetworkShape shape_;
  int64_t batch_rows_max_, evaluation_rows_;
  size_t frozen_layers_;
  size_t frozen_floats_ = 0;  // the first so many of parameters() never change
  TrainingSettings settings_;
  Stages stages_;
  std::vector<int32_t> input_places_;  // of each value of a row; empty when they lie as they come
  Matrix parameters_, gradients_, state_;
  std::vector<Place> places_;
  std::vector<int32_t> batch_labels_;
};

}  // namespace gridfold
