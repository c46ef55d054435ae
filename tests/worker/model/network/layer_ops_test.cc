// Each layer by itself against the reference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "common/base/random.h"
#include "tests/worker/model/network/naive_network.h"
#include "worker/model/network/conv.h"
#include "worker/model/network/dense.h"
#include "worker/model/network/make_layer.h"
#include "worker/model/network/onednn/one_thread.h"
#include "worker/model/network/pool.h"

namespace gridfold {
namespace {

using testing::Doubles;

std::vector<float> RandomFloats(int64_t count, Random& random) {
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(random.Uniform(-1, 1));
  return values;
}

Doubles Slice(const std::vector<float>& values, int64_t row, int64_t size) {
  return Doubles(values.begin() + row * size, values.begin() + (row + 1) * size);
}

// Sums of up to `terms` products of numbers in [-1, 1], in floats.
double Tolerance(int64_t terms) { return 1e-6 * std::sqrt(static_cast<double>(terms)) + 1e-6; }

void ExpectNear(const std::vector<float>& found, const Doubles& expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i]))) << i;
  }
}

// `values` [rows x features] in the order and with the padding of `layout`.
std::vector<float> Packed(const std::vector<float>& values, const Layout& layout, int64_t rows) {
  std::vector<float> packed(static_cast<size_t>(rows * layout.Size()), 0.0f);
  const int64_t features = layout.extent.Size();
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t i = 0; i < features; ++i) {
      packed[static_cast<size_t>(r * layout.Size() + layout.Place(i))] =
          values[static_cast<size_t>(r * features + i)];
    }
  }
  return packed;
}

// The inverse; what is in the padding must be zero.
std::vector<float> Unpacked(std::vector<float> packed, const Layout& layout, int64_t rows) {
  std::vector<float> values;
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t i = 0; i < layout.extent.Size(); ++i) {
      float& value = packed[static_cast<size_t>(r * layout.Size() + layout.Place(i))];
      values.push_back(value);
      value = 0;
    }
  }
  for (const float value : packed) EXPECT_EQ(value, 0.0f);
  return values;
}

// A layer with random parameters, on random input, and a random gradient of its result. What is
// kept here is in Keras' order.
struct Bench {
  Bench(const Layer& the_layer, const Extent& the_input, int64_t the_rows, uint64_t seed)
      : layer(the_layer), in(the_input), rows(the_rows), random(seed) {
    const int64_t lanes = VectorLanes();
    const bool row = layer.type == LayerType::kDense;
    // As in a network that begins with a learning layer; the gradient of the input is wanted here.
    layout = row ? FlatLayout(in.Size(), lanes) : Layout{.extent = in, .lanes = lanes};
    op = MakeLayerOp(layer, {.input = layout, .lanes = lanes, .batch_rows_max = rows});
    out = op->output().extent;
    for (size_t t = 0; t < op->Tensors().size(); ++t) {
      const std::vector<float> values = RandomFloats(op->Tensors()[t].Count(), random);
      parameters.insert(parameters.end(), values.begin(), values.end());
    }
    src = RandomFloats(rows * in.Size(), random);
    diff_dst = RandomFloats(rows * out.Size(), random);
  }

  void Run() {
    const auto stored = static_cast<size_t>(op->Floats(/*state=*/false));
    std::vector<float> flat(stored, 0.0f);
    // Backward must overwrite what it finds.
    std::vector<float> flat_gradients(stored, 77.0f);
    op->Bind(flat, flat_gradients, {});
    ForElements([&](size_t element, size_t place) { flat[place] = parameters[element]; });
    op->Prepare(rows, /*training=*/true);
    std::vector<float> scratch(static_cast<size_t>(op->ScratchFloats()) + 16);
    op->SetScratch(scratch.data());
    const Pass pass{.rows = rows, .training = true};
    const std::vector<float> packed_src = Packed(src, layout, rows);
    std::vector<float> packed_dst(static_cast<size_t>(rows * op->output().Size()), 77.0f);
    op->Forward(pass, packed_src.data(), packed_dst.data());
    std::vector<float> diff = Packed(diff_dst, op->output(), rows);
    std::vector<float> packed_diff(packed_src.size(), 77.0f);
    op->Backward(pass, packed_src.data(), packed_dst.data(), diff.data(), packed_diff.data());
    dst = Unpacked(std::move(packed_dst), op->output(), rows);
    diff_src = Unpacked(std::move(packed_diff), layout, rows);
    gradients.assign(parameters.size(), 0.0f);
    ForElements([&](size_t element, size_t place) {
      gradients[element] = flat_gradients[place];
      flat_gradients[place] = 0;
    });
    for (const float value : flat_gradients) EXPECT_EQ(value, 0.0f) << "padding";
  }

  // Calls visit(number in Keras' order, place in the flat vector) for all parameters.
  template <typename Visit>
  void ForElements(Visit visit) const {
    size_t element = 0, begin = 0;
    const std::vector<TensorShape> tensors = op->Tensors();
    for (size_t t = 0; t < tensors.size(); ++t) {
      for (const int64_t place : op->Places(t)) {
        visit(element++, begin + static_cast<size_t>(place));
      }
      begin += static_cast<size_t>(tensors[t].stored);
    }
  }

