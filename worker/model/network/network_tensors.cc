// A network's flat vectors and the tensors in them.
#include <algorithm>

#include "worker/model/network/network.h"
#include "worker/model/network/network_place.h"

namespace gridfold {
namespace {

// Tensors start on a cache line.
constexpr int64_t kLineFloats = 16;

int64_t LinedUp(int64_t floats) { return (floats + kLineFloats - 1) / kLineFloats * kLineFloats; }

Matrix Zeros(int64_t count) {
  Matrix vector(1, count);
  std::fill_n(vector.data(), count, 0.0f);
  return vector;
}

}  // namespace

std::string Network::Place::Name() const { return fmt::format("layer{}.{}", layer, shape.name); }

void Network::Place::Scatter(std::span<const float> values, std::span<float> vector) const {
  const std::vector<int64_t> places = op->Places(tensor);
  float* to = vector.data() + begin;
  for (size_t i = 0; i < places.size(); ++i) to[places[i]] = values[i];
}

void Network::Place::Gather(std::span<const float> vector, std::span<float> values) const {
  const std::vector<int64_t> places = op->Places(tensor);
  const float* from = vector.data() + begin;
  for (size_t i = 0; i < places.size(); ++i) values[i] = from[places[i]];
}

void Network::BindParameters() {
  int64_t floats[2] = {0, 0};  // of parameters, of state
  for (const auto& [layer, op] : stages_.entries()) {
    if (layer < frozen_layers_)
      frozen_floats_ = static_cast<size_t>(floats[0] + LinedUp(op->Floats(false)));
    int64_t inside[2] = {floats[0], floats[1]};
    const std::vector<TensorShape> shapes = op->Tensors();
    for (size_t t = 0; t < shapes.size(); ++t) {
      int64_t& begin = inside[shapes[t].is_state ? 1 : 0];
      places_.push_back({layer, op, t, shapes[t], static_cast<size_t>(begin)});
      begin += shapes[t].stored;
    }
    floats[0] = LinedUp(inside[0]);
    floats[1] = LinedUp(inside[1]);
  }
  parameters_ = Zeros(floats[0]);
  gradients_ = Zeros(batch_rows_max_ > 0 ? floats[0] : 0);
  state_ = Zeros(floats[1]);
  int64_t begin[2] = {0, 0};
  for (const auto& [layer, op] : stages_.entries()) {
    const auto part = [&begin, op](Matrix& vector, bool state) {
      const auto first = static_cast<size_t>(begin[state ? 1 : 0]);
      const auto count = static_cast<size_t>(op->Floats(state));
      return vector.cols() == 0 ? std::span<float>() : vector.values().subspan(first, count);
    };
    op->Bind(part(parameters_, false), part(gradients_, false), part(state_, true));
    for (const bool state : {false, true}) begin[state ? 1 : 0] += LinedUp(op->Floats(state));
  }
}

std::vector<Network::Tensor> Network::Tensors(std::span<const float> vector) const {
  const bool state = vector.data() == state_.data();
  std::vector<Tensor> tensors;
  for (const Place& place : places_) {
    if (place.shape.is_state != state) continue;
    Tensor tensor{place.Name(), place.shape.shape, {}};
    tensor.values.resize(static_cast<size_t>(place.shape.Count()));
    place.Gather(vector, tensor.values);
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

bool Network::SetTensor(const Tensor& tensor, std::span<float> vector) const {
  const bool state = vector.data() == state_.data();
  for (const Place& place : places_) {
    if (place.shape.is_state != state || place.Name() != tensor.name) continue;
    if (place.shape.shape != tensor.shape) return false;
    place.Scatter(tensor.values, vector);
    return true;
  }
  return false;
}

void Network::Observe(PrimitiveObserver* observer) {
  for (const auto& [layer, op] : stages_.entries()) op->Observe(observer);
}

std::vector<std::string> Network::Implementations() const {
  std::vector<std::string> names;
  for (const auto& [layer, op] : stages_.entries()) {
    for (std::string& name : op->Implementations()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace gridfold
