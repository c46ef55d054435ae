#include "common/data/load.h"

#include <cstdlib>
#include <filesystem>

#include "common/base/thread_parts.h"
#include "common/data/csv.h"
#include "common/data/digits.h"
#include "common/data/gzip.h"
#include "common/data/idx.h"
#include "common/data/libsvm_format.h"
#include "common/data/mnist.h"
#include "common/data/npz.h"
#include "common/data/subset.h"

namespace gridfold {
namespace {

namespace fs = std::filesystem;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

StatusOr<DataSet> FindMnist(const DataFolders& folders) {
  for (const std::string& folder : {folders.data_dir, folders.environment, folders.cache}) {
    if (!folder.empty() && HasMnist(fs::path(folder) / "mnist")) {
      return LoadMnist(fs::path(folder) / "mnist");
    }
  }
  Status fetched = FailedPrecondition("there is no cache folder to put it in");
  if (!folders.cache.empty()) fetched = FetchMnist(fs::path(folders.cache) / "mnist");
  if (fetched.ok()) return LoadMnist(fs::path(folders.cache) / "mnist");
  const auto shown = [](const std::string& folder, const char* name) {
    return folder.empty() ? fmt::format("{} (not set)", name)
                          : fmt::format("{} ({})", (fs::path(folder) / "mnist").string(), name);
  };
  return NotFound(
      "dataset: mnist: expected its four files in {}, {} or {}, or to download them; the download "
      "failed: {}",
      shown(folders.data_dir, "--data-dir"), shown(folders.environment, "GRIDFOLD_DATA_DIR"),
      shown(folders.cache, "cache"), Message(fetched));
}

StatusOr<Table> ReadIdxTable(const std::string& images, const std::string& labels) {
  GF_ASSIGN_OR_RETURN(std::string x_bytes, ReadMaybeGzipped(images));
  GF_ASSIGN_OR_RETURN(std::string y_bytes, ReadMaybeGzipped(labels));
  GF_ASSIGN_OR_RETURN(const NumberArray x, ParseIdx(std::move(x_bytes), images));
  GF_ASSIGN_OR_RETURN(const NumberArray y, ParseIdx(std::move(y_bytes), labels));
  return TableFromArrays(x, images, y, labels);
}

StatusOr<SparseTable> ReadSparse(const std::string& path) {
  GF_ASSIGN_OR_RETURN(const std::string text, ReadMaybeGzipped(path));
  return ParseLibsvm(text, path);
}

// Both parts get as many columns as the wider one has, or as a picture of the spec's shape needs:
// zeros at the end of a row do not show in this format.
StatusOr<TablePair> ReadLibsvm(const DataSetSpec& spec, const std::string& path,
                               const std::string& test_path) {
  GF_ASSIGN_OR_RETURN(const SparseTable train, ReadSparse(path));
  int64_t features = train.features;
  std::optional<SparseTable> test;
  if (!test_path.empty()) {
    GF_ASSIGN_OR_RETURN(test, ReadSparse(test_path));
    features = std::max(features, test->features);
  }
  if (spec.shape) {
    const auto size = CheckedProduct({spec.shape->height, spec.shape->width, spec.shape->channels});
    features = std::max(features, size.value_or(0));
  }
  TablePair tables;
  GF_ASSIGN_OR_RETURN(tables.train, Densify(train, features));
  if (test) {
    GF_ASSIGN_OR_RETURN(tables.test, Densify(*test, features));
  }
  return tables;
}

StatusOr<TablePair> ReadNpz(const std::string& path, const std::string& test_path) {
  GF_ASSIGN_OR_RETURN(const std::string bytes, ReadMaybeGzipped(path));
  GF_ASSIGN_OR_RETURN(TablePair tables, ParseNpz(bytes, path));
  if (test_path.empty()) return tables;
  if (tables.test) {
    return InvalidArgument("{}: expected no x_test beside a second file of test rows ({})", path,
                           test_path);
  }
  GF_ASSIGN_OR_RETURN(const std::string test_bytes, ReadMaybeGzipped(test_path));
  GF_ASSIGN_OR_RETURN(TablePair test, ParseNpz(test_bytes, test_path));
  tables.test = std::move(test.train);
  return tables;
}

StatusOr<Table> ReadCsv(const std::string& path, const std::string& label) {
  GF_ASSIGN_OR_RETURN(const std::string text, ReadMaybeGzipped(path));
  ThreadParts threads;
  return ParseCsv(text, path, label, &threads);
}

StatusOr<TablePair> ReadTables(const DataSetSpec& spec, const DataFolders& folders) {
  const std::string path = ResolvePath(spec.path, folders);
  const std::string test = spec.test_path.empty() ? "" : ResolvePath(spec.test_path, folders);
  TablePair tables;
  switch (spec.source) {
    case DataSetSpec::Source::kNpz:
      return ReadNpz(path, test);
    case DataSetSpec::Source::kLibsvm:
      return ReadLibsvm(spec, path, test);
    case DataSetSpec::Source::kIdx: {
      GF_ASSIGN_OR_RETURN(tables.train, ReadIdxTable(path, ResolvePath(spec.labels_path, folders)));
      if (!test.empty()) {
        GF_ASSIGN_OR_RETURN(tables.test,
                            ReadIdxTable(test, ResolvePath(spec.test_labels_path, folders)));
      }
      return tables;
    }
    case DataSetSpec::Source::kCsv: {
      GF_ASSIGN_OR_RETURN(tables.train, ReadCsv(path, spec.label));
      if (!test.empty()) {
        GF_ASSIGN_OR_RETURN(tables.test, ReadCsv(test, spec.label));
      }
      return tables;
    }
    case DataSetSpec::Source::kMnist:
    case DataSetSpec::Source::kDigits:
      break;
  }
  return Internal("dataset: expected a source that is a file");
}

StatusOr<DataSet> LoadWhole(const DataSetSpec& spec, const DataFolders& folders) {
  if (spec.source == DataSetSpec::Source::kMnist) return FindMnist(folders);
  GF_ASSIGN_OR_RETURN(TablePair tables, ReadTables(spec, folders));
  return JoinTables(fs::path(spec.path).filename().string(), std::move(tables), spec.shape);
}

}  // namespace

DataFolders FoldersFromEnvironment(const std::string& data_dir, const std::string& spec_folder) {
  DataFolders folders;
  folders.data_dir = data_dir;
  folders.spec_folder = spec_folder;
  folders.environment = Environment("GRIDFOLD_DATA_DIR");
  const std::string cache = Environment("XDG_CACHE_HOME"), home = Environment("HOME");
  if (!cache.empty()) {
    folders.cache = cache + "/gridfold";
  } else if (!home.empty()) {
    folders.cache = home + "/.cache/gridfold";
  }
  return folders;
}

std::string ResolvePath(const std::string& path, const DataFolders& folders) {
  const fs::path given(path);
  if (given.is_absolute()) return path;
  const fs::path beside = fs::path(folders.spec_folder) / given;
  std::error_code ignored;
  if (fs::exists(beside, ignored)) return beside.string();
  for (const std::string& folder : {folders.data_dir, folders.environment}) {
    const fs::path candidate = fs::path(folder) / given;
    if (!folder.empty() && fs::exists(candidate, ignored)) return candidate.string();
  }
  return beside.string();
}

StatusOr<DataSet> LoadDataSet(const DataSetSpec& spec, const DataFolders& folders) {
  DataSet data;
  if (spec.source == DataSetSpec::Source::kDigits) {
    GF_ASSIGN_OR_RETURN(data, MakeDigits(spec.train.value_or(kDigitsTrainRows),
                                         spec.test.value_or(kDigitsTestRows), spec.seed));
  } else {
    GF_ASSIGN_OR_RETURN(data, LoadWhole(spec, folders));
    GF_ASSIGN_OR_RETURN(data, DrawSubset(std::move(data), spec.train, spec.test, spec.seed));
  }
  GF_RETURN_IF_ERROR(ValidateDataSet(data));
  return data;
}

}  // namespace gridfold
