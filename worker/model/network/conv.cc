#include "worker/model/network/conv.h"

#include <algorithm>

#include "worker/linalg/gemm.h"
#include "worker/model/network/columns.h"
#include "worker/model/network/elementwise.h"
#include "worker/model/network/planes.h"

namespace gridfold {
namespace {

// Half a typical second-level cache: the columns are written, then read by the product.
constexpr int64_t kChunkFloats = 128 * 1024;

}  // namespace

ConvOp::ConvOp(const Window& window, int64_t filters, bool relu)
    : window_(window),
      filters_(filters),
      inputs_(window.kernel * window.kernel * window.input.channels),
      chunk_lines_(std::max<int64_t>(1, kChunkFloats / (inputs_ * window.output_width))),
      relu_(relu),
      planes_(window.input.channels == 1),
      columns_(Pixels(chunk_lines_), inputs_) {}

std::vector<ParameterShape> ConvOp::Shapes() const {
  return {{"weights", {window_.kernel, window_.kernel, window_.input.channels, filters_}},
          {"bias", {filters_}}};
}

void ConvOp::Initialize(uint64_t seed) {
  const int64_t area = window_.kernel * window_.kernel;
  FillGlorotUniform(parameters_.first(static_cast<size_t>(inputs_ * filters_)), inputs_,
                    area * filters_, seed);
  std::fill(parameters_.begin() + inputs_ * filters_, parameters_.end(), 0.0f);
}

void ConvOp::Gather(const float* src, int64_t first, int64_t last) {
  planes_ ? GatherPlanes(window_, src, first, last, columns_.data())
          : GatherColumns(window_, src, first, last, columns_.data());
}

void ConvOp::Forward(const Pass& pass, const float* src, float* dst) {
  const float* weights = parameters_.data();
  const int64_t lines = pass.rows * window_.output_height;
  for (int64_t first = 0; first < lines; first += chunk_lines_) {
    const int64_t last = std::min(lines, first + chunk_lines_);
    const int64_t pixels = Pixels(last - first);
    float* y = dst + Pixels(first) * filters_;
    Gather(src, first, last);
    Gemm(planes_ ? Transpose::kYes : Transpose::kNo, Transpose::kNo, pixels, filters_, inputs_,
         1.0f, columns_.data(), planes_ ? pixels : inputs_, weights, filters_, 0.0f, y, filters_);
    AddBias(y, weights + inputs_ * filters_, pixels, filters_, relu_);
  }
}

void ConvOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                      float* diff_src) {
  const int64_t lines = pass.rows * window_.output_height;
  if (relu_) MaskByRelu(diff_dst, dst, Pixels(lines) * filters_);
  SumColumns(diff_dst, Pixels(lines), filters_, gradients_.data() + inputs_ * filters_);
  if (diff_src != nullptr) std::fill_n(diff_src, pass.rows * window_.input.Size(), 0.0f);
  for (int64_t first = 0; first < lines; first += chunk_lines_) {
    const int64_t last = std::min(lines, first + chunk_lines_);
    const float* diff = diff_dst + Pixels(first) * filters_;
    Gather(src, first, last);
    AddWeightGradients(diff, Pixels(last - first), /*overwrite=*/first == 0);
    if (diff_src != nullptr) AddPixelGradients(diff, first, last, diff_src);
  }
}

void ConvOp::AddWeightGradients(const float* diff, int64_t pixels, bool overwrite) {
  Gemm(planes_ ? Transpose::kNo : Transpose::kYes, Transpose::kNo, inputs_, filters_, pixels, 1.0f,
       columns_.data(), planes_ ? pixels : inputs_, diff, filters_, overwrite ? 0.0f : 1.0f,
       gradients_.data(), filters_);
}

void ConvOp::AddPixelGradients(const float* diff, int64_t first, int64_t last, float* diff_src) {
  const int64_t pixels = Pixels(last - first);
  const float* weights = parameters_.data();
  if (planes_) {
    Gemm(Transpose::kNo, Transpose::kYes, inputs_, pixels, filters_, 1.0f, weights, filters_, diff,
         filters_, 0.0f, columns_.data(), pixels);
    ScatterPlanes(window_, columns_.data(), first, last, diff_src);
    return;
  }
  Gemm(Transpose::kNo, Transpose::kYes, pixels, inputs_, filters_, 1.0f, diff, filters_, weights,
       filters_, 0.0f, columns_.data(), inputs_);
  ScatterColumns(window_, columns_.data(), first, last, diff_src);
}

}  // namespace gridfold
