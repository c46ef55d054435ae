#include "common/spec/yaml_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace gridfold {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ErrorOf(const std::string& text) {
  const auto tree = ParseYaml(text, "f");
  return tree.ok() ? "accepted" : Message(tree.status());
}

TEST(YamlTreeTest, ScalarsListsAndMapsKeepTheirLines) {
  const auto tree = ParseYaml("a: 1\nb:\n  - x\n  - 'y'\nc:\nd: {e: \"2\"}\n", "f");
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ(tree->Find("a")->text, "1");
  EXPECT_EQ(tree->Find("a")->line, 1);
  EXPECT_EQ(tree->Find("b")->children.size(), 2u);
  EXPECT_EQ(tree->Find("b")->children[1].line, 4);
  EXPECT_TRUE(tree->Find("b")->children[1].quoted);
  EXPECT_FALSE(tree->Find("b")->children[0].quoted);
  EXPECT_EQ(tree->Find("c")->kind, YamlNode::Kind::kNull);
  EXPECT_EQ(tree->Find("c")->line, 5);
  EXPECT_TRUE(tree->Find("d")->Find("e")->quoted);
  EXPECT_EQ(tree->keys[3].line, 6);
  EXPECT_EQ(tree->Find("missing"), nullptr);
}

TEST(YamlTreeTest, AliasesStandForWhatTheyName) {
  const auto tree = ParseYaml("a: &x [1, 2]\nb: *x\n", "f");
  ASSERT_TRUE(tree.ok()) << tree.status();
  ASSERT_EQ(tree->Find("b")->children.size(), 2u);
  EXPECT_EQ(tree->Find("b")->children[1].text, "2");
}

TEST(YamlTreeTest, EmptyTextIsNull) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "~"}) {
    const auto tree = ParseYaml(text, "f");
    ASSERT_TRUE(tree.ok()) << tree.status();
    EXPECT_EQ(tree->kind, YamlNode::Kind::kNull) << text;
  }
}

TEST(YamlTreeTest, WhatIsNoYamlIsNamedWithItsLine) {
  EXPECT_THAT(ErrorOf("a: 1\nb: [1, 2\n"), StartsWith("f:"));
  EXPECT_THAT(ErrorOf("a: 1\n b: 2\n"), StartsWith("f:2: expected YAML"));
  EXPECT_THAT(ErrorOf("a: *nowhere\n"), StartsWith("f:1: expected YAML"));
  EXPECT_THAT(ErrorOf("a: {b: 1\n"), StartsWith("f:"));
  EXPECT_THAT(ErrorOf("\"abc"), StartsWith("f:1: expected YAML"));
  EXPECT_THAT(ErrorOf("a:\n\tb: 1\n"), StartsWith("f:2: expected YAML"));
}

TEST(YamlTreeTest, RulesOfOursAreNamed) {
  EXPECT_EQ(ErrorOf("a: 1\nb: 2\na: 3\n"),
            "f:3: expected YAML that gridfold reads, found the key 'a' stands twice in one map");
  EXPECT_EQ(ErrorOf("? [1]\n: 2\n"),
            "f:1: expected YAML that gridfold reads, found a key that is no plain text");
  EXPECT_THAT(ErrorOf("a: !!python/object x\n"), HasSubstr("tags such as"));
  EXPECT_THAT(ErrorOf("a: !mine [1]\n"), HasSubstr("tags such as '!mine'"));
  EXPECT_EQ(ErrorOf("a: 1\n---\nb: 1\n"), "f:3: expected one YAML document, found a second one");
  EXPECT_EQ(ErrorOf("a: &x\n  - *x\n"),
            "f:2: expected YAML that gridfold reads, found an alias of what contains it");
}

TEST(YamlTreeTest, ControlCharactersAreRefused) {
  EXPECT_EQ(ErrorOf("a: 1\nb: \x1b[31m\n"), "f:2: expected text, found the control character 0x1b");
  // The library stops silently at byte 4.
  EXPECT_EQ(ErrorOf("a: 1\n\x04 b: 2\n"), "f:2: expected text, found the control character 0x04");
  EXPECT_EQ(ErrorOf(std::string("a: 1\0", 5)),
            "f:1: expected text, found the control character 0x00");
}

TEST(YamlTreeTest, SizeIsBounded) {
  EXPECT_EQ(ErrorOf(std::string((1 << 20) + 1, ' ')),
            "f: expected at most 1048576 bytes, found 1048577");
}

TEST(YamlTreeTest, DepthIsBounded) {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '[') +
           std::string(static_cast<size_t>(depth), ']');
  };
  EXPECT_EQ(ErrorOf(nested(64)), "accepted");
  EXPECT_EQ(ErrorOf(nested(65)),
            "f:1: expected YAML that gridfold reads, found nested more than 64 levels deep");
}

// Each of these once brought down some YAML reader; here they must be refused, and soon.
TEST(YamlTreeTest, HostileTextsAreRefusedQuickly) {
  std::string dashes, maps, questions, lines;
  for (int i = 0; i < 200'000; ++i) dashes += "- ";
  for (int i = 0; i < 200'000; ++i) maps += "{a: ";
  for (int i = 0; i < 200'000; ++i) questions += "? ";
  for (int i = 0; i < 1000; ++i) lines += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& text :
       {std::string(1'000'000, '['), std::string(1'000'000, '{'), dashes, maps, questions, lines,
        std::string(500'000, '[') + std::string(500'000, ']'), std::string(1'000'000, '*'),
        std::string(1'000'000, '"'), std::string(1'000'000, '!')}) {
    EXPECT_NE(ErrorOf(text), "accepted") << text.substr(0, 20);
  }
  // Far more than the tenths of a second that it takes, far less than quadratic time would.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(YamlTreeTest, AliasBombsAreRefused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    bomb += fmt::format("a{}: &a{} [", i, i);
    for (int j = 0; j < 10; ++j) bomb += fmt::format("{}*a{}", j > 0 ? ", " : "", i - 1);
    bomb += "]\n";
  }
  EXPECT_THAT(ErrorOf(bomb), HasSubstr("stand for more than 10000 values"));
}

TEST(YamlTreeTest, AliasesOfLongTextsAreBounded) {
  std::string text = "a: &a " + std::string(100'000, 'x') + "\nb: [";
  for (int i = 0; i < 5000; ++i) text += "*a, ";
  EXPECT_THAT(ErrorOf(text + "]\n"), HasSubstr("stand for more than 10000 values"));
}

TEST(YamlTreeTest, AliasesCannotBuildWhatIsTooDeep) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 80; ++i) text += fmt::format("a{}: &a{} [*a{}]\n", i, i, i - 1);
  EXPECT_THAT(ErrorOf(text), HasSubstr("nested more than 64 levels deep"));
}

TEST(YamlTreeTest, RandomBytesNeverCrash) {
  const std::string alphabet = "ab:-[]{},&*!|>'\"%@`?# \n\t10.~<=\\/\xC3\xA9";
  uint64_t state = 1;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      text += alphabet[(state >> 33) % alphabet.size()];
    }
    const auto tree = ParseYaml(text, "f");
    if (tree.ok()) continue;
    EXPECT_EQ(tree.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace gridfold
