// PNG by libpng.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/picture/picture.h"

namespace gridfold {

// Errors as LoadPicture's; `name` is for messages.
StatusOr<Picture> DecodePng(std::string_view bytes, const std::string& name);

// An 8-bit grey PNG file. Internal when memory runs out.
StatusOr<std::string> EncodePng(const Picture& picture);

}  // namespace gridfold
