// From the text of a spec to a study that is ready to be stored: read, validated, its data loaded
// and hashed, its folds cut. Done before the database hears of it, so nothing is half written.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/data/data_set.h"
#include "common/data/folds.h"
#include "common/data/load.h"
#include "common/spec/spec_reader.h"
#include "common/spec/study.h"

namespace gridfold {

struct PreparedStudy {
  StudySpec spec;
  std::vector<std::string> notes;
  std::shared_ptr<const DataSet> data;
  std::string dataset_blob;  // SerializeDataSet(*data)
  std::string dataset_hash;  // its SHA-256
  std::vector<Split> splits;
  std::string init_blob, init_hash;  // what networks start from, and its SHA-256; empty: nothing
  double trial_count = 0;            // from the sampler; infinity when unbounded
  std::string fingerprint;           // SHA-256 of spec fingerprint and the hashes
};

// The file of a model, or a checkpoint, of a study in the database: of `trial`, or of the study's
// best one. NotFound when there is none.
using InitialModel =
    std::function<StatusOr<std::string>(const std::string& study, std::optional<int64_t> trial)>;

// Errors are those of ReadStudy, LoadDataSet, MakeSplits and `find`. Without `find` what an earlier
// study would give to start from is left out.
StatusOr<PreparedStudy> PrepareStudy(const SpecText& spec, const DataFolders& folders,
                                     const InitialModel& find = nullptr);

}  // namespace gridfold
