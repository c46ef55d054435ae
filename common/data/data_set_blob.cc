#include <limits>
#include <nlohmann/json.hpp>

#include "common/data/array.h"
#include "common/data/data_set.h"
#include "common/data/little_endian.h"

namespace gridfold {
namespace {

using Json = nlohmann::json;

// Magic with the format's version, the header's length, the header, labels, values.
constexpr std::string_view kMagic = "GFDATA1\n";
constexpr size_t kHeaderStart = kMagic.size() + sizeof(uint64_t);

std::string HeaderText(const DataSet& data) {
  Json header = {{"name", data.name},           {"train_rows", data.train_rows},
                 {"test_rows", data.test_rows}, {"features", data.features},
                 {"classes", data.classes},     {"values", data.values.index() == 0 ? "u1" : "f4"}};
  if (data.shape) header["shape"] = {data.shape->height, data.shape->width, data.shape->channels};
  // Names that are no UTF-8 were refused by ValidateDataSet; replacing keeps this from throwing.
  return header.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool TakeCount(const Json& header, const char* key, int64_t& out) {
  const auto found = header.find(key);
  if (found == header.end() || !found->is_number_integer()) return false;
  if (found->is_number_unsigned() && found->get<uint64_t>() > uint64_t{1} << 62) return false;
  out = found->get<int64_t>();
  return out >= 0;
}

bool TakeText(const Json& header, const char* key, std::string& out) {
  const auto found = header.find(key);
  if (found == header.end() || !found->is_string()) return false;
  out = found->get<std::string>();
  return true;
}

bool TakeShape(const Json& header, std::optional<ImageShape>& out) {
  const auto found = header.find("shape");
  if (found == header.end()) return true;
  if (!found->is_array() || found->size() != 3) return false;
  int64_t extents[3];
  for (size_t i = 0; i < 3; ++i) {
    const Json wrapped = {{"extent", (*found)[i]}};
    if (!TakeCount(wrapped, "extent", extents[i])) return false;
  }
  out = ImageShape{extents[0], extents[1], extents[2]};
  return true;
}

bool TakeClasses(const Json& header, std::vector<std::string>& out) {
  const auto found = header.find("classes");
  if (found == header.end() || !found->is_array()) return false;
  for (const Json& label : *found) {
    if (!label.is_string()) return false;
    out.push_back(label.get<std::string>());
  }
  return true;
}

// The header's fields, but for labels and values. `pixels`: whether the values are bytes.
bool ReadHeader(std::string_view text, DataSet& data, bool& pixels) {
  const Json header = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  std::string type;
  if (!header.is_object() || !TakeText(header, "values", type)) return false;
  pixels = type == "u1";
  return (pixels || type == "f4") && TakeText(header, "name", data.name) &&
         TakeCount(header, "train_rows", data.train_rows) &&
         TakeCount(header, "test_rows", data.test_rows) &&
         TakeCount(header, "features", data.features) && TakeClasses(header, data.classes) &&
         TakeShape(header, data.shape);
}

// Reads magic and header, and removes them from `rest`.
Status TakeHeader(std::string_view& rest, DataSet& data, bool& pixels) {
  if (rest.size() < kHeaderStart || rest.substr(0, kMagic.size()) != kMagic) {
    return DataLoss("data set blob: expected {} bytes of magic and length, found {} bytes",
                    kHeaderStart, rest.size());
  }
  const auto header_bytes = ReadLittleEndian<uint64_t>(rest, kMagic.size());
  rest.remove_prefix(kHeaderStart);
  if (header_bytes > rest.size()) {
    return DataLoss("data set blob: expected a header of {} bytes, found {}", header_bytes,
                    rest.size());
  }
  if (!ReadHeader(rest.substr(0, header_bytes), data, pixels)) {
    return DataLoss("data set blob: expected a header with name, rows, features, classes, values");
  }
  rest.remove_prefix(header_bytes);
  return absl::OkStatus();
}

// How many bytes labels and values take; nullopt when no memory could hold them.
std::optional<int64_t> BodyBytes(const DataSet& data, bool pixels) {
  constexpr int64_t kRowsMax = std::numeric_limits<int32_t>::max();
  if (data.train_rows > kRowsMax || data.test_rows > kRowsMax - data.train_rows) {
    return std::nullopt;
  }
  const auto values = CheckedProduct({data.rows(), data.features, pixels ? 1 : 4});
  if (!values) return std::nullopt;
  return *values + data.rows() * 4;
}

template <typename T>
std::vector<T> TakeVector(std::string_view bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace

std::string SerializeDataSet(const DataSet& data) {
  const std::string header = HeaderText(data);
  const std::string_view values = std::visit(
      [](const auto& all) {
        return std::string_view(reinterpret_cast<const char*>(all.data()),
                                all.size() * sizeof(all[0]));
      },
      data.values);
  std::string bytes;
  bytes.reserve(kHeaderStart + header.size() + data.labels.size() * 4 + values.size());
  bytes += kMagic;
  AppendLittleEndian<uint64_t>(bytes, header.size());
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(data.labels.data()), data.labels.size() * 4);
  bytes += values;
  return bytes;
}

StatusOr<DataSet> ParseDataSet(const std::string& bytes) {
  std::string_view rest = bytes;
  DataSet data;
  bool pixels = false;
  GF_RETURN_IF_ERROR(TakeHeader(rest, data, pixels));
  const std::optional<int64_t> body = BodyBytes(data, pixels);
  if (!body || static_cast<uint64_t>(*body) != rest.size()) {
    return DataLoss("data set blob: expected {} + {} rows of {} features, found {} bytes",
                    data.train_rows, data.test_rows, data.features, rest.size());
  }
  const auto label_bytes = static_cast<size_t>(data.rows()) * 4;
  data.labels = TakeVector<int32_t>(rest.substr(0, label_bytes));
  rest.remove_prefix(label_bytes);
  if (pixels) {
    data.values = TakeVector<uint8_t>(rest);
  } else {
    data.values = TakeVector<float>(rest);
  }
  const Status valid = ValidateDataSet(data);
  if (!valid.ok()) return DataLoss("data set blob: {}", Message(valid));
  return data;
}

}  // namespace gridfold