  Doubles ExpectedForward() const {
    const Doubles weights(parameters.begin(), parameters.end());
    Doubles all;
    for (int64_t r = 0; r < rows; ++r) {
      const Doubles one = testing::NaiveForward(layer, in, out, Slice(src, r, in.Size()), weights);
      all.insert(all.end(), one.begin(), one.end());
    }
    return all;
  }

  Layer layer;
  Extent in, out;
  int64_t rows;
  Random random;
  Layout layout;
  std::unique_ptr<LayerOp> op;
  std::vector<float> parameters, gradients, src, dst, diff_dst, diff_src;
};

// The gradient at the layer's sum, before its relu.
Doubles Masked(const Bench& bench) {
  Doubles masked(bench.diff_dst.begin(), bench.diff_dst.end());
  if (bench.layer.activation != Activation::kRelu) return masked;
  const Doubles result = bench.ExpectedForward();
  for (size_t i = 0; i < masked.size(); ++i) masked[i] = result[i] > 0 ? masked[i] : 0;
  return masked;
}

void CheckConv(const Bench& bench) {
  const Layer& layer = bench.layer;
  const Doubles diff = Masked(bench);
  Doubles weights(bench.parameters.size()), pixels(bench.src.size());
  const size_t bias = weights.size() - static_cast<size_t>(bench.out.channels);
  for (size_t i = 0; i < diff.size(); ++i) {
    weights[bias + i % static_cast<size_t>(bench.out.channels)] += diff[i];
  }
  for (int64_t r = 0; r < bench.rows; ++r) {
    const auto in_row = static_cast<size_t>(r * bench.in.Size());
    const auto out_row = static_cast<size_t>(r * bench.out.Size());
    testing::ForWindows(
        layer, bench.in, bench.out,
        [&](int64_t y, int64_t x, int64_t ky, int64_t kx, int64_t iy, int64_t ix) {
          for (int64_t c = 0; c < bench.in.channels; ++c) {
            for (int64_t f = 0; f < bench.out.channels; ++f) {
              const auto w = static_cast<size_t>(
                  ((ky * layer.kernel + kx) * bench.in.channels + c) * bench.out.channels + f);
              const size_t from = in_row + testing::At(bench.in, iy, ix, c);
              const double d = diff[out_row + testing::At(bench.out, y, x, f)];
              weights[w] += bench.src[from] * d;
              pixels[from] += bench.parameters[w] * d;
            }
          }
        });
  }
  ExpectNear(bench.gradients, weights, Tolerance(bench.rows * bench.out.height * bench.out.width));
  ExpectNear(bench.diff_src, pixels, Tolerance(layer.kernel * layer.kernel * bench.out.channels));
}

