// `predict FILE DATA...`: what a model says of data sets, rows without labels, and pictures.
#pragma once

#include <string>
#include <vector>

#include "client/console.h"
#include "client/data_argument.h"

namespace gridfold {

struct PredictArguments {
  std::string model_file;
  std::vector<DataArguments> data;
  std::string output;    // labels, one to a line; "" = none are written
  bool report = false;   // of labelled rows: tables of outcome.h
  std::string pictures;  // of labelled rows: charts of outcome.h, mistake_pictures.h; "" = none
};

// Of a data set: predicts its test rows (its training rows when it has no others) and prints the
// share that is right. Of a CSV file with as many columns as the model has features: all rows, and
// how often each class came out. Of a picture (.png, .jpg): its sign, framed as the model's
// training pictures were (frame.h), with the class's probability when the model knows it. DataLoss
// for a file that is no model or picture; InvalidArgument when features differ, and when labelled
// rows that are to be reported or shown have a label that the model does not know, or there are
// none such or several data sets.
Status PredictData(const PredictArguments& arguments, Console& console);

}  // namespace gridfold
