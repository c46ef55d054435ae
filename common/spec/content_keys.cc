#include "common/spec/content_keys.h"

#include <fmt/format.h>

#include "common/base/fingerprint.h"

namespace gridfold {
namespace {

// The steps' settings with the trial's values in the place of `$parameters`.
TransformSpec WithParameters(TransformSpec step, const Point& parameters) {
  for (auto& [name, value] : step.settings) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !text->starts_with('$')) continue;
    const auto found = parameters.find(text->substr(1));
    if (found != parameters.end()) value = found->second;
  }
  return step;
}

// Which rows a step with state learns from.
std::string FoldText(const CrossValidation& cv, int fold) {
  if (fold == kRefitFold) return "all training rows";
  return fmt::format("fold {} of {} x {}, holdout {}, stratified {}, shuffle {}, seed {}", fold,
                     cv.folds, cv.repeats, cv.holdout.value_or(0), cv.stratified, cv.shuffle,
                     cv.seed);
}

}  // namespace

bool LearnsFromRows(const TransformSpec& step) {
  if (step.name == "rescale" || step.name == "features") return false;
  const auto method = step.settings.find("method");
  return step.name != "normalize" || method == step.settings.end() ||
         method->second != Value(std::string("l2"));
}

std::vector<std::string> ContentKeys(const std::string& dataset_hash,
                                     const std::vector<TransformSpec>& pipeline,
                                     const CrossValidation& cv, const Point& parameters, int fold) {
  std::vector<std::string> keys = {dataset_hash};
  if (pipeline.empty()) return keys;
  std::string text = "transformed rows\n" + dataset_hash + '\n';
  bool has_state = false;
  for (const TransformSpec& written : pipeline) {
    if (written.name == "pca" && keys.size() == 1) {
      keys.push_back(Sha256Hex(text + "pca\n" + FoldText(cv, fold)));
    }
    const TransformSpec step = WithParameters(written, parameters);
    text += step.name + ' ' + ToJson(step.settings) + '\n';
    has_state = has_state || LearnsFromRows(step);
  }
  if (has_state) text += FoldText(cv, fold);
  keys.push_back(Sha256Hex(text));
  return keys;
}

}  // namespace gridfold
