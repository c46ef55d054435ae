#include "client/picture_folder.h"

#include <algorithm>
#include <filesystem>

#include "common/base/file.h"
#include "common/base/safe_text.h"
#include "common/picture/png.h"
#include "coordinator/report/svg_file.h"

namespace gridfold {

StatusOr<PictureFolder> PictureFolder::Open(const std::string& path) {
  GF_RETURN_IF_ERROR(CreateFolders(path));
  return PictureFolder(path);
}

Status PictureFolder::Add(const std::string& file_name, const std::string& bytes,
                          const std::string& what) {
  const std::filesystem::path path = std::filesystem::path(path_) / file_name;
  GF_RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
  files_.push_back({path.string(), what});
  return absl::OkStatus();
}

Status PictureFolder::AddPicture(const std::string& name, const Picture& picture,
                                 const std::string& what) {
  if (picture.grey.empty()) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(const std::string bytes, EncodePng(picture));
  return Add(name + ".png", bytes, what);
}

Status PictureFolder::AddChart(const std::string& name, const std::string& figure,
                               const std::string& what) {
  const std::string bytes = report::SvgFile(figure);
  return bytes.empty() ? absl::OkStatus() : Add(name + ".svg", bytes, what);
}

std::string PictureFolder::Text() const {
  std::string text;
  for (const File& file : files_) text += SafeText(file.path) + ": " + SafeText(file.what) + "\n";
  return text;
}

Json PictureFolder::AsJson() const {
  Json json = Json::array();
  for (const File& file : files_) json.push_back({{"file", file.path}, {"shows", file.what}});
  return json;
}

std::string FileNamePart(const std::string& label, size_t index) {
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  };
  const bool fits =
      !label.empty() && label.size() <= 64 && std::all_of(label.begin(), label.end(), is_plain);
  return fits ? label : "class." + std::to_string(index);
}

}  // namespace gridfold
