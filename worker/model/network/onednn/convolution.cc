#include "worker/model/network/onednn/convolution.h"

#include <algorithm>
#include <oneapi/dnnl/dnnl.hpp>

#include "common/base/check.h"
#include "worker/model/network/onednn/primitive_call.h"

namespace gridfold {
namespace {

using Tag = dnnl::memory::format_tag;
using Desc = dnnl::memory::desc;

// A training needs three: its batches, the smaller last one, evaluation.
constexpr size_t kPassesMax = 8;

constexpr auto kFloat = dnnl::memory::data_type::f32;

Tag PictureTag(bool planes, int64_t lanes) {
  if (planes) return Tag::nchw;
  return lanes == 16 ? Tag::nChw16c : Tag::nChw8c;
}

Tag WeightTag(const ConvolutionShape& shape) {
  if (shape.planes) return shape.lanes == 16 ? Tag::Ohwi16o : Tag::Ohwi8o;
  return shape.lanes == 16 ? Tag::OIhw16i16o : Tag::OIhw8i8o;
}

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

// Padding behind the last pixel that makes the output come out as wanted.
int64_t PadAfter(int64_t input, int64_t output, int64_t before, const ConvolutionShape& shape) {
  return (output - 1) * shape.stride + shape.kernel - input - before;
}

// What all three passes are described by.
struct Descriptions {
  Descriptions(const ConvolutionShape& shape, int64_t rows, bool training)
      : factor_type(training && shape.bfloat16 && !shape.planes ? dnnl::memory::data_type::bf16
                                                                : kFloat),
        src({rows, shape.channels, shape.height, shape.width}, kFloat,
            PictureTag(shape.planes, shape.lanes)),
        weights({shape.filters, shape.channels, shape.kernel, shape.kernel}, kFloat,
                WeightTag(shape)),
        any_weights(weights.dims(), factor_type, Tag::any),
        any_diff_weights(weights.dims(), kFloat, Tag::any),
        bias({shape.filters}, kFloat, Tag::x),
        dst({rows, shape.filters, shape.output_height, shape.output_width}, kFloat,
            PictureTag(false, shape.lanes)),
        src_factor(src.dims(), factor_type, PictureTag(shape.planes, shape.lanes)),
        diff_factor(dst.dims(), factor_type, PictureTag(false, shape.lanes)),
        strides({shape.stride, shape.stride}),
        before({shape.pad_top, shape.pad_left}),
        after({PadAfter(shape.height, shape.output_height, shape.pad_top, shape),
               PadAfter(shape.width, shape.output_width, shape.pad_left, shape)}),
        algorithm(factor_type == kFloat && WinogradPays(shape, rows)
                      ? dnnl::algorithm::convolution_winograd
                      : dnnl::algorithm::convolution_direct) {}

  dnnl::memory::data_type factor_type;  // of what is multiplied
  Desc src, weights, any_weights, any_diff_weights, bias, dst;
  Desc src_factor, diff_factor;  // src and the gradient of dst as factors
  dnnl::memory::dims strides, before, after;
  dnnl::algorithm algorithm;
};

dnnl::primitive_attr Attributes(bool relu) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (!relu) return attributes;
  dnnl::post_ops post;
  post.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
  attributes.set_post_ops(post);
  return attributes;
}

using ForwardDesc = dnnl::convolution_forward::primitive_desc;

// Winograd exists for some processors only; there is always a direct one.
ForwardDesc DescribeForward(Descriptions& d, bool relu) {
  for (;;) {
    // That of training always: the one of inference would want weights in another order.
    ForwardDesc found({dnnl::prop_kind::forward_training, d.algorithm, d.src_factor, d.any_weights,
                       d.bias, d.dst, d.strides, d.before, d.after},
                      Attributes(relu), CpuEngine(), /*allow_empty=*/true);
    if (found) return found;
    GF_CHECK(d.algorithm == dnnl::algorithm::convolution_winograd);
    d.algorithm = dnnl::algorithm::convolution_direct;
  }
}

}  // namespace

bool WinogradPays(const ConvolutionShape& shape, int64_t rows) {
  if (shape.kernel != 3 || shape.stride != 1 || shape.lanes != 16 || shape.planes) return false;
  const int64_t tiles = CeilDiv(shape.output_height, 4) * CeilDiv(shape.output_width, 4);
  const double fill = static_cast<double>(shape.output_height * shape.output_width) /
                      static_cast<double>(16 * tiles);
  return fill >= 0.6 && rows * tiles >= 128 && std::min(shape.channels, shape.filters) >= 32 &&
         fill * static_cast<double>(shape.channels * shape.filters) >= 1000;
}

