#include "common/data/folds.h"

#include <gtest/gtest.h>

#include <map>

#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "tests/common/data/testing.h"

namespace gridfold {
namespace {

// Fold of each row, after checking that each split parts the rows in two increasing lists.
std::vector<int32_t> FoldVector(std::span<const Split> splits, size_t rows) {
  std::vector<int32_t> fold_of(rows, -1);
  for (size_t f = 0; f < splits.size(); ++f) {
    const Split& split = splits[f];
    EXPECT_EQ(split.train.size() + split.validation.size(), rows);
    EXPECT_TRUE(std::is_sorted(split.train.begin(), split.train.end()));
    EXPECT_TRUE(std::is_sorted(split.validation.begin(), split.validation.end()));
    std::vector<bool> trains(rows, false);
    for (const int32_t row : split.train) trains[static_cast<size_t>(row)] = true;
    for (const int32_t row : split.validation) {
      EXPECT_FALSE(trains[static_cast<size_t>(row)]);
      EXPECT_EQ(fold_of[static_cast<size_t>(row)], -1) << "row " << row << " validates twice";
      fold_of[static_cast<size_t>(row)] = static_cast<int32_t>(f);
    }
  }
  return fold_of;
}

std::string HashOf(const std::vector<int32_t>& values) {
  return Sha256Hex({reinterpret_cast<const char*>(values.data()), values.size() * 4});
}

// 10,000 labels of ten classes, from 1,908 rows down to 86.
std::vector<int32_t> ManyLabels() {
  Random random(7);
  std::vector<int32_t> labels(10'000);
  for (int32_t& label : labels) {
    const uint64_t first = random.Below(10);
    label = static_cast<int32_t>(std::min(first, random.Below(10)));
  }
  return labels;
}

CrossValidation Folds(int folds, bool stratified) {
  CrossValidation cv;
  cv.folds = folds;
  cv.stratified = stratified;
  return cv;
}

const std::vector<int32_t> kFew = {2, 0, 0, 1, 2, 2, 1, 0, 2, 1, 0, 0,
                                   1, 2, 2, 2, 0, 1, 0, 2, 2, 1, 0};
const std::vector<std::string> kNames = {"zero", "one", "two"};

// The tables and hashes below without shuffling are those of scikit-learn 1.2.1.
TEST(FoldsTest, FewRowsAreStratifiedAsInScikitLearn) {
  const std::map<int, std::vector<int32_t>> expected = {
      {2, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
      {3, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 2, 2}},
      {4, {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3}}};
  for (const auto& [k, folds] : expected) {
    const auto splits = MakeSplits(kFew, kNames, Folds(k, true));
    ASSERT_TRUE(splits.ok()) << Message(splits.status());
    EXPECT_EQ(FoldVector(*splits, kFew.size()), folds) << k << " folds";
  }
}

TEST(FoldsTest, FewRowsAreCutPlainlyAsInScikitLearn) {
  const auto splits = MakeSplits(kFew, kNames, Folds(4, false));
  ASSERT_TRUE(splits.ok());
  const std::vector<int32_t> expected = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1,
                                         2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3};
  EXPECT_EQ(FoldVector(*splits, kFew.size()), expected);
}

TEST(FoldsTest, ManyRowsAreCutAsInScikitLearn) {
  const std::vector<int32_t> labels = ManyLabels();
  ASSERT_EQ(HashOf(labels), "911cab65819d2e2ed75b8b6512cfe09e0591d750c2b1dbcf8be61e01be664d9c");
  const std::map<int, std::pair<std::string, std::string>> expected = {
      {2,
       {"fffa7cf6b52c05ff15de1663377e564088f99e178a2ecec5a74ce6a90810e6bd",
        "b91624ec4a25cd870c9cc701df4999daca789b34c34844dcf9643c0802c10310"}},
      {3,
       {"cd6633f06f4f6b65fd0d9ba11aabcf877fed5a710152a530761955cad02b9fad",
        "edba416341cb88698b601567a25b5fd54d6e30d49528ca804915344e9a4115c2"}},
      {7,
       {"ba891cfeaee8270f5045f9d3a4ad11cb9f53a6574168350ceeacd78843baf0f9",
        "8b533a3f55281abe3c037572a04966d8edc6b1a39ccb27c841be2a34def41d1a"}},
      {10,
       {"07561182fd495f55da68c4aafd11acd4559f6b5926ec8e673812803bf38341d2",
        "5bc63514646d9a3ef27a5166ac297b02a103368c7956b68a7541af6746e419a2"}}};
  for (const auto& [k, hashes] : expected) {
    const auto stratified = MakeSplits(labels, {}, Folds(k, true));
    ASSERT_TRUE(stratified.ok());
    EXPECT_EQ(HashOf(FoldVector(*stratified, labels.size())), hashes.first) << k;
    const auto plain = MakeSplits(labels, {}, Folds(k, false));
    ASSERT_TRUE(plain.ok());
    EXPECT_EQ(HashOf(FoldVector(*plain, labels.size())), hashes.second) << k;
  }
}

// Hashes from a second implementation in Python, generator included: a change would change the
// results of every shuffled study.
TEST(FoldsTest, ShuffledFoldsAreFixedForEver) {
  const std::vector<int32_t> labels = ManyLabels();
  const char* expected[2][2] = {
      {"4d5fcaf0216c615a1fd7016d928d2f7f9eff6c075566ac8cb531a5f32a72a314",
       "4151372fab8c6a2d42433c08933bade57f94e45c0f4fbfcc02c3b701ffef3745"},
      {"fd9a216f50a5cc11ee8944b70c54efc7ca3df6f10aa182d60cbddd53fccd41ba",
       "8aaf8432d51fd5632dced00deb28d76b94c407f339f6b949b10ca3af8a472d6d"}};
  for (const bool stratified : {false, true}) {
    CrossValidation cv = Folds(4, stratified);
    cv.shuffle = true;
    cv.repeats = 2;
    cv.seed = 5;
    const auto splits = MakeSplits(labels, {}, cv);
    ASSERT_TRUE(splits.ok());
    ASSERT_EQ(splits->size(), 8u);
    const std::span<const Split> all(*splits);
    for (size_t repeat = 0; repeat < 2; ++repeat) {
      EXPECT_EQ(HashOf(FoldVector(all.subspan(4 * repeat, 4), labels.size())),
                expected[stratified][repeat]);
    }
  }
}

TEST(FoldsTest, ShuffledStratifiedFoldsKeepTheShareOfEachClass) {
  const std::vector<int32_t> labels = ManyLabels();
  CrossValidation cv = Folds(5, true);
  cv.shuffle = true;
  const auto splits = MakeSplits(labels, {}, cv);
  ASSERT_TRUE(splits.ok());
  std::map<int32_t, int> total;
  for (const int32_t label : labels) ++total[label];
  for (const Split& split : *splits) {
    std::map<int32_t, int> count;
    for (const int32_t row : split.validation) ++count[labels[static_cast<size_t>(row)]];
    for (const auto& [label, rows] : total) EXPECT_NEAR(count[label], rows / 5.0, 1.0);
  }
}

TEST(FoldsTest, ShuffledHoldoutIsFixedForEver) {
  const std::vector<int32_t> labels = ManyLabels();
  CrossValidation cv;
  cv.holdout = 0.1;
  cv.shuffle = true;
  cv.seed = 9;
  const auto splits = MakeSplits(labels, {}, cv);
  ASSERT_TRUE(splits.ok());
  ASSERT_EQ(splits->size(), 1u);
  EXPECT_EQ(splits->front().validation.size(), 1000u);
  EXPECT_EQ(splits->front().train.size(), 9000u);
  EXPECT_EQ(HashOf(splits->front().validation),
            "0095ca77a3378091578b342cd43dc71c8dd01b464aee2752e5140d3daa1e515f");
}

TEST(FoldsTest, UnshuffledHoldoutTakesTheLastRows) {
  CrossValidation cv;
  cv.holdout = 0.25;
  cv.stratified = false;
  auto splits = MakeSplits(kFew, kNames, cv);
  ASSERT_TRUE(splits.ok());
  EXPECT_EQ(splits->front().validation, (std::vector<int32_t>{17, 18, 19, 20, 21, 22}));
  // 23 rows of three classes (8, 6, 9): six of them are 2, 2, 2 by the largest remainder.
  cv.stratified = true;
  splits = MakeSplits(kFew, kNames, cv);
  ASSERT_TRUE(splits.ok());
  EXPECT_EQ(splits->front().validation, (std::vector<int32_t>{17, 18, 19, 20, 21, 22}));
}

TEST(FoldsTest, TooFewRowsOfAClassAreNamed) {
  const std::vector<int32_t> labels = {0, 1, 0, 1, 0, 0};
  ExpectError(MakeSplits(labels, {"cat", "dog"}, Folds(3, true)), kInvalid,
              {"at least 3", "class dog", "found 2"});
  EXPECT_TRUE(MakeSplits(labels, {"cat", "dog"}, Folds(3, false)).ok());
  ExpectError(MakeSplits(labels, {"cat", "dog"}, Folds(7, false)), kInvalid, {"6 training", "7"});
}

TEST(FoldsTest, SenselessSettingsAreRefused) {
  EXPECT_FALSE(MakeSplits(kFew, kNames, Folds(1, true)).ok());
  EXPECT_FALSE(MakeSplits(kFew, kNames, Folds(-3, false)).ok());
  EXPECT_FALSE(MakeSplits({}, kNames, Folds(2, false)).ok());
  CrossValidation repeated = Folds(2, true);
  repeated.repeats = 3;
  EXPECT_FALSE(MakeSplits(kFew, kNames, repeated).ok()) << "repeats without shuffle are the same";
  for (const double share : {0.0, 1.0, -0.5, 2.0, 0.99, std::nan("")}) {
    CrossValidation cv;
    cv.holdout = share;
    EXPECT_FALSE(MakeSplits(kFew, kNames, cv).ok()) << share;
  }
}

}  // namespace
}  // namespace gridfold
