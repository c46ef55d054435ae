#include "common/spec/dataset_reader.h"

#include <limits>

namespace gridfold {
namespace {

constexpr int64_t kRowsMax = 1'000'000'000'000;
constexpr int64_t kSideMax = 100'000;
constexpr int64_t kPixelsMax = 100'000'000;
const char* const kSources = "a name (mnist, digits) or a map of name, csv, idx, libsvm or npz";

StatusOr<DataSetSpec::Source> ReadName(const YamlCursor& cursor) {
  GF_ASSIGN_OR_RETURN(const std::string name, cursor.Choice({"mnist", "digits"}));
  return name == "mnist" ? DataSetSpec::Source::kMnist : DataSetSpec::Source::kDigits;
}

StatusOr<std::string> ReadPath(const YamlCursor& map, const std::string& key) {
  GF_ASSIGN_OR_RETURN(const YamlCursor path, map.Require(key, "the name of a file"));
  return path.Text("the name of a file");
}

// [h, w] or [h, w, c].
StatusOr<ImageShape> ReadShape(const YamlCursor& cursor) {
  const std::vector<YamlCursor> sides = cursor.Items();
  if (sides.size() != 2 && sides.size() != 3) {
    return cursor.Expected("[height, width] or [height, width, channels]");
  }
  ImageShape shape;
  GF_ASSIGN_OR_RETURN(shape.height, sides[0].Whole(1, kSideMax));
  GF_ASSIGN_OR_RETURN(shape.width, sides[1].Whole(1, kSideMax));
  if (sides.size() == 3) {
    GF_ASSIGN_OR_RETURN(shape.channels, sides[2].Whole(1, 1000));
  }
  if (shape.Size() > kPixelsMax) {
    return cursor.Wrong(fmt::format("expected at most {} values, found {}x{}x{}", kPixelsMax,
                                    shape.height, shape.width, shape.channels));
  }
  return shape;
}

// `test:` is a number of rows or a second file.
Status ReadTest(const YamlCursor& map, DataSetSpec& spec) {
  const auto test = map.Find("test");
  if (!test) return absl::OkStatus();
  const std::string expected = "a number of rows or the name of a second file";
  GF_ASSIGN_OR_RETURN(const Value value, test->ScalarValue(expected));
  if (std::holds_alternative<std::string>(value)) {
    spec.test_path = std::get<std::string>(value);
    return absl::OkStatus();
  }
  return map.Read("test", 0, kRowsMax, spec.test);
}

Status ReadIdx(const YamlCursor& idx, DataSetSpec& spec) {
  GF_RETURN_IF_ERROR(idx.CheckMap({"images", "labels", "test_images", "test_labels"}));
  GF_ASSIGN_OR_RETURN(spec.path, ReadPath(idx, "images"));
  GF_ASSIGN_OR_RETURN(spec.labels_path, ReadPath(idx, "labels"));
  if (!idx.Has("test_images") && !idx.Has("test_labels")) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(spec.test_path, ReadPath(idx, "test_images"));
  GF_ASSIGN_OR_RETURN(spec.test_labels_path, ReadPath(idx, "test_labels"));
  return absl::OkStatus();
}

// The rows to draw, and with which seed.
Status ReadRows(const YamlCursor& map, DataSetSpec& spec) {
  GF_RETURN_IF_ERROR(map.Read("train", 1, kRowsMax, spec.train));
  return map.ReadSeed("seed", spec.seed);
}

// A source that is one file and perhaps a second one with the test rows.
Status ReadFileSource(const YamlCursor& map, const std::string& key, DataSetSpec& spec) {
  GF_ASSIGN_OR_RETURN(spec.path, ReadPath(map, key));
  GF_RETURN_IF_ERROR(ReadTest(map, spec));
  if (const auto label = map.Find("label")) {
    GF_ASSIGN_OR_RETURN(spec.label, label->Text("last, first, a column's name or its index"));
  }
  if (const auto shape = map.Find("shape")) {
    GF_ASSIGN_OR_RETURN(spec.shape, ReadShape(*shape));
  }
  return ReadRows(map, spec);
}

Status ReadSource(const YamlCursor& map, const std::string& key, DataSetSpec& spec) {
  using Source = DataSetSpec::Source;
  if (key == "name") {
    GF_RETURN_IF_ERROR(map.CheckMap({"name", "train", "test", "seed"}));
    GF_ASSIGN_OR_RETURN(spec.source, ReadName(*map.Find("name")));
    GF_RETURN_IF_ERROR(map.Read("test", 0, kRowsMax, spec.test));
    return ReadRows(map, spec);
  }
  if (key == "idx") {
    spec.source = Source::kIdx;
    GF_RETURN_IF_ERROR(map.CheckMap({"idx", "train", "test", "seed"}));
    GF_RETURN_IF_ERROR(ReadIdx(*map.Find("idx"), spec));
    GF_RETURN_IF_ERROR(map.Read("test", 0, kRowsMax, spec.test));
    return ReadRows(map, spec);
  }
  std::vector<std::string> keys = {key, "train", "test", "shape", "seed"};
  if (key == "csv") keys.push_back("label");
  GF_RETURN_IF_ERROR(map.CheckMap(keys));
  spec.source = key == "csv" ? Source::kCsv : key == "npz" ? Source::kNpz : Source::kLibsvm;
  return ReadFileSource(map, key, spec);
}

}  // namespace

StatusOr<DataSetSpec> ReadDataSet(const YamlCursor& cursor) {
  DataSetSpec spec;
  if (cursor.IsScalar()) {
    GF_ASSIGN_OR_RETURN(spec.source, ReadName(cursor));
    return spec;
  }
  if (!cursor.IsMap()) return cursor.Expected(kSources);
  std::string source;
  for (const char* key : {"name", "csv", "idx", "libsvm", "npz"}) {
    if (!cursor.Has(key)) continue;
    if (!source.empty())
      return cursor.Wrong(fmt::format("{} and {} exclude each other", source, key));
    source = key;
  }
  if (source.empty()) return cursor.Wrong(fmt::format("expected {}, found none of them", kSources));
  GF_RETURN_IF_ERROR(ReadSource(cursor, source, spec));
  return spec;
}

}  // namespace gridfold
