#include "coordinator/store/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/base/clock.h"
#include "common/base/units.h"

namespace gridfold {
namespace {

// The lock belongs to the file, not to one of the names that links give it.
std::string LockPath(const std::string& database) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::weakly_canonical(database, error);
  return (error ? database : real.string()) + ".lock";
}

Status LockError(const std::string& path) {
  return Internal("cannot lock {}: {}", path, std::strerror(errno));
}

std::string HolderText() {
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  return fmt::format("process {} on {} since {} UTC", ::getpid(), host,
                     FormatUnixMs(RealClock().UnixMs()));
}

// What the holder wrote of itself; cut to a line, as anybody may have written it.
std::string ReadHolder(int descriptor) {
  char text[400];
  const ssize_t bytes = ::pread(descriptor, text, sizeof text, 0);
  std::string holder(text, bytes > 0 ? static_cast<size_t>(bytes) : 0);
  holder.resize(std::min(holder.find('\n'), holder.size()));
  for (char& c : holder) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return holder.empty() ? "another process" : holder;
}

// A holder removes the file as it goes: then a lock on it is a lock on nothing.
bool IsStillThere(int descriptor, const std::string& path) {
  struct stat locked, named;
  return ::fstat(descriptor, &locked) == 0 && ::stat(path.c_str(), &named) == 0 &&
         locked.st_dev == named.st_dev && locked.st_ino == named.st_ino;
}

}  // namespace

StatusOr<std::unique_ptr<LockFile>> LockFile::Acquire(const std::string& database) {
  const std::string path = LockPath(database);
  while (true) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return LockError(path);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const Status error =
          errno == EWOULDBLOCK
              ? FailedPrecondition("database {} is in use by {}", database, ReadHolder(descriptor))
              : LockError(path);
      ::close(descriptor);
      return error;
    }
    if (!IsStillThere(descriptor, path)) {
      ::close(descriptor);
      continue;
    }
    auto lock = std::unique_ptr<LockFile>(new LockFile(path, descriptor));
    const std::string text = HolderText() + "\n";
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, text.data(), text.size(), 0) < 0) {
      return LockError(path);
    }
    return lock;
  }
}

LockFile::~LockFile() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace gridfold
