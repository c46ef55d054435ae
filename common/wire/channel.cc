#include "common/wire/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>

namespace gridfold {
namespace {

bool IsLoopbackHost(const std::string& host) {
  return host == "localhost" || host == "[::1]" || host.rfind("127.", 0) == 0;
}

}  // namespace

Status CheckAddress(const std::string& address) {
  if (address.rfind("unix:", 0) == 0) {
    if (address.size() > 5) return absl::OkStatus();
    return InvalidArgument("address '{}': expected a path after 'unix:'", address);
  }
  const size_t colon = address.rfind(':');
  const bool has_port = colon != std::string::npos && colon > 0 && colon + 1 < address.size() &&
                        address.find_first_not_of("0123456789", colon + 1) == std::string::npos &&
                        address.size() - colon <= 6 && std::stol(address.substr(colon + 1)) < 65536;
  if (!has_port) {
    return InvalidArgument("address '{}': expected HOST:PORT or unix:PATH", address);
  }
  if (!IsLoopbackHost(address.substr(0, colon))) {
    return InvalidArgument(
        "address '{}': expected loopback (127.0.0.1, localhost, [::1]) or unix:PATH, as the "
        "connection is not encrypted; reach other machines through an SSH tunnel",
        address);
  }
  return absl::OkStatus();
}

StatusOr<std::shared_ptr<grpc::Channel>> ConnectTo(const std::string& address) {
  GF_RETURN_IF_ERROR(CheckAddress(address));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  // Proxies of the environment are for the web, not for a coordinator on this machine.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void SetDeadline(grpc::ClientContext& context, int64_t timeout_ms) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(timeout_ms));
}

}  // namespace gridfold
