#include "worker/command/child_pipes.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/safe_text.h"

namespace gridfold {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    Close();
    fd_ = other.Release();
  }
  return *this;
}

int Descriptor::Release() { return std::exchange(fd_, -1); }

void Descriptor::Close() {
  if (fd_ >= 0) ::close(Release());
}

StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return Internal("cannot make a pipe: {}", std::strerror(errno));
  }
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

Status LineCutter::Add(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    line_.append(bytes.substr(0, end));
    if (line_.size() > kLineBytesMax) {
      return FailedPrecondition("the program printed a line longer than {} bytes", kLineBytesMax);
    }
    if (end == std::string_view::npos) return absl::OkStatus();
    GF_RETURN_IF_ERROR(on_line_(line_));
    line_.clear();
    bytes.remove_prefix(end + 1);
  }
  return absl::OkStatus();
}

Status LineCutter::Finish() {
  if (line_.empty()) return absl::OkStatus();
  const std::string last = std::exchange(line_, {});
  return on_line_(last);
}

void Tail::Add(std::string_view bytes) {
  bytes_.append(bytes);
  if (bytes_.size() > 2 * kBytesMax) bytes_.erase(0, bytes_.size() - kBytesMax);
}

std::string Tail::Text() const {
  std::string_view end = bytes_;
  if (end.size() > kBytesMax) end.remove_prefix(end.size() - kBytesMax);
  std::string text;
  while (!end.empty()) {
    const size_t line = end.find('\n');
    text += SafeText(end.substr(0, line));
    if (line == std::string_view::npos) break;
    text += '\n';
    end.remove_prefix(line + 1);
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace gridfold
