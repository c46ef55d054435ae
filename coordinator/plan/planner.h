// From trials to jobs. Pure: the grouping depends on the study and the batch of trials alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/spec/job.h"
#include "common/spec/study.h"

namespace gridfold {

// The batch of trials that is proposed, planned and stored at once. Jobs never reach across
// batches, so the batch's size is a constant, not a setting.
inline constexpr int64_t kTrialsPerBatch = 64;
// A group with more cells than this is cut, so that one job does not last for ever.
inline constexpr size_t kCellsPerJobMax = 64;

// The jobs of a batch of trials: for each group of trials that differ only in path parameters (in
// the order of their first trials), one job per split. Numbers count up from `first_job`,
// group by group; when a step of the pipeline learns, a few groups at a time, of these two folds at
// a time.
std::vector<Job> PlanJobs(const StudySpec& study, int64_t study_id, const std::string& dataset_hash,
                          std::span<const JobTrial> trials, int64_t first_job);
// The same for the splits from `first_fold` up to, but not, `end_fold`.
std::vector<Job> PlanJobs(const StudySpec& study, int64_t study_id, const std::string& dataset_hash,
                          std::span<const JobTrial> trials, int64_t first_job, int first_fold,
                          int end_fold);

// ContentKeys of a study's cells. Jobs come back from the database without keys; this makes them
// anew. A refit has fold -1: all training rows.
std::vector<std::string> CacheKeys(const StudySpec& study, const std::string& dataset_hash,
                                   const Point& parameters, int fold);

// The job that fits the winner on all training rows; its fold is -1.
Job PlanRefit(const StudySpec& study, int64_t study_id, const std::string& dataset_hash,
              const JobTrial& trial, int64_t job_number);

}  // namespace gridfold
