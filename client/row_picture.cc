#include "client/row_picture.h"

#include <algorithm>
#include <vector>

namespace gridfold {

Tones TonesOfData(const DataSet& data) {
  return std::visit(
      [](const auto& values) -> Tones {
        if (values.empty()) return {};
        const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
        return {static_cast<double>(*least), static_cast<double>(*greatest)};
      },
      data.values);
}

Picture RowPicture(const DataSet& data, int64_t row, const Tones& tones) {
  std::vector<float> values(static_cast<size_t>(data.features));
  data.CopyRow(row, values.data());
  return PictureOf(values, data.shape->height, data.shape->width, data.shape->channels, tones);
}

}  // namespace gridfold
