#include "client/network_pictures.h"

#include <vector>

#include "client/map_montage.h"
#include "common/picture/tone.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

// The layers that are convolutions; none for other models.
std::vector<size_t> Convolutions(const StoredModel& stored) {
  std::vector<size_t> places;
  const auto* network = dynamic_cast<const NetworkModel*>(stored.model.get());
  if (network == nullptr) return places;
  const std::vector<Layer>& layers = network->shape().layers;
  for (size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].type == LayerType::kConv) places.push_back(i);
  }
  return places;
}

}  // namespace

Status AddFilterPictures(const StoredModel& stored, const TensorFile& file, PictureFolder& folder) {
  const std::vector<size_t> places = Convolutions(stored);
  if (places.empty()) return absl::OkStatus();
  const std::string name = fmt::format("model.layer{}.weights", places.front());
  GF_ASSIGN_OR_RETURN(const std::vector<float> weights, file.Floats(name, {-1, -1, -1, -1}));
  const std::vector<int64_t> shape = file.Shape(name);
  return folder.AddPicture(
      "filters", MapMontage(weights, shape[0], shape[1], shape[2], shape[3]),
      fmt::format("the {} filters of layer {}, {} x {}, from {:.3g} (black) to {:.3g}", shape[3],
                  places.front() + 1, shape[0], shape[1], TonesOf(weights).black,
                  TonesOf(weights).white));
}

}  // namespace gridfold
