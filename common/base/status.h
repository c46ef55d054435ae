// Errors are absl::Status; nothing in gridfold throws. Libraries that throw are wrapped where they
// are called. A message names the place, what was expected and what was found.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace gridfold {

using absl::Status;
using absl::StatusOr;

// Each returns a status of the code it is named after, with a message in fmt's notation.
#define GF_DEFINE_ERROR(Name, code)                                               \
  template <typename... Args>                                                     \
  Status Name(fmt::format_string<Args...> format, Args&&... args) {               \
    return Status(absl::StatusCode::code,                                         \
                  fmt::format(format, std::forward<Args>(args)...));              \
  }
GF_DEFINE_ERROR(InvalidArgument, kInvalidArgument)        // the caller's input is wrong
GF_DEFINE_ERROR(NotFound, kNotFound)                      // no such study, trial, blob, file
GF_DEFINE_ERROR(AlreadyExists, kAlreadyExists)            // the name is taken
GF_DEFINE_ERROR(FailedPrecondition, kFailedPrecondition)  // wrong state, stale attempt
GF_DEFINE_ERROR(ResourceExhausted, kResourceExhausted)    // disk, memory, size limits
GF_DEFINE_ERROR(Unavailable, kUnavailable)                // try again later
GF_DEFINE_ERROR(DataLoss, kDataLoss)                      // corrupt file, checksum mismatch
GF_DEFINE_ERROR(DeadlineExceeded, kDeadlineExceeded)      // out of time
GF_DEFINE_ERROR(Cancelled, kCancelled)                    // stopped on request
GF_DEFINE_ERROR(Internal, kInternal)                      // a bug in gridfold
#undef GF_DEFINE_ERROR

// The message as std::string (Debian's abseil has a string_view of its own).
inline std::string Message(const Status& status) { return std::string(status.message()); }

// The same code with "context: " before the message; OK stays OK.
inline Status Annotate(const Status& status, const std::string& context) {
  if (status.ok()) return status;
  return Status(status.code(), fmt::format("{}: {}", context, Message(status)));
}

}  // namespace gridfold

#define GF_CONCAT_INNER(a, b) a##b
#define GF_CONCAT(a, b) GF_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expression` is an error.
#define GF_RETURN_IF_ERROR(expression)                  \
  do {                                                  \
    ::absl::Status gf_status_ = (expression);           \
    if (!gf_status_.ok()) return gf_status_;            \
  } while (false)

// GF_ASSIGN_OR_RETURN(auto x, F()): x becomes F()'s value, or the function returns F()'s error.
#define GF_ASSIGN_OR_RETURN(lhs, expression) \
  GF_ASSIGN_OR_RETURN_INNER(GF_CONCAT(gf_result_, __LINE__), lhs, expression)
#define GF_ASSIGN_OR_RETURN_INNER(result, lhs, expression) \
  auto result = (expression);                              \
  if (!result.ok()) return result.status();                \
  lhs = std::move(result).value()
