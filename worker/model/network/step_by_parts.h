// One step of an optimiser that changes parameters as soon as their gradients are there: they, and
// the parameters that the backward pass has just read, are still in the near caches. The same bits
// as a step over all of them at the end, as it goes element by element.
#pragma once

#include <cstddef>
#include <span>

#include "worker/model/network/layer_op.h"
#include "worker/model/network/optimizer.h"

namespace gridfold {

// For one backward pass. Not thread-safe.
class StepByParts : public GradientListener {
 public:
  // A network's flat vectors; the first `frozen` parameters stay as they are.
  StepByParts(Optimizer& optimizer, std::span<float> parameters, std::span<const float> gradients,
              size_t frozen);
  void OnGradients(const LayerOp& layer, size_t first, std::span<const float> gradients) override;

 private:
  Optimizer& optimizer_;
  std::span<float> parameters_;
  std::span<const float> gradients_;
  size_t frozen_;
  const LayerOp* layer_ = nullptr;  // the last one heard of
  size_t done_ = 0;                 // its parameters before this one are new
};

}  // namespace gridfold
