#include "worker/link/outbox.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/base/log.h"

namespace gridfold {
namespace {

// Curve points wait so long for company; the end of a job does not wait.
constexpr int64_t kCurveDelayMs = 300;
constexpr int64_t kRetryMsMin = 100, kRetryMsMax = 5'000;
constexpr int64_t kLastDeliveryMs = 5'000;
// A message holds 4 MiB; these leave room for what is not counted.
constexpr size_t kPartBytes = 1 << 20;
constexpr size_t kBatchBytes = 2 << 20;

size_t BytesOf(const CellResult& cell) {
  return 200 + cell.reason.size() + cell.metrics.size() * 40 + cell.confusion.size() * 3 +
         cell.predictions.size() * 2;
}

size_t BytesOf(const JobReport& report) {
  size_t bytes = 100 + report.curves.size() * 40 + report.message.size();
  for (const CellResult& cell : report.cells) bytes += BytesOf(cell);
  return bytes;
}

// The report in parts that each fit a message; only the last one ends the job.
std::vector<JobReport> Split(JobReport report) {
  std::vector<JobReport> parts;
  JobReport part{report.study, report.job, report.attempt, {}, {}, {}, {}, {}, ""};
  const JobReport empty = part;
  size_t bytes = 0;
  const auto make_room = [&](size_t more) {
    if (bytes > 0 && bytes + more > kPartBytes) {
      parts.push_back(std::exchange(part, empty));
      bytes = 0;
    }
    bytes += more;
  };
  for (CellResult& cell : report.cells) {
    make_room(BytesOf(cell));
    part.cells.push_back(std::move(cell));
  }
  for (auto& point : report.curves) {
    make_room(40);
    part.curves.push_back(std::move(point));
  }
  part.refit = std::move(report.refit);
  part.checkpoint = std::move(report.checkpoint);
  part.end = report.end;
  part.message = std::move(report.message);
  parts.push_back(std::move(part));
  return parts;
}

}  // namespace

Outbox::Outbox(CoordinatorLink* link, LeaseBook* book, std::string worker)
    : link_(link), book_(book), worker_(std::move(worker)), thread_([this] { Loop(); }) {}

Outbox::~Outbox() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    give_up_ms_ = RealClock().SteadyMs() + kLastDeliveryMs;
  }
  changed_.NotifyAll();
  thread_.join();
}

void Outbox::Add(JobReport report) {
  std::vector<JobReport> parts = Split(std::move(report));
  const MutexLock lock(mutex_);
  for (JobReport& part : parts) {
    ends_ += part.end ? 1 : 0;
    reports_.push_back(std::move(part));
  }
  changed_.NotifyAll();
}

bool Outbox::WaitForReports() {
  MutexLock lock(mutex_);
  changed_.Wait(lock, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !reports_.empty();
  });
  changed_.WaitFor(lock, kCurveDelayMs, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || ends_ > 0;
  });
  return !reports_.empty();
}

std::vector<JobReport> Outbox::TakeBatch() {
  const MutexLock lock(mutex_);
  std::vector<JobReport> batch;
  size_t bytes = 0;
  while (!reports_.empty() && (batch.empty() || bytes + BytesOf(reports_.front()) < kBatchBytes)) {
    bytes += BytesOf(reports_.front());
    ends_ -= reports_.front().end ? 1 : 0;
    batch.push_back(std::move(reports_.front()));
    reports_.pop_front();
  }
  return batch;
}

void Outbox::Loop() {
  while (WaitForReports()) Deliver(TakeBatch());
}

bool Outbox::PauseBeforeRetry(int64_t pause_ms) {
  MutexLock lock(mutex_);
  // Leaving cuts one pause short; the later ones are kept, or the last seconds would be a storm.
  const bool leaving = stopping_;
  if (leaving) pause_ms = std::min(pause_ms, give_up_ms_ - RealClock().SteadyMs());
  changed_.WaitFor(lock, pause_ms, [this, leaving]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ != leaving;
  });
  return !stopping_ || RealClock().SteadyMs() < give_up_ms_;
}

void Outbox::Deliver(const std::vector<JobReport>& batch) {
  for (int64_t pause_ms = kRetryMsMin;; pause_ms = std::min(2 * pause_ms, kRetryMsMax)) {
    const auto codes = link_->Report(worker_, batch);
    if (codes.ok()) {
      HandleCodes(batch, *codes);
      return;
    }
    if (codes.status().code() == absl::StatusCode::kInvalidArgument) {
      spdlog::error("the coordinator does not understand a report: {}", Message(codes.status()));
      for (const JobReport& report : batch) book_->Drop({report.study, report.job, report.attempt});
      return;
    }
    if (!PauseBeforeRetry(pause_ms)) {
      spdlog::warn("{} reports could not be delivered: {}", batch.size(), Message(codes.status()));
      return;
    }
  }
}

void Outbox::HandleCodes(const std::vector<JobReport>& batch,
                         const std::vector<absl::StatusCode>& codes) {
  for (size_t i = 0; i < batch.size(); ++i) {
    const HeldJob key{batch[i].study, batch[i].job, batch[i].attempt};
    if (codes[i] != absl::StatusCode::kOk) {
      spdlog::info("job {}/{} attempt {} is not wanted any more", key.study, key.job, key.attempt);
    }
    if (codes[i] != absl::StatusCode::kOk || batch[i].end) book_->Drop(key);
  }
}

}  // namespace gridfold
