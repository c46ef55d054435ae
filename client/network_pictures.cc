#include "client/network_pictures.h"

#include <algorithm>
#include <vector>

#include "common/picture/montage.h"
#include "common/picture/tone.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

constexpr size_t kPerRow = 16;
constexpr int64_t kFiltersMax = 256, kSide = 64;

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

// Channel `channel` of pixels [pixels x channels].
std::vector<float> Channel(const std::vector<float>& pixels, int64_t channels, int64_t channel) {
  std::vector<float> values;
  for (size_t at = static_cast<size_t>(channel); at < pixels.size();
       at += static_cast<size_t>(channels)) {
    values.push_back(pixels[at]);
  }
  return values;
}

// `values` [height x width x inputs x maps]: each map a picture.
Picture Maps(const std::vector<float>& values, int64_t height, int64_t width, int64_t inputs,
             int64_t maps) {
  const Tones tones = TonesOf(values);
  std::vector<Picture> pictures;
  for (int64_t map = 0; map < std::min(maps, kFiltersMax); ++map) {
    pictures.push_back(PictureOf(Channel(values, maps, map), height, width, inputs, tones));
  }
  return Montage(InRows(std::move(pictures), kPerRow), kSide);
}

}  // namespace

Status AddFilterPictures(const StoredModel& stored, const TensorFile& file, PictureFolder& folder) {
  const std::vector<size_t> places = Convolutions(stored);
  if (places.empty()) return absl::OkStatus();
  const std::string name = fmt::format("model.layer{}.weights", places.front());
  GF_ASSIGN_OR_RETURN(const std::vector<float> weights, file.Floats(name, {-1, -1, -1, -1}));
  const std::vector<int64_t> shape = file.Shape(name);
  return folder.AddPicture(
      "filters", Maps(weights, shape[0], shape[1], shape[2], shape[3]),
      fmt::format("the {} filters of layer {}, {} x {}, from {:.3g} (black) to {:.3g}", shape[3],
                  places.front() + 1, shape[0], shape[1], TonesOf(weights).black,
                  TonesOf(weights).white));
}

}  // namespace gridfold
