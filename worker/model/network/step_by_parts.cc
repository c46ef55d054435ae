#include "worker/model/network/step_by_parts.h"

#include <algorithm>

namespace gridfold {

StepByParts::StepByParts(Optimizer& optimizer, std::span<float> parameters,
                         std::span<const float> gradients, size_t frozen)
    : optimizer_(optimizer), parameters_(parameters), gradients_(gradients), frozen_(frozen) {
  optimizer_.Begin();
}

void StepByParts::OnGradients(const LayerOp& layer, size_t first,
                              std::span<const float> gradients) {
  if (gradients.empty()) return;
  const auto begin = static_cast<size_t>(layer.gradients().data() - gradients_.data()) + first;
  const size_t end = begin + gradients.size();
  if (&layer != layer_) done_ = std::max(begin, frozen_);
  layer_ = &layer;
  if (end <= done_) return;
  optimizer_.Apply(parameters_, gradients.subspan(done_ - begin), done_);
  done_ = end;
}

}  // namespace gridfold
