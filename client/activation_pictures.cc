#include "client/activation_pictures.h"

#include <vector>

#include "client/framed_picture.h"
#include "client/map_montage.h"
#include "client/model_rows.h"
#include "common/picture/montage.h"
#include "common/picture/tone.h"
#include "worker/model/network/network_file.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

bool ShowsPictures(const Layer& layer, const Extent& output) {
  if (layer.type == LayerType::kDropout || layer.type == LayerType::kPad) return false;
  return output.height > 1 || output.width > 1;
}

// What the first `layers` layers of the network give for one row.
StatusOr<std::vector<float>> OutputOf(const NetworkShape& shape, size_t layers,
                                      const TensorFile& file, ConstMatrix row) {
  GF_ASSIGN_OR_RETURN(const auto part, Network::BuildPart(shape, layers));
  GF_RETURN_IF_ERROR(ReadNetwork(file, *part));
  std::vector<float> output(static_cast<size_t>(part->FeatureCount()));
  part->Features(row, output);
  return output;
}

Status AddActivation(const NetworkShape& shape, size_t layer, const Extent& output,
                     const TensorFile& file, ConstMatrix row, PictureFolder& folder) {
  GF_ASSIGN_OR_RETURN(const std::vector<float> values, OutputOf(shape, layer + 1, file, row));
  const Tones tones = TonesOf(values);
  return folder.AddPicture(
      fmt::format("activations-{}", layer + 1),
      MapMontage(values, output.height, output.width, 1, output.channels),
      fmt::format("layer {}, {}: its {} channels, {} x {}, from {:.3g} (black) to {:.3g}",
                  layer + 1, Describe(shape.layers[layer]), output.channels, output.height,
                  output.width, tones.black, tones.white));
}

Status AddFramed(StoredModel& stored, const Picture& framed, ConstMatrix row,
                 PictureFolder& folder) {
  const int32_t named = stored.model->Predict(row).front();
  if (named < 0 || static_cast<size_t>(named) >= stored.classes.size()) {
    return DataLoss("the model predicts class {} of {}", named, stored.classes.size());
  }
  return folder.AddPicture("framed", Fitted(framed, kPictureSide),
                           fmt::format("the picture as the model gets it, which it names {}",
                                       stored.classes[static_cast<size_t>(named)]));
}

}  // namespace

Status AddActivationPictures(StoredModel& stored, const TensorFile& file, const std::string& image,
                             PictureFolder& folder) {
  const auto* network = dynamic_cast<const NetworkModel*>(stored.model.get());
  if (network == nullptr) {
    return InvalidArgument("--image: expected a network, found a model {}", stored.model->Type());
  }
  GF_ASSIGN_OR_RETURN(Matrix row, FramedRow(stored, image));
  const PictureFrame& frame = *stored.picture;
  const Picture framed =
      PictureOf(row.values(), frame.height, frame.width, frame.channels, {0, frame.ink});
  stored.pipeline.Apply(row);
  const NetworkShape& shape = network->shape();
  if (row.cols() != shape.input.Size()) {
    return DataLoss("model file: the pipeline gives {} values for a row, the network takes {}",
                    row.cols(), shape.input.Size());
  }
  GF_RETURN_IF_ERROR(AddFramed(stored, framed, row, folder));
  GF_ASSIGN_OR_RETURN(const std::vector<Extent> outputs,
                      InferExtents(shape.layers, shape.input, shape.classes));
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!ShowsPictures(shape.layers[i], outputs[i])) continue;
    GF_RETURN_IF_ERROR(AddActivation(shape, i, outputs[i], file, row, folder));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