// Everything for one number of rows.
struct Convolution::Passes {
  Passes(const ConvolutionShape& shape, int64_t row_count, bool for_training);
  void AddGradients(const ConvolutionShape& shape, Descriptions& d,
                    const ForwardDesc& forward_desc);

  int64_t rows;
  bool training;
  PrimitiveCall forward, weight_gradient, data_gradient;
  // Into and out of an order of the weights that a pass asks for; empty when it is the stored one.
  PrimitiveCall forward_order, gradient_order, data_order;
  // To bfloat16; empty without.
  PrimitiveCall src_rounding, diff_rounding;
  // Temporary memory: primitives' own, then weights in another order, then rounded src and diff.
  int64_t scratch_floats = 0, reordered_floats = 0, src_floats = 0, diff_floats = 0;

  int64_t AllFloats() const { return scratch_floats + reordered_floats + src_floats + diff_floats; }
};

namespace {

// A reorder from `from` to `to`, empty when they are equal.
PrimitiveCall ReorderCall(const Desc& from, const Desc& to) {
  if (from == to) return {};
  const dnnl::reorder::primitive_desc desc(CpuEngine(), from, CpuEngine(), to,
                                           Attributes(/*relu=*/false));
  return PrimitiveCall(dnnl::reorder(desc), desc.impl_info_str(),
                       {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}, desc.scratchpad_desc());
}

// Room for `desc`, in floats, to whole cache lines.
int64_t Floats(const Desc& desc) { return CeilDiv(static_cast<int64_t>(desc.get_size()), 64) * 16; }

}  // namespace

Convolution::Passes::Passes(const ConvolutionShape& shape, int64_t row_count, bool for_training)
    : rows(row_count), training(for_training) {
  Descriptions d(shape, rows, training);
  const ForwardDesc desc = DescribeForward(d, shape.relu);
  forward_order = ReorderCall(d.weights, desc.weights_desc());
  reordered_floats = forward_order ? Floats(desc.weights_desc()) : 0;
  src_rounding = ReorderCall(d.src, d.src_factor);
  if (src_rounding) src_floats = Floats(d.src_factor);
  forward = PrimitiveCall(dnnl::convolution_forward(desc), desc.impl_info_str(),
                          {{DNNL_ARG_SRC, d.src_factor},
                           {DNNL_ARG_WEIGHTS, desc.weights_desc()},
                           {DNNL_ARG_BIAS, d.bias},
                           {DNNL_ARG_DST, d.dst}},
                          desc.scratchpad_desc());
  if (training) AddGradients(shape, d, desc);
  for (const PrimitiveCall* call : {&forward, &weight_gradient, &data_gradient, &forward_order,
                                    &gradient_order, &data_order, &src_rounding, &diff_rounding}) {
    scratch_floats = std::max(scratch_floats, call->scratch_floats());
  }
  // Reordered weights start on a cache line.
  scratch_floats = CeilDiv(scratch_floats, 16) * 16;
}

void Convolution::Passes::AddGradients(const ConvolutionShape& shape, Descriptions& d,
                                       const ForwardDesc& forward_desc) {
  const dnnl::convolution_backward_weights::primitive_desc weights(
      {d.algorithm, d.src_factor, d.any_diff_weights, d.bias, d.diff_factor, d.strides, d.before,
       d.after},
      Attributes(/*relu=*/false), CpuEngine(), forward_desc);
  diff_rounding = ReorderCall(d.dst, d.diff_factor);
  if (diff_rounding) diff_floats = Floats(d.diff_factor);
  weight_gradient =
      PrimitiveCall(dnnl::convolution_backward_weights(weights), weights.impl_info_str(),
                    {{DNNL_ARG_SRC, d.src_factor},
                     {DNNL_ARG_DIFF_DST, d.diff_factor},
                     {DNNL_ARG_DIFF_WEIGHTS, weights.diff_weights_desc()},
                     {DNNL_ARG_DIFF_BIAS, d.bias}},
                    weights.scratchpad_desc());
  gradient_order = ReorderCall(weights.diff_weights_desc(), d.weights);
  if (gradient_order) {
    reordered_floats = std::max(reordered_floats, Floats(weights.diff_weights_desc()));
  }
  if (!shape.data_gradient) return;
  const dnnl::convolution_backward_data::primitive_desc data(
      {d.algorithm, d.src, d.any_weights, d.diff_factor, d.strides, d.before, d.after},
      Attributes(/*relu=*/false), CpuEngine(), forward_desc);
  data_gradient = PrimitiveCall(dnnl::convolution_backward_data(data), data.impl_info_str(),
                                {{DNNL_ARG_DIFF_SRC, d.src},
                                 {DNNL_ARG_WEIGHTS, data.weights_desc()},
                                 {DNNL_ARG_DIFF_DST, d.diff_factor}},
                                data.scratchpad_desc());
  data_order = ReorderCall(d.weights, data.weights_desc());
  if (data_order) reordered_floats = std::max(reordered_floats, Floats(data.weights_desc()));
}

