#include "common/spec/dataset_reader.h"

#include <gtest/gtest.h>

#include "tests/common/spec/spec_texts.h"

namespace gridfold {
namespace {

using Source = DataSetSpec::Source;

std::string WithDataSet(const std::string& dataset) {
  return "name: s\nmodel: svm\nmetric: {name: accuracy, goal: maximize}\ndataset: " + dataset +
         "\n";
}
DataSetSpec Read(const std::string& dataset) { return StudyOf(WithDataSet(dataset)).dataset; }
std::string Error(const std::string& dataset) { return ErrorOf(WithDataSet(dataset)); }

TEST(DataSetReaderTest, ANameIsEnough) {
  EXPECT_EQ(Read("digits").source, Source::kDigits);
  EXPECT_EQ(Read("mnist").source, Source::kMnist);
  EXPECT_FALSE(Read("mnist").train);
}

TEST(DataSetReaderTest, RowsAreDrawn) {
  const DataSetSpec spec = Read("{name: mnist, train: 14000, test: 21000, seed: 42}");
  EXPECT_EQ(spec.source, Source::kMnist);
  EXPECT_EQ(spec.train, 14000);
  EXPECT_EQ(spec.test, 21000);
  EXPECT_EQ(spec.seed, 42u);
}

TEST(DataSetReaderTest, CsvHasALabelAShapeAndASecondFile) {
  const DataSetSpec spec = Read("{csv: data/f.csv.gz, label: digit, test: t.csv, shape: [28, 28]}");
  EXPECT_EQ(spec.source, Source::kCsv);
  EXPECT_EQ(spec.path, "data/f.csv.gz");
  EXPECT_EQ(spec.test_path, "t.csv");
  EXPECT_FALSE(spec.test);
  EXPECT_EQ(spec.label, "digit");
  EXPECT_EQ(spec.shape, (ImageShape{28, 28, 1}));
  EXPECT_EQ(Read("{csv: f.csv, label: 3}").label, "3");
  EXPECT_EQ(Read("{csv: f.csv}").label, "last");
  EXPECT_EQ(Read("{csv: f.csv, test: 100}").test, 100);
}

TEST(DataSetReaderTest, OtherFormatsAreRead) {
  const DataSetSpec idx = Read("{idx: {images: i, labels: l, test_images: ti, test_labels: tl}}");
  EXPECT_EQ(idx.source, Source::kIdx);
  EXPECT_EQ(idx.path, "i");
  EXPECT_EQ(idx.labels_path, "l");
  EXPECT_EQ(idx.test_path, "ti");
  EXPECT_EQ(idx.test_labels_path, "tl");
  const DataSetSpec libsvm = Read("{libsvm: a.txt, test: b.txt}");
  EXPECT_EQ(libsvm.source, Source::kLibsvm);
  EXPECT_EQ(libsvm.test_path, "b.txt");
  const DataSetSpec npz = Read("{npz: a.npz, shape: [32, 32, 3]}");
  EXPECT_EQ(npz.source, Source::kNpz);
  EXPECT_EQ(npz.shape, (ImageShape{32, 32, 3}));
}

TEST(DataSetReaderTest, ErrorsNameTheirPlace) {
  EXPECT_EQ(Error("cifar"), "spec.yaml:4: dataset: expected mnist or digits, found 'cifar'");
  EXPECT_EQ(Error("[digits]"),
            "spec.yaml:4: dataset: expected a name (mnist, digits) or a map of name, csv, idx, "
            "libsvm or npz, found a list");
  EXPECT_EQ(Error("{train: 5}"),
            "spec.yaml:4: dataset: expected a name (mnist, digits) or a map of name, csv, idx, "
            "libsvm or npz, found none of them");
  EXPECT_EQ(Error("{name: mnist, csv: f}"),
            "spec.yaml:4: dataset: name and csv exclude each other");
  EXPECT_EQ(Error("{name: mnist, label: last}"),
            "spec.yaml:4: dataset.label: unknown key; expected name, train, test or seed");
  EXPECT_EQ(Error("{name: mnist, train: 0}"),
            "spec.yaml:4: dataset.train: expected a whole number from 1 to 1000000000000, found 0");
  EXPECT_EQ(Error("{name: mnist, train: '10'}"),
            "spec.yaml:4: dataset.train: expected a whole number from 1 to 1000000000000, found "
            "'10'");
  EXPECT_EQ(Error("{name: mnist, seed: -1}"),
            "spec.yaml:4: dataset.seed: expected a whole number >= 0, found -1");
  EXPECT_EQ(Error("{csv: }"),
            "spec.yaml:4: dataset: expected a name (mnist, digits) or a map of name, csv, idx, "
            "libsvm or npz, found none of them");
  EXPECT_EQ(Error("{csv: [a]}"),
            "spec.yaml:4: dataset.csv: expected the name of a file, found a list");
  EXPECT_EQ(Error("{csv: \"a\\x1bb\"}"),
            "spec.yaml:4: dataset.csv: expected the name of a file, found 'a?b'");
  EXPECT_EQ(Error("{idx: {images: i}}"),
            "spec.yaml:4: dataset.idx.labels: expected the name of a file, found nothing");
  EXPECT_EQ(Error("{idx: {images: i, labels: l, test_images: t}}"),
            "spec.yaml:4: dataset.idx.test_labels: expected the name of a file, found nothing");
  EXPECT_EQ(Error("{npz: f, shape: [28]}"),
            "spec.yaml:4: dataset.shape: expected [height, width] or [height, width, channels], "
            "found a list");
  EXPECT_EQ(Error("{npz: f, shape: [100000, 100000]}"),
            "spec.yaml:4: dataset.shape: expected at most 100000000 values, found "
            "100000x100000x1");
}

}  // namespace
}  // namespace gridfold
