// The rows that a model sees, as pictures. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "client/stored_model.h"
#include "common/picture/picture.h"
#include "common/picture/tone.h"
#include "worker/linalg/matrix.h"
#include "worker/transform/pca.h"

namespace gridfold {

// Longer side of a picture in a montage, and how many of them a montage of rows may have.
inline constexpr int64_t kPictureSide = 64, kPicturesMax = 100;

// The pipeline's last step, when it is pca and all steps before it keep pictures; else null. It
// lives as long as `stored`.
const Pca* LastPca(const StoredModel& stored);

// Whether the model was fitted on pictures and its rows still are some, behind LastPca at most.
bool RowsShowPictures(const StoredModel& stored);

// Brings rows that the model sees back through LastPca; nothing without one. DataLoss when their
// length does not fit. Only where RowsShowPictures.
Status RestoreRows(const StoredModel& stored, Matrix& rows);

// The first kPicturesMax rows [rows x frame], all with the same tones: from the least to the
// greatest of their values, or those given.
std::vector<Picture> RowPictures(ConstMatrix rows, const PictureFrame& frame);
std::vector<Picture> RowPictures(ConstMatrix rows, const PictureFrame& frame, const Tones& tones);

}  // namespace gridfold
