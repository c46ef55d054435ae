#include "client/model_rows.h"

#include <algorithm>
#include <span>

namespace gridfold {
namespace {

std::span<const float> RowOf(ConstMatrix rows, int64_t row) {
  return {rows.row(row), static_cast<size_t>(rows.cols)};
}

}  // namespace

const Pca* LastPca(const StoredModel& stored) {
  const auto& steps = stored.pipeline.steps();
  if (steps.empty()) return nullptr;
  const bool pictures = std::all_of(steps.begin(), steps.end() - 1,
                                    [](const auto& step) { return step->KeepsPictures(); });
  return pictures ? dynamic_cast<const Pca*>(steps.back().get()) : nullptr;
}

bool RowsShowPictures(const StoredModel& stored) {
  return stored.picture && (stored.pipeline.KeepsPictures() || LastPca(stored) != nullptr);
}

Status RestoreRows(const StoredModel& stored, Matrix& rows) {
  const Pca* pca = LastPca(stored);
  const int64_t expected = pca == nullptr ? stored.features : pca->found().directions.rows();
  if (rows.cols() != expected) {
    return DataLoss("model file: expected rows of {} values behind the pipeline, found {}",
                    expected, rows.cols());
  }
  if (pca == nullptr) return absl::OkStatus();
  pca->Restore(rows);
  if (rows.cols() == stored.features) return absl::OkStatus();
  return DataLoss("model file: pca: expected {} features, found {}", stored.features, rows.cols());
}

std::vector<Picture> RowPictures(ConstMatrix rows, const PictureFrame& frame) {
  std::vector<float> values;
  for (int64_t r = 0; r < std::min(rows.rows, kPicturesMax); ++r) {
    const auto row = RowOf(rows, r);
    values.insert(values.end(), row.begin(), row.end());
  }
  return RowPictures(rows, frame, TonesOf(values));
}

std::vector<Picture> RowPictures(ConstMatrix rows, const PictureFrame& frame, const Tones& tones) {
  std::vector<Picture> pictures;
  for (int64_t r = 0; r < std::min(rows.rows, kPicturesMax); ++r) {
    pictures.push_back(PictureOf(RowOf(rows, r), frame.height, frame.width, frame.channels, tones));
  }
  return pictures;
}

}  // namespace gridfold
