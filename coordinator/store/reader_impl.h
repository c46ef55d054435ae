// What the parts of StoreReader (reader.cc, reader_trials.cc) share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "coordinator/store/reader.h"
#include "coordinator/store/sqlite.h"

namespace gridfold {

// One moment's view of the database: every query between construction and destruction sees the same
// commits. It blocks nobody.
class Snapshot {
 public:
  explicit Snapshot(Database& database)
      : database_(database), status_(database.ExecuteScript("begin", "BEGIN")) {}
  ~Snapshot() {
    if (database_.InTransaction()) database_.ExecuteScript("end", "COMMIT").IgnoreError();
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  const Status& status() const { return status_; }

 private:
  Database& database_;
  Status status_;
};

// What every query of a study needs to know.
struct StudyHead {
  int64_t id = 0;
  bool maximize = true;
  int64_t splits = 0;
  std::string metric;
};

struct StoreReader::Impl {
  std::string path;
  std::unique_ptr<Database> database;

  // NotFound lists the studies there are.
  StatusOr<StudyHead> FindStudy(const std::string& name);
  Status NoSuchStudy(const std::string& name);
};

// Opens the file read-only and checks that it is a gridfold database of this program's schema.
StatusOr<std::unique_ptr<Database>> OpenForReading(const std::string& path);

// Ranks of COMPLETED trials: 1 is best, equal scores share one. Holds 8 bytes for each trial.
class RankTable {
 public:
  static StatusOr<RankTable> Load(Database& database, const StudyHead& study);
  int64_t RankOf(double score) const;

 private:
  std::vector<double> ascending_;
  bool maximize_ = true;
};

// A trial from a row of read_trials and its likes, with its rank; without fold scores.
StatusOr<TrialSummary> TrialFromRow(const Cursor& row, const RankTable& ranks);
// Adds the scores of the folds that are done.
Status FillFoldScores(Database& database, const StudyHead& study, TrialSummary& trial);

}  // namespace gridfold
