// The rules hold in the tree as it is, and each rule can fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tree/rules.h"
#include "tests/tree/source_tree.h"

namespace gridfold::tree {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Files& Tree() {
  static const Files files = ReadSourceTree(GRIDFOLD_ROOT);
  return files;
}

TEST(SourceTreeTest, IsFoundAndReadWhole) {
  // Fewer would mean that the walk went wrong and every rule below holds for nothing.
  EXPECT_GT(Tree().size(), 100U);
  EXPECT_THAT(Tree(),
              ::testing::Contains(::testing::Field(&SourceFile::path, "common/base/status.h")));
  EXPECT_THAT(Tree(),
              ::testing::Each(::testing::Field(&SourceFile::text, ::testing::Not(IsEmpty()))));
}

TEST(SourceTreeTest, IncludesFollowTheArrows) { EXPECT_THAT(CheckArrows(Tree()), IsEmpty()); }

TEST(SourceTreeTest, PureFoldersArePure) { EXPECT_THAT(CheckPurity(Tree()), IsEmpty()); }

TEST(SourceTreeTest, ProtocolStaysAtTheEdges) {
  EXPECT_THAT(CheckProtocolHeaders(Tree()), IsEmpty());
}

TEST(SourceTreeTest, FilesAreShort) { EXPECT_THAT(CheckLength(Tree(), 500), IsEmpty()); }

TEST(SourceTreeTest, NoTabs) { EXPECT_THAT(CheckTabs(Tree()), IsEmpty()); }

TEST(SourceTreeTest, OwnHeaderComesFirst) { EXPECT_THAT(CheckOwnHeaderFirst(Tree()), IsEmpty()); }

TEST(SourceTreeTest, HeadersSayWhatTheyAre) { EXPECT_THAT(CheckHeaderTop(Tree()), IsEmpty()); }

TEST(ArrowTest, CoordinatorAndWorkerDoNotSeeEachOther) {
  EXPECT_THAT(CheckArrows({{"worker/run/a.cc", "#include \"coordinator/server.h\"\n"}}),
              ElementsAre("worker/run/a.cc:1: worker may not include coordinator/server.h"));
  EXPECT_THAT(CheckArrows({{"coordinator/rpc/a.cc", "\n#include \"worker/worker.h\"\n"}}),
              ElementsAre("coordinator/rpc/a.cc:2: coordinator may not include worker/worker.h"));
}

TEST(ArrowTest, LongestFolderCounts) {
  EXPECT_THAT(CheckArrows({{"common/base/a.h", "#include \"common/spec/value.h\"\n"}}),
              ElementsAre(HasSubstr("common/base may not include common/spec/value.h")));
  EXPECT_THAT(CheckArrows({{"common/spec/a.h", "#include \"common/base/status.h\"\n"}}), IsEmpty());
  EXPECT_THAT(CheckArrows({{"coordinator/rank/a.cc", "#include \"coordinator/store/store.h\"\n"}}),
              ElementsAre(HasSubstr("coordinator/rank may not include")));
}

TEST(ArrowTest, FolderWithoutRowIsFound) {
  EXPECT_THAT(CheckArrows({{"attic/a.cc", ""}}), ElementsAre(HasSubstr("no row")));
}

TEST(ArrowTest, SimilarNameIsAnotherFolder) {
  EXPECT_THAT(CheckArrows({{"common/spec/a.h", "#include \"common/base2/a.h\"\n"}}), IsEmpty());
  EXPECT_FALSE(IsBelow("common/base2", "common/base"));
}

TEST(PurityTest, ClockThreadFileAndDatabaseAreFound) {
  EXPECT_THAT(CheckPurity({{"coordinator/plan/a.cc",
                            "#include <thread>\n#  include <sqlite3.h>\n#include <sys/stat.h>\n"}}),
              ::testing::SizeIs(3));
  EXPECT_THAT(CheckPurity({{"common/data/folds.cc", "#include <fstream>\n"}}),
              ::testing::SizeIs(1));
  EXPECT_THAT(CheckPurity({{"common/metric/a.cc", "auto now = RealClock().UnixMs();\n"}}),
              ElementsAre(HasSubstr("says RealClock")));
}

TEST(PurityTest, OtherFoldersMay) {
  EXPECT_THAT(CheckPurity({{"worker/run/a.cc", "#include <thread>\n"}}), IsEmpty());
  EXPECT_THAT(CheckPurity({{"common/data/load.cc", "#include <fstream>\n"}}), IsEmpty());
}

TEST(ProtocolHeaderTest, OutsideTheEdgesIsFound) {
  EXPECT_THAT(CheckProtocolHeaders({{"coordinator/store/a.cc", "#include \"study.pb.h\"\n"}}),
              ::testing::SizeIs(1));
  EXPECT_THAT(CheckProtocolHeaders({{"worker/link/a.cc", "#include \"study.grpc.pb.h\"\n"}}),
              IsEmpty());
}

TEST(LengthTest, LimitItselfIsTooLong) {
  EXPECT_THAT(CheckLength({{"common/a.cc", "\n\n\n"}}, 3), ::testing::SizeIs(1));
  EXPECT_THAT(CheckLength({{"common/a.cc", "\n\n"}}, 3), IsEmpty());
}

TEST(TabTest, LineIsNamed) {
  EXPECT_THAT(CheckTabs({{"a.sql", "--\n\tSELECT\n"}}), ElementsAre("a.sql:2: a tab"));
}

TEST(OwnHeaderTest, LaterPlaceIsFound) {
  const SourceFile header{"common/base/a.h", "// A.\n#pragma once\n"};
  EXPECT_THAT(
      CheckOwnHeaderFirst(
          {header, {"common/base/a.cc", "#include <string>\n#include \"common/base/a.h\"\n"}}),
      ::testing::SizeIs(1));
  EXPECT_THAT(CheckOwnHeaderFirst({header, {"common/base/a.cc", "#include \"common/base/a.h\"\n"}}),
              IsEmpty());
}

TEST(HeaderTopTest, MissingCommentAndGuardAreFound) {
  EXPECT_THAT(CheckHeaderTop({{"common/a.h", "int x;\n"}}), ::testing::SizeIs(2));
  EXPECT_THAT(CheckHeaderTop({{"common/a.h", "// A.\n#pragma once\n"}}), IsEmpty());
}

}  // namespace
}  // namespace gridfold::tree
