#include "worker/command/row_files.h"

#include <algorithm>
#include <iterator>

#include "common/data/npy.h"
#include "common/data/npz.h"
#include "common/data/zip.h"

namespace gridfold {
namespace {

template <typename T>
std::string_view BytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::vector<int64_t> DimsOf(const ConstMatrix& x, const std::optional<ImageShape>& shape) {
  if (!shape || shape->Size() != x.cols) return {x.rows, x.cols};
  std::vector<int64_t> dims = {x.rows, shape->height, shape->width};
  if (shape->channels != 1) dims.push_back(shape->channels);
  return dims;
}

Status AddPart(const std::string& part, const FoldPart& rows,
               const std::optional<ImageShape>& shape, const std::vector<int64_t>& numbers,
               ZipWriter& zip) {
  std::vector<float> x;
  x.reserve(static_cast<size_t>(rows.x.rows * rows.x.cols));
  for (int64_t r = 0; r < rows.x.rows; ++r) {
    x.insert(x.end(), rows.x.row(r), rows.x.row(r) + rows.x.cols);
  }
  std::vector<int64_t> y;
  for (const int32_t label : rows.y) y.push_back(numbers[static_cast<size_t>(label)]);
  const std::vector<int64_t> index(rows.rows.begin(), rows.rows.end());
  const std::vector<int64_t> length = {rows.x.rows};
  GF_RETURN_IF_ERROR(zip.Add("x_" + part + ".npy",
                             NpyBytes(ElementType::kFloat32, DimsOf(rows.x, shape), BytesOf(x))));
  GF_RETURN_IF_ERROR(
      zip.Add("y_" + part + ".npy", NpyBytes(ElementType::kInt64, length, BytesOf(y))));
  return zip.Add(part + "_rows.npy", NpyBytes(ElementType::kInt64, length, BytesOf(index)));
}

// A name as a field of a CSV file (RFC 4180).
std::string Field(const std::string& name) {
  if (name.find_first_of(",\"\n\r") == std::string::npos) return name;
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

std::string CsvOf(const FoldPart& rows, const std::vector<std::string>& classes) {
  std::string text;
  auto out = std::back_inserter(text);
  for (int64_t c = 0; c < rows.x.cols; ++c) fmt::format_to(out, "x{},", c);
  text += "class\n";
  for (int64_t r = 0; r < rows.x.rows; ++r) {
    for (int64_t c = 0; c < rows.x.cols; ++c) fmt::format_to(out, "{},", rows.x.row(r)[c]);
    text += Field(classes[static_cast<size_t>(rows.y[static_cast<size_t>(r)])]) + '\n';
  }
  return text;
}

}  // namespace

Status RowFiles::Add(const std::string& key, const std::string& file, const std::string& bytes) {
  const std::filesystem::path path = folder_.path() / file;
  GF_RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
  paths_.emplace_back(key, path.string());
  bytes_ += static_cast<int64_t>(bytes.size());
  return absl::OkStatus();
}

Status RowFiles::AddNpz(const FoldPart& train, const FoldPart& validation,
                        const std::optional<ImageShape>& shape,
                        const std::vector<std::string>& classes) {
  const std::vector<int64_t> numbers = ClassNumbers(classes);
  ZipWriter zip;
  GF_RETURN_IF_ERROR(AddPart("train", train, shape, numbers, zip));
  GF_RETURN_IF_ERROR(AddPart("validation", validation, shape, numbers, zip));
  return Add("rows", "rows.npz", zip.Finish());
}

Status RowFiles::AddText(const std::string& part, const FoldPart& rows, bool values,
                         const std::vector<std::string>& classes) {
  if (values) GF_RETURN_IF_ERROR(Add(part, part + ".csv", CsvOf(rows, classes)));
  std::string index;
  for (const int32_t row : rows.rows) index += fmt::format("{}\n", row);
  return Add(part + "_index", part + ".index", index);
}

StatusOr<std::shared_ptr<const RowFiles>> RowFiles::Write(const std::string& format,
                                                          const FoldPart& train,
                                                          const FoldPart& validation,
                                                          const std::optional<ImageShape>& shape,
                                                          const std::vector<std::string>& classes) {
  const std::shared_ptr<RowFiles> files(new RowFiles());
  if (format == "npz") {
    GF_RETURN_IF_ERROR(files->AddNpz(train, validation, shape, classes));
  } else if (format == "csv" || format == "index") {
    GF_RETURN_IF_ERROR(files->AddText("train", train, format == "csv", classes));
    GF_RETURN_IF_ERROR(files->AddText("validation", validation, format == "csv", classes));
  } else {
    return InvalidArgument("command: rows: expected npz, csv or index, found '{}'", format);
  }
  return std::shared_ptr<const RowFiles>(files);
}

}  // namespace gridfold
