// Wrongly classified pictures, class by class.
#pragma once

#include <vector>

#include "client/mistakes.h"
#include "client/picture_folder.h"
#include "common/data/data_set.h"

namespace gridfold {

// `wrong-<class>` for each of the first kPictureClassesMax classes with mistakes, `classes` in the
// order of data's: the first hundred of them, ten to a row, each over "actual → predicted". `data`
// are pictures.
Status AddMistakePictures(const DataSet& data, const std::vector<ClassMistakes>& classes,
                          PictureFolder& folder);

}  // namespace gridfold
