// absl::Status <-> grpc::Status: the codes are the same numbers.
#pragma once

#include <grpcpp/support/status.h>

#include "common/base/status.h"

namespace gridfold {

grpc::Status ToGrpc(const Status& status);
Status FromGrpc(const grpc::Status& status);

}  // namespace gridfold
