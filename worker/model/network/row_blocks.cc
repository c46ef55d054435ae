#include "worker/model/network/row_blocks.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace gridfold {
namespace {

// Calls visit(pass over one block) for the blocks of a batch in order.
template <typename Visit>
void ForBlocks(const Pass& pass, int64_t block_rows, Visit visit) {
  for (int64_t row = 0; row < pass.rows; row += block_rows) {
    Pass block = pass;
    block.first_row = row;
    block.rows = std::min(block_rows, pass.rows - row);
    visit(block);
  }
}

}  // namespace

RowBlocks::RowBlocks(std::unique_ptr<LayerOp> first, std::unique_ptr<LayerOp> second,
                     int64_t input_floats, int64_t rows_max, bool learns)
    : first_(std::move(first)),
      second_(std::move(second)),
      input_floats_(input_floats),
      block_rows_(std::min(first_->BlockRows(), rows_max)),
      learns_(learns),
      between_(block_rows_, first_->output().Size()) {
  GF_CHECK(block_rows_ > 0 && second_->TakesBlocks() && second_->Tensors().empty());
}

void RowBlocks::Prepare(int64_t rows, bool training) {
  const int64_t whole = std::min(rows, block_rows_), rest = rows % block_rows_;
  for (const int64_t block : {whole, rest}) {
    if (block == 0) continue;
    first_->Prepare(block, training);
    second_->Prepare(block, training);
  }
}

void RowBlocks::Forward(const Pass& pass, const float* src, float* dst) {
  ForBlocks(pass, block_rows_, [&](const Pass& block) {
    first_->Forward(block, src + block.first_row * input_floats_, between_.data());
    second_->Forward(block, between_.data(), dst + block.first_row * output().Size());
  });
}

void RowBlocks::Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                         float* diff_src) {
  if (!learns_) return;
  ForBlocks(pass, block_rows_, [&](const Pass& block) {
    const int64_t input = block.first_row * input_floats_;
    const int64_t output = block.first_row * second_->output().Size();
    second_->Backward(block, nullptr, dst + output, diff_dst + output, between_.data());
    first_->Backward(block, src + input, nullptr, between_.data(),
                     diff_src == nullptr ? nullptr : diff_src + input);
  });
}

}  // namespace gridfold
