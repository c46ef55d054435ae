#include "coordinator/prepare/prepare.h"

#include <utility>

#include "common/base/file.h"
#include "common/base/fingerprint.h"
#include "coordinator/search/sampler.h"

namespace gridfold {

namespace {

constexpr int64_t kModelBytesMax = int64_t{2} << 30;

const char* PlaceOf(const std::string& kind) {
  if (kind == "init") return "init_from";
  return kind == "script" ? "command: script" : "pipeline: features";
}

// The models that the study names, into `prepared`.
Status LoadModels(const DataFolders& folders, const ModelFinder& find, PreparedStudy& prepared) {
  for (const ModelReference& reference : ModelReferences(prepared.spec)) {
    const auto file = reference.settings.find("file");
    if (file == reference.settings.end() && find == nullptr) continue;
    StatusOr<std::string> bytes =
        file == reference.settings.end()
            ? find(reference)
            : ReadFile(ResolvePath(ToText(file->second), folders), kModelBytesMax);
    GF_RETURN_IF_ERROR(Annotate(bytes.status(), PlaceOf(reference.kind)));
    std::string hash = Sha256Hex(*bytes);
    prepared.models[reference.kind] = {*std::move(bytes), std::move(hash)};
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<ModelReference> ModelReferences(const StudySpec& spec) {
  std::vector<ModelReference> references;
  const auto init = spec.training.find("init_from");
  if (init != spec.training.end()) references.push_back({"init", init->second});
  if (!spec.pipeline.empty() && spec.pipeline.front().name == "features") {
    references.push_back({"features", spec.pipeline.front().settings});
  }
  if (!spec.command.script.empty()) {
    references.push_back({"script", {{"file", spec.command.script}}});
  }
  return references;
}

StatusOr<PreparedStudy> PrepareStudy(const SpecText& spec, const DataFolders& folders,
                                     const ModelFinder& find) {
  PreparedStudy prepared;
  GF_ASSIGN_OR_RETURN(ReadResult read, ReadStudy(spec));
  prepared.spec = std::move(read.study);
  prepared.notes = std::move(read.notes);
  if (prepared.spec.model == "command") {
    prepared.notes.push_back(
        fmt::format("{}: model command: its jobs go only to workers that were started with "
                    "--allow-commands",
                    spec.file));
  }
  GF_RETURN_IF_ERROR(Annotate(CheckSearch(prepared.spec), spec.file));
  GF_ASSIGN_OR_RETURN(DataSet data, LoadDataSet(prepared.spec.dataset, folders));
  GF_ASSIGN_OR_RETURN(prepared.splits,
                      MakeSplits(data.train_labels(), data.classes, prepared.spec.cv));
  prepared.dataset_blob = SerializeDataSet(data);
  prepared.dataset_hash = Sha256Hex(prepared.dataset_blob);
  prepared.data = std::make_shared<const DataSet>(std::move(data));
  GF_RETURN_IF_ERROR(Annotate(LoadModels(folders, find, prepared), spec.file));
  prepared.trial_count = MakeSampler(prepared.spec)->TrialCount();
  std::string hashes = prepared.dataset_hash;
  for (const auto& [kind, model] : prepared.models) hashes += model.hash;
  prepared.fingerprint = Sha256Hex(prepared.spec.fingerprint + hashes);
  return prepared;
}

}  // namespace gridfold
