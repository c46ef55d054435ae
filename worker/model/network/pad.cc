#include "worker/model/network/pad.h"

#include <algorithm>

namespace gridfold {
namespace {

Layout PaddedLayout(const Layout& input, int64_t pad) {
  Layout output = input;
  output.extent.height += 2 * pad;
  output.extent.width += 2 * pad;
  return output;
}

}  // namespace

PadOp::PadOp(const Layout& input, int64_t pad)
    : input_(input), output_(PaddedLayout(input, pad)), pad_(pad) {}

void PadOp::Forward(const Pass& pass, const float* src, float* dst) {
  const int64_t line = input_.extent.width * input_.lanes;
  const int64_t padded_line = output_.extent.width * output_.lanes;
  std::fill_n(dst, pass.rows * output_.Size(), 0.0f);
  for (int64_t p = 0; p < pass.rows * input_.Blocks(); ++p) {
    float* to = dst + (p * output_.extent.height + pad_) * padded_line + pad_ * output_.lanes;
    for (int64_t y = 0; y < input_.extent.height; ++y, src += line, to += padded_line) {
      std::copy_n(src, line, to);
    }
  }
}

void PadOp::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                     float* diff_src) {
  if (diff_src == nullptr) return;
  const int64_t line = input_.extent.width * input_.lanes;
  const int64_t padded_line = output_.extent.width * output_.lanes;
  for (int64_t p = 0; p < pass.rows * input_.Blocks(); ++p) {
    const float* from =
        diff_dst + (p * output_.extent.height + pad_) * padded_line + pad_ * output_.lanes;
    for (int64_t y = 0; y < input_.extent.height; ++y, diff_src += line, from += padded_line) {
      std::copy_n(from, line, diff_src);
    }
  }
}

}  // namespace gridfold