Convolution::Convolution(const ConvolutionShape& shape) : shape_(shape) {}
Convolution::~Convolution() = default;
Convolution::Convolution(Convolution&&) noexcept = default;

int64_t Convolution::WeightFloats() const {
  return shape_.filters * shape_.channels * shape_.kernel * shape_.kernel;
}

int64_t Convolution::WeightPlace(int64_t ky, int64_t kx, int64_t channel, int64_t filter) const {
  const int64_t lanes = shape_.lanes, inside = shape_.planes ? shape_.channels : lanes;
  const int64_t blocks = shape_.channels / inside;
  const int64_t block = filter / lanes * blocks + channel / inside;
  const int64_t pixel = (block * shape_.kernel + ky) * shape_.kernel + kx;
  return (pixel * inside + channel % inside) * lanes + filter % lanes;
}

void Convolution::Prepare(int64_t rows, bool training) {
  for (const auto& passes : passes_) {
    if (passes->rows == rows && passes->training == training) return;
  }
  if (passes_.size() == kPassesMax) passes_.erase(passes_.begin());
  passes_.push_back(std::make_unique<Passes>(shape_, rows, training));
}

int64_t Convolution::ScratchFloats() const {
  int64_t floats = 0;
  for (const auto& passes : passes_) {
    floats = std::max(floats, passes->AllFloats());
  }
  return floats;
}

void Convolution::SetScratch(float* scratch) { scratch_ = scratch; }

Convolution::Passes& Convolution::PassesOf(int64_t rows, bool training) {
  for (const auto& passes : passes_) {
    if (passes->rows == rows && passes->training == training) return *passes;
  }
  GF_CHECK(false);
}

const float* Convolution::Rounded(PrimitiveCall& rounding, const float* from, float* to) {
  rounding.Run(scratch_, {from, to});
  return to;
}

void Convolution::Forward(int64_t rows, bool training, const float* src, const float* weights,
                          const float* bias, float* dst) {
  Passes& passes = PassesOf(rows, training);
  float* reordered = scratch_ + passes.scratch_floats;
  if (passes.forward_order) {
    passes.forward_order.Run(scratch_, {weights, reordered});
    weights = reordered;
  }
  if (passes.src_rounding)
    src = Rounded(passes.src_rounding, src, reordered + passes.reordered_floats);
  passes.forward.Run(scratch_, {src, weights, bias, dst});
}

void Convolution::WeightGradient(int64_t rows, const float* src, const float* diff_dst,
                                 float* diff_weights, float* diff_bias) {
  Passes& passes = PassesOf(rows, /*training=*/true);
  float* reordered = scratch_ + passes.scratch_floats;
  float* to = passes.gradient_order ? reordered : diff_weights;
  float* rounded = reordered + passes.reordered_floats;
  if (passes.src_rounding) src = Rounded(passes.src_rounding, src, rounded);
  if (passes.diff_rounding) {
    diff_dst = Rounded(passes.diff_rounding, diff_dst, rounded + passes.src_floats);
  }
  passes.weight_gradient.Run(scratch_, {src, diff_dst, to, diff_bias});
  if (passes.gradient_order) passes.gradient_order.Run(scratch_, {reordered, diff_weights});
}

void Convolution::DataGradient(int64_t rows, const float* diff_dst, const float* weights,
                               float* diff_src) {
  Passes& passes = PassesOf(rows, /*training=*/true);
  float* reordered = scratch_ + passes.scratch_floats;
  if (passes.data_order) {
    passes.data_order.Run(scratch_, {weights, reordered});
    weights = reordered;
  }
  // The weight gradient, which comes first, has rounded it.
  if (passes.diff_rounding) diff_dst = reordered + passes.reordered_floats + passes.src_floats;
  passes.data_gradient.Run(scratch_, {diff_src, weights, diff_dst});
}

std::vector<std::string> Convolution::Implementations() const {
  std::vector<std::string> names;
  for (const auto& passes : passes_) {
    for (const PrimitiveCall* call :
         {&passes->forward, &passes->weight_gradient, &passes->data_gradient,
          &passes->forward_order, &passes->gradient_order, &passes->data_order,
          &passes->src_rounding, &passes->diff_rounding}) {
      if (*call) names.push_back(call->implementation());
    }
  }
  return names;
}

}  // namespace gridfold
