// gridfold-worker: trains jobs of a coordinator until it is idle too long, at the end of its
// lifetime, or told to leave by SIGTERM or SIGINT.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "common/base/log.h"
#include "common/base/units.h"
#include "worker/worker.h"

namespace gridfold {
namespace {

int Fail(const Status& status) {
  std::fprintf(stderr, "gridfold-worker: %s\n", Message(status).c_str());
  return status.code() == absl::StatusCode::kInvalidArgument ? 2 : 1;
}

int Work(const WorkerOptions& options) {
  // Blocked before any thread starts, so that only sigwait below takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const auto worker = Worker::Start(options);
  if (!worker.ok()) return Fail(worker.status());
  std::atomic<bool> left = false;
  std::thread listener([&] {
    int signal = 0;
    sigwait(&signals, &signal);
    if (left) return;
    spdlog::info("draining on signal {}", signal);
    (*worker)->Drain();
  });
  const Status status = (*worker)->Wait();
  left = true;
  // Wakes the listener when no signal has; it stays blocked, so nothing else sees it.
  pthread_kill(listener.native_handle(), SIGTERM);
  listener.join();
  return status.ok() ? 0 : Fail(status);
}

// Reads a duration option into `ms`; empty leaves it.
Status ReadDuration(const char* option, const std::string& text, int64_t& ms) {
  if (text.empty()) return absl::OkStatus();
  const auto parsed = ParseDurationMs(text);
  if (!parsed.ok()) return Annotate(parsed.status(), option);
  ms = *parsed;
  return absl::OkStatus();
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app("Trains the jobs of a gridfold coordinator.", "gridfold-worker");
  app.set_version_flag("--version", "gridfold-worker " GRIDFOLD_VERSION);
  gridfold::WorkerOptions options;
  options.slots = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  if (const char* address = std::getenv("GRIDFOLD_COORDINATOR"); address != nullptr) {
    if (*address != '\0') options.coordinator = address;
  }
  std::string memory, commands, idle_exit, lifetime, log_level = "info";
  app.add_option("--coordinator", options.coordinator, "its address (also: GRIDFOLD_COORDINATOR)")
      ->capture_default_str();
  app.add_option("--slots", options.slots, "training threads (default: cores)")
      ->check(CLI::Range(1, 1024));
  app.add_option("--name", options.name, "unique name (default: host-pid-number)");
  app.add_option("--cache-dir", options.cache_dir,
                 "folder for data sets (default: ~/.cache/gridfold/worker)");
  app.add_option("--memory", memory,
                 "for what jobs share, e.g. 4GiB (default: half of the machine's)");
  app.add_option("--idle-exit", idle_exit, "leave after so long without a job, e.g. 10m");
  app.add_option("--lifetime", lifetime, "leave after so long, e.g. 2h");
  app.add_flag("--allow-commands{any}", commands,
               "run programs that specs with model: command name; --allow-commands=/opt/a,b: only "
               "these");
  app.add_option("--log-level", log_level, "trace, debug, info, warn, error or off")
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  options.commands = gridfold::ParseCommandPolicy(commands);
  using gridfold::Fail;
  gridfold::Status status = gridfold::ReadDuration("--idle-exit", idle_exit, options.idle_exit_ms);
  if (status.ok()) status = gridfold::ReadDuration("--lifetime", lifetime, options.lifetime_ms);
  if (status.ok() && !memory.empty()) {
    const auto bytes = gridfold::ParseBytes(memory);
    if (bytes.ok()) options.memory_bytes = *bytes;
    status = gridfold::Annotate(bytes.status(), "--memory");
  }
  if (status.ok()) status = gridfold::InitialiseLog(log_level);
  return status.ok() ? gridfold::Work(options) : Fail(status);
}
