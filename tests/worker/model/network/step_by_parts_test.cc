// Steps that are taken while the backward pass runs, against steps at its end.
#include "worker/model/network/step_by_parts.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/worker/model/network/layers.h"
#include "tests/worker/model/network/reference.h"
#include "worker/model/network/network.h"

namespace gridfold {
namespace {

using testing::Conv;
using testing::Dense;
using testing::Flatten;
using testing::Pool;
using testing::Rows;

TEST(StepByPartsTest, GivesTheBitsOfAStepAtTheEnd) {
  // The dense layer's weights are several panels; clipping that clips nothing wants all gradients.
  const NetworkShape shape{{Conv(5, 3),
                            Pool(),
                            {.type = LayerType::kBatchNorm},
                            Flatten(),
                            Dense(70, Activation::kRelu),
                            {.type = LayerType::kDropout, .rate = 0.3},
                            Dense(3, Activation::kSoftmax)},
                           {20, 20, 1},
                           3};
  const Rows rows(7, 400, 3, 8);
  for (const auto kind : {OptimizerKind::kSgd, OptimizerKind::kAdamW, OptimizerKind::kNadam}) {
    for (const size_t frozen : {0, 1, 3}) {
      std::vector<std::vector<float>> trained;
      for (const double clip_value : {0.0, 1e30}) {
        auto network = *Network::Build(shape, 7, Precision::kFloat, frozen);
        network->Configure({.clip_value = clip_value});
        network->Initialize(3);
        Optimizer optimizer({.kind = kind, .weight_decay = 0.01}, network->parameters().size());
        for (uint64_t step = 0; step < 3; ++step) {
          network->Train(rows.x, rows.y, rows.order, step, optimizer);
        }
        trained.emplace_back(network->parameters().begin(), network->parameters().end());
      }
      EXPECT_EQ(trained[0], trained[1]) << "frozen " << frozen;
    }
  }
}

}  // namespace
}  // namespace gridfold
