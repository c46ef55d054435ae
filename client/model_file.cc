#include "client/model_file.h"

#include <algorithm>

#include "client/layer_table.h"
#include "client/stored_model.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "worker/model/network/network_model.h"

namespace gridfold {
namespace {

constexpr int64_t kModelBytesMax = int64_t{16} << 30;
// Bounds the memory of a prediction, whatever the size of the data set.
constexpr int64_t kRowsPerBlock = 2048;

// The model's class of each row of `data` from `first` to `last`.
StatusOr<std::vector<int32_t>> PredictRows(StoredModel& loaded, const DataSet& data, int64_t first,
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
Status PredictOne(StoredModel& loaded, const DataArguments& arguments, std::string& labels,
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

}  // namespace

Status PrintLayers(StudyView& view, const std::string& name, std::optional<int64_t> trial,
                   Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  GF_ASSIGN_OR_RETURN(const RefitSummary refit, FindRefit(study, trial));
  GF_ASSIGN_OR_RETURN(const std::string bytes, view.FetchArtifact(refit.model_hash));
  GF_ASSIGN_OR_RETURN(const StoredModel stored, ParseStoredModel(bytes));
  const auto* network = dynamic_cast<const NetworkModel*>(stored.model.get());
  if (network == nullptr) {
    return InvalidArgument("--summary: expected a network, found a model {}", stored.model->Type());
  }
  const NetworkShape& shape = network->shape();
  GF_ASSIGN_OR_RETURN(const std::string table,
                      LayerTable(shape.layers, shape.input, shape.classes, console.colours));
  console.out << table;
  return absl::OkStatus();
}

Status SaveModel(StudyView& view, const std::string& name, std::optional<int64_t> trial,
                 const std::string& path, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  GF_ASSIGN_OR_RETURN(const RefitSummary refit, FindRefit(study, trial));
  GF_ASSIGN_OR_RETURN(const std::string bytes, view.FetchArtifact(refit.model_hash));
  GF_RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
  console.out << fmt::format("{}: model of trial {}, {}\n", path, refit.trial,
                             FormatBytes(static_cast<double>(bytes.size())));
  return absl::OkStatus();
}

Status PredictData(const PredictArguments& arguments, Console& console) {
  GF_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(arguments.model_file, kModelBytesMax));
  StatusOr<StoredModel> loaded = ParseStoredModel(bytes);
  if (!loaded.ok()) return Annotate(loaded.status(), arguments.model_file);
  std::string labels;
  for (const DataArguments& data : arguments.data) {
    GF_RETURN_IF_ERROR(PredictOne(*loaded, data, labels, console));
  }
  return arguments.output.empty() ? absl::OkStatus()
                                  : WriteFileAtomically(arguments.output, labels);
}

}  // namespace gridfold
