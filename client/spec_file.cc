#include "client/spec_file.h"

#include <filesystem>

#include "common/base/file.h"

namespace gridfold {
namespace {
// The reader of specs refuses more than 1 MiB; one byte past it lets it say so.
constexpr int64_t kSpecBytesMax = (int64_t{1} << 20) + 1;
}  // namespace

std::string AbsolutePath(const std::string& path) {
  if (path.empty()) return path;
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

StatusOr<SpecText> ReadSpecFile(const SpecArguments& arguments) {
  std::error_code ignored;
  if (std::filesystem::is_directory(arguments.file, ignored)) {
    return InvalidArgument("spec {}: expected a YAML file, found a folder", arguments.file);
  }
  StatusOr<std::string> text = ReadFile(arguments.file, kSpecBytesMax);
  if (!text.ok()) return InvalidArgument("spec {}", Message(text.status()));
  SpecText spec;
  spec.text = *std::move(text);
  spec.file = arguments.file;
  spec.folder = std::filesystem::path(AbsolutePath(arguments.file)).parent_path().string();
  spec.overrides = arguments.overrides;
  return spec;
}

DataFolders FoldersFor(const SpecArguments& arguments, const SpecText& spec) {
  return FoldersFromEnvironment(AbsolutePath(arguments.data_dir), spec.folder);
}

}  // namespace gridfold
