#include "client/framed_picture.h"

#include "common/picture/frame.h"
#include "common/picture/picture.h"

namespace gridfold {

StatusOr<Matrix> FramedRow(const StoredModel& stored, const std::string& path) {
  if (!stored.picture) {
    return InvalidArgument("{}: the model was not fitted on pictures, so it cannot predict one",
                           path);
  }
  const PictureFrame& frame = *stored.picture;
  GF_ASSIGN_OR_RETURN(const Picture picture, LoadPicture(path));
  const auto values = FrameSign(picture, frame.height, frame.width);
  if (!values.ok()) return Annotate(values.status(), path);
  Matrix x(1, stored.features);
  for (int64_t i = 0; i < stored.features; ++i) {
    x.row(0)[i] =
        static_cast<float>((*values)[static_cast<size_t>(i / frame.channels)] * frame.ink);
  }
  return x;
}

}  // namespace gridfold
