// A small study in a database, for the tests of this folder: three trials on three folds, two of
// them in the same jobs.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "common/base/file.h"
#include "coordinator/store/sqlite.h"
#include "coordinator/store/store.h"

namespace gridfold {

#define ASSERT_OK(expression)                             \
  do {                                                    \
    const ::absl::Status gf_test_status_ = (expression);  \
    ASSERT_TRUE(gf_test_status_.ok()) << gf_test_status_; \
  } while (false)
#define EXPECT_OK(expression)                             \
  do {                                                    \
    const ::absl::Status gf_test_status_ = (expression);  \
    EXPECT_TRUE(gf_test_status_.ok()) << gf_test_status_; \
  } while (false)

constexpr int64_t kSampleMs = 1'700'000'000'000;  // 2023-11-14 22:13:20 UTC
constexpr int32_t kSampleClasses = 2;

StudySpec SampleSpec(bool maximize = true);
StudyRecord SampleRecord(const std::string& name = "sample");
// The searched C and kernel, the constants shrinking (bool), sizes (list) and degree (int).
Point SamplePoint(int64_t trial);
std::vector<std::string> SampleSearched();
// A completed result of the cell.
CellResult SampleCell(int64_t trial, int fold, double score);

// Inserts study, trials 0, 1, 2, and jobs: `fold` with trials 0 and 1, `fold + 3` with trial 2.
StatusOr<int64_t> InsertSampleStudy(Store& store, const std::string& name = "sample",
                                    bool maximize = true);
// Leases the job as attempt 1 to worker "w1", at kSampleMs.
Status LeaseSampleJob(Store& store, int64_t study, int64_t job);
// Accepts results of all cells, ends all attempts well and finishes the trials with the means
// 0.8, 0.9 and 0.8.
Status CompleteSampleStudy(Store& store, int64_t study);

// Executes SQL on a database file, past all checks of keys: to plant faults.
Status ExecuteOn(const std::string& path, const std::string& sql);
// The rows of a statement, columns joined by '|', NULL as "NULL"; or the error's text.
std::vector<std::string> RowsOf(const std::string& path, const std::string& sql);

class StoreTest : public testing::Test {
 protected:
  void SetUp() override { OpenStore(); }
  void OpenStore() {
    auto opened = Store::Open(path_);
    ASSERT_OK(opened.status());
    store_ = *std::move(opened);
  }
  int64_t InsertSample(const std::string& name = "sample", bool maximize = true) {
    auto study = InsertSampleStudy(*store_, name, maximize);
    EXPECT_OK(study.status());
    return study.value_or(-1);
  }
  TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "g.db").string();
  std::unique_ptr<Store> store_;
};

}  // namespace gridfold
