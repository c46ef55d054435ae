#include "client/prediction.h"

#include <algorithm>

#include "client/framed_picture.h"
#include "client/mistake_pictures.h"
#include "client/outcome.h"
#include "client/stored_model.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "common/data/csv.h"
#include "common/data/gzip.h"
#include "common/picture/picture.h"

namespace gridfold {
namespace {

constexpr int64_t kModelBytesMax = int64_t{16} << 30;
// Bounds the memory of a prediction, whatever the size of the data set.
constexpr int64_t kRowsPerBlock = 2048;

// Appends the probability of each of the model's classes for each row of x; clears `all` when the
// model has none.
void AppendProbabilities(StoredModel& loaded, const Matrix& x, std::vector<float>& all) {
  const auto found = loaded.model->Probabilities(x);
  if (!found.ok()) return all.clear();
  const size_t first = all.size(), known = found->classes.size();
  all.resize(first + static_cast<size_t>(x.rows()) * loaded.classes.size(), 0);
  for (size_t i = 0; i < found->values.size(); ++i) {
    const auto c = static_cast<size_t>(found->classes[i % known]);
    if (c >= loaded.classes.size()) return all.clear();
    all[first + i / known * loaded.classes.size() + c] = static_cast<float>(found->values[i]);
  }
}

// The model's class of each of `rows` rows; `copy(row, to)` gives a row. `probabilities`: of each
// class, unless it is null.
template <typename Copy>
StatusOr<std::vector<int32_t>> PredictRows(StoredModel& loaded, int64_t rows, Copy copy,
                                           std::vector<float>* probabilities = nullptr) {
  std::vector<int32_t> predicted;
  for (int64_t first = 0; first < rows; first += kRowsPerBlock) {
    Matrix x(std::min(kRowsPerBlock, rows - first), loaded.features);
    for (int64_t i = 0; i < x.rows(); ++i) copy(first + i, x.row(i));
    loaded.pipeline.Apply(x);
    const std::vector<int32_t> block = loaded.model->Predict(x);
    predicted.insert(predicted.end(), block.begin(), block.end());
    if (probabilities != nullptr) AppendProbabilities(loaded, x, *probabilities);
  }
  const auto classes = static_cast<int32_t>(loaded.classes.size());
  for (const int32_t c : predicted) {
    if (c < 0 || c >= classes) return DataLoss("the model predicts class {} of {}", c, classes);
  }
  return predicted;
}

bool WantsOutcome(const PredictArguments& arguments) {
  return arguments.report || !arguments.pictures.empty();
}

const std::string& NameOf(const StoredModel& loaded, int32_t predicted) {
  return loaded.classes[static_cast<size_t>(predicted)];
}

Status CheckFeatures(const std::string& name, const StoredModel& loaded, int64_t features) {
  if (features == loaded.features) return absl::OkStatus();
  return InvalidArgument("{}: expected {} features, as the model was fitted on, found {}", name,
                         loaded.features, features);
}

// Each function below predicts one argument, reports it on the console, and appends labels.

// The data's classes become the model's.
Status NameAsModel(const std::string& name, const std::vector<std::string>& classes,
                   DataSet& data) {
  std::vector<int32_t> places;
  for (const std::string& label : data.classes) {
    const auto found = std::find(classes.begin(), classes.end(), label);
    if (found == classes.end()) {
      return InvalidArgument("{}: expected labels that the model knows, found '{}'", name, label);
    }
    places.push_back(static_cast<int32_t>(found - classes.begin()));
  }
  for (int32_t& label : data.labels) label = places[static_cast<size_t>(label)];
  data.classes = classes;
  return absl::OkStatus();
}

std::vector<ClassMistakes> MistakesOf(const Outcome& outcome, int64_t first) {
  std::vector<ClassMistakes> mistakes(outcome.classes.size());
  for (size_t i = 0; i < outcome.actual.size(); ++i) {
    ClassMistakes& found = mistakes[static_cast<size_t>(outcome.actual[i])];
    ++found.validated;
    if (outcome.predicted[i] == outcome.actual[i]) continue;
    found.mistakes.push_back({first + static_cast<int64_t>(i), outcome.predicted[i]});
  }
  return mistakes;
}

// Of the rows from `first` on.
Status ShowOutcome(const PredictArguments& arguments, const StoredModel& loaded, DataSet data,
                   int64_t first, Outcome outcome, Console& console) {
  const std::string& name = arguments.data.front().name;
  GF_RETURN_IF_ERROR(NameAsModel(name, loaded.classes, data));
  outcome.classes = loaded.classes;
  outcome.actual.assign(data.labels.begin() + first, data.labels.end());
  if (arguments.report) {
    GF_ASSIGN_OR_RETURN(const std::string text, OutcomeText(outcome, console.colours));
    console.out << "\n" << text;
  }
  if (arguments.pictures.empty()) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(PictureFolder folder, PictureFolder::Open(arguments.pictures));
  GF_RETURN_IF_ERROR(AddOutcomeCharts(outcome, name, folder));
  if (data.shape) GF_RETURN_IF_ERROR(AddMistakePictures(data, MistakesOf(outcome, first), folder));
  console.out << "\n" << folder.Text();
  return absl::OkStatus();
}

Status PredictLabelled(StoredModel& loaded, const PredictArguments& whole,
                       const DataArguments& arguments, std::string& labels, Console& console) {
  GF_ASSIGN_OR_RETURN(DataSet data, LoadData(arguments));
  GF_RETURN_IF_ERROR(CheckFeatures(arguments.name, loaded, data.features));
  const int64_t first = data.test_rows > 0 ? data.train_rows : 0;
  Outcome outcome;
  GF_ASSIGN_OR_RETURN(outcome.predicted,
                      PredictRows(
                          loaded, data.rows() - first,
                          [&](int64_t row, float* to) { data.CopyRow(first + row, to); },
                          WantsOutcome(whole) ? &outcome.probabilities : nullptr));
  const std::vector<int32_t>& predicted = outcome.predicted;
  int64_t right = 0;
  for (size_t i = 0; i < predicted.size(); ++i) {
    const std::string& label = NameOf(loaded, predicted[i]);
    const auto actual = static_cast<size_t>(data.labels[static_cast<size_t>(first) + i]);
    right += label == data.classes[actual] ? 1 : 0;
    labels += SafeText(label) + "\n";
  }
  const auto rows = static_cast<double>(predicted.size());
  console.out << fmt::format(
      "{}: {} {} rows, {} right, accuracy {:.4f}\n", SafeText(arguments.name), FormatCount(rows),
      data.test_rows > 0 ? "test" : "training", FormatCount(static_cast<double>(right)),
      static_cast<double>(right) / rows);
  if (!WantsOutcome(whole)) return absl::OkStatus();
  return ShowOutcome(whole, loaded, std::move(data), first, std::move(outcome), console);
}

Status PredictUnlabelled(StoredModel& loaded, const std::string& name, const std::string& text,
                         std::string& labels, Console& console) {
  GF_ASSIGN_OR_RETURN(const Table table, ParseUnlabelledCsv(text, name));
  const auto& values = std::get<DataSet::Floats>(table.values);
  GF_ASSIGN_OR_RETURN(const std::vector<int32_t> predicted,
                      PredictRows(loaded, table.rows, [&](int64_t row, float* to) {
                        std::copy_n(values.begin() + row * table.features, table.features, to);
                      }));
  std::vector<int64_t> counts(loaded.classes.size(), 0);
  for (const int32_t c : predicted) {
    ++counts[static_cast<size_t>(c)];
    labels += SafeText(NameOf(loaded, c)) + "\n";
  }
  console.out << fmt::format("{}: {} rows without labels\n", SafeText(name),
                             FormatCount(static_cast<double>(predicted.size())));
  for (size_t c = 0; c < counts.size(); ++c) {
    console.out << fmt::format("  {}: {}\n", SafeText(loaded.classes[c]),
                               FormatCount(static_cast<double>(counts[c])));
  }
  return absl::OkStatus();
}

// " (probability 0.98)", or nothing when the model has none.
std::string ProbabilityText(StoredModel& loaded, const Matrix& x, int32_t predicted) {
  const auto probabilities = loaded.model->Probabilities(x);
  if (!probabilities.ok()) return "";
  const auto& classes = probabilities->classes;
  const auto found = std::find(classes.begin(), classes.end(), predicted);
  if (found == classes.end()) return "";
  const double value = probabilities->values[static_cast<size_t>(found - classes.begin())];
  return fmt::format(" (probability {:.2f})", value);
}

Status PredictPicture(StoredModel& loaded, const std::string& name, std::string& labels,
                      Console& console) {
  GF_ASSIGN_OR_RETURN(Matrix x, FramedRow(loaded, name));
  loaded.pipeline.Apply(x);
  const int32_t predicted = loaded.model->Predict(x).front();
  if (predicted < 0 || predicted >= static_cast<int32_t>(loaded.classes.size())) {
    return DataLoss("the model predicts class {} of {}", predicted, loaded.classes.size());
  }
  const std::string label = SafeText(NameOf(loaded, predicted));
  labels += label + "\n";
  console.out << fmt::format("{}: {}{}\n", SafeText(name), label,
                             ProbabilityText(loaded, x, predicted));
  return absl::OkStatus();
}

bool IsCsvName(const std::string& name) {
  return name.ends_with(".csv") || name.ends_with(".csv.gz");
}

Status PredictOne(StoredModel& loaded, const PredictArguments& whole,
                  const DataArguments& arguments, std::string& labels, Console& console) {
  const Status labelled = InvalidArgument(
      "{}: expected a data set with labels beside --report or --pictures", arguments.name);
  if (IsPictureName(arguments.name)) {
    if (WantsOutcome(whole)) return labelled;
    return PredictPicture(loaded, arguments.name, labels, console);
  }
  if (IsCsvName(arguments.name)) {
    GF_ASSIGN_OR_RETURN(const std::string text, ReadMaybeGzipped(arguments.name));
    GF_ASSIGN_OR_RETURN(const size_t columns, CountCsvColumns(text, arguments.name));
    if (static_cast<int64_t>(columns) == loaded.features) {
      if (WantsOutcome(whole)) return labelled;
      return PredictUnlabelled(loaded, arguments.name, text, labels, console);
    }
  }
  return PredictLabelled(loaded, whole, arguments, labels, console);
}

// What is to be shown of labelled rows is shown of one data set.
Status CheckOutcome(const PredictArguments& arguments) {
  if (!WantsOutcome(arguments) || arguments.data.size() == 1) return absl::OkStatus();
  return InvalidArgument("predict: expected one data set with --report or --pictures, found {}",
                         arguments.data.size());
}

}  // namespace

Status PredictData(const PredictArguments& arguments, Console& console) {
  GF_RETURN_IF_ERROR(CheckOutcome(arguments));
  GF_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(arguments.model_file, kModelBytesMax));
  StatusOr<StoredModel> loaded = ParseStoredModel(bytes);
  if (!loaded.ok()) return Annotate(loaded.status(), arguments.model_file);
  std::string labels;
  for (const DataArguments& data : arguments.data) {
    GF_RETURN_IF_ERROR(PredictOne(*loaded, arguments, data, labels, console));
  }
  return arguments.output.empty() ? absl::OkStatus()
                                  : WriteFileAtomically(arguments.output, labels);
}

}  // namespace gridfold
