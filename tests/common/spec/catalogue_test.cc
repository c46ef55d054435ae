#include "common/spec/catalogue.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace gridfold {
namespace {

std::string Check(const char* model, const char* parameter, const Value& value) {
  const ParameterSchema* schema = FindModel(model)->Find(parameter);
  EXPECT_NE(schema, nullptr) << parameter;
  return schema ? Message(CheckValue(*schema, value)) : "";
}

TEST(CatalogueTest, ModelsAreFoundByName) {
  EXPECT_EQ(ModelNames(), "svm, network, cnn, mlp, tree, naive_bayes, kmeans, gmm, command");
  EXPECT_NE(FindModel("svm"), nullptr);
  EXPECT_EQ(FindModel("SVM"), nullptr);
  EXPECT_EQ(FindModel(""), nullptr);
  EXPECT_FALSE(FindModel("svm")->is_network);
  EXPECT_TRUE(FindModel("network")->is_network);
  EXPECT_TRUE(FindModel("cnn")->is_network);
  EXPECT_TRUE(FindModel("mlp")->is_network);
}

TEST(CatalogueTest, EveryDefaultIsAllowedAndEveryNameUnique) {
  for (const char* name :
       {"svm", "network", "cnn", "mlp", "tree", "naive_bayes", "kmeans", "gmm"}) {
    std::set<std::string> names;
    for (const ParameterSchema& schema : FindModel(name)->parameters) {
      EXPECT_TRUE(names.insert(schema.name).second) << schema.name;
      ASSERT_TRUE(schema.default_value) << schema.name;
      EXPECT_TRUE(CheckValue(schema, *schema.default_value).ok()) << schema.name;
      if (!schema.depth.empty()) {
        EXPECT_NE(FindModel(name)->Find(schema.depth), nullptr) << schema.name;
      }
    }
  }
}

TEST(CatalogueTest, ThePathParametersAreThese) {
  for (const ParameterSchema& schema : FindModel("svm")->parameters) {
    EXPECT_EQ(schema.path, schema.name == "C") << schema.name;
  }
  for (const char* model : {"network", "mlp", "cnn"}) {
    for (const ParameterSchema& schema : FindModel(model)->parameters) {
      EXPECT_EQ(schema.path, schema.name == "epochs") << schema.name;
    }
  }
  for (const ParameterSchema& schema : FindModel("tree")->parameters) {
    EXPECT_EQ(schema.path, schema.name == "max_depth") << schema.name;
  }
  EXPECT_TRUE(FindModel("naive_bayes")->Find("var_smoothing")->path);
}

TEST(CatalogueTest, BoundsAreNamed) {
  EXPECT_EQ(Check("svm", "C", Value(1.0)), "");
  EXPECT_EQ(Check("svm", "C", Value(int64_t{1})), "");
  EXPECT_EQ(Check("svm", "C", Value(0.0)), "expected a number > 0, found 0.0");
  EXPECT_EQ(Check("svm", "C", Value(std::string("big"))), "expected a number > 0, found 'big'");
  EXPECT_EQ(Check("svm", "kernel", Value(std::string("sigmoid"))),
            "expected linear, rbf or poly, found 'sigmoid'");
  EXPECT_EQ(Check("svm", "gamma", Value(std::string("auto"))), "");
  EXPECT_EQ(Check("svm", "gamma", Value(-1.0)), "expected a number > 0, scale or auto, found -1.0");
  EXPECT_EQ(Check("svm", "coef0", Value(-1e9)), "");
  EXPECT_EQ(Check("svm", "probability", Value(true)), "");
  EXPECT_NE(Check("svm", "probability", Value(int64_t{1})), "");
  EXPECT_EQ(Check("svm", "degree", Value(2.0)),
            "expected a whole number >= 1 and <= 100, found 2.0");
  EXPECT_EQ(Check("mlp", "dropout", Value(0.0)), "");
  EXPECT_EQ(Check("mlp", "dropout", Value(1.0)), "expected a number >= 0 and < 1, found 1.0");
  EXPECT_EQ(Check("cnn", "filters", Value(IntList{8, 16})), "");
  EXPECT_NE(Check("cnn", "filters", Value(IntList{8, 0})), "");
  EXPECT_NE(Check("cnn", "filters", Value(IntList{})), "");
  EXPECT_NE(Check("cnn", "filters", Value(IntList(65, 1))), "");
  EXPECT_NE(Check("mlp", "epochs", Value(true)), "");
  EXPECT_EQ(Check("tree", "max_depth", Value(int64_t{7})), "");
  EXPECT_EQ(Check("tree", "max_depth", Value(std::string("none"))), "");
  EXPECT_EQ(Check("tree", "max_depth", Value(int64_t{0})),
            "expected a whole number >= 1 and <= 1000000000 or none, found 0");
  EXPECT_NE(Check("tree", "max_depth", Value(2.5)), "");
}

TEST(CatalogueTest, NumbersThatAreNotFiniteAreRefused) {
  for (const double bad :
       {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_NE(Check("svm", "C", Value(bad)), "");
    EXPECT_NE(Check("svm", "coef0", Value(bad)), "");
  }
}

TEST(CatalogueTest, LayerNumbersFindTheirParameter) {
  const ModelSchema* cnn = FindModel("cnn");
  ASSERT_NE(cnn->Find("filters_2"), nullptr);
  EXPECT_EQ(cnn->Find("filters_2")->name, "filters");
  EXPECT_EQ(cnn->Find("kernel_size_64")->name, "kernel_size");
  for (const char* name : {"filters_0", "filters_02", "filters_65", "filters_", "filters_x",
                           "filters_-1", "filters_99999999999999999999", "epochs_1", "_1", ""}) {
    EXPECT_EQ(cnn->Find(name), nullptr) << name;
  }
  EXPECT_EQ(LayerNumber("filters_12"), 12);
  EXPECT_EQ(LayerNumber("filters"), 0);
}

TEST(CatalogueTest, DefaultsFillOnlyWhatIsMissing) {
  const Point point =
      WithDefaults(*FindModel("cnn"), {{"filters_1", int64_t{8}}, {"epochs", int64_t{3}}});
  EXPECT_EQ(IntAt(point, "filters_1"), 8);
  EXPECT_EQ(IntAt(point, "epochs"), 3);
  EXPECT_EQ(IntAt(point, "filters"), 32);
  EXPECT_EQ(NumberAt(point, "learning_rate"), 0.001);
  EXPECT_EQ(TextAt(point, "optimizer"), "adam");
  EXPECT_EQ(NumberAt(point, "epochs"), 3.0);
  EXPECT_EQ(TextAt(WithDefaults(*FindModel("svm"), {}), "gamma"), "scale");
}

TEST(CatalogueTest, ReadingAPointWronglyIsAProgrammersError) {
  const Point point = {{"flag", true}, {"n", 1.5}};
  EXPECT_TRUE(BoolAt(point, "flag"));
  EXPECT_DEATH(IntAt(point, "n"), "check failed");
  EXPECT_DEATH(NumberAt(point, "flag"), "check failed");
  EXPECT_DEATH(TextAt(point, "missing"), "check failed");
}

}  // namespace
}  // namespace gridfold
