#include "client/tree_drawing.h"

#include "client/stored_model.h"
#include "client/text.h"
#include "common/base/file.h"
#include "common/base/units.h"
#include "worker/model/tree/tree_model.h"
#include "worker/model/tree/tree_svg.h"
#include "worker/model/tree/tree_text.h"

namespace gridfold {

Status SaveTree(StudyView& view, const std::string& name, std::optional<int64_t> trial,
                const std::string& path, int64_t depth_max, Console& console) {
  const bool is_svg = path.ends_with(".svg");
  if (!is_svg && !path.ends_with(".txt")) {
    return InvalidArgument("--tree: expected a file that ends in .svg or .txt, found '{}'", path);
  }
  GF_ASSIGN_OR_RETURN(const StudySummary study, view.GetStudy(name));
  GF_ASSIGN_OR_RETURN(const RefitSummary refit, FindRefit(study, trial));
  GF_ASSIGN_OR_RETURN(const std::string bytes, view.FetchArtifact(refit.model_hash));
  GF_ASSIGN_OR_RETURN(const StoredModel stored, ParseStoredModel(bytes));
  const auto* model = dynamic_cast<const TreeModel*>(stored.model.get());
  if (model == nullptr) {
    return InvalidArgument("--tree: expected a tree, found a model {}", stored.model->Type());
  }
  const DecisionTree& tree = model->tree();
  if (tree.Classes() != static_cast<int64_t>(stored.classes.size())) {
    return DataLoss("model of trial {}: expected a name for each of {} classes, found {}",
                    refit.trial, tree.Classes(), stored.classes.size());
  }
  std::vector<std::string> classes;
  for (const std::string& label : stored.classes) classes.push_back(SafeText(label));
  GF_RETURN_IF_ERROR(WriteFileAtomically(
      path, is_svg ? TreeSvg(tree, classes, depth_max) : TreeText(tree, classes, depth_max)));
  const TreeSize whole = SizeAt(tree, static_cast<int64_t>(tree.nodes.size()));
  const TreeSize shown = SizeAt(tree, depth_max);
  console.out << fmt::format("{}: tree of trial {}, depth {} of {}, {} of {} nodes\n", path,
                             refit.trial, shown.depth, whole.depth,
                             FormatCount(static_cast<double>(shown.nodes)),
                             FormatCount(static_cast<double>(whole.nodes)));
  return absl::OkStatus();
}

}  // namespace gridfold
