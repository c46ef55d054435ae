#include "worker/transform/pipeline.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/base/check.h"
#include "common/spec/value.h"
#include "worker/transform/network_features.h"
#include "worker/transform/pca.h"
#include "worker/transform/rescale.h"
#include "worker/transform/scalers.h"

namespace gridfold {
namespace {

using nlohmann::json;

constexpr char kSpecs[] = "pipeline.steps";

std::string Prefix(size_t step) { return fmt::format("pipeline.{}.", step); }

StatusOr<std::unique_ptr<Transform>> MakeNormalize(const Point& settings) {
  for (const auto& [name, value] : settings) {
    if (name != "method") {
      return InvalidArgument("normalize: there is no setting '{}'; expected method", name);
    }
  }
  const auto found = settings.find("method");
  const std::string method = found == settings.end() ? "" : ToText(found->second);
  if (method == "l2") return std::unique_ptr<Transform>(new L2Normalizer);
  if (method == "minmax") return std::unique_ptr<Transform>(new MinMaxScaler);
  if (method == "standard") return std::unique_ptr<Transform>(new StandardScaler(true));
  if (method == "center") return std::unique_ptr<Transform>(new StandardScaler(false));
  return InvalidArgument("normalize: expected l2, minmax, standard or center, found '{}'", method);
}

StatusOr<std::unique_ptr<Transform>> MakeRescale(const Point& settings) {
  double divide = 1, subtract = 0;
  for (const auto& [name, value] : settings) {
    if (name != "divide" && name != "subtract") {
      return InvalidArgument("rescale: there is no setting '{}'; expected divide, subtract", name);
    }
    double number = 0;
    if (!ToNumber(value, number) || !std::isfinite(number)) {
      return InvalidArgument("rescale: {}: expected a number, found '{}'", name, ToText(value));
    }
    (name == "divide" ? divide : subtract) = number;
  }
  if (divide == 0) return InvalidArgument("rescale: divide: expected a number other than 0");
  return std::unique_ptr<Transform>(new Rescale(divide, subtract));
}

StatusOr<std::unique_ptr<Transform>> MakePca(const Point& settings) {
  double components = 0;
  bool whiten = false;
  for (const auto& [name, value] : settings) {
    if (name == "components") {
      if (!ToNumber(value, components)) components = 0;
    } else if (name == "whiten") {
      const bool* given = std::get_if<bool>(&value);
      if (given == nullptr) {
        return InvalidArgument("pca: whiten: expected true or false, found '{}'", ToText(value));
      }
      whiten = *given;
    } else {
      return InvalidArgument("pca: there is no setting '{}'; expected components, whiten", name);
    }
  }
  const bool is_count = components >= 1 && std::floor(components) == components;
  const bool is_share = components > 0 && components < 1;
  if (!(is_count && std::isfinite(components)) && !is_share) {
    const auto found = settings.find("components");
    return InvalidArgument(
        "pca: components: expected a whole number >= 1 or a share > 0 and < 1, found '{}'",
        found == settings.end() ? "" : ToText(found->second));
  }
  return std::unique_ptr<Transform>(new Pca(components, whiten));
}

StatusOr<std::unique_ptr<Transform>> MakeFeatures(const Point& settings) {
  const auto layer = settings.find("layer");
  if (layer == settings.end()) return InvalidArgument("features: layer: expected one, found none");
  const auto sha256 = settings.find("sha256");
  return std::unique_ptr<Transform>(
      new NetworkFeatures(layer->second, sha256 == settings.end() ? "" : ToText(sha256->second)));
}

// `spec` with the values of the parameters that its settings name.
StatusOr<TransformSpec> Resolve(TransformSpec spec, const Point& point) {
  for (auto& [name, value] : spec.settings) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !text->starts_with('$')) continue;
    const auto found = point.find(text->substr(1));
    if (found == point.end()) {
      return InvalidArgument("pipeline: {}: {}: there is no parameter '{}'", spec.name, name,
                             text->substr(1));
    }
    value = found->second;
  }
  return spec;
}

}  // namespace

Matrix Transform::Transformed(ConstMatrix x) const {
  Matrix copy(x.rows, x.cols);
  for (int64_t r = 0; r < x.rows; ++r) std::copy_n(x.row(r), x.cols, copy.row(r));
  Apply(copy);
  return copy;
}

StatusOr<std::unique_ptr<Transform>> MakeTransform(const TransformSpec& spec) {
  if (spec.name == "normalize") return MakeNormalize(spec.settings);
  if (spec.name == "rescale") return MakeRescale(spec.settings);
  if (spec.name == "pca") return MakePca(spec.settings);
  if (spec.name == "features") return MakeFeatures(spec.settings);
  return InvalidArgument(
      "pipeline: there is no step '{}'; expected normalize, rescale, pca or features", spec.name);
}

