#include "worker/worker.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/fingerprint.h"
#include "common/base/log.h"
#include "common/base/mutex.h"
#include "worker/cache/content_cache.h"
#include "worker/crew/crew.h"
#include "worker/link/coordinator_link.h"
#include "worker/link/lease_book.h"
#include "worker/link/outbox.h"
#include "worker/run/data_source.h"
#include "worker/run/job_execution.h"
#include "worker/run/job_rows.h"

namespace gridfold {
namespace {

constexpr int64_t kAcquireWaitMs = 25'000;
constexpr int64_t kRetryMsMin = 100, kRetryMsMax = 5'000;
constexpr int64_t kTickMs = 100;

// A name for this process and, with a counter, for each of its requests. Not reproducible on
// purpose: two workers must never share it.
std::string UniqueName() {
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) != 0) host[0] = 0;
  std::string name = *host == 0 ? "worker" : host;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') c = '-';
  }
  return fmt::format("{}-{}-{:08x}", name.substr(0, 100), ::getpid(), std::random_device()());
}

std::filesystem::path DefaultCache() {
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg == '/') {
    return std::filesystem::path(xdg) / "gridfold" / "worker";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home == nullptr ? "." : home) / ".cache" / "gridfold" / "worker";
}

bool IsWorthARetry(const Status& status) {
  return status.code() == absl::StatusCode::kUnavailable ||
         status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

}  // namespace

// Threads: one asks for jobs, `slots` work on them, slots - 1 help while others are idle (in the
// crew), one (in the outbox) delivers reports, one beats.
struct Worker::Impl {
  WorkerOptions options;
  std::unique_ptr<CoordinatorLink> link;
  std::unique_ptr<DataSource> data;
  std::unique_ptr<ContentCache> cache;
  MemoryShares memory;
  std::unique_ptr<Crew> crew;
  std::unique_ptr<LeaseBook> book;
  std::unique_ptr<Outbox> outbox;
  std::atomic<int64_t> lease_ms = 15'000;
  std::atomic<bool> registered = false;

  Mutex mutex;
  ConditionVariable changed;
  bool leaving ABSL_GUARDED_BY(mutex) = false;
  Status result ABSL_GUARDED_BY(mutex);
  std::vector<std::thread> slots;
  std::thread acquiring, beating;
  std::once_flag stopped;

  bool Leaving() {
    const MutexLock lock(mutex);
    return leaving;
  }
  void Leave(const Status& why);
  bool Pause(int64_t pause_ms);  // false when leaving
  void RegisterUntilDone();
  void AcquireLoop();
  StatusOr<Acquired> AcquireOnce(const std::string& request_id, int room, int64_t wait_ms);
  void GiveBack(const std::string& request_id);
  void BeatLoop();
  void Beat();
  void SlotLoop();
  void WorkOn(HeldLease& held);
  std::string LoadCheckpoint(const Lease& lease);
  void SendCheckpoint(const HeldJob& key, int64_t epoch, double score, const std::string& bytes);
  JobReport MakeReport(const HeldLease& held, StatusOr<JobOutput> output);
  Status UploadModel(const JobOutput& output);
  void Stop();
};

void Worker::Impl::Leave(const Status& why) {
  {
    const MutexLock lock(mutex);
    if (std::exchange(leaving, true)) return;
    result = why;
  }
  changed.NotifyAll();
  link->StopWaiting();
}

bool Worker::Impl::Pause(int64_t pause_ms) {
  MutexLock lock(mutex);
  return !changed.WaitFor(lock, pause_ms,
                          [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return leaving; });
}

void Worker::Impl::RegisterUntilDone() {
  for (int64_t pause_ms = kRetryMsMin; !Leaving(); pause_ms = std::min(2 * pause_ms, kRetryMsMax)) {
    const auto lease = link->Register(options.name, options.slots, options.commands.allowed);
    if (lease.ok()) {
      lease_ms = *lease;
      registered = true;
      spdlog::info("worker {} registered at {} with {} slots", options.name, options.coordinator,
                   options.slots);
      return;
    }
    if (!IsWorthARetry(lease.status())) {
      Leave(lease.status());
      return;
    }
    if (pause_ms == kRetryMsMin) {
      spdlog::warn("the coordinator at {} does not answer, trying on: {}", options.coordinator,
                   Message(lease.status()));
    }
    Pause(pause_ms);
  }
}

StatusOr<Acquired> Worker::Impl::AcquireOnce(const std::string& request_id, int room,
                                             int64_t wait_ms) {
  int64_t pause_ms = kRetryMsMin;
  while (true) {
    auto acquired = link->Acquire(request_id, options.name, room, HeldContent(*cache), wait_ms);
    if (acquired.ok() || Leaving()) return acquired;
    if (acquired.status().code() == absl::StatusCode::kFailedPrecondition) {
      RegisterUntilDone();
    } else if (!IsWorthARetry(acquired.status())) {
      return acquired;
    }
    if (!Pause(pause_ms)) return acquired;
    pause_ms = std::min(2 * pause_ms, kRetryMsMax);
  }
}

