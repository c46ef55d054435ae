// The three passes of a convolution as oneDNN primitives, with everything that they need built
// once for each number of rows: primitives, arguments, reorders.
//
// Weights lie in the layout that forward pass and weight gradient work in, so the flat vector that
// the optimiser updates is read by the library as it is. Only the data gradient of the direct
// algorithm wants another order: one reorder in a step.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gridfold {

class PrimitiveCall;

// Channels and filters are counted with their padding: multiples of `lanes`, or few channels in
// planes (see layout.h).
struct ConvolutionShape {
  int64_t channels = 0, filters = 0, kernel = 1, stride = 1;
  int64_t height = 0, width = 0, output_height = 0, output_width = 0;
  int64_t pad_top = 0, pad_left = 0;
  int64_t lanes = 16;
  bool planes = false;        // the input's channels are kept apart
  bool relu = false;          // fused into the forward pass
  bool data_gradient = true;  // somebody wants it
  // Training passes multiply numbers that are rounded to bfloat16 and add in float; what they read
  // and write stays float. Not in planes, where little is to be gained.
  bool bfloat16 = false;
};

// Whether F(4x4, 3x3) of Winograd (Lavin and Gray 2016) is taken. A fixed rule, so that a result
// does not depend on how fast something happened to be: it needs kernel 3 and stride 1; it pays
// when the output fills the 4x4 tiles to 60 %, there are 128 tiles in the batch and 32 channels and
// filters, and the channels' product times the fill is over 1,000. Measured on AVX-512 for inputs
// of 5 to 28 pixels, 16 to 256 channels and filters, 4 to 128 rows: beyond these bounds it is 1.1
// to 2.5 times as fast as the direct algorithm, within them up to 4 times slower.
bool WinogradPays(const ConvolutionShape& shape, int64_t rows);

// Not thread-safe; runs in the calling thread (UseOneThread). Allocates nothing after Prepare.
class Convolution {
 public:
  explicit Convolution(const ConvolutionShape& shape);
  ~Convolution();
  Convolution(Convolution&&) noexcept;

  // Floats of the weights, and where weight (ky, kx, channel, filter) lies among them.
  int64_t WeightFloats() const;
  int64_t WeightPlace(int64_t ky, int64_t kx, int64_t channel, int64_t filter) const;

  // Builds the passes for `rows` rows.
  void Prepare(int64_t rows, bool training);
  // Floats of temporary memory that the prepared passes need at most.
  int64_t ScratchFloats() const;
  void SetScratch(float* scratch);

  // dst [rows x filters in blocks] = relu(src * weights + bias).
  void Forward(int64_t rows, bool training, const float* src, const float* weights,
               const float* bias, float* dst);
  void WeightGradient(int64_t rows, const float* src, const float* diff_dst, float* diff_weights,
                      float* diff_bias);
  // After WeightGradient of the same batch.
  void DataGradient(int64_t rows, const float* diff_dst, const float* weights, float* diff_src);

  // oneDNN's names of the implementations of the passes, reorders too: "jit:avx512_core", ...
  std::vector<std::string> Implementations() const;

 private:
  struct Passes;
  Passes& PassesOf(int64_t rows, bool training);
  // Runs `rounding` and returns `to`.
  const float* Rounded(PrimitiveCall& rounding, const float* from, float* to);

  ConvolutionShape shape_;
  std::vector<std::unique_ptr<Passes>> passes_;
  float* scratch_ = nullptr;
};

}  // namespace gridfold
