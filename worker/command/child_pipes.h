// The three pipes of a child process, from the parent's side. Linux.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace gridfold {

// Owns a file descriptor; -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { Close(); }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  int Release();
  void Close();

 private:
  int fd_ = -1;
};

// A pipe whose ends are closed on exec. Internal when the system has none left.
struct Pipe {
  Descriptor read, write;
};
StatusOr<Pipe> MakePipe();

// Cuts bytes into lines and hands them on.
class LineCutter {
 public:
  // Longer lines are an error.
  static constexpr size_t kLineBytesMax = 64 << 20;
  explicit LineCutter(std::function<Status(std::string_view)> on_line)
      : on_line_(std::move(on_line)) {}
  Status Add(std::string_view bytes);
  // The last line may have no end.
  Status Finish();

 private:
  std::function<Status(std::string_view)> on_line_;
  std::string line_;
};

// Keeps the end of a text.
class Tail {
 public:
  static constexpr size_t kBytesMax = 4096;
  void Add(std::string_view bytes);
  // Without control characters but line ends.
  std::string Text() const;

 private:
  std::string bytes_;
};

}  // namespace gridfold
