#include "client/model_file.h"

#include "client/layer_table.h"
#include "client/stored_model.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "worker/model/network/network_model.h"

namespace gridfold {

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

}  // namespace gridfold
