#include "common/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "common/base/check.h"

namespace gridfold {
namespace {

Status SystemError(const char* action, const std::filesystem::path& path) {
  const int error = errno;
  const std::string text =
      fmt::format("cannot {} {}: {}", action, path.string(), std::strerror(error));
  if (error == ENOENT) return NotFound("{}", text);
  if (error == ENOSPC || error == EDQUOT) return ResourceExhausted("{}", text);
  return Internal("{}", text);
}

// Owns a file descriptor.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

Status WriteAll(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError("write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (::fsync(fd) != 0) return SystemError("fsync", path);
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::string> ReadFile(const std::filesystem::path& path, int64_t bytes_max) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) return SystemError("open", path);
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = ::read(file.fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("read", path);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(count));
    if (static_cast<int64_t>(bytes.size()) > bytes_max) {
      return ResourceExhausted("{} is longer than the limit of {} bytes", path.string(), bytes_max);
    }
  }
}

Status WriteFileAtomically(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path folder =
      path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::string name = (folder / (".gridfold-XXXXXX")).string();
  const Descriptor file{::mkostemp(name.data(), O_CLOEXEC)};
  if (file.fd < 0) return SystemError("create a file in", folder);
  Status status = WriteAll(file.fd, bytes, path);
  if (status.ok() && ::fchmod(file.fd, 0644) != 0) status = SystemError("chmod", path);
  if (status.ok() && ::rename(name.c_str(), path.c_str()) != 0) status = SystemError("rename", path);
  if (!status.ok()) {
    ::unlink(name.c_str());
    return status;
  }
  const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.fd >= 0 && ::fsync(directory.fd) != 0) return SystemError("fsync", folder);
  return absl::OkStatus();
}

Status CreateFolders(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Internal("cannot create folder {}: {}", path.string(), error.message());
  return absl::OkStatus();
}

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  std::filesystem::path base = std::filesystem::temp_directory_path(error);
  if (error) base = ".";
  std::string name = (base / "gridfold-XXXXXX").string();
  GF_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace gridfold
