// The seam between a network and its layers: one implementation for each kind of layer. Networks
// know nothing of what a layer computes, layers nothing of the network they are in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/check.h"

namespace gridfold {

// What a pass over one batch tells every layer.
struct Pass {
  int64_t rows = 0;       // examples in this batch, at most the network's batch_rows_max
  bool training = false;  // dropout is at work
  uint64_t step = 0;      // the batch's number since training began; makes dropout's masks differ
};

// One tensor among a layer's parameters.
struct ParameterShape {
  std::string name;            // "weights", "bias"
  std::vector<int64_t> shape;  // row-major
};

// One layer. Buffers are row-major [rows x size of one example], pictures channels last. Not
// thread-safe; allocates nothing after construction.
class LayerOp {
 public:
  virtual ~LayerOp() = default;

  // The layer's tensors in the order in which they lie in its parameters; none by default.
  virtual std::vector<ParameterShape> Shapes() const { return {}; }
  // Fills the bound parameters for the start of a training; equal seeds give equal bits.
  virtual void Initialize(uint64_t seed) {}
  // Whether Forward is called with src == dst and Backward with diff_src == diff_dst. Such a layer
  // may zero an element or scale it by a positive number: a relu before it still reads its own
  // mask from the result, because the gradient of a zeroed element is zero.
  virtual bool InPlace() const { return false; }

  // dst [rows x outputs] from src [rows x inputs].
  virtual void Forward(const Pass& pass, const float* src, float* dst) = 0;
  // From the loss's gradient in dst to that in the parameters (overwrites the bound gradients) and
  // in src (overwrites diff_src; nullptr when nobody needs it). `src` and `dst` are those of the
  // preceding Forward of the same pass; diff_dst may be destroyed.
  virtual void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                        float* diff_src) = 0;

  // The layer's part of the network's flat vectors, ParameterCount() long; before any other call.
  void Bind(std::span<float> parameters, std::span<float> gradients) {
    GF_CHECK(static_cast<int64_t>(parameters.size()) == ParameterCount() &&
             gradients.size() == parameters.size());
    parameters_ = parameters;
    gradients_ = gradients;
  }
  int64_t ParameterCount() const {
    int64_t count = 0;
    for (const ParameterShape& tensor : Shapes()) {
      int64_t elements = 1;
      for (const int64_t extent : tensor.shape) elements *= extent;
      count += elements;
    }
    return count;
  }
  std::span<float> parameters() { return parameters_; }

 protected:
  std::span<float> parameters_, gradients_;
};

}  // namespace gridfold