StatusOr<Pipeline> Pipeline::Make(const std::vector<TransformSpec>& specs, const Point& point,
                                  const FileSource& files) {
  Pipeline pipeline;
  for (const TransformSpec& spec : specs) {
    GF_ASSIGN_OR_RETURN(TransformSpec resolved, Resolve(spec, point));
    GF_ASSIGN_OR_RETURN(auto step, MakeTransform(resolved));
    GF_RETURN_IF_ERROR(Annotate(step->Open(files), "pipeline"));
    pipeline.specs_.push_back(std::move(resolved));
    pipeline.steps_.push_back(std::move(step));
  }
  return pipeline;
}

Status Pipeline::FitApply(Matrix& x, size_t done, const SharedFits& shared) {
  if (done >= steps_.size()) return absl::OkStatus();
  GF_RETURN_IF_ERROR(FitStep(done, x, shared));
  steps_[done]->Apply(x);
  return FitApply(x, done + 1, shared);
}

StatusOr<Matrix> Pipeline::FitTransformed(ConstMatrix x, size_t done, const SharedFits& shared) {
  GF_RETURN_IF_ERROR(FitStep(done, x, shared));
  Matrix transformed = steps_[done]->Transformed(x);
  GF_RETURN_IF_ERROR(FitApply(transformed, done + 1, shared));
  return transformed;
}

Status Pipeline::FitStep(size_t step, ConstMatrix x, const SharedFits& shared) {
  SharedFits here = shared;
  for (size_t i = 0; i < step; ++i) {
    here.rows += '/' + specs_[i].name + ToJson(specs_[i].settings);
  }
  return Annotate(steps_[step]->FitShared(x, here), "pipeline");
}

void Pipeline::TakeFitted(const Pipeline& fitted) {
  GF_CHECK(fitted.steps_.size() <= steps_.size());
  std::copy(fitted.steps_.begin(), fitted.steps_.end(), steps_.begin());
}

Matrix Pipeline::Transformed(ConstMatrix x, size_t done) const {
  Matrix transformed = steps_[done]->Transformed(x);
  Apply(transformed, done + 1);
  return transformed;
}

void Pipeline::Apply(Matrix& x, size_t done) const {
  for (size_t i = done; i < steps_.size(); ++i) steps_[i]->Apply(x);
}

std::optional<int64_t> Pipeline::ColumnsAfter(int64_t columns) const {
  std::optional<int64_t> after = columns;
  for (const auto& step : steps_) {
    if (after) after = step->ColumnsAfter(*after);
  }
  return after;
}

bool Pipeline::HasState() const {
  for (const auto& step : steps_) {
    if (step->HasState()) return true;
  }
  return false;
}

bool Pipeline::KeepsPictures() const {
  return std::all_of(steps_.begin(), steps_.end(),
                     [](const auto& step) { return step->KeepsPictures(); });
}

void Pipeline::Save(TensorFile& file) const {
  json steps = json::array();
  for (size_t i = 0; i < specs_.size(); ++i) {
    steps.push_back({{"name", specs_[i].name}, {"settings", ToJson(specs_[i].settings)}});
    steps_[i]->Save(file, Prefix(i));
  }
  file.SetText(kSpecs, steps.dump(-1, ' ', false, json::error_handler_t::replace));
}

StatusOr<std::vector<TransformSpec>> Pipeline::LoadSpecs(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::string text, file.Text(kSpecs));
  const json steps = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!steps.is_array()) return DataLoss("model file: {}: expected a JSON list", kSpecs);
  std::vector<TransformSpec> specs;
  for (const json& item : steps) {
    if (!item.is_object() || !item.contains("name") || !item["name"].is_string() ||
        !item.contains("settings") || !item["settings"].is_string()) {
      return DataLoss("model file: {}: a step has no name or no settings", kSpecs);
    }
    const auto settings = PointFromJson(item["settings"].get<std::string>());
    if (!settings.ok()) return DataLoss("model file: {}", Message(settings.status()));
    specs.push_back({item["name"].get<std::string>(), *settings});
  }
  return specs;
}

StatusOr<Pipeline> Pipeline::Load(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(std::vector<TransformSpec> specs, LoadSpecs(file));
  Pipeline pipeline;
  for (TransformSpec& spec : specs) {
    auto step = MakeTransform(spec);
    if (!step.ok()) return DataLoss("model file: {}", Message(step.status()));
    GF_RETURN_IF_ERROR((*step)->Load(file, Prefix(pipeline.steps_.size())));
    pipeline.specs_.push_back(std::move(spec));
    pipeline.steps_.push_back(*std::move(step));
  }
  return pipeline;
}

}  // namespace gridfold
