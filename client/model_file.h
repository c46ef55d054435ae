// `model STUDY -o FILE`, `model STUDY --summary` and `predict FILE DATA`: the refitted model as a
// file, and its use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/data_argument.h"
#include "client/study_view.h"

namespace gridfold {

// Writes the stored model of `trial`, or of the best refitted trial, to `path`. NotFound names the
// trials that have models.
Status SaveModel(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                 const std::string& path, Console& console);

// Prints the layers of that model, with output shapes and numbers of parameters. InvalidArgument
// for a model that is no network.
Status PrintLayers(StudyView& view, const std::string& study, std::optional<int64_t> trial,
                   Console& console);

struct PredictArguments {
  std::string model_file;
  std::vector<DataArguments> data;
  std::string output;  // labels, one to a line; "" = none are written
};

// Predicts the test rows of each data set (its training rows when it has no others) and prints the
// share that is right. DataLoss for a file that is no model; InvalidArgument when features differ.
Status PredictData(const PredictArguments& arguments, Console& console);

}  // namespace gridfold