// Jobs that were granted while the worker was leaving go straight back.
void Worker::Impl::GiveBack(const std::string& request_id) {
  const auto acquired = link->Acquire(request_id, options.name, 1, {}, 0);
  if (!acquired.ok()) return;
  for (const Lease& lease : acquired->leases) {
    outbox->Add({lease.job.study,
                 lease.job.number,
                 lease.attempt,
                 {},
                 {},
                 {},
                 {},
                 AttemptEnd::kPreempted,
                 "the worker is leaving"});
  }
}

void Worker::Impl::AcquireLoop() {
  RegisterUntilDone();
  int64_t idle_since_ms = RealClock().SteadyMs();
  for (int64_t request = 0; !Leaving(); ++request) {
    const int room = book->WaitForRoom(kTickMs);
    if (!book->Idle()) idle_since_ms = RealClock().SteadyMs();
    if (room == 0) continue;
    int64_t wait_ms = kAcquireWaitMs;
    if (options.idle_exit_ms > 0) wait_ms = std::min(wait_ms, options.idle_exit_ms);
    // While slots are at work the room may grow before anything comes.
    if (!book->Idle()) wait_ms = std::min<int64_t>(wait_ms, 1'000);
    const std::string request_id = fmt::format("{}/{}", options.name, request);
    const auto acquired = AcquireOnce(request_id, room, wait_ms);
    if (!acquired.ok()) {
      if (!Leaving()) Leave(acquired.status());
      if (registered) GiveBack(request_id);
      return;
    }
    book->Add(acquired->leases, acquired->works);
    if (!acquired->leases.empty()) idle_since_ms = RealClock().SteadyMs();
    if (acquired->advice == Advice::kDrain) Pause(1'000);
    const int64_t idle_ms = RealClock().SteadyMs() - idle_since_ms;
    if (options.idle_exit_ms > 0 && book->Idle() && idle_ms >= options.idle_exit_ms) {
      spdlog::info("no job for {} ms: leaving", idle_ms);
      Leave(absl::OkStatus());
    }
  }
}

void Worker::Impl::Beat() {
  const auto reply = link->Heartbeat(options.name, book->Held());
  if (!reply.ok()) {
    spdlog::debug("heartbeat: {}", Message(reply.status()));
    return;
  }
  for (const HeldJob& key : reply->cancel) book->Drop(key);
  if (reply->unknown_worker) RegisterUntilDone();
}

void Worker::Impl::BeatLoop() {
  const int64_t start_ms = RealClock().SteadyMs();
  int64_t next_ms = start_ms;
  while (Pause(kTickMs)) {
    const int64_t now_ms = RealClock().SteadyMs();
    book->StopOverdue(now_ms);
    if (options.lifetime_ms > 0 && now_ms - start_ms >= options.lifetime_ms) {
      spdlog::info("the worker's lifetime is over: leaving");
      Leave(absl::OkStatus());
      return;
    }
    if (now_ms < next_ms || !registered) continue;
    next_ms = now_ms + lease_ms / 3;
    Beat();
  }
}

Status Worker::Impl::UploadModel(const JobOutput& output) {
  if (!output.refit || output.model_file.empty()) return absl::OkStatus();
  for (int64_t pause_ms = kRetryMsMin;; pause_ms = std::min(2 * pause_ms, kRetryMsMax)) {
    const Status status = link->PutBlob(output.refit->model_hash, output.model_file);
    if (!IsWorthARetry(status) || !Pause(pause_ms)) return status;
  }
}

JobReport Worker::Impl::MakeReport(const HeldLease& held, StatusOr<JobOutput> output) {
  const HeldJob key = held.key();
  JobReport report{key.study, key.job, key.attempt, {}, {}, {}, {}, {}, ""};
  Status status = output.status();
  if (status.ok()) status = UploadModel(*output);
  if (status.ok()) {
    report.cells = std::move(output->cells);
    report.refit = std::move(output->refit);
    report.end = AttemptEnd::kOk;
    return report;
  }
  const std::optional<AttemptEnd> stopped_for = book->StopReason(key);
  report.end = stopped_for.value_or(AttemptEnd::kError);
  report.message = stopped_for == AttemptEnd::kTimeout
                       ? fmt::format("limits.max_trial_duration of {} ms reached: {}",
                                     held.lease.timeout_ms.value_or(0), Message(status))
                       : Message(status);
  return report;
}

// What an earlier attempt left; empty when it cannot be had: then the job begins anew.
std::string Worker::Impl::LoadCheckpoint(const Lease& lease) {
  if (lease.checkpoint_hash.empty()) return "";
  StatusOr<std::string> bytes = link->FetchBlob(lease.checkpoint_hash);
  if (!bytes.ok()) {
    spdlog::warn("job {}/{} begins anew: its checkpoint cannot be had: {}", lease.job.study,
                 lease.job.number, Message(bytes.status()));
    return "";
  }
  spdlog::info("job {}/{} goes on from a checkpoint", lease.job.study, lease.job.number);
  return *std::move(bytes);
}

// Once: a checkpoint that does not arrive costs time only when the worker is lost as well.
void Worker::Impl::SendCheckpoint(const HeldJob& key, int64_t epoch, double score,
                                  const std::string& bytes) {
  const std::string hash = Sha256Hex(bytes);
  const Status status = link->PutBlob(hash, bytes);
  if (!status.ok()) {
    spdlog::debug("checkpoint of job {}/{}: {}", key.study, key.job, Message(status));
    return;
  }
  JobReport report{key.study, key.job, key.attempt, {}, {}, {}, {}, {}, ""};
  report.checkpoint = {epoch, score, hash, static_cast<int64_t>(bytes.size())};
  outbox->Add(std::move(report));
}

void Worker::Impl::WorkOn(HeldLease& held) {
  const HeldJob key = held.key();
  const int64_t start_ns = RealClock().SteadyNs();
  JobInput input;
  input.work = held.work.get();
  input.job = &held.lease.job;
  input.cache = cache.get();
  input.memory = memory;
  input.crew = crew.get();
  input.commands = options.commands;
  input.load_data = [this](const std::string& hash) { return data->Load(hash); };
  input.load_file = [this](const std::string& hash) { return data->LoadBytes(hash); };
  input.on_curve_point = [&](int64_t trial, const CurvePoint& point) {
    outbox->Add({key.study,
                 key.job,
                 key.attempt,
                 {},
                 {{trial, {held.lease.job.fold, point}}},
                 {},
                 {},
                 {},
                 ""});
  };
  input.checkpoint = LoadCheckpoint(held.lease);
  input.pause_epochs = held.lease.pause_epochs;
  input.on_checkpoint = [&](int64_t epoch, double score, const std::string& bytes) {
    SendCheckpoint(key, epoch, score, bytes);
  };
  input.stop = &held.stop;
  input.clock = &RealClock();
  const Crew::Shift shift(crew.get());
  JobReport report = MakeReport(held, ExecuteJob(input));
  book->Worked(key, static_cast<double>(RealClock().SteadyNs() - start_ns) * 1e-9);
  outbox->Add(std::move(report));
}

void Worker::Impl::SlotLoop() {
  while (const std::shared_ptr<HeldLease> held = book->Next()) WorkOn(*held);
}

void Worker::Impl::Stop() {
  Leave(absl::OkStatus());
  for (const HeldJob& key : book->Close()) {
    outbox->Add({key.study,
                 key.job,
                 key.attempt,
                 {},
                 {},
                 {},
                 {},
                 AttemptEnd::kPreempted,
                 "the worker is leaving"});
  }
  for (std::thread& slot : slots) slot.join();
  acquiring.join();
  beating.join();
  outbox.reset();
}

StatusOr<std::unique_ptr<Worker>> Worker::Start(const WorkerOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->options = options;
  if (options.slots < 1 || options.slots > 1024) {
    return InvalidArgument("slots: expected 1 to 1024, found {}", options.slots);
  }
  if (impl->options.name.empty()) impl->options.name = UniqueName();
  const std::filesystem::path folder =
      options.cache_dir.empty() ? DefaultCache() : std::filesystem::path(options.cache_dir);
  GF_ASSIGN_OR_RETURN(impl->link, ConnectLink(options.coordinator));
  GF_ASSIGN_OR_RETURN(BlobStore blobs, BlobStore::Open(folder));
  impl->data = std::make_unique<DataSource>(std::move(blobs), impl->link.get());
  impl->memory = ShareMemory(options.memory_bytes > 0 ? options.memory_bytes : DefaultMemoryBytes(),
                             options.slots);
  // Jobs of two folds come in turns (coordinator/plan), so even one slot wants two.
  const int64_t few = std::max(2, options.slots);
  impl->cache = std::make_unique<ContentCache>(impl->memory.shared_bytes, few);
  impl->crew = std::make_unique<Crew>(options.slots);
  impl->book = std::make_unique<LeaseBook>(options.slots);
  impl->outbox = std::make_unique<Outbox>(impl->link.get(), impl->book.get(), impl->options.name);
  Impl* const raw = impl.get();
  for (int slot = 0; slot < options.slots; ++slot) {
    raw->slots.emplace_back([raw] { raw->SlotLoop(); });
  }
  raw->acquiring = std::thread([raw] { raw->AcquireLoop(); });
  raw->beating = std::thread([raw] { raw->BeatLoop(); });
  return std::unique_ptr<Worker>(new Worker(std::move(impl)));
}

Worker::Worker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Worker::~Worker() {
  std::call_once(impl_->stopped, [this] { impl_->Stop(); });
}

void Worker::Drain() { impl_->Leave(absl::OkStatus()); }

Status Worker::Wait() {
  {
    MutexLock lock(impl_->mutex);
    impl_->changed.Wait(
        lock, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(impl_->mutex) { return impl_->leaving; });
  }
  std::call_once(impl_->stopped, [this] { impl_->Stop(); });
  const MutexLock lock(impl_->mutex);
  return impl_->result;
}

}  // namespace gridfold
