// A job on a few digits, and everything that runs it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/data/load.h"
#include "worker/cache/content_cache.h"
#include "worker/crew/crew.h"
#include "worker/run/job_execution.h"

namespace gridfold {

// 200 training and 50 test rows.
inline DataSet SomeDigits() {
  DataSetSpec spec;
  spec.source = DataSetSpec::Source::kDigits;
  spec.train = 200;
  spec.test = 50;
  auto data = LoadDataSet(spec, DataFolders{});
  EXPECT_TRUE(data.ok()) << Message(data.status());
  return *std::move(data);
}

// Everything that ExecuteJob needs, around one data set.
struct Fixture {
  std::shared_ptr<const DataSet> data = std::make_shared<const DataSet>(SomeDigits());
  int64_t cache_bytes = 1 << 30;
  std::unique_ptr<ContentCache> cache;
  Work work;
  Job job;
  std::vector<std::pair<int64_t, CurvePoint>> curve;
  std::atomic<bool> stop = false;
  Crew* crew = nullptr;
  int64_t pause_epochs = 0;
  CommandPolicy commands;
  std::string checkpoint;  // the last one that was made, and where the next job goes on
  std::string file;        // that the hash "file" names
  int files_loaded = 0;

  Fixture() {
    work.dataset_hash = "digits";
    work.pipeline = {{"normalize", {{"method", std::string("l2")}}}};
    work.model = "svm";
    work.cv.folds = 4;
    work.cv.train_scores = true;
    work.metric = "accuracy";
    job.fold = 2;
    job.trials = {{0, {{"C", 1.0}, {"gamma", 1.0}}}, {1, {{"C", 10.0}, {"gamma", 1.0}}}};
  }

  StatusOr<JobOutput> Execute() {
    if (cache == nullptr) cache = std::make_unique<ContentCache>(cache_bytes);
    JobInput input;
    input.work = &work;
    input.job = &job;
    input.cache = cache.get();
    input.load_data = [&](const std::string&) -> StatusOr<std::shared_ptr<const DataSet>> {
      return data;
    };
    input.load_file = [&](const std::string& hash) -> StatusOr<std::string> {
      ++files_loaded;
      if (hash != "file") return NotFound("no file {}", hash);
      return file;
    };
    input.memory.shared_bytes = cache_bytes;
    input.crew = crew;
    input.commands = commands;
    input.on_curve_point = [&](int64_t trial, const CurvePoint& point) {
      curve.emplace_back(trial, point);
    };
    input.pause_epochs = pause_epochs;
    input.checkpoint = checkpoint;
    input.on_checkpoint = [&](int64_t, double, const std::string& bytes) { checkpoint = bytes; };
    input.stop = &stop;
    input.clock = &RealClock();
    return ExecuteJob(input);
  }
};

}  // namespace gridfold
