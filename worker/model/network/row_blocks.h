// Two layers that work through a batch in blocks of rows, one behind the other: what flows between
// them, and its gradient, never leaves the nearer caches. Measured: docs/decisions/011.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "worker/linalg/matrix.h"
#include "worker/model/network/layer_op.h"

namespace gridfold {

// The tensors are the first layer's; the second has none.
class RowBlocks : public LayerOp {
 public:
  // `first` asks for blocks (BlockRows) and `second` takes them. `input_floats`: of one row of the
  // source. Without `learns` the first layer is frozen, and so is all before it.
  RowBlocks(std::unique_ptr<LayerOp> first, std::unique_ptr<LayerOp> second, int64_t input_floats,
            int64_t rows_max, bool learns);
  const Layout& output() const override { return second_->output(); }
  std::vector<TensorShape> Tensors() const override { return first_->Tensors(); }
  std::vector<int64_t> Places(size_t tensor) const override { return first_->Places(tensor); }
  void Initialize(uint64_t seed, size_t tensor, std::span<float> values) const override {
    first_->Initialize(seed, tensor, values);
  }
  void Seed(uint64_t seed) override { first_->Seed(seed); }
  void Prepare(int64_t rows, bool training) override;
  int64_t ScratchFloats() const override { return first_->ScratchFloats(); }
  void SetScratch(float* scratch) override { first_->SetScratch(scratch); }
  std::vector<std::string> Implementations() const override { return first_->Implementations(); }
  ResultUse UsesResult() const override { return second_->UsesResult(); }
  void Forward(const Pass& pass, const float* src, float* dst) override;
  void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                float* diff_src) override;
  void Observe(PrimitiveObserver* observer) override { first_->Observe(observer); }
  void Bind(std::span<float> parameters, std::span<float> gradients,
            std::span<float> state) override {
    LayerOp::Bind(parameters, gradients, state);
    first_->Bind(parameters, gradients, state);
  }

 private:
  std::unique_ptr<LayerOp> first_, second_;
  int64_t input_floats_, block_rows_;
  bool learns_;
  Matrix between_;  // [block_rows x first's output]: that, or its gradient
};

}  // namespace gridfold
