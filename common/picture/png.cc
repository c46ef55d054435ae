#include "common/picture/png.h"

#include <png.h>

#include "common/base/check.h"

namespace gridfold {
namespace {

// Frees what libpng holds, whatever happens.
struct PngImage {
  PngImage() { image.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&image); }
  png_image image{};
};

Status Damaged(const std::string& name, const png_image& image) {
  return DataLoss("{}: damaged PNG: {}", name, image.message);
}

}  // namespace

StatusOr<Picture> DecodePng(std::string_view bytes, const std::string& name) {
  PngImage png;
  if (png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()) == 0) {
    return Damaged(name, png.image);
  }
  Picture picture{png.image.width, png.image.height, {}};
  if (picture.width * picture.height > kPicturePixelsMax) {
    return InvalidArgument("{}: expected at most {} pixels, found {} x {}", name, kPicturePixelsMax,
                           picture.width, picture.height);
  }
  png.image.format = PNG_FORMAT_GRAY;
  picture.grey.resize(static_cast<size_t>(picture.width * picture.height));
  const png_color white{255, 255, 255};
  if (png_image_finish_read(&png.image, &white, picture.grey.data(), 0, nullptr) == 0) {
    return Damaged(name, png.image);
  }
  return picture;
}

StatusOr<std::string> EncodePng(const Picture& picture) {
  GF_CHECK(static_cast<int64_t>(picture.grey.size()) == picture.width * picture.height);
  PngImage png;
  png.image.width = static_cast<png_uint_32>(picture.width);
  png.image.height = static_cast<png_uint_32>(picture.height);
  png.image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png.image);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png.image, bytes.data(), &size, 0, picture.grey.data(), 0,
                                nullptr) == 0) {
    return Internal("PNG: {}", png.image.message);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace gridfold
