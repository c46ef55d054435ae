#include "common/picture/jpeg.h"

#include <turbojpeg.h>

#include <memory>

namespace gridfold {
namespace {

struct Destroy {
  void operator()(void* handle) const { tjDestroy(handle); }
};

}  // namespace

StatusOr<Picture> DecodeJpeg(std::string_view bytes, const std::string& name) {
  const std::unique_ptr<void, Destroy> handle(tjInitDecompress());
  if (handle == nullptr) return Internal("{}: JPEG: {}", name, tjGetErrorStr());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, subsampling = 0, colours = 0;
  if (tjDecompressHeader3(handle.get(), data, bytes.size(), &width, &height, &subsampling,
                          &colours) != 0) {
    return DataLoss("{}: damaged JPEG: {}", name, tjGetErrorStr2(handle.get()));
  }
  if (colours == TJCS_CMYK || colours == TJCS_YCCK) {
    return InvalidArgument("{}: expected a grey or RGB JPEG, found CMYK", name);
  }
  Picture picture{width, height, {}};
  if (picture.width * picture.height > kPicturePixelsMax) {
    return InvalidArgument("{}: expected at most {} pixels, found {} x {}", name, kPicturePixelsMax,
                           width, height);
  }
  picture.grey.resize(static_cast<size_t>(picture.width * picture.height));
  if (tjDecompress2(handle.get(), data, bytes.size(), picture.grey.data(), width, 0, height,
                    TJPF_GRAY, TJFLAG_STOPONWARNING) != 0) {
    return DataLoss("{}: damaged JPEG: {}", name, tjGetErrorStr2(handle.get()));
  }
  return picture;
}

}  // namespace gridfold
