// A folder that pictures are written to, and what was written.
#pragma once

#include <string>
#include <vector>

#include "client/json.h"
#include "common/base/status.h"
#include "common/picture/picture.h"

namespace gridfold {

class PictureFolder {
 public:
  // Creates the folder when it is missing. Internal when that fails.
  static StatusOr<PictureFolder> Open(const std::string& path);

  // Writes `<name>.png`; `what` says in one line what is to be seen. An empty picture is left out.
  Status AddPicture(const std::string& name, const Picture& picture, const std::string& what);
  // Writes `<name>.svg` from a figure of coordinator/report; "" is left out.
  Status AddChart(const std::string& name, const std::string& figure, const std::string& what);

  size_t size() const { return files_.size(); }
  // A line for each file, its path and what is to be seen, safe for a terminal.
  std::string Text() const;
  // [{"file": ..., "shows": ...}, ...]
  Json AsJson() const;

 private:
  struct File {
    std::string path, what;
  };
  explicit PictureFolder(std::string path) : path_(std::move(path)) {}
  Status Add(const std::string& file_name, const std::string& bytes, const std::string& what);

  std::string path_;
  std::vector<File> files_;
};

// A part of a file's name for class `index`: its label where that is short and of letters, digits,
// - and _ alone, else "class.<index>".
std::string FileNamePart(const std::string& label, size_t index);

}  // namespace gridfold
