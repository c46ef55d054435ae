#include "client/stored_model.h"

#include <nlohmann/json.hpp>

namespace gridfold {
namespace {

StatusOr<std::vector<std::string>> ParseClasses(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  std::vector<std::string> classes;
  if (!json.is_array()) return DataLoss("classes: expected a JSON array of names");
  for (const auto& name : json) {
    if (!name.is_string()) return DataLoss("classes: expected a JSON array of names");
    classes.push_back(name.get<std::string>());
  }
  if (classes.empty()) return DataLoss("classes: expected at least one");
  return classes;
}

StatusOr<PictureFrame> ParseFrame(const std::string& text, int64_t features) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  PictureFrame frame;
  const auto read = [&json](const char* name, auto& value) {
    const auto found = json.is_object() ? json.find(name) : json.end();
    if (found == json.end() || !found->is_number()) return false;
    value = found->get<std::remove_reference_t<decltype(value)>>();
    return true;
  };
  const bool complete = read("height", frame.height) && read("width", frame.width) &&
                        read("channels", frame.channels) && read("ink", frame.ink);
  const int64_t side_max = int64_t{1} << 20;
  const bool fits = complete && frame.height > 0 && frame.width > 0 && frame.channels > 0 &&
                    frame.height < side_max && frame.width < side_max &&
                    frame.channels < side_max &&
                    frame.height * frame.width * frame.channels == features;
  if (fits) return frame;
  return DataLoss("picture: expected height, width, channels and ink of {} features, found '{}'",
                  features, text);
}

std::string TrialsWithModels(const StudySummary& study) {
  std::string text;
  for (const RefitSummary& refit : study.refits) {
    if (refit.model_hash.empty()) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", refit.trial);
  }
  return text.empty() ? "no trial has one" : "trials with models: " + text;
}

}  // namespace

StatusOr<RefitSummary> FindRefit(const StudySummary& study, std::optional<int64_t> trial) {
  const RefitSummary* found = nullptr;
  for (const RefitSummary& refit : study.refits) {
    if (refit.model_hash.empty() || (trial && refit.trial != *trial)) continue;
    if (found == nullptr || study.best_trial == refit.trial) found = &refit;
  }
  if (found != nullptr) return *found;
  return NotFound("study '{}' has no model{}; {}", study.name,
                  trial ? fmt::format(" of trial {}", *trial) : "", TrialsWithModels(study));
}

StatusOr<StoredModel> ParseStoredModel(const std::string& bytes) {
  GF_ASSIGN_OR_RETURN(const TensorFile file, TensorFile::Parse(bytes));
  GF_ASSIGN_OR_RETURN(const std::string class_text, file.Text("classes"));
  GF_ASSIGN_OR_RETURN(const std::string feature_text, file.Text("features"));
  StoredModel loaded;
  GF_ASSIGN_OR_RETURN(loaded.classes, ParseClasses(class_text));
  const auto features = nlohmann::json::parse(feature_text, nullptr, false);
  if (!features.is_number_integer() || features.get<int64_t>() <= 0) {
    return DataLoss("features: expected a positive number, found '{}'", feature_text);
  }
  loaded.features = features.get<int64_t>();
  if (const auto picture = file.Text("picture"); picture.ok()) {
    GF_ASSIGN_OR_RETURN(loaded.picture, ParseFrame(*picture, loaded.features));
  }
  GF_ASSIGN_OR_RETURN(loaded.pipeline, Pipeline::Load(file));
  GF_ASSIGN_OR_RETURN(loaded.model, LoadModel(file));
  const std::optional<int64_t> columns = loaded.pipeline.ColumnsAfter(loaded.features);
  if (columns != loaded.model->Features()) {
    return DataLoss("the pipeline makes rows of {} features from {}, the model expects {}",
                    columns ? std::to_string(*columns) : "no", loaded.features,
                    loaded.model->Features());
  }
  return loaded;
}

}  // namespace gridfold
