#include "client/data.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "client/data_pictures.h"
#include "client/json.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "common/data/mnist.h"
#include "common/data/npy.h"
#include "common/data/npz.h"
#include "common/data/zip.h"
#include "coordinator/prepare/prepare.h"

namespace gridfold {
namespace {

std::string ShapeText(const DataSet& data) {
  if (!data.shape) return "";
  return fmt::format("{} x {} x {} (height, width, channels)", data.shape->height,
                     data.shape->width, data.shape->channels);
}

Json DataJson(const DataSet& data, const DataFacts& facts) {
  Json json = {{"name", data.name},
               {"train_rows", data.train_rows},
               {"test_rows", data.test_rows},
               {"features", data.features},
               {"min", facts.min},
               {"max", facts.max},
               {"zero_share", facts.zero_share},
               {"bytes", facts.bytes}};
  if (data.shape) json["shape"] = {data.shape->height, data.shape->width, data.shape->channels};
  json["classes"] = Json::array();
  for (size_t c = 0; c < data.classes.size(); ++c) {
    json["classes"].push_back({{"name", data.classes[c]},
                               {"train_rows", facts.train_counts[c]},
                               {"test_rows", facts.test_counts[c]}});
  }
  return json;
}

std::string DataPage(const DataSet& data, const DataFacts& facts, bool colours) {
  const bool pixels = std::holds_alternative<DataSet::Pixels>(data.values);
  Facts lines;
  lines.Add("data set", data.name);
  lines.Add("training rows", FormatCount(static_cast<double>(data.train_rows)));
  lines.Add("test rows", FormatCount(static_cast<double>(data.test_rows)));
  lines.Add("features", FormatCount(static_cast<double>(data.features)));
  lines.Add("shape", ShapeText(data));
  lines.Add("values", fmt::format("{:.6g} to {:.6g}, {:.1f}% zero, kept as {}", facts.min,
                                  facts.max, facts.zero_share * 100, pixels ? "bytes" : "floats"));
  lines.Add("memory", FormatBytes(static_cast<double>(facts.bytes)));
  lines.Add("classes", fmt::format("{}", data.classes.size()));
  TextTable table;
  table.AddColumn("class", TextTable::Align::kLeft);
  table.AddColumn("training", TextTable::Align::kRight);
  table.AddColumn("test", TextTable::Align::kRight);
  for (size_t c = 0; c < data.classes.size(); ++c) {
    table.AddRow({data.classes[c], fmt::format("{}", facts.train_counts[c]),
                  fmt::format("{}", facts.test_counts[c])});
  }
  return lines.Text() + "\n" + table.Text(colours);
}

// The archive with one more member; writers of NPZ know nothing of folds.
StatusOr<std::string> WithMember(const std::string& archive, const std::string& member,
                                 const std::string& bytes) {
  GF_ASSIGN_OR_RETURN(const ZipReader reader, ZipReader::Open(archive, "npz"));
  ZipWriter writer;
  for (const char* name : {"x.npy", "y.npy", "x_test.npy", "y_test.npy"}) {
    if (!reader.Has(name)) continue;
    GF_ASSIGN_OR_RETURN(const std::string content, reader.Read(name, int64_t{1} << 32));
    GF_RETURN_IF_ERROR(writer.Add(name, content));
  }
  GF_RETURN_IF_ERROR(writer.Add(member, bytes));
  return writer.Finish();
}

std::string FoldsNpy(const PreparedStudy& study) {
  const auto rows = static_cast<size_t>(study.data->train_rows);
  std::string marks(study.splits.size() * rows, '\0');
  for (size_t split = 0; split < study.splits.size(); ++split) {
    for (const int32_t row : study.splits[split].validation) {
      marks[split * rows + static_cast<size_t>(row)] = 1;
    }
  }
  return NpyBytes(ElementType::kUint8,
                  {static_cast<int64_t>(study.splits.size()), study.data->train_rows}, marks);
}

}  // namespace

DataFacts FactsOf(const DataSet& data) {
  DataFacts facts;
  facts.train_counts.resize(data.classes.size());
  facts.test_counts.resize(data.classes.size());
  for (const int32_t c : data.train_labels()) ++facts.train_counts[static_cast<size_t>(c)];
  for (const int32_t c : data.test_labels()) ++facts.test_counts[static_cast<size_t>(c)];
  std::visit(
      [&](const auto& values) {
        if (values.empty()) return;
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        facts.min = *low;
        facts.max = *high;
        const auto zeros = std::count(values.begin(), values.end(), 0);
        facts.zero_share = static_cast<double>(zeros) / static_cast<double>(values.size());
        facts.bytes = static_cast<int64_t>(values.size() * sizeof(values[0]) +
                                           data.labels.size() * sizeof(int32_t));
      },
      data.values);
  return facts;
}

Status DescribeData(const DataArguments& arguments, const std::string& format,
                    const std::string& pictures, Console& console) {
  GF_ASSIGN_OR_RETURN(const DataSet data, LoadData(arguments));
  std::optional<PictureFolder> folder;
  if (!pictures.empty()) {
    GF_ASSIGN_OR_RETURN(folder, PictureFolder::Open(pictures));
    GF_RETURN_IF_ERROR(AddDataPictures(data, *folder));
  }
  const DataFacts facts = FactsOf(data);
  if (format == "json") {
    Json json = DataJson(data, facts);
    if (folder) json["pictures"] = folder->AsJson();
    console.out << Dump(json);
    return absl::OkStatus();
  }
  console.out << DataPage(data, facts, console.colours);
  if (folder) console.out << "\n" << folder->Text();
  return absl::OkStatus();
}

Status FetchData(const std::string& name, const std::string& data_dir, Console& console) {
  if (name != "mnist") {
    return InvalidArgument("data set '{}': expected mnist; others are files of yours", name);
  }
  const DataFolders folders = FoldersFromEnvironment(AbsolutePath(data_dir), "");
  const std::string parent = data_dir.empty() ? folders.cache : folders.data_dir;
  if (parent.empty()) {
    return FailedPrecondition("expected --data-dir, HOME or XDG_CACHE_HOME, to have a place");
  }
  const std::filesystem::path folder = std::filesystem::path(parent) / name;
  GF_RETURN_IF_ERROR(FetchMnist(folder));
  GF_ASSIGN_OR_RETURN(const DataSet data, LoadMnist(folder));
  console.out << fmt::format("{}: {} training and {} test rows in {}\n", name,
                             FormatCount(static_cast<double>(data.train_rows)),
                             FormatCount(static_cast<double>(data.test_rows)), folder.string());
  return absl::OkStatus();
}

Status ExportData(const SpecArguments& arguments, const std::string& path, Console& console) {
  GF_ASSIGN_OR_RETURN(const SpecText spec, ReadSpecFile(arguments));
  GF_ASSIGN_OR_RETURN(const PreparedStudy study, PrepareStudy(spec, FoldersFor(arguments, spec)));
  GF_ASSIGN_OR_RETURN(const std::string archive, NpzBytes(*study.data));
  GF_ASSIGN_OR_RETURN(const std::string bytes, WithMember(archive, "folds.npy", FoldsNpy(study)));
  GF_RETURN_IF_ERROR(WriteFileAtomically(path, bytes));
  console.out << fmt::format("{}: {} training rows, {} test rows, {} splits\n", path,
                             study.data->train_rows, study.data->test_rows, study.splits.size());
  return absl::OkStatus();
}

}  // namespace gridfold
