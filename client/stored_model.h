// The refitted models of studies: which trials have one, its bytes, and what is in them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/study_view.h"
#include "common/spec/results.h"
#include "worker/model/model.h"
#include "worker/transform/pipeline.h"

namespace gridfold {

// The refit of `trial`, or without a number of the best trial, or failing that the first there is.
// NotFound names the trials that have models.
StatusOr<RefitSummary> FindRefit(const StudySummary& study, std::optional<int64_t> trial);

// How a picture becomes a row: [height x width x channels] values from 0, paper, to `ink`.
struct PictureFrame {
  int64_t height = 0, width = 0, channels = 1;
  double ink = 1;
};

// A model file, taken apart.
struct StoredModel {
  std::unique_ptr<Model> model;
  Pipeline pipeline;
  std::vector<std::string> classes;     // class index -> name
  int64_t features = 0;                 // of a row before the pipeline
  std::optional<PictureFrame> picture;  // when it was fitted on pictures
};

// DataLoss for bytes that are no model file.
StatusOr<StoredModel> ParseStoredModel(const std::string& bytes);

}  // namespace gridfold
