// What a principal component analysis kept of the rows.
#pragma once

#include "client/picture_folder.h"
#include "client/stored_model.h"
#include "common/data/data_set.h"

namespace gridfold {

// For a model whose pipeline ends with pca on pictures: the chart `variance` (how much of the
// training rows' variance the first components hold together), `components` (the first kPicturesMax
// directions, each with tones of its own, ten to a row) and `reconstructions` (a training row of
// each class, and below it what the components make of it). Nothing for other models. `data` is
// what the model was fitted on; DataLoss when its rows do not fit.
Status AddComponentPictures(const StoredModel& stored, const DataSet& data, PictureFolder& folder);

}  // namespace gridfold
