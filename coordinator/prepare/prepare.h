// From the text of a spec to a study that is ready to be stored: read, validated, its data loaded
// and hashed, its folds cut. Done before the database hears of it, so nothing is half written.
#pragma once

#include <functional>
#include <map>
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

// An earlier model that a study names, or the script of its command.
struct ModelReference {
  // "init": `init_from:`; "features": the step of the pipeline; "script": `command: script`
  std::string kind;
  Point settings;  // file, or study and perhaps trial
};

// Those of `spec`, at most one of a kind.
std::vector<ModelReference> ModelReferences(const StudySpec& spec);

struct ModelFile {
  std::string bytes, hash;  // and their SHA-256
};

struct PreparedStudy {
  StudySpec spec;
  std::vector<std::string> notes;
  std::shared_ptr<const DataSet> data;
  std::string dataset_blob;  // SerializeDataSet(*data)
  std::string dataset_hash;  // its SHA-256
  std::vector<Split> splits;
  std::map<std::string, ModelFile> models;  // by kind
  double trial_count = 0;                   // from the sampler; infinity when unbounded
  std::string fingerprint;                  // SHA-256 of spec fingerprint and the hashes
};

// The file of a model of a study in the database, or to start from a checkpoint: of the trial that
// is named, or of the study's best one. NotFound when there is none.
using ModelFinder = std::function<StatusOr<std::string>(const ModelReference& reference)>;

// Errors are those of ReadStudy, LoadDataSet, MakeSplits and `find`. Without `find` what an earlier
// study would give is left out.
StatusOr<PreparedStudy> PrepareStudy(const SpecText& spec, const DataFolders& folders,
                                     const ModelFinder& find = nullptr);

}  // namespace gridfold
