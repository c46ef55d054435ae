#include "common/wire/status.h"

namespace gridfold {

grpc::Status ToGrpc(const Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), Message(status));
}

Status FromGrpc(const grpc::Status& status) {
  // What gRPC 1.51 makes of a server that goes away in the middle of a call, depending on the moment:
  // "Stream removed" or "Received RST_STREAM" in the place of UNAVAILABLE. No handler of ours answers
  // UNKNOWN.
  const bool cut_off = status.error_code() == grpc::StatusCode::UNKNOWN ||
                       (status.error_code() == grpc::StatusCode::INTERNAL &&
                        status.error_message().find("RST_STREAM") != std::string::npos);
  if (cut_off) return Status(absl::StatusCode::kUnavailable, status.error_message());
  return Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

}  // namespace gridfold
