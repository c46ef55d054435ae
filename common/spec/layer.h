// The layers of a network as a spec writes them: a tree whose settings may be `$parameters`, and
// what it becomes for one trial: a flat list of concrete layers. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

struct ImageShape;

// One entry of `layers:`. A setting that is the text "$name" stands for the trial's value of that
// parameter; a layer that names an inactive parameter is left out.
struct LayerNode {
  std::string type;                 // dense, conv, max_pool, average_pool, global_average_pool,
                                    // batch_norm, dropout, activation, pad, flatten, repeat
  Point settings;                   // e.g. {"filters": "$filters", "padding": "same"}
  std::vector<LayerNode> children;  // repeat only; its setting is `times`
  int line = 0;                     // in the spec, for messages
};

enum class Activation { kNone, kRelu, kLeakyRelu, kElu, kTanh, kSigmoid, kSoftmax };
enum class LayerType {
  kDense,
  kConv,
  kMaxPool,
  kAveragePool,
  kGlobalAveragePool,
  kBatchNorm,
  kDropout,
  kActivation,
  kPad,
  kFlatten
};
// How weights begin, by Keras' names: Glorot and Bengio 2010, He et al. 2015, LeCun et al. 1998.
enum class Initializer {
  kGlorotUniform,
  kGlorotNormal,
  kHeUniform,
  kHeNormal,
  kLecunUniform,
  kLecunNormal
};

// A concrete layer. Only the fields of its type are meant.
struct Layer {
  LayerType type = LayerType::kDense;
  int64_t units = 0;                                      // dense
  int64_t filters = 0, kernel = 0, stride = 1;            // conv; pools: kernel = window, stride
  bool same_padding = false;                              // conv
  double rate = 0;                                        // dropout: the share that is zeroed
  Activation activation = Activation::kNone;              // dense, conv, activation
  double alpha = 0;                                       // leaky_relu: the slope; elu: the limit
  Initializer initializer = Initializer::kGlorotUniform;  // dense, conv
  double momentum = 0.99, epsilon = 1e-3;                 // batch_norm
  int64_t pad = 0;                                        // pad: pixels on each side
};

// Height, width and channels of a layer's input or output; a flat row is {1, 1, features}.
struct Extent {
  int64_t height = 1, width = 1, channels = 1;
  int64_t Size() const { return height * width * channels; }
  bool operator==(const Extent&) const = default;
};

// The concrete layers of one trial: parameters put in, `repeat` unrolled, layers of inactive
// parameters left out. InvalidArgument names the layer and the setting that does not fit.
StatusOr<std::vector<Layer>> InstantiateLayers(const std::vector<LayerNode>& nodes,
                                               const Point& point);

// The layers that the short forms stand for: `model` is "mlp" or "cnn", `point` their parameters
// (interface: hidden_layers, units, dropout / conv_layers, filters, ...), `classes` the width of
// the softmax layer at the end.
StatusOr<std::vector<Layer>> ExpandShortForm(const std::string& model, const Point& point,
                                             int64_t classes);

// The output extent of each layer. InvalidArgument says which layer cannot be (kernel larger than
// its input, convolution of a flat row, last layer not `classes` wide, ...): such a trial is
// INFEASIBLE.
StatusOr<std::vector<Extent>> InferExtents(const std::vector<Layer>& layers, const Extent& input,
                                           int64_t classes);
// The same for the first layers of a network, whatever the last of them is.
StatusOr<std::vector<Extent>> InferPartExtents(const std::vector<Layer>& layers,
                                               const Extent& input);

// The number of weights and biases of the network, batch_norm's running statistics with them
// (Keras' "total params").
int64_t CountParameters(const std::vector<Layer>& layers, const std::vector<Extent>& outputs,
                        const Extent& input);

// "conv 5x5, 32 filters, same, relu": for tables and messages.
std::string Describe(const Layer& layer);

}  // namespace gridfold
