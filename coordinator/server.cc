#include "coordinator/server.h"

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <mutex>
#include <utility>

#include "common/base/log.h"
#include "common/wire/channel.h"
#include "coordinator/core/coordinator.h"
#include "coordinator/core/database_thread.h"
#include "coordinator/rpc/study_service.h"
#include "coordinator/rpc/worker_service.h"

namespace gridfold {
namespace {

constexpr auto kShutdownGrace = std::chrono::seconds(10);
// A file without a row that is younger may be one that a worker has just sent.
constexpr int64_t kStraySeconds = 24 * 3600;

// Limits against misbehaving peers: message size, streams, keepalive (pings at least 10 s apart,
// less than the clients' 30 s), handshakes.
void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  builder.SetMaxSendMessageSize(kMessageBytesMax);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 64);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 10'000);
}

}  // namespace

// Members are destroyed in reverse order: the gRPC server first, then the threads that answer its
// calls, then what those use.
struct Server::Impl {
  ServerOptions options;
  std::string address;
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<Store> store;
  std::unique_ptr<StoreReader> reader;
  std::unique_ptr<Coordinator> coordinator;
  WatchHub hub;
  std::unique_ptr<WorkThread> reading, preparing;
  std::unique_ptr<DatabaseThread> database;
  std::unique_ptr<StudyServiceImpl> study_service;
  std::unique_ptr<WorkerServiceImpl> worker_service;
  std::unique_ptr<grpc::Server> server;
  std::once_flag drained;

  Status OpenDatabase();
  Status RemoveStrayBlobs();
  void StartThreads();
  Status Listen();
  void Drain();
};

Status Server::Impl::OpenDatabase() {
  GF_ASSIGN_OR_RETURN(store, Store::Open(options.db));
  GF_ASSIGN_OR_RETURN(BlobStore opened, BlobStore::Open(options.db + ".artifacts"));
  blobs = std::make_unique<BlobStore>(std::move(opened));
  GF_ASSIGN_OR_RETURN(reader, StoreReader::Open(options.db));
  Coordinator::Options settings;
  settings.lease_ms = options.lease_ms;
  settings.drop_blobs = [this](const std::vector<std::string>& hashes) {
    for (const std::string& hash : hashes) blobs->Remove(hash);
  };
  coordinator = std::make_unique<Coordinator>(store.get(), &RealClock(), settings);
  GF_RETURN_IF_ERROR(coordinator->Restore());
  return RemoveStrayBlobs();
}

// What a crash left behind between a commit and the removal of files.
Status Server::Impl::RemoveStrayBlobs() {
  for (const std::string& hash : blobs->OlderThan(kStraySeconds)) {
    GF_ASSIGN_OR_RETURN(const bool used, store->IsBlobUsed(hash));
    if (!used) blobs->Remove(hash);
  }
  return absl::OkStatus();
}

void Server::Impl::StartThreads() {
  reading = std::make_unique<WorkThread>();
  preparing = std::make_unique<WorkThread>();
  database = std::make_unique<DatabaseThread>(
      store.get(), coordinator.get(), &RealClock(),
      [this](const std::vector<StudySummary>& studies) { hub.Publish(studies); });
  const ServiceContext context{database.get(), reading.get(), reader.get(),
                               preparing.get(), blobs.get(),  &hub,
                               options.lease_ms};
  study_service = std::make_unique<StudyServiceImpl>(context);
  worker_service = std::make_unique<WorkerServiceImpl>(context);
}

Status Server::Impl::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  SetLimits(builder);
  int port = 0;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(study_service.get());
  builder.RegisterService(worker_service.get());
  server = builder.BuildAndStart();
  if (server == nullptr) {
    return FailedPrecondition("cannot listen on {}: the address is in use or not available",
                              options.listen);
  }
  address = options.listen;
  if (const size_t colon = address.rfind(':'); address.rfind("unix:", 0) != 0) {
    address = address.substr(0, colon + 1) + std::to_string(port);
  }
  return absl::OkStatus();
}

void Server::Impl::Drain() {
  if (server != nullptr) {
    server->GetHealthCheckService()->SetServingStatus(false);
    database->Post([](Coordinator& coordinator_in) { coordinator_in.Drain(); });
    hub.Close();
    server->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
    server->Wait();
  }
  preparing.reset();
  database.reset();
  reading.reset();
  server.reset();
  reader.reset();
  store.reset();
}

StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  GF_RETURN_IF_ERROR(CheckAddress(options.listen));
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  GF_RETURN_IF_ERROR(impl->OpenDatabase());
  impl->StartThreads();
  GF_RETURN_IF_ERROR(impl->Listen());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() { Drain(); }

const std::string& Server::address() const { return impl_->address; }

std::string Server::artifacts_folder() const { return impl_->options.db + ".artifacts"; }

void Server::Drain() {
  std::call_once(impl_->drained, [this] { impl_->Drain(); });
}

}  // namespace gridfold
