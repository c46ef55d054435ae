// From the text of a spec to a study that is ready to be stored: read, validated, its data loaded
// and hashed, its folds cut. Done before the database hears of it, so nothing is half written.
#pragma once

#include <memory>
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
  std::string dataset_blob;     // SerializeDataSet(*data)
  std::string dataset_hash;     // its SHA-256
  std::vector<Split> splits;
  double trial_count = 0;       // from the sampler; infinity when unbounded
  std::string fingerprint;      // SHA-256 of spec fingerprint and data set hash
};

// Errors are those of ReadStudy, LoadDataSet and MakeSplits.
StatusOr<PreparedStudy> PrepareStudy(const SpecText& spec, const DataFolders& folders);

}  // namespace gridfold
