// Programs of users go only where they are allowed.
#include <gtest/gtest.h>

#include "common/base/file.h"
#include "common/base/fingerprint.h"
#include "tests/coordinator/core/simulated.h"

namespace gridfold {
namespace {

TEST(CommandDispatchTest, CommandsGoOnlyToWorkersThatRunThem) {
  const TemporaryFolder folder;
  const std::string script = folder.path() / "train.py";
  ASSERT_TRUE(WriteFileAtomically(script, "print()").ok());
  SimulatedCoordinator c;
  ASSERT_TRUE(c.Create("name: s\n"
                       "dataset: {name: digits, train: 100, test: 20}\n"
                       "model: command\n"
                       "command: {run: [python3, train.py], script: " +
                       script +
                       "}\n"
                       "parameters: {rate: {values: [1, 2]}}\n"
                       "metric: {name: bleu, goal: maximize}\n"
                       "limits: {max_trial_memory: 1GiB}\n")
                  .ok());
  c.Register("careful");
  EXPECT_TRUE(c.Acquire("careful", "1").leases.empty());
  EXPECT_EQ(c.Summary("s").state, StudyState::kActive);
  EXPECT_EQ(c.Summary("s").reason, "waits for a worker that was started with --allow-commands");
  c.Register("willing", true);
  const AcquireAnswer answer = c.Acquire("willing", "2");
  ASSERT_EQ(answer.leases.size(), 1U);
  EXPECT_EQ(c.Summary("s").reason, "");
  EXPECT_EQ(answer.works.at(0).command.run.at(1), "train.py");
  EXPECT_EQ(answer.works[0].script_hash, Sha256Hex("print()"));
  EXPECT_EQ(answer.works[0].command_memory_bytes, 1 << 30);
  EXPECT_TRUE(c.Acquire("careful", "3").leases.empty());
}

}  // namespace
}  // namespace gridfold
