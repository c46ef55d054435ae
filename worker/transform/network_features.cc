#include "worker/transform/network_features.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "common/base/check.h"
#include "common/spec/layer_names.h"
#include "worker/model/network/network_file.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

// How many layers lead to the one that is named.
StatusOr<size_t> LayersTo(const Value& layer, const std::vector<Layer>& layers) {
  if (const auto* number = std::get_if<int64_t>(&layer)) {
    if (*number >= 1 && *number <= static_cast<int64_t>(layers.size())) {
      return static_cast<size_t>(*number);
    }
    return InvalidArgument("layer: expected one of the network's {} layers, found {}",
                           layers.size(), *number);
  }
  const std::string name = ToText(layer);
  for (size_t i = layers.size(); i > 0; --i) {
    if (NameIn(LayerTypeNames(), layers[i - 1].type) == name) return i;
  }
  std::vector<std::string> found;
  for (const Layer& one : layers) found.push_back(NameIn(LayerTypeNames(), one.type));
  return InvalidArgument("layer: the network has no layer '{}'; it has {}", name,
                         fmt::join(found, ", "));
}

StatusOr<int64_t> WidthOfRows(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::string text, file.Text("features"));
  int64_t width = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), width);
  if (error == std::errc() && end == text.data() + text.size() && width > 0 &&
      width <= (int64_t{1} << 28)) {
    return width;
  }
  return DataLoss("model file: features: expected a positive number, found '{}'", text);
}

// A network behind another network's features would lead from file to file without an end.
Status CheckPlain(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::vector<TransformSpec> steps, Pipeline::LoadSpecs(file));
  if (std::none_of(steps.begin(), steps.end(),
                   [](const TransformSpec& step) { return step.name == "features"; })) {
    return absl::OkStatus();
  }
  return InvalidArgument("expected a network on rows of data, found one on features of another");
}

}  // namespace

Status NetworkFeatures::Open(const FileSource& files) {
  if (sha256_.empty() || !files) {
    return FailedPrecondition("features: the coordinator did not say which file it is");
  }
  GF_ASSIGN_OR_RETURN(const std::string bytes, files(sha256_));
  const Status status = Take(bytes);
  if (status.ok()) return status;
  return InvalidArgument("features: {}", Message(status));
}

Status NetworkFeatures::Take(const std::string& bytes) {
  GF_ASSIGN_OR_RETURN(file_, TensorFile::Parse(bytes));
  GF_ASSIGN_OR_RETURN(const std::string type, file_.Text("model.type"));
  if (type != "network") {
    return InvalidArgument("expected the model file of a network, found one of model {}", type);
  }
  GF_RETURN_IF_ERROR(CheckPlain(file_));
  // Says what is wrong with layers and weights, the later layers' too.
  GF_RETURN_IF_ERROR(NetworkModel::Load(file_).status());
  GF_ASSIGN_OR_RETURN(shape_, ReadNetworkShape(file_));
  GF_ASSIGN_OR_RETURN(features_, WidthOfRows(file_));
  GF_ASSIGN_OR_RETURN(pipeline_, Pipeline::Load(file_));
  GF_ASSIGN_OR_RETURN(layers_, LayersTo(layer_, shape_.layers));
  return CheckPart();
}

Status NetworkFeatures::CheckPart() {
  const std::optional<int64_t> columns = pipeline_.ColumnsAfter(features_);
  if (columns != shape_.input.Size()) {
    return DataLoss("model file: the pipeline gives {} values for a row, the network takes {}",
                    columns ? std::to_string(*columns) : "no", shape_.input.Size());
  }
  GF_ASSIGN_OR_RETURN(const auto outputs,
                      InferExtents(shape_.layers, shape_.input, shape_.classes));
  width_ = outputs[layers_ - 1].Size();
  return BuildPart().status();
}

std::optional<int64_t> NetworkFeatures::ColumnsAfter(int64_t columns) const {
  if (columns != features_) return std::nullopt;
  return width_;
}

StatusOr<std::unique_ptr<Network>> NetworkFeatures::BuildPart() const {
  GF_ASSIGN_OR_RETURN(auto part, Network::BuildPart(shape_, layers_));
  GF_RETURN_IF_ERROR(ReadNetwork(file_, *part));
  return part;
}

Status NetworkFeatures::Fit(ConstMatrix x) {
  if (x.cols == features_) return absl::OkStatus();
  return InvalidArgument("features: the network takes rows of {} values, found {}", features_,
                         x.cols);
}

void NetworkFeatures::Apply(Matrix& x) const {
  pipeline_.Apply(x);
  // A network of its own, so that threads do not meet in its buffers.
  const auto part = BuildPart();
  GF_CHECK(part.ok());
  Matrix features(x.rows(), (*part)->FeatureCount());
  (*part)->Features(x, features.values());
  x = std::move(features);
}

void NetworkFeatures::Save(TensorFile& file, const std::string& prefix) const {
  const std::string bytes = file_.Serialize();
  const auto* first = reinterpret_cast<const uint8_t*>(bytes.data());
  file.Set(prefix + "network", {static_cast<int64_t>(bytes.size())},
           std::span<const uint8_t>(first, bytes.size()));
}

Status NetworkFeatures::Load(const TensorFile& file, const std::string& prefix) {
  GF_ASSIGN_OR_RETURN(const std::vector<uint8_t> bytes, file.Bytes(prefix + "network", {-1}));
  const Status status = Take({bytes.begin(), bytes.end()});
  return status.ok() ? status : DataLoss("model file: features: {}", Message(status));
}

}  // namespace gridfold
