#include "common/spec/model_source.h"

namespace gridfold {
namespace {

Status ReadName(const YamlCursor& cursor, const std::string& expected, Value& name) {
  const auto text = cursor.Text(expected);
  GF_RETURN_IF_ERROR(text.status());
  if (text->empty() || text->starts_with('$')) return cursor.Expected(expected);
  name = *text;
  return absl::OkStatus();
}

}  // namespace

const std::vector<std::string>& ModelSourceNames() {
  static const std::vector<std::string> names = {"file", "study", "trial", "model"};
  return names;
}

Status ReadModelSource(const YamlCursor& cursor, Point& settings) {
  const auto file = cursor.Find("file"), model = cursor.Find("model"), trial = cursor.Find("trial");
  auto study = cursor.Find("study");
  if (study && model) return model->Wrong("another name of study:, which is there too");
  if (!study) study = model;
  if (file.has_value() == study.has_value()) {
    return cursor.Expected("either file: (the file of a model) or study:");
  }
  if (file) {
    GF_RETURN_IF_ERROR(ReadName(*file, "the name of a file", settings["file"]));
    if (trial) return trial->Wrong("expected only with study:");
    return absl::OkStatus();
  }
  GF_RETURN_IF_ERROR(ReadName(*study, "the name of a study", settings["study"]));
  if (!trial) return absl::OkStatus();
  GF_ASSIGN_OR_RETURN(settings["trial"], trial->Whole(0, int64_t{1} << 53));
  return absl::OkStatus();
}

}  // namespace gridfold
