#include "common/spec/layer_names.h"

namespace gridfold {

std::span<const Named<LayerType>> LayerTypeNames() {
  static constexpr Named<LayerType> kNames[] = {
      {LayerType::kDense, "dense"},
      {LayerType::kConv, "conv"},
      {LayerType::kMaxPool, "max_pool"},
      {LayerType::kAveragePool, "average_pool"},
      {LayerType::kGlobalAveragePool, "global_average_pool"},
      {LayerType::kBatchNorm, "batch_norm"},
      {LayerType::kDropout, "dropout"},
      {LayerType::kActivation, "activation"},
      {LayerType::kPad, "pad"},
      {LayerType::kFlatten, "flatten"}};
  return kNames;
}

std::span<const Named<Activation>> ActivationNames() {
  static constexpr Named<Activation> kNames[] = {{Activation::kNone, "none"},
                                                 {Activation::kRelu, "relu"},
                                                 {Activation::kLeakyRelu, "leaky_relu"},
                                                 {Activation::kElu, "elu"},
                                                 {Activation::kTanh, "tanh"},
                                                 {Activation::kSigmoid, "sigmoid"},
                                                 {Activation::kSoftmax, "softmax"}};
  return kNames;
}

std::span<const Named<Initializer>> InitializerNames() {
  static constexpr Named<Initializer> kNames[] = {{Initializer::kGlorotUniform, "glorot_uniform"},
                                                  {Initializer::kGlorotNormal, "glorot_normal"},
                                                  {Initializer::kHeUniform, "he_uniform"},
                                                  {Initializer::kHeNormal, "he_normal"},
                                                  {Initializer::kLecunUniform, "lecun_uniform"},
                                                  {Initializer::kLecunNormal, "lecun_normal"}};
  return kNames;
}

double DefaultAlpha(Activation activation) {
  if (activation == Activation::kLeakyRelu) return 0.3;
  return activation == Activation::kElu ? 1.0 : 0.0;
}

}  // namespace gridfold
