// gridfold-coordinator: hands out the jobs of studies until SIGTERM or SIGINT.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <string>

#include "common/base/log.h"
#include "common/base/units.h"
#include "coordinator/server.h"

namespace gridfold {
namespace {

int Fail(const Status& status) {
  std::fprintf(stderr, "gridfold-coordinator: %s\n", Message(status).c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
}

int Serve(const ServerOptions& options) {
  // Blocked before any thread starts, so that only sigwait below takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const auto server = Server::Start(options);
  if (!server.ok()) return Fail(server.status());
  spdlog::info("listening on {}, database {}", (*server)->address(), options.db);
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("draining on signal {}; a second one ends the program at once", signal);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  (*server)->Drain();
  return 0;
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app("Hands out the jobs of hyperparameter searches and keeps their results.",
               "gridfold-coordinator");
  app.set_version_flag("--version", "gridfold-coordinator " GRIDFOLD_VERSION);
  gridfold::ServerOptions options;
  std::string lease = "15s", log_level = "info";
  app.add_option("--listen", options.listen, "HOST:PORT on loopback, or unix:PATH")
      ->capture_default_str();
  app.add_option("--db", options.db, "database file")->capture_default_str();
  app.add_option("--lease", lease, "how long a worker may be silent before its jobs are given away")
      ->capture_default_str()
      ->group("Advanced");
  app.add_option("--log-level", log_level, "trace, debug, info, warn, error or off")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto lease_ms = gridfold::ParseDurationMs(lease);
  if (!lease_ms.ok()) return gridfold::Fail(gridfold::Annotate(lease_ms.status(), "--lease"));
  if (*lease_ms < 100) {
    return gridfold::Fail(
        gridfold::InvalidArgument("--lease: expected at least 100ms, found '{}'", lease));
  }
  options.lease_ms = *lease_ms;
  const auto logging = gridfold::InitialiseLog(log_level);
  if (!logging.ok()) return gridfold::Fail(logging);
  return gridfold::Serve(options);
}
