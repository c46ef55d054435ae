#include "common/spec/training_sections.h"

namespace gridfold {

std::optional<Point> SectionFor(const TrainingSections& sections, const std::string& section,
                                const Point& parameters) {
  const auto found = sections.find(section);
  if (found == sections.end()) return std::nullopt;
  Point settings;
  for (const auto& [name, value] : found->second) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !text->starts_with('$')) {
      settings[name] = value;
      continue;
    }
    const auto parameter = parameters.find(text->substr(1));
    if (parameter != parameters.end()) settings[name] = parameter->second;
  }
  return settings;
}

}  // namespace gridfold
