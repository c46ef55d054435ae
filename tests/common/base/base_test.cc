#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <vector>

#include "common/base/base64.h"
#include "common/base/blob_store.h"
#include "common/base/file.h"
#include "common/base/fingerprint.h"
#include "common/base/random.h"
#include "common/base/thread_parts.h"
#include "common/base/units.h"

namespace gridfold {
namespace {

TEST(Base64Test, WritesTheExamplesOfItsStandard) {
  // RFC 4648, section 10.
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(Base64(std::string_view("\xff\0\xfe", 3)), "/wD+");
}

TEST(UnitsTest, DurationsAreReadAndNonsenseIsNamed) {
  EXPECT_EQ(*ParseDurationMs("90s"), 90'000);
  EXPECT_EQ(*ParseDurationMs("1h30m"), 5'400'000);
  EXPECT_EQ(*ParseDurationMs("250ms"), 250);
  for (const char* wrong : {"", "5", "s", "1x", "-3s", "1..2s"}) {
    const auto result = ParseDurationMs(wrong);
    ASSERT_FALSE(result.ok()) << wrong;
    EXPECT_NE(Message(result.status()).find(fmt::format("found '{}'", wrong)), std::string::npos);
  }
}

TEST(UnitsTest, SizesAreReadAndNonsenseIsRefused) {
  EXPECT_EQ(*ParseBytes("4GiB"), int64_t{4} << 30);
  EXPECT_EQ(*ParseBytes("1.5MiB"), 3 << 19);
  EXPECT_EQ(*ParseBytes("1GB"), 1'000'000'000);
  EXPECT_EQ(*ParseBytes("77"), 77);
  for (const char* wrong : {"", "GiB", "4gib?", "1 potato", "9e99"}) {
    EXPECT_FALSE(ParseBytes(wrong).ok()) << wrong;
  }
}

TEST(UnitsTest, FormatsAreForPeople) {
  EXPECT_EQ(FormatDuration(0.045), "45ms");
  EXPECT_EQ(FormatDuration(75), "1m 15s");
  EXPECT_EQ(FormatCount(1234567), "1,234,567");
  EXPECT_EQ(FormatBytes(1536), "1.5 KiB");
  EXPECT_EQ(FormatUnixMs(0), "1970-01-01 00:00:00");
}

// The first outputs of xoshiro256** from the SplitMix64 seeding of 42, computed with an independent
// implementation in Python's integers: a change would change every study's results.
TEST(RandomTest, SequenceIsFixedForEver) {
  Random random(42);
  EXPECT_EQ(random.Next(), 0x15780b2e0c2ec716ULL);
  EXPECT_EQ(random.Next(), 0x6104d9866d113a7eULL);
}

TEST(RandomTest, BelowIsInRangeAndEven) {
  Random random(7);
  std::vector<int> counts(10);
  for (int i = 0; i < 100'000; ++i) ++counts[random.Below(10)];
  // Binomial(100000, 0.1) has deviation 95; five of them leave room for ten counts.
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 475);
}

TEST(RandomTest, NormalHasUnitVariance) {
  Random random(3);
  double sum = 0, squares = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double z = random.Normal();
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / 1e5, 0, 0.016);      // 5 / sqrt(1e5)
  EXPECT_NEAR(squares / 1e5, 1, 0.023);  // 5 * sqrt(2 / 1e5)
}

TEST(FingerprintTest, AgreesWithPublishedVectors) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Fingerprint64("abc"), 0xeacf018fbf1678baULL);
  EXPECT_FALSE(IsSha256Hex("../../etc/passwd"));
}

TEST(FileTest, AtomicWriteReplacesAndLeavesNoTemporaryFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a";
  ASSERT_TRUE(WriteFileAtomically(path, "one").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "two").ok());
  EXPECT_EQ(*ReadFile(path, 100), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  EXPECT_EQ(ReadFile(path, 2).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadFile(folder.path() / "b", 2).status().code(), absl::StatusCode::kNotFound);
}

TEST(BlobStoreTest, CorruptBlobIsDetectedAndMovedAside) {
  const TemporaryFolder folder;
  const auto store = BlobStore::Open(folder.path() / "blobs");
  ASSERT_TRUE(store.ok());
  const std::string hash = *store->Put("hello");
  EXPECT_EQ(*store->Get(hash), "hello");
  EXPECT_EQ(*store->ReadChunk(hash, 1, 3), "ell");
  std::ofstream(store->PathOf(hash)) << "hellO";
  EXPECT_EQ(store->Get(hash).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(store->Has(hash));
}

TEST(ThreadPartsTest, EveryPartIsDoneOnceAndTheFirstErrorCounts) {
  ThreadParts threads;
  std::vector<std::atomic<int>> done(100);
  EXPECT_TRUE(threads
                  .ForEach(100,
                           [&](int64_t part) {
                             ++done[static_cast<size_t>(part)];
                             return absl::OkStatus();
                           })
                  .ok());
  for (const auto& count : done) EXPECT_EQ(count, 1);
  const Status status = threads.ForEach(100, [](int64_t part) -> Status {
    if (part >= 3) return Internal("part {}", part);
    return absl::OkStatus();
  });
  EXPECT_EQ(status.message(), "part 3");
  EXPECT_TRUE(threads.ForEach(0, [](int64_t) { return Internal("none"); }).ok());
}

}  // namespace
}  // namespace gridfold
