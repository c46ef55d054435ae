// A coordinator in this process: database, scheduling and gRPC services together. What
// `gridfold-coordinator` starts, and `gridfold run` on a Unix socket.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/status.h"

namespace gridfold {

struct ServerOptions {
  std::string listen = "127.0.0.1:7070";  // or unix:PATH; loopback only
  std::string db = "gridfold.db";
  int64_t lease_ms = 15'000;              // a lease without heartbeat lasts so long
};

class Server {
 public:
  // Opens the database (lock, integrity, migrations), restores studies, listens.
  // FailedPrecondition: the database or the address is in use, by whom if known; other codes as
  // Store::Open and CheckAddress.
  static StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);
  // Drains (if nobody did) and closes the database.
  ~Server();

  // Where clients connect to; differs from `listen` for port 0.
  const std::string& address() const;
  // The folder of models and data sets, beside the database.
  std::string artifacts_folder() const;

  // Stops granting, answers parked polls, lets calls finish (at most 10 s), checkpoints, closes.
  // Thread-safe; idempotent. Leases stay in the database and are granted anew after a restart.
  void Drain();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridfold
