#include "client/data_argument.h"

#include <filesystem>
#include <vector>

#include "client/spec_file.h"

namespace gridfold {
namespace {

bool EndsWith(const std::string& text, const std::string& ending) {
  return text.size() >= ending.size() &&
         text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

bool IsSpec(const std::string& name) { return EndsWith(name, ".yaml") || EndsWith(name, ".yml"); }

// "train-images-idx3-ubyte.gz" -> "train-labels-idx1-ubyte.gz"; "" for other names.
std::string LabelsBeside(const std::string& images) {
  const size_t place = images.rfind("images");
  const size_t dims = images.rfind("idx3");
  if (place == std::string::npos || dims == std::string::npos || dims < place) return "";
  std::string labels = images;
  labels.replace(dims, 4, "idx1");
  return labels.replace(place, 6, "labels");
}

Status SetSource(const DataArguments& arguments, DataSetSpec& spec) {
  std::string name = arguments.name;
  if (EndsWith(name, ".gz")) name.resize(name.size() - 3);
  using Source = DataSetSpec::Source;
  if (EndsWith(name, ".csv") || EndsWith(name, ".tsv")) {
    spec.source = Source::kCsv;
  } else if (EndsWith(name, ".npz")) {
    spec.source = Source::kNpz;
  } else if (EndsWith(name, ".libsvm") || EndsWith(name, ".svm") || EndsWith(name, ".svmlight")) {
    spec.source = Source::kLibsvm;
  } else if (EndsWith(name, "-ubyte") || EndsWith(name, ".idx")) {
    spec.source = Source::kIdx;
    spec.labels_path = AbsolutePath(arguments.labels_path.empty() ? LabelsBeside(arguments.name)
                                                                  : arguments.labels_path);
    if (spec.labels_path.empty()) {
      return InvalidArgument("{}: expected --labels FILE with the labels of these images",
                             arguments.name);
    }
  } else {
    return InvalidArgument(
        "data set '{}': expected mnist, digits, a spec (.yaml), or a file that ends in .csv, .npz, "
        ".libsvm, .idx or -ubyte (and perhaps .gz)",
        arguments.name);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<DataSetSpec> DataSetOf(const DataArguments& arguments) {
  DataSetSpec spec;
  if (arguments.name == "digits") return spec;
  if (arguments.name == "mnist") {
    spec.source = DataSetSpec::Source::kMnist;
    return spec;
  }
  GF_RETURN_IF_ERROR(SetSource(arguments, spec));
  spec.path = AbsolutePath(arguments.name);
  spec.label = arguments.label;
  return spec;
}

StatusOr<DataSet> LoadData(const DataArguments& arguments) {
  if (IsSpec(arguments.name)) {
    const SpecArguments spec_arguments{arguments.name, {}, arguments.data_dir};
    GF_ASSIGN_OR_RETURN(const SpecText text, ReadSpecFile(spec_arguments));
    GF_ASSIGN_OR_RETURN(const ReadResult spec, ReadStudy(text));
    return LoadDataSet(spec.study.dataset, FoldersFor(spec_arguments, text));
  }
  GF_ASSIGN_OR_RETURN(const DataSetSpec spec, DataSetOf(arguments));
  return LoadDataSet(spec, FoldersFromEnvironment(AbsolutePath(arguments.data_dir), ""));
}

}  // namespace gridfold
