#include "client/libsvm_export.h"

#include <algorithm>

#include "client/stored_model.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "worker/model/svm/libsvm_text.h"
#include "worker/model/svm/svm_model.h"

namespace gridfold {
namespace {

// "0 = cat, 1 = dog" where the labels are not what the names say anyway.
std::string LabelNote(const std::vector<std::string>& classes, std::span<const int32_t> labels) {
  constexpr size_t kShownMax = 20;
  std::string text;
  for (size_t c = 0; c < classes.size() && c < kShownMax; ++c) {
    if (classes[c] == std::to_string(labels[c])) continue;
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", labels[c], SafeText(classes[c]));
  }
  if (text.empty()) return "labels are the class names";
  return "labels: " + text + (classes.size() > kShownMax ? ", ..." : "");
}

}  // namespace

Status ExportLibsvm(StudyView& view, const std::string& name, std::optional<int64_t> trial,
                    const std::string& path, Console& console) {
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  if (study.model != "svm") {
    return FailedPrecondition(
        "study '{}': expected the model svm, as LIBSVM knows no other, "
        "found {}",
        name, study.model);
  }
  GF_ASSIGN_OR_RETURN(const RefitSummary refit, FindRefit(study, trial));
  GF_ASSIGN_OR_RETURN(const std::string bytes, view.FetchArtifact(refit.model_hash));
  const std::string place = fmt::format("model of trial {}", refit.trial);
  StatusOr<StoredModel> stored = ParseStoredModel(bytes);
  if (!stored.ok()) return Annotate(stored.status(), place);
  const auto* svm = dynamic_cast<const SvmModel*>(stored->model.get());
  if (svm == nullptr) {
    return DataLoss("{}: expected an svm, found {}", place, stored->model->Type());
  }
  const std::vector<int32_t> labels = LibsvmLabels(stored->classes);
  const StatusOr<std::string> text = LibsvmText(svm->support(), labels);
  if (!text.ok()) return Annotate(text.status(), place);
  GF_RETURN_IF_ERROR(WriteFileAtomically(path, *text));
  console.out << fmt::format(
      "{}: LIBSVM {}, {} support vectors, {}\n"
      "Its rows are those after the study's pipeline, features numbered from 1; {}.\n",
      path, place, FormatCount(static_cast<double>(svm->support().x.rows())),
      FormatBytes(static_cast<double>(text->size())), LabelNote(stored->classes, labels));
  return absl::OkStatus();
}

}  // namespace gridfold
