// absl::Status <-> grpc::Status: the codes are the same numbers.
#pragma once

#include <grpcpp/support/status.h>

#include "common/base/status.h"

namespace gridfold {

grpc::Status ToGrpc(const Status& status);
// The same code; Unavailable also for what gRPC says when a server goes away in the middle of a call.
Status FromGrpc(const grpc::Status& status);

}  // namespace gridfold
