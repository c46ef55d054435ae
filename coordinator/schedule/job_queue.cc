#include "coordinator/schedule/job_queue.h"

#include <algorithm>
#include <utility>

namespace gridfold {
namespace {

// How many of the job's keys, widest first, the worker holds without a gap.
size_t HeldPrefix(const Job& job, const std::set<std::string>& cache_keys) {
  size_t held = 0;
  while (held < job.cache_keys.size() && cache_keys.contains(job.cache_keys[held])) ++held;
  return held;
}

}  // namespace

void JobQueue::PushBack(JobPtr job) { lines_[job->study].jobs.push_back(std::move(job)); }

void JobQueue::PushFront(JobPtr job) { lines_[job->study].jobs.push_front(std::move(job)); }

JobQueue::JobPtr JobQueue::TakeFrom(Line& line, const std::set<std::string>& cache_keys) {
  size_t best = 0, best_held = 0;
  const size_t window = cache_keys.empty() ? 1 : std::min(kAffinityWindow, line.jobs.size());
  for (size_t i = 0; i < window; ++i) {
    const size_t held = HeldPrefix(*line.jobs[i], cache_keys);
    if (held > best_held) {
      best = i;
      best_held = held;
    }
  }
  JobPtr job = line.jobs[best];
  line.jobs.erase(line.jobs.begin() + static_cast<std::ptrdiff_t>(best));
  return job;
}

std::vector<JobQueue::JobPtr> JobQueue::Take(size_t count, const std::set<std::string>& cache_keys,
                                             const std::set<int64_t>& unfit) {
  std::vector<JobPtr> taken;
  while (taken.size() < count) {
    // The next study after the last one, in a circle, that has a job to give.
    const auto ready = [&](const auto& entry) {
      return !entry.second.held && !entry.second.jobs.empty() && !unfit.contains(entry.first);
    };
    auto turn = std::find_if(lines_.upper_bound(last_study_), lines_.end(), ready);
    if (turn == lines_.end()) turn = std::find_if(lines_.begin(), lines_.end(), ready);
    if (turn == lines_.end()) break;
    last_study_ = turn->first;
    taken.push_back(TakeFrom(turn->second, cache_keys));
  }
  return taken;
}

std::vector<JobQueue::JobPtr> JobQueue::TakeTrial(int64_t study, size_t folds) {
  const auto line = lines_.find(study);
  if (line == lines_.end() || line->second.held) return {};
  std::deque<JobPtr>& jobs = line->second.jobs;
  const auto is_alone = [](const JobPtr& job) {
    return job->kind == JobKind::kCells && job->trials.size() == 1;
  };
  std::map<int64_t, size_t> waiting;
  for (const JobPtr& job : jobs) {
    if (is_alone(job)) ++waiting[job->trials.front().number];
  }
  const auto whole = std::find_if(jobs.begin(), jobs.end(), [&](const JobPtr& job) {
    return is_alone(job) && waiting[job->trials.front().number] == folds;
  });
  if (whole == jobs.end()) return {};
  const int64_t trial = (*whole)->trials.front().number;
  std::vector<JobPtr> taken;
  std::deque<JobPtr> left;
  for (JobPtr& job : jobs) {
    const bool is_its = is_alone(job) && job->trials.front().number == trial;
    is_its ? taken.push_back(std::move(job)) : left.push_back(std::move(job));
  }
  jobs = std::move(left);
  return taken;
}

std::vector<JobQueue::JobPtr> JobQueue::RemoveStudy(int64_t study) {
  const auto line = lines_.find(study);
  if (line == lines_.end()) return {};
  std::vector<JobPtr> jobs(line->second.jobs.begin(), line->second.jobs.end());
  lines_.erase(line);
  return jobs;
}

void JobQueue::HoldBack(int64_t study, bool held) { lines_[study].held = held; }

size_t JobQueue::size(int64_t study) const {
  const auto line = lines_.find(study);
  return line == lines_.end() ? 0 : line->second.jobs.size();
}

}  // namespace gridfold
