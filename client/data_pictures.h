// `data describe --pictures`: what a data set looks like.
#pragma once

#include "client/picture_folder.h"
#include "common/data/data_set.h"

namespace gridfold {

// Pictures show the first so many classes.
inline constexpr size_t kPictureClassesMax = 100;

// Charts: classes (rows of each), values, image_means (mean value of each row). When rows are
// pictures also samples (a row of pictures for each class, taken at equal distances from its
// training rows), means, nearest and farthest (for each class the training picture nearest to and
// farthest from its mean; ten classes to a row, in the classes' order).
Status AddDataPictures(const DataSet& data, PictureFolder& folder);

}  // namespace gridfold
