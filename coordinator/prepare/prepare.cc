#include "coordinator/prepare/prepare.h"

#include <utility>

#include "common/base/fingerprint.h"
#include "coordinator/search/sampler.h"

namespace gridfold {

StatusOr<PreparedStudy> PrepareStudy(const SpecText& spec, const DataFolders& folders) {
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
  prepared.trial_count = MakeSampler(prepared.spec)->TrialCount();
  prepared.fingerprint = Sha256Hex(prepared.spec.fingerprint + prepared.dataset_hash);
  return prepared;
}

}  // namespace gridfold
