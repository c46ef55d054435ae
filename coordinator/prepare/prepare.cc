#include "coordinator/prepare/prepare.h"

#include <utility>

#include "common/base/file.h"
#include "common/base/fingerprint.h"
#include "common/spec/catalogue.h"
#include "coordinator/search/sampler.h"

namespace gridfold {

namespace {

constexpr int64_t kModelBytesMax = int64_t{2} << 30;

// The bytes that `init_from` names.
StatusOr<std::string> LoadInitial(const Point& settings, const DataFolders& folders,
                                  const InitialModel& find) {
  if (const auto file = settings.find("file"); file != settings.end()) {
    return ReadFile(ResolvePath(ToText(file->second), folders), kModelBytesMax);
  }
  if (find == nullptr) return std::string();
  std::optional<int64_t> trial;
  if (settings.contains("trial")) trial = IntAt(settings, "trial");
  return find(TextAt(settings, "study"), trial);
}

}  // namespace

StatusOr<PreparedStudy> PrepareStudy(const SpecText& spec, const DataFolders& folders,
                                     const InitialModel& find) {
  PreparedStudy prepared;
  GF_ASSIGN_OR_RETURN(ReadResult read, ReadStudy(spec));
  prepared.spec = std::move(read.study);
  prepared.notes = std::move(read.notes);
  GF_RETURN_IF_ERROR(Annotate(CheckSearch(prepared.spec), spec.file));
  GF_ASSIGN_OR_RETURN(DataSet data, LoadDataSet(prepared.spec.dataset, folders));
  GF_ASSIGN_OR_RETURN(prepared.splits,
                      MakeSplits(data.train_labels(), data.classes, prepared.spec.cv));
  prepared.dataset_blob = SerializeDataSet(data);
  prepared.dataset_hash = Sha256Hex(prepared.dataset_blob);
  prepared.data = std::make_shared<const DataSet>(std::move(data));
  const auto init = prepared.spec.training.find("init_from");
  if (init != prepared.spec.training.end()) {
    StatusOr<std::string> bytes = LoadInitial(init->second, folders, find);
    GF_RETURN_IF_ERROR(Annotate(bytes.status(), spec.file + ": init_from"));
    prepared.init_blob = *std::move(bytes);
    if (!prepared.init_blob.empty()) prepared.init_hash = Sha256Hex(prepared.init_blob);
  }
  prepared.trial_count = MakeSampler(prepared.spec)->TrialCount();
  prepared.fingerprint =
      Sha256Hex(prepared.spec.fingerprint + prepared.dataset_hash + prepared.init_hash);
  return prepared;
}

}  // namespace gridfold
