// Channels to a coordinator, and the protocol's fixed numbers.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/status.h"

namespace gridfold {

// Both sides must agree on it (Register).
inline constexpr int32_t kProtocolVersion = 1;
// Messages are at most this long; blobs go in chunks.
inline constexpr int kMessageBytesMax = 4 << 20;
inline constexpr int64_t kChunkBytes = 1 << 20;
// How long an Acquire parks on the coordinator, and the client's deadline for it.
inline constexpr int64_t kAcquireWaitMs = 25'000;
inline constexpr int64_t kAcquireDeadlineMs = 30'000;

// The address in gRPC's form: "host:port" or "unix:PATH". InvalidArgument for anything else, and for
// a host that is not this machine: without TLS the protocol stays on loopback and Unix sockets.
Status CheckAddress(const std::string& address);

// A channel with keepalive (30 s, 10 s), message limits, and retries of UNAVAILABLE.
StatusOr<std::shared_ptr<grpc::Channel>> ConnectTo(const std::string& address);

// Sets the deadline of a call.
void SetDeadline(grpc::ClientContext& context, int64_t timeout_ms);

}  // namespace gridfold