TEST(ConvOpTest, ForwardAndGradientsAreThoseOfPlainLoops) {
  const Extent inputs[] = {{7, 7, 1}, {8, 6, 3}, {9, 11, 8}, {5, 5, 17}};
  uint64_t seed = 1;
  for (const Extent& input : inputs) {
    for (int64_t kernel = 1; kernel <= 7; ++kernel) {
      for (const bool same : {false, true}) {
        if (!same && kernel > std::min(input.height, input.width)) continue;
        for (const int64_t stride : {1, 2, 3}) {
          const Layer layer{.type = LayerType::kConv,
                            .filters = 1 + static_cast<int64_t>(seed * 5 % 19),
                            .kernel = kernel,
                            .stride = stride,
                            .same_padding = same,
                            .activation = seed % 2 == 0 ? Activation::kRelu : Activation::kNone};
          Bench bench(layer, input, 3, seed++);
          SCOPED_TRACE(Describe(layer));
          bench.Run();
          ExpectNear(bench.dst, bench.ExpectedForward(),
                     Tolerance(kernel * kernel * input.channels));
          CheckConv(bench);
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

TEST(ConvOpTest, LargePicturesOfManyChannelsAreTheSame) {
  const Layer layer{.type = LayerType::kConv,
                    .filters = 20,
                    .kernel = 5,
                    .same_padding = true,
                    .activation = Activation::kRelu};
  Bench bench(layer, {28, 28, 18}, 3, 3);
  bench.Run();
  ExpectNear(bench.dst, bench.ExpectedForward(), Tolerance(450));
  CheckConv(bench);
}

TEST(ConvOpTest, PaddedKernelLargerThanThePictureReadsNothingOutside) {
  const Layer layer{.type = LayerType::kConv, .filters = 2, .kernel = 9, .same_padding = true};
  Bench bench(layer, {2, 3, 2}, 2, 4);
  bench.Run();
  ExpectNear(bench.dst, bench.ExpectedForward(), Tolerance(162));
  CheckConv(bench);
}

TEST(DenseOpTest, ForwardAndGradientsAreThoseOfPlainLoops) {
  for (const int64_t inputs : {1, 7, 64, 785}) {
    for (const int64_t units : {1, 10, 33}) {
      const Layer layer{.type = LayerType::kDense, .units = units, .activation = Activation::kRelu};
      Bench bench(layer, {1, 1, inputs}, 5, static_cast<uint64_t>(inputs + units));
      bench.Run();
      ExpectNear(bench.dst, bench.ExpectedForward(), Tolerance(inputs));
      const Doubles diff = Masked(bench);
      Doubles gradients(bench.parameters.size()), pixels(bench.src.size());
      for (int64_t r = 0; r < 5; ++r) {
        for (int64_t u = 0; u < units; ++u) {
          const double d = diff[static_cast<size_t>(r * units + u)];
          gradients[static_cast<size_t>(inputs * units + u)] += d;
          for (int64_t i = 0; i < inputs; ++i) {
            const auto w = static_cast<size_t>(i * units + u);
            const auto x = static_cast<size_t>(r * inputs + i);
            gradients[w] += bench.src[x] * d;
            pixels[x] += bench.parameters[w] * d;
          }
        }
      }
      ExpectNear(bench.gradients, gradients, Tolerance(5));
      ExpectNear(bench.diff_src, pixels, Tolerance(units));
    }
  }
}

TEST(PoolOpTest, ForwardAndGradientsAreThoseOfPlainLoops) {
  uint64_t seed = 1;
  for (const LayerType type : {LayerType::kMaxPool, LayerType::kAveragePool}) {
    for (const Extent& input :
         {Extent{4, 4, 1}, Extent{7, 9, 5}, Extent{10, 6, 33}, Extent{18, 17, 2}}) {
      for (const int64_t kernel : {1, 2, 3, 4, 17}) {
        if (kernel > std::min(input.height, input.width)) continue;
        for (const int64_t stride : {1, 2, 3}) {
          const Layer layer{.type = type, .kernel = kernel, .stride = stride};
          Bench bench(layer, input, 2, seed++);
          SCOPED_TRACE(Describe(layer));
          bench.Run();
          const Doubles result = bench.ExpectedForward();
          ExpectNear(bench.dst, result, 1e-6);
          Doubles pixels(bench.src.size());
          for (int64_t r = 0; r < 2; ++r) {
            testing::ForWindows(
                layer, bench.in, bench.out,
                [&](int64_t y, int64_t x, int64_t, int64_t, int64_t iy, int64_t ix) {
                  for (int64_t c = 0; c < input.channels; ++c) {
                    const size_t from =
                        static_cast<size_t>(r * input.Size()) + testing::At(input, iy, ix, c);
                    const size_t to =
                        static_cast<size_t>(r * bench.out.Size()) + testing::At(bench.out, y, x, c);
                    // Random values are all different, so the largest is one pixel.
                    const bool taken =
                        type == LayerType::kAveragePool || bench.src[from] == result[to];
                    const double share = type == LayerType::kAveragePool
                                             ? 1.0 / static_cast<double>(kernel * kernel)
                                             : 1.0;
                    pixels[from] += taken ? share * bench.diff_dst[to] : 0.0;
                  }
                });
          }
          ExpectNear(bench.diff_src, pixels, 1e-5);
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

// The gradient of a picture of one channel, which a 2 x 2 max pool reads in `lanes` lanes.
std::vector<float> MaxPoolGradient(const Extent& picture, int64_t lanes, bool absorbs_relu,
                                   const std::vector<float>& src, std::vector<float> diff_dst) {
  const Layout layout{.extent = picture, .lanes = lanes};
  MaxPoolOp op(layout, 2, 2, 1);
  if (absorbs_relu) op.AbsorbRelu();
  const std::vector<float> packed = Packed(src, layout, 1);
  std::vector<float> dst(static_cast<size_t>(op.output().Size()));
  std::vector<float> diff = Packed(diff_dst, op.output(), 1), diff_src(packed.size(), 77.0f);
  op.Forward({.rows = 1}, packed.data(), dst.data());
  op.Backward({.rows = 1}, packed.data(), dst.data(), diff.data(), diff_src.data());
  return Unpacked(std::move(diff_src), layout, 1);
}

TEST(PoolOpTest, EqualPixelsGiveTheGradientToTheFirst) {
  for (const int64_t lanes : {1, 8, 16}) {
    EXPECT_EQ(MaxPoolGradient({2, 2, 1}, lanes, false, {1, 3, 3, 3}, {5}),
              (std::vector<float>{0, 5, 0, 0}));
    EXPECT_EQ(MaxPoolGradient({2, 2, 1}, lanes, false, {1, 1, 3, 3}, {5}),
              (std::vector<float>{0, 0, 5, 0}));
  }
}

TEST(PoolOpTest, ARelusGradientIsZeroWhereItsResultIs) {
  for (const int64_t lanes : {1, 8, 16}) {
    EXPECT_EQ(MaxPoolGradient({2, 4, 1}, lanes, true, {0, 0, 0, 2, 0, 0, 1, 0}, {5, 7}),
              (std::vector<float>{0, 0, 0, 7, 0, 0, 0, 0}));
  }
}

}  // namespace
}  // namespace gridfold
