#include "client/model_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "client/table.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "worker/model/model.h"
#include "worker/transform/pipeline.h"

namespace gridfold {
namespace {

constexpr int64_t kModelBytesMax = int64_t{16} << 30;
// Bounds the memory of a prediction, whatever the size of the data set.
constexpr int64_t kRowsPerBlock = 2048;

struct LoadedModel {
  std::unique_ptr<Model> model;
  Pipeline pipeline;
  std::vector<std::string> classes;
  int64_t features = 0;
};

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

StatusOr<LoadedModel> ParseModel(const std::string& bytes) {
  GF_ASSIGN_OR_RETURN(const TensorFile file, TensorFile::Parse(bytes));
  GF_ASSIGN_OR_RETURN(const std::string class_text, file.Text("classes"));
  GF_ASSIGN_OR_RETURN(const std::string feature_text, file.Text("features"));
  LoadedModel loaded;
  GF_ASSIGN_OR_RETURN(loaded.classes, ParseClasses(class_text));
  const auto features = nlohmann::json::parse(feature_text, nullptr, false);
  if (!features.is_number_integer() || features.get<int64_t>() <= 0) {
    return DataLoss("features: expected a positive number, found '{}'", feature_text);
  }
  loaded.features = features.get<int64_t>();
  GF_ASSIGN_OR_RETURN(loaded.pipeline, Pipeline::Load(file));
  GF_ASSIGN_OR_RETURN(loaded.model, LoadModel(file));
  return loaded;
}

// The model's class of each row of `data` from `first` to `last`.
StatusOr<std::vector<int32_t>> PredictRows(LoadedModel& loaded, const DataSet& data, int64_t first,
                                           int64_t last) {
  std::vector<int32_t> predicted;
  for (int64_t row = first; row < last; row += kRowsPerBlock) {
    const int64_t rows = std::min(kRowsPerBlock, last - row);
    Matrix x(rows, data.features);
    for (int64_t i = 0; i < rows; ++i) data.CopyRow(row + i, x.row(i));
    loaded.pipeline.Apply(x);
    const std::vector<int32_t> block = loaded.model->Predict(x);
    predicted.insert(predicted.end(), block.begin(), block.end());
  }
  const auto classes = static_cast<int32_t>(loaded.classes.size());
  for (const int32_t c : predicted) {
    if (c < 0 || c >= classes) return DataLoss("the model predicts class {} of {}", c, classes);
  }
  return predicted;
}

// Predicts one data set, reports it on the console, and appends the labels to `labels`.
Status PredictOne(LoadedModel& loaded, const DataArguments& arguments, std::string& labels,
                  Console& console) {
  GF_ASSIGN_OR_RETURN(const DataSet data, LoadData(arguments));
  if (data.features != loaded.features) {
    return InvalidArgument("{}: expected {} features, as the model was fitted on, found {}",
                           arguments.name, loaded.features, data.features);
  }
  const int64_t first = data.test_rows > 0 ? data.train_rows : 0;
  GF_ASSIGN_OR_RETURN(const std::vector<int32_t> predicted,
                      PredictRows(loaded, data, first, data.rows()));
  int64_t right = 0;
  for (size_t i = 0; i < predicted.size(); ++i) {
    const std::string& label = loaded.classes[static_cast<size_t>(predicted[i])];
    const auto actual = static_cast<size_t>(data.labels[static_cast<size_t>(first) + i]);
    right += label == data.classes[actual] ? 1 : 0;
    labels += SafeText(label) + "\n";
  }
  const auto rows = static_cast<double>(predicted.size());
  console.out << fmt::format(
      "{}: {} {} rows, {} right, accuracy {:.4f}\n", SafeText(arguments.name), FormatCount(rows),
      data.test_rows > 0 ? "test" : "training", FormatCount(static_cast<double>(right)),
      static_cast<double>(right) / rows);
  return absl::OkStatus();
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

Status SaveModel(StudyView& view, const std::string& name, std::optional<int64_t> trial,
                 const std::string& path, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  const auto found =
      std::find_if(study.refits.begin(), study.refits.end(), [&](const RefitSummary& refit) {
        // Without a number: the best trial's, and failing that the first there is.
        const bool wanted = trial ? refit.trial == *trial : true;
        return wanted && !refit.model_hash.empty();
      });
  if (found == study.refits.end()) {
    return NotFound("study '{}' has no model{}; {}", name,
                    trial ? fmt::format(" of trial {}", *trial) : "", TrialsWithModels(study));
  }
  const auto best = std::find_if(found, study.refits.end(), [&](const RefitSummary& refit) {
    return !trial && study.best_trial == refit.trial && !refit.model_hash.empty();
  });
  const RefitSummary& refit = best == study.refits.end() ? *found : *best;
  GF_ASSIGN_OR_RETURN(const std::string bytes, view.FetchArtifact(refit.model_hash));
  GF_RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
  console.out << fmt::format("{}: model of trial {}, {}\n", path, refit.trial,
                             FormatBytes(static_cast<double>(bytes.size())));
  return absl::OkStatus();
}

Status PredictData(const PredictArguments& arguments, Console& console) {
  GF_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(arguments.model_file, kModelBytesMax));
  StatusOr<LoadedModel> loaded = ParseModel(bytes);
  if (!loaded.ok()) return Annotate(loaded.status(), arguments.model_file);
  std::string labels;
  for (const DataArguments& data : arguments.data) {
    GF_RETURN_IF_ERROR(PredictOne(*loaded, data, labels, console));
  }
  return arguments.output.empty() ? absl::OkStatus()
                                  : WriteFileAtomically(arguments.output, labels);
}

}  // namespace gridfold
