// CheckDatabase: what must hold of a database whatever crashed.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <utility>

#include "common/base/fingerprint.h"
#include "coordinator/store/reader.h"
#include "coordinator/store/reader_impl.h"

namespace gridfold {
namespace {

// Sums of the same numbers in the same order differ in no bit; the slack is for a database that
// another compiler's build wrote.
constexpr double kRelativeTolerance = 1e-12;

using Findings = std::vector<std::string>;

// `describe` makes a finding of each row of the query.
template <typename Describe>
Status FindRows(Database& database, std::string_view query, Findings& findings, Describe describe) {
  Cursor row = database.Select(query);
  while (row.Next()) findings.push_back(describe(row));
  return row.status();
}

Status CheckFile(Database& database, Findings& findings) {
  Cursor row = database.SelectSql("PRAGMA integrity_check(20)");
  while (row.Next()) {
    if (row.Text(0) != "ok") findings.push_back("integrity: " + row.Text(0));
  }
  return row.status();
}

Status CheckKeys(Database& database, Findings& findings) {
  Cursor key = database.SelectSql("PRAGMA foreign_key_check");
  while (key.Next()) {
    findings.push_back(
        fmt::format("foreign keys: a row of table {} refers to a row of table {} "
                    "that is not there",
                    key.Text(0), key.Text(2)));
  }
  return key.status();
}

Status CheckCells(Database& database, Findings& findings) {
  GF_RETURN_IF_ERROR(FindRows(database, "check_completed_trials", findings, [](const Cursor& row) {
    return fmt::format(
        "study {}, trial {}: COMPLETED, so expected {} completed folds, found {} results, {} of "
        "them completed",
        row.Text(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4));
  }));
  GF_RETURN_IF_ERROR(FindRows(database, "check_duplicate_results", findings, [](const Cursor& row) {
    return fmt::format("study {}, trial {}, fold {}: expected one accepted result, found {}",
                       row.Text(0), row.Int(1), row.Int(2), row.Int(3));
  }));
  GF_RETURN_IF_ERROR(FindRows(database, "check_result_attempts", findings, [](const Cursor& row) {
    return fmt::format(
        "study {}, trial {}, fold {}: the result is of attempt {} of job {}, which there is not",
        row.Text(0), row.Int(1), row.Int(2), row.Int(4), row.Int(3));
  }));
  return FindRows(database, "check_result_jobs", findings, [](const Cursor& row) {
    return fmt::format("study {}, trial {}, fold {}: the result is of job {}, the cell of job {}",
                       row.Text(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4));
  });
}

Status CheckAttempts(Database& database, Findings& findings) {
  GF_RETURN_IF_ERROR(FindRows(database, "check_failures", findings, [](const Cursor& row) {
    return fmt::format(
        "study {}, job {}: {} failures, expected at most {} and no more than attempts", row.Text(0),
        row.Int(1), row.Int(2), row.Int(3));
  }));
  return FindRows(database, "check_attempts", findings, [](const Cursor& row) {
    return fmt::format(
        "study {}, job {}: expected attempts 1 to {}, found {} with {} the newest; {} older ones "
        "are "
        "open",
        row.Text(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4), row.Int(5));
  });
}

Status CheckNumbering(Database& database, Findings& findings) {
  Cursor row = database.Select("check_numbering");
  while (row.Next()) {
    const std::pair<const char*, int> kinds[] = {{"trial", 0}, {"job", 1}};
    for (const auto& [kind, i] : kinds) {
      if (row.Int(1 + i) > row.Int(3 + i)) continue;
      findings.push_back(fmt::format("study {}: the next {} is {}, but {} {} is there", row.Text(0),
                                     kind, row.Int(1 + i), kind, row.Int(3 + i)));
    }
  }
  return row.status();
}

// The stored scores of a trial and the folds' scores they were made of.
struct ScoredTrial {
  std::string study;
  int64_t number = 0;
  std::optional<double> mean, std, std_error, mean_train;
  std::vector<double> test_scores, train_scores;
  size_t folds = 0;
};

bool Agrees(std::optional<double> stored, std::optional<double> computed) {
  if (!stored || !computed) return stored.has_value() == computed.has_value();
  if (*stored == *computed) return true;
  return std::abs(*stored - *computed) <= kRelativeTolerance * std::abs(*computed);
}

std::string Text(std::optional<double> score) {
  return score ? fmt::format("{}", *score) : std::string("none");
}

struct Moments {
  std::optional<double> mean, std, std_error;
};

// As coordinator/rank aggregates: summed in the order of folds.
Moments MomentsOf(const std::vector<double>& scores) {
  if (scores.empty()) return {};
  const auto count = static_cast<double>(scores.size());
  double sum = 0, squares = 0;
  for (const double score : scores) sum += score;
  const double mean = sum / count;
  for (const double score : scores) squares += (score - mean) * (score - mean);
  Moments moments{mean, std::sqrt(squares / count), std::nullopt};
  if (scores.size() > 1) moments.std_error = std::sqrt(squares / (count - 1) / count);
  return moments;
}

void CheckTrialScores(const ScoredTrial& trial, Findings& findings) {
  // A fold without a score is another finding.
  if (trial.test_scores.size() != trial.folds) return;
  const Moments test = MomentsOf(trial.test_scores);
  // Training scores are optional, fold by fold; a mean needs them all.
  const bool all_trained = trial.train_scores.size() == trial.folds;
  const std::optional<double> mean_train = all_trained ? MomentsOf(trial.train_scores).mean
                                           : trial.train_scores.empty() ? std::nullopt
                                                                        : trial.mean_train;
  struct {
    const char* name;
    std::optional<double> stored, computed;
  } const pairs[] = {{"mean_score", trial.mean, test.mean},
                     {"std_score", trial.std, test.std},
                     {"std_error", trial.std_error, test.std_error},
                     {"mean_train_score", trial.mean_train, mean_train}};
  for (const auto& pair : pairs) {
    if (Agrees(pair.stored, pair.computed)) continue;
    findings.push_back(fmt::format("study {}, trial {}: {} is {}, but its folds give {}",
                                   trial.study, trial.number, pair.name, Text(pair.stored),
                                   Text(pair.computed)));
  }
}

Status CheckScores(Database& database, Findings& findings) {
  Cursor row = database.Select("check_scores");
  ScoredTrial trial;
  while (row.Next()) {
    if (trial.folds == 0 || trial.number != row.Int(1) || trial.study != row.Text(0)) {
      CheckTrialScores(trial, findings);
      trial = {row.Text(0),
               row.Int(1),
               row.OptionalDouble(2),
               row.OptionalDouble(3),
               row.OptionalDouble(4),
               row.OptionalDouble(5),
               {},
               {},
               0};
    }
    ++trial.folds;
    if (!row.IsNull(6)) trial.test_scores.push_back(row.Double(6));
    if (!row.IsNull(7)) trial.train_scores.push_back(row.Double(7));
  }
  CheckTrialScores(trial, findings);
  return row.status();
}

// The SHA-256 of a file of any size; empty when it cannot be read.
std::string HashFile(const std::filesystem::path& path, int64_t& bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return "";
  Sha256 hash;
  bytes = 0;
  std::vector<char> buffer(1 << 20);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
         file.gcount() > 0) {
    hash.Update(buffer.data(), static_cast<size_t>(file.gcount()));
    bytes += file.gcount();
  }
  return file.bad() ? "" : hash.HexDigest();
}

std::string ArtifactFinding(const Cursor& row, const std::filesystem::path& folder) {
  const std::string sha256 = row.Text(3);
  const std::string whose =
      fmt::format("study {}, {}{}", row.Text(0), row.Text(2),
                  row.Int(1) >= 0 ? fmt::format(" of trial {}", row.Int(1)) : std::string());
  // A name that is no hash must not lead out of the folder.
  if (!IsSha256Hex(sha256)) return fmt::format("{}: '{}' is no SHA-256", whose, sha256);
  const std::filesystem::path path = folder / sha256;
  int64_t bytes = 0;
  const std::string found = HashFile(path, bytes);
  if (found.empty()) return fmt::format("{}: file {} is missing", whose, path.string());
  if (bytes != row.Int(4)) {
    return fmt::format("{}: file {} has {} bytes, expected {}", whose, path.string(), bytes,
                       row.Int(4));
  }
  if (found == sha256) return "";
  return fmt::format("{}: the content of {} does not match its name (SHA-256 {})", whose,
                     path.string(), found);
}

Status CheckArtifacts(Database& database, const std::string& path, Findings& findings) {
  Cursor row = database.Select("check_artifacts");
  while (row.Next()) {
    std::string finding = ArtifactFinding(row, path + ".artifacts");
    if (!finding.empty()) findings.push_back(std::move(finding));
  }
  return row.status();
}

// What keeps one check from its end (a page that cannot be read, a table that is not there) is a
// finding itself, and the other checks go on.
Status Absorb(const Status& status, Findings& findings) {
  if (!absl::IsDataLoss(status) && !absl::IsInternal(status)) return status;
  findings.push_back("the file is damaged, so not all could be checked: " + Message(status));
  return absl::OkStatus();
}

Status CheckAll(Database& database, const std::string& path, Findings& findings) {
  const Snapshot snapshot(database);
  GF_RETURN_IF_ERROR(snapshot.status());
  for (const auto check :
       {CheckFile, CheckKeys, CheckCells, CheckAttempts, CheckNumbering, CheckScores}) {
    GF_RETURN_IF_ERROR(Absorb(check(database, findings), findings));
  }
  return Absorb(CheckArtifacts(database, path, findings), findings);
}

}  // namespace

StatusOr<std::vector<std::string>> CheckDatabase(const std::string& path) {
  GF_ASSIGN_OR_RETURN(const std::unique_ptr<Database> database, OpenForReading(path));
  Findings findings;
  GF_RETURN_IF_ERROR(CheckAll(*database, path, findings));
  return findings;
}

}  // namespace gridfold
