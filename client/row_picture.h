// Rows of a data set as pictures.
#pragma once

#include <cstdint>

#include "common/data/data_set.h"
#include "common/picture/picture.h"
#include "common/picture/tone.h"

namespace gridfold {

// From the least to the greatest value of the data set.
Tones TonesOfData(const DataSet& data);

// Row `row` of a data set of pictures.
Picture RowPicture(const DataSet& data, int64_t row, const Tones& tones);

}  // namespace gridfold
