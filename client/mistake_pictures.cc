#include "client/mistake_pictures.h"

#include <algorithm>

#include "client/data_pictures.h"
#include "client/labelled_pictures.h"
#include "client/row_picture.h"
#include "coordinator/report/markup.h"

namespace gridfold {
namespace {

constexpr size_t kPerRow = 10, kMistakesMax = 100, kNameMax = 14;
constexpr int64_t kSide = 64;

// "5 → 6": what the picture is, and what the model named it.
std::string LabelOf(const DataSet& data, size_t actual, int32_t predicted) {
  const auto name = [&](size_t c) { return report::Shortened(data.classes[c], kNameMax); };
  return name(actual) + " → " + name(static_cast<size_t>(predicted));
}

}  // namespace

Status AddMistakePictures(const DataSet& data, const std::vector<ClassMistakes>& classes,
                          PictureFolder& folder) {
  const Tones tones = TonesOfData(data);
  for (size_t c = 0; c < std::min(classes.size(), kPictureClassesMax); ++c) {
    const std::vector<Mistake>& mistakes = classes[c].mistakes;
    std::vector<LabelledPicture> pictures;
    for (size_t i = 0; i < std::min(mistakes.size(), kMistakesMax); ++i) {
      pictures.push_back(
          {RowPicture(data, mistakes[i].row, tones), LabelOf(data, c, mistakes[i].predicted)});
    }
    const std::string what = fmt::format("class {}: {} wrong of {} validated, taken for {}",
                                         data.classes[c], mistakes.size(), classes[c].validated,
                                         PredictedInstead(mistakes, data.classes));
    GF_ASSIGN_OR_RETURN(const std::string figure, LabelledFigure(pictures, kPerRow, kSide, what));
    GF_RETURN_IF_ERROR(folder.AddChart("wrong-" + FileNamePart(data.classes[c], c), figure, what));
  }
  return absl::OkStatus();
}

}  // namespace gridfold
