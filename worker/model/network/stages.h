// A network's layers at work, one after the other, and the buffers between them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "common/spec/layer.h"
#include "worker/linalg/matrix.h"
#include "worker/model/network/layer_op.h"

namespace gridfold {

// Not thread-safe. Everything is allocated by the constructor and Prepare.
class Stages {
 public:
  // `layers` fit `input` (InferExtents). Buffers are for `rows_max` rows; those of gradients only
  // `for_training`. `bfloat16`: convolutions train with factors rounded to it. The first
  // `frozen_layers` do not learn: no gradient goes there, and their batch normalisation uses its
  // running statistics while training (Keras' trainable = False).
  Stages(const std::vector<Layer>& layers, const Extent& input, int64_t rows_max, bool for_training,
         bool bfloat16, size_t frozen_layers);

  // How an example lies in input(): what rows are gathered into.
  const Layout& input_layout() const { return layouts_.front(); }
  float* input(int64_t row) { return input_.row(row); }
  const Layout& output_layout() const { return layouts_.back(); }
  // What flows into each layer, and out of the last.
  const std::vector<Layout>& layouts() const { return layouts_; }
  const float* output() const { return stages_.empty() ? input_.data() : stages_.back().dst; }
  // Where Backward finds the loss's gradient in output().
  float* output_diff() { return diff_[0].data(); }

  // Makes ready for batches of `rows` rows; does nothing when they are. Of a few numbers of rows at
  // a time, the first ones.
  void Prepare(int64_t rows, bool training);
  void Forward(const Pass& pass);
  // To all gradients; destroys output_diff().
  void Backward(const Pass& pass);

  // A layer that is at work, and its number among the layers.
  struct Entry {
    size_t layer;
    LayerOp* op;
  };
  std::vector<Entry> entries() const;

 private:
  struct Stage {
    size_t layer = 0;
    std::unique_ptr<LayerOp> op;
    bool in_place = false;
    Matrix result = {};      // [rows_max x output]; empty when in place
    int64_t src_floats = 0;  // of one row
    float* src = nullptr;
    float* dst = nullptr;           // src when in place
    bool pass_gradient = true;      // a stage before it has parameters that learn
    bool keeps_statistics = false;  // a frozen batch normalisation
  };

  // All but the buffers of `stage` is filled in.
  void Add(Stage stage);
  // Leaves the work of `stage` to the last stage, or makes RowBlocks of both; false when they want
  // neither.
  bool AddToLast(Stage& stage);
  void GrowScratch();

  int64_t rows_max_;
  std::vector<Layout> layouts_;
  Matrix input_;
  std::vector<Stage> stages_;
  ResultUse open_use_ = ResultUse::kNothing;  // of the last buffer, by the stages that wrote it
  Matrix diff_[2];                            // gradients of the stages' results, in turns
  Matrix scratch_;
};

}  // namespace gridfold
