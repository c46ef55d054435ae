#include "common/picture/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <turbojpeg.h>

#include "common/base/file.h"
#include "common/picture/jpeg.h"
#include "common/picture/png.h"
#include "tests/common/picture/drawn_photo.h"

namespace gridfold {
namespace {

std::string JpegOf(const Picture& picture) {
  tjhandle handle = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(
      tjCompress2(handle, picture.grey.data(), static_cast<int>(picture.width), 0,
                  static_cast<int>(picture.height), TJPF_GRAY, &bytes, &size, TJSAMP_GRAY, 95, 0),
      0);
  std::string text(reinterpret_cast<char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(handle);
  return text;
}

TEST(PictureTest, PngComesBackAsItWas) {
  const Picture photo = DrawPhoto(4, 1);
  const auto bytes = EncodePng(photo);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto back = DecodePng(*bytes, "a.png");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->width, 200);
  EXPECT_EQ(back->height, 260);
  EXPECT_EQ(back->grey, photo.grey);
}

TEST(PictureTest, JpegComesBackNearly) {
  const Picture photo = DrawPhoto(4, 1, {.noise = 0});
  const auto back = DecodeJpeg(JpegOf(photo), "a.jpg");
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_EQ(back->grey.size(), photo.grey.size());
  double sum = 0;
  for (size_t i = 0; i < photo.grey.size(); ++i) sum += std::abs(photo.grey[i] - back->grey[i]);
  // At quality 95 quantisation moves a pixel by a few grey levels.
  EXPECT_LT(sum / static_cast<double>(photo.grey.size()), 3);
}

TEST(PictureTest, DamagedFilesAreNamed) {
  const Picture photo = DrawPhoto(4, 1);
  const std::string png = *EncodePng(photo), jpeg = JpegOf(photo);
  for (const double share : {0.02, 0.3, 0.9}) {
    const auto cut = [share](const std::string& bytes) {
      return bytes.substr(0, static_cast<size_t>(share * static_cast<double>(bytes.size())));
    };
    const Status broken_png = DecodePng(cut(png), "a.png").status();
    EXPECT_TRUE(absl::IsDataLoss(broken_png)) << broken_png;
    EXPECT_THAT(Message(broken_png), testing::HasSubstr("a.png"));
    const Status broken_jpeg = DecodeJpeg(cut(jpeg), "a.jpg").status();
    EXPECT_TRUE(absl::IsDataLoss(broken_jpeg)) << broken_jpeg;
  }
}

TEST(PictureTest, FilesAreToldApartByTheirBytes) {
  const TemporaryFolder folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  ASSERT_TRUE(WriteFileAtomically(path("a.jpg"), *EncodePng(DrawPhoto(1, 1))).ok());
  EXPECT_TRUE(LoadPicture(path("a.jpg")).ok()) << "a PNG by another name";
  ASSERT_TRUE(WriteFileAtomically(path("a.png"), "GIF89a...").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(LoadPicture(path("a.png")).status()));
  EXPECT_TRUE(absl::IsNotFound(LoadPicture(path("none.png")).status()));
}

TEST(PictureTest, NamesOfPictures) {
  EXPECT_TRUE(IsPictureName("four.PNG"));
  EXPECT_TRUE(IsPictureName("a/b.jpeg"));
  EXPECT_FALSE(IsPictureName("four.csv"));
  EXPECT_FALSE(IsPictureName("png"));
}

}  // namespace
}  // namespace gridfold
