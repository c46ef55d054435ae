// JPEG by libjpeg-turbo.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/picture/picture.h"

namespace gridfold {

// Errors as LoadPicture's; `name` is for messages.
StatusOr<Picture> DecodeJpeg(std::string_view bytes, const std::string& name);

}  // namespace gridfold
