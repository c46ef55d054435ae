#include "client/layer_table.h"

#include "client/table.h"
#include "common/base/units.h"

namespace gridfold {
namespace {

std::string ShapeText(const Extent& extent) {
  if (extent.height == 1 && extent.width == 1) return fmt::format("{}", extent.channels);
  return fmt::format("{} x {} x {}", extent.height, extent.width, extent.channels);
}

std::string CountText(int64_t count) { return FormatCount(static_cast<double>(count)); }

}  // namespace

StatusOr<std::string> LayerTable(const std::vector<Layer>& layers, const Extent& input,
                                 int64_t classes, bool colours) {
  GF_ASSIGN_OR_RETURN(const std::vector<Extent> outputs, InferExtents(layers, input, classes));
  TextTable table;
  table.AddColumn("layer", TextTable::Align::kRight);
  table.AddColumn("what", TextTable::Align::kLeft);
  table.AddColumn("output", TextTable::Align::kLeft);
  table.AddColumn("parameters", TextTable::Align::kRight);
  table.AddRow({"", "input", ShapeText(input), ""});
  for (size_t i = 0; i < layers.size(); ++i) {
    const Extent& before = i == 0 ? input : outputs[i - 1];
    table.AddRow({fmt::format("{}", i + 1), Describe(layers[i]), ShapeText(outputs[i]),
                  CountText(CountParameters({layers[i]}, {outputs[i]}, before))});
  }
  table.AddRow({"", "all", "", CountText(CountParameters(layers, outputs, input))});
  return table.Text(colours);
}

}  // namespace gridfold
