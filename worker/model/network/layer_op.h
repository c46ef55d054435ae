// The seam between a network and its layers: one implementation for each kind of layer. Networks
// know nothing of what a layer computes, layers nothing of the network they are in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "worker/model/network/layout.h"

namespace gridfold {

class LayerOp;

// Hears of gradients as soon as they are final, while they are still in the near caches.
class GradientListener {
 public:
  virtual ~GradientListener() = default;
  // The gradients of the layer's parameters from number `first` on are final, and these have been
  // read for the last time in this pass. Parts come in order; what came before counts.
  virtual void OnGradients(const LayerOp& layer, size_t first,
                           std::span<const float> gradients) = 0;
};

// What a pass over one batch tells every layer.
struct Pass {
  int64_t rows = 0;       // examples in this batch, at most the network's batch_rows_max
  bool training = false;  // dropout is at work, batch normalisation takes the batch's statistics
  uint64_t step = 0;      // the batch's number since training began; makes dropout's masks differ
  int64_t first_row = 0;  // in its batch; not zero only for layers that work in blocks
  GradientListener* listener = nullptr;  // of the backward pass; nullptr: nobody
};

// One tensor among a layer's parameters, or among its state: what changes while training without a
// gradient (running statistics).
struct TensorShape {
  std::string name;            // "weights", "bias"; Keras' names without "kernel"
  std::vector<int64_t> shape;  // row-major, Keras' layout
  int64_t stored = 0;          // floats that it takes in the layer's vectors, padding with them
  bool is_state = false;
  bool is_penalised = false;  // L1 and L2 count it: weights, not biases

  int64_t Count() const {
    int64_t count = 1;
    for (const int64_t extent : shape) count *= extent;
    return count;
  }
};

// What a layer reads of its own result when it goes backwards. Signs: whether an element is
// positive; where its gradient is zero it may have become anything.
enum class ResultUse { kNothing, kSigns, kValues };

// Hears when a layer enters and leaves what it leaves to a library of primitives (convolutions,
// matrix products), so that a benchmark can tell their time from the rest.
class PrimitiveObserver {
 public:
  virtual ~PrimitiveObserver() = default;
  virtual void OnEnter() = 0;
  virtual void OnLeave() = 0;
};

// Tells `observer` (nullptr: nobody) while it lives.
class PrimitiveScope {
 public:
  explicit PrimitiveScope(PrimitiveObserver* observer) : observer_(observer) {
    if (observer_ != nullptr) observer_->OnEnter();
  }
  ~PrimitiveScope() {
    if (observer_ != nullptr) observer_->OnLeave();
  }
  PrimitiveScope(const PrimitiveScope&) = delete;
  PrimitiveScope& operator=(const PrimitiveScope&) = delete;

 private:
  PrimitiveObserver* observer_;
};

// One layer. Buffers are [rows x layout's size]. Not thread-safe; allocates nothing after Prepare.
// Padding is zero in what a layer reads, and it writes zeros there.
class LayerOp {
 public:
  virtual ~LayerOp() = default;

  virtual const Layout& output() const = 0;
  // The layer's tensors in the order in which they lie in its vectors; none by default.
  virtual std::vector<TensorShape> Tensors() const { return {}; }
  // Where element i of tensor number `tensor` (in Keras' order) lies within the tensor's floats.
  virtual std::vector<int64_t> Places(size_t tensor) const { return {}; }
  // Values of each tensor, in Keras' order, for the start of a training; equal seeds give equal
  // bits. `values` are zero.
  virtual void Initialize(uint64_t seed, size_t tensor, std::span<float> values) const {}

  // The seed of what is random in passes.
  virtual void Seed(uint64_t seed) {}

  // Makes ready for batches of `rows` rows; may be slow and allocate.
  virtual void Prepare(int64_t rows, bool training) {}
  // Floats of temporary memory that the prepared passes need at most, handed over by SetScratch.
  virtual int64_t ScratchFloats() const { return 0; }
  virtual void SetScratch(float* scratch) {}
  // Names of the foreign implementations that the prepared passes use, for logs and tests.
  virtual std::vector<std::string> Implementations() const { return {}; }

  // Whether Forward can be called with src == dst and Backward with diff_src == diff_dst, and what
  // the layer before can still read of its result then.
  virtual bool InPlace() const { return false; }
  virtual ResultUse LeavesOfSource() const { return ResultUse::kNothing; }
  virtual ResultUse UsesResult() const { return ResultUse::kNothing; }
  // Of two layers in a row, a relu (fused) and one that can do the relu's part of the backward pass
  // faster: AbsorbRelu tells both.
  virtual bool EndsWithRelu() const { return false; }
  virtual bool CanAbsorbRelu() const { return false; }
  virtual void LeaveReluToNext() {}
  virtual void AbsorbRelu() {}
  // The same of a max pool with windows of 2 x 2 that do not overlap: the layer before it does all
  // of its work, and its output() becomes the pool's.
  virtual bool PoolsFour() const { return false; }
  virtual bool CanAbsorbPool() const { return false; }
  virtual void AbsorbPool(const Layout& pooled) {}
  // Of two layers in a row, one that would rather hand on this many rows at a time (0: all), and
  // one that can take them so: RowBlocks. The first reads nothing of its result when it goes
  // backwards, and adds to the gradients unless the block begins the batch; the second reads
  // nothing of its source. What they compute for a row does not depend on the rows beside it.
  virtual int64_t BlockRows() const { return 0; }
  virtual bool TakesBlocks() const { return false; }

  // dst [rows x output().Size()] from src.
  virtual void Forward(const Pass& pass, const float* src, float* dst) = 0;
  // From the loss's gradient in dst to that in the parameters (overwrites the bound gradients, but
  // for those that it tells the pass's listener) and
  // in src (overwrites diff_src; nullptr when nobody needs it). `src` and `dst` are those of the
  // preceding Forward of the same pass; diff_dst may be destroyed.
  virtual void Backward(const Pass& pass, const float* src, const float* dst, float* diff_dst,
                        float* diff_src) = 0;
  // After a training step: the state learns from the step's forward pass.
  virtual void UpdateState() {}

  // Outlives the layer; nullptr for none.
  virtual void Observe(PrimitiveObserver* observer) { observer_ = observer; }

  // The layer's part of the network's flat vectors; before any other call. No gradients in a
  // network that only predicts.
  virtual void Bind(std::span<float> parameters, std::span<float> gradients,
                    std::span<float> state) {
    GF_CHECK(static_cast<int64_t>(parameters.size()) == Floats(false) &&
             (gradients.empty() || gradients.size() == parameters.size()) &&
             static_cast<int64_t>(state.size()) == Floats(true));
    parameters_ = parameters;
    gradients_ = gradients;
    state_ = state;
  }
  // Where its gradients are.
  std::span<const float> gradients() const { return gradients_; }
  // Floats of its parameters, or of its state.
  int64_t Floats(bool state) const {
    int64_t count = 0;
    for (const TensorShape& tensor : Tensors())
      count += tensor.is_state == state ? tensor.stored : 0;
    return count;
  }

 protected:
  std::span<float> parameters_, gradients_, state_;
  PrimitiveObserver* observer_ = nullptr;
};

}  // namespace gridfold
