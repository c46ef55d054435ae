#include "worker/model/network/stages.h"

#include <algorithm>
#include <utility>

#include "worker/model/network/make_layer.h"
#include "worker/model/network/onednn/one_thread.h"
#include "worker/model/network/row_blocks.h"

namespace gridfold {
namespace {

bool Learns(const Layer& layer) {
  return layer.type == LayerType::kDense || layer.type == LayerType::kConv ||
         layer.type == LayerType::kBatchNorm;
}

// How rows are gathered: flat when the picture is flattened before anything looks at it; few
// channels in planes when nothing learns before the first convolution, which then needs no gradient
// in them; else as between all layers.
Layout InputLayout(const std::vector<Layer>& layers, const Extent& input, int64_t lanes) {
  const auto looks = [](const Layer& layer) {
    return layer.type != LayerType::kDropout && layer.type != LayerType::kActivation;
  };
  const auto first = std::find_if(layers.begin(), layers.end(), looks);
  const bool is_row = input.height == 1 && input.width == 1;
  if (is_row || (first != layers.end() && first->type == LayerType::kFlatten)) {
    return FlatLayout(input.Size(), lanes);
  }
  const auto learns = std::find_if(layers.begin(), layers.end(), Learns);
  const bool conv_first = learns != layers.end() && learns->type == LayerType::kConv;
  return {.extent = input, .lanes = conv_first && KeptInPlanes(input.channels, lanes) ? 1 : lanes};
}

Matrix Zeros(int64_t rows, int64_t cols) {
  Matrix matrix(rows, cols);
  std::fill_n(matrix.data(), rows * cols, 0.0f);
  return matrix;
}

}  // namespace

Stages::Stages(const std::vector<Layer>& layers, const Extent& input, int64_t rows_max,
               bool for_training, bool bfloat16, size_t frozen_layers)
    : rows_max_(rows_max) {
  UseOneThread();
  LayerPlace place{.lanes = VectorLanes(), .batch_rows_max = rows_max, .bfloat16 = bfloat16};
  place.input = InputLayout(layers, input, place.lanes);
  layouts_.push_back(place.input);
  // Rows that are never filled are computed too, and padding is never written.
  input_ = Zeros(rows_max, place.input.Size());
  int64_t widest = place.input.Size();
  bool learns = false;
  for (size_t i = 0; i < layers.size(); ++i) {
    place.number = i;
    place.data_gradient = learns;
    if (auto op = MakeLayerOp(layers[i], place)) {
      Add({.layer = i,
           .op = std::move(op),
           .src_floats = place.input.Size(),
           .pass_gradient = learns,
           .keeps_statistics = i < frozen_layers && layers[i].type == LayerType::kBatchNorm});
      place.input = stages_.back().op->output();
    }
    if (layers[i].type == LayerType::kFlatten) place.input.flat = true;
    learns = learns || (i >= frozen_layers && Learns(layers[i]));
    layouts_.push_back(place.input);
    widest = std::max(widest, place.input.Size());
  }
  if (!for_training) return;
  for (Matrix& diff : diff_) diff = Matrix(rows_max, widest);
}

void Stages::Add(Stage stage) {
  if (!stages_.empty()) {
    LayerOp& last = *stages_.back().op;
    if (last.EndsWithRelu() && stage.op->CanAbsorbRelu()) {
      last.LeaveReluToNext();
      stage.op->AbsorbRelu();
    }
    if (AddToLast(stage)) return;
  }
  stage.src = stages_.empty() ? input_.data() : stages_.back().dst;
  stage.in_place = stage.op->InPlace() && open_use_ <= stage.op->LeavesOfSource();
  if (!stage.in_place) stage.result = Matrix(rows_max_, stage.op->output().Size());
  stage.dst = stage.in_place ? stage.src : stage.result.data();
  const ResultUse use = stage.op->UsesResult();
  open_use_ = stage.in_place ? std::max(open_use_, use) : use;
  stages_.push_back(std::move(stage));
}

bool Stages::AddToLast(Stage& stage) {
  Stage& last = stages_.back();
  // `stage` passes a gradient on when the last one learns.
  if (last.op->CanAbsorbPool() && stage.op->PoolsFour() && stage.pass_gradient) {
    last.op->AbsorbPool(stage.op->output());
  } else if (last.op->BlockRows() > 0 && stage.op->TakesBlocks()) {
    last.op = std::make_unique<RowBlocks>(std::move(last.op), std::move(stage.op), last.src_floats,
                                          rows_max_, stage.pass_gradient);
  } else {
    return false;
  }
  last.result = Matrix(rows_max_, last.op->output().Size());
  last.dst = last.result.data();
  open_use_ = last.op->UsesResult();
  return true;
}

void Stages::Prepare(int64_t rows, bool training) {
  for (Stage& stage : stages_) stage.op->Prepare(rows, training);
  GrowScratch();
}

void Stages::GrowScratch() {
  int64_t floats = 0;
  for (const Stage& stage : stages_) floats = std::max(floats, stage.op->ScratchFloats());
  if (floats <= scratch_.cols()) return;
  scratch_ = Matrix(1, floats);
  for (Stage& stage : stages_) stage.op->SetScratch(scratch_.data());
}

void Stages::Forward(const Pass& pass) {
  for (const Stage& stage : stages_) {
    Pass own = pass;
    own.training = pass.training && !stage.keeps_statistics;
    stage.op->Forward(own, stage.src, stage.dst);
  }
}

void Stages::Backward(const Pass& pass) {
  size_t turn = 0;
  for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
    float* diff_dst = diff_[turn].data();
    // What can work in place gives its gradient in place, wherever its result went.
    if (!stage->op->InPlace()) turn = 1 - turn;
    float* diff_src = stage->pass_gradient ? diff_[turn].data() : nullptr;
    stage->op->Backward(pass, stage->src, stage->dst, diff_dst, diff_src);
    if (pass.listener != nullptr) {
      pass.listener->OnGradients(*stage->op, 0, stage->op->gradients());
    }
    // Nothing before the first layer that learns wants a gradient.
    if (!stage->pass_gradient) break;
  }
}

std::vector<Stages::Entry> Stages::entries() const {
  std::vector<Entry> entries;
  for (const Stage& stage : stages_) entries.push_back({stage.layer, stage.op.get()});
  return entries;
}

}  // namespace gridfold
