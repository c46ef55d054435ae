// Convolution (cross-correlation, as every framework has it): y[p, f] = g(b[f] + sum over dy, dx, c
// of x[p * stride + (dy, dx), c] W[dy, dx, c, f]), g = identity or relu (LeCun et al. 1998,
// section II). As a matrix product: Y = X W with X the windows as rows (columns.h); backwards
// dW = X^T D, db = column sums of D, dX = D W^T added back to the pixels.
#pragma once

#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/network/layer_op.h"
#include "worker/model/network/window.h"

namespace gridfold {

class ConvOp : public LayerOp {
 public:
  ConvOp(const Window& window, int64_t filters, bool relu);
  // weights [kernel, kernel, channels, filters], bias [filters]: Keras' layout.
  std::vector<ParameterShape> Shapes() const override;
  // Glorot-uniform weights (fans count the kernel's pixels), zero biases.
  void Initialize(uint64_t seed) override;
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;

 private:
  // Output pixels of `lines` rows of output.
  int64_t Pixels(int64_t lines) const { return lines * window_.output_width; }
  // Fills columns_ with the windows of lines [first, last).
  void Gather(const float* src, int64_t first, int64_t last);
  // From columns_ and `diff` [pixels x filters], the gradient in their results.
  void AddWeightGradients(const float* diff, int64_t pixels, bool overwrite);
  // Of lines [first, last); uses up columns_.
  void AddPixelGradients(const float* diff, int64_t first, int64_t last, float* diff_src);

  Window window_;
  int64_t filters_;
  int64_t inputs_;       // of one output: kernel * kernel * channels
  int64_t chunk_lines_;  // lines whose columns stay in the cache
  bool relu_;
  bool planes_;     // one channel: columns_ is transposed (planes.h)
  Matrix columns_;  // [pixels of a chunk x inputs]
};

}  // namespace gridfold
