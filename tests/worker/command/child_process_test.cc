// Programs here are lines for /bin/sh; gridfold itself never starts a shell.
#include "worker/command/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "common/base/clock.h"
#include "common/base/file.h"
#include "worker/command/child_pipes.h"
#include "worker/command/command_policy.h"
#include "worker/command/process_group.h"

namespace gridfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Shell {
  TemporaryFolder folder;
  ChildRequest request;
  std::vector<std::string> lines;
  std::atomic<bool> stop = false;

  explicit Shell(const std::string& script) {
    request.program = "/bin/sh";
    request.words = {"sh", "-c", script, "sh", "a b", "$HOME"};
    request.folder = folder.path();
    request.environment = {"GREETING=hello"};
    request.input = folder.path() / "input";
    request.stop = &stop;
    request.on_line = [this](std::string_view line) {
      lines.emplace_back(line);
      return absl::OkStatus();
    };
    EXPECT_TRUE(WriteFileAtomically(request.input, "told\n").ok());
  }

  ChildEnd Run() {
    auto end = RunChild(request);
    EXPECT_TRUE(end.ok()) << Message(end.status());
    return end.ok() ? *std::move(end) : ChildEnd();
  }
};

bool IsAlive(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  return std::getline(stat, text) && text.find(") Z ") == std::string::npos;
}

TEST(ChildProcessTest, ReadsPrintsAndEnds) {
  Shell shell("read word; echo \"$word $GREETING\"; echo \"$1,$2\"; pwd; printf last; echo e >&2");
  const ChildEnd end = shell.Run();
  EXPECT_TRUE(end.status.ok()) << Message(end.status);
  EXPECT_THAT(shell.lines,
              ElementsAre("told hello", "a b,$HOME", shell.folder.path().string(), "last"));
  EXPECT_EQ(end.last_words, "e");
}

TEST(ChildProcessTest, MoreOutputThanAPipeHoldsOnBothSides) {
  // 200,000 bytes each way: neither side may wait for the other.
  Shell shell(
      "i=0; while [ $i -lt 2000 ]; do printf '%0100d\\n' $i; printf '%0100d\\n' $i >&2; "
      "i=$((i+1)); done");
  const ChildEnd end = shell.Run();
  EXPECT_TRUE(end.status.ok()) << Message(end.status);
  EXPECT_EQ(shell.lines.size(), 2000U);
  EXPECT_LE(end.last_words.size(), Tail::kBytesMax);
  EXPECT_THAT(end.last_words, ::testing::EndsWith("1999"));
}

TEST(ChildProcessTest, ExitCodeAndSignalAreTold) {
  const ChildEnd failed = Shell("echo 'no \033[31mfile' >&2; exit 3").Run();
  EXPECT_EQ(Message(failed.status), "the program ended with exit code 3");
  EXPECT_EQ(failed.last_words, "no \\x1b[31mfile") << "nothing that moves a terminal";
  const ChildEnd killed = Shell("kill -SEGV $$").Run();
  EXPECT_THAT(Message(killed.status), HasSubstr("signal 11"));
}

TEST(ChildProcessTest, StopKillsTheWholeGroup) {
  Shell shell("sleep 1000 & echo $!; wait");
  shell.request.on_line = [&](std::string_view line) {
    shell.lines.emplace_back(line);
    shell.stop = true;
    return absl::OkStatus();
  };
  EXPECT_EQ(shell.Run().status.code(), absl::StatusCode::kCancelled);
  ASSERT_EQ(shell.lines.size(), 1U);
  const pid_t grandchild = std::stoi(shell.lines[0]);
  // It dies when the system gets to it, and may be a zombie until its new parent looks.
  const int64_t give_up_ms = RealClock().SteadyMs() + 10'000;
  while (IsAlive(grandchild) && RealClock().SteadyMs() < give_up_ms) std::this_thread::yield();
  EXPECT_FALSE(IsAlive(grandchild));
}

TEST(ChildProcessTest, AProgramThatNeverStopsPrintingCanBeStopped) {
  Shell shell("while :; do echo line; done");
  shell.request.on_line = [&](std::string_view) {
    shell.stop = true;
    return absl::OkStatus();
  };
  EXPECT_EQ(shell.Run().status.code(), absl::StatusCode::kCancelled);
}

TEST(ChildProcessTest, WhatOutlivesTheProgramIsKilledAndNotWaitedFor) {
  Shell shell("sleep 1000 & echo started");
  EXPECT_TRUE(shell.Run().status.ok());
  EXPECT_THAT(shell.lines, ElementsAre("started"));
}

TEST(ChildProcessTest, TooMuchMemoryEndsIt) {
  Shell shell("exec python3 -c 'x = bytearray(200 << 20); import time; time.sleep(1000)'");
  shell.request.environment = {"PATH=/usr/bin:/bin"};
  shell.request.memory_bytes = 100 << 20;
  const ChildEnd end = shell.Run();
  EXPECT_EQ(end.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(Message(end.status), HasSubstr("limits.max_trial_memory of 100"));
}

TEST(ChildProcessTest, AnErrorOfTheListenerEndsIt) {
  Shell shell("echo bad; sleep 1000");
  shell.request.on_line = [](std::string_view) { return FailedPrecondition("rubbish"); };
  EXPECT_EQ(Message(shell.Run().status), "rubbish");
}

TEST(ChildProcessTest, AProgramThatCannotBeStartedIsAnError) {
  Shell shell("");
  shell.request.program = "/no/such/program";
  const auto end = RunChild(shell.request);
  EXPECT_EQ(end.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Message(end.status()), HasSubstr("/no/such/program"));
}

TEST(ProcessGroupTest, CountsWhatIsResident) {
  EXPECT_GT(ResidentBytes(::getpgrp()), 1 << 20);
  EXPECT_EQ(ResidentBytes(0x7fffffff), 0);
}

TEST(LineCutterTest, LinesMayComeInPieces) {
  std::vector<std::string> lines;
  LineCutter cutter([&](std::string_view line) {
    lines.emplace_back(line);
    return absl::OkStatus();
  });
  for (const char* piece : {"a", "b\nc", "\n\n", "d"}) EXPECT_TRUE(cutter.Add(piece).ok());
  EXPECT_THAT(lines, ElementsAre("ab", "c", ""));
  EXPECT_TRUE(cutter.Finish().ok());
  EXPECT_THAT(lines, ElementsAre("ab", "c", "", "d"));
}

TEST(CommandPolicyTest, NoneAnyOrSome) {
  EXPECT_THAT(Message(FindProgram("sh", ParseCommandPolicy(""), "/").status()),
              HasSubstr("--allow-commands"));
  EXPECT_TRUE(FindProgram("sh", ParseCommandPolicy("any"), "/").ok());
  EXPECT_TRUE(FindProgram("/bin/sh", ParseCommandPolicy("sh,/bin/ls"), "/").ok())
      << "another name of the same program";
  const auto refused = FindProgram("/bin/cat", ParseCommandPolicy("sh,/bin/ls"), "/");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(refused.status()), HasSubstr("/bin/cat"));
  EXPECT_TRUE(absl::IsNotFound(FindProgram("no-such", ParseCommandPolicy("any"), "/").status()));
}

TEST(CommandPolicyTest, ASlashMeansTheFolder) {
  const TemporaryFolder folder;
  const auto program = folder.path() / "train";
  ASSERT_TRUE(WriteFileAtomically(program, "#!/bin/sh\n").ok());
  EXPECT_TRUE(
      absl::IsNotFound(FindProgram("./train", ParseCommandPolicy("any"), folder.path()).status()))
      << "it may not be run";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  EXPECT_TRUE(FindProgram("./train", ParseCommandPolicy("any"), folder.path()).ok());
  EXPECT_FALSE(FindProgram("./train", ParseCommandPolicy("sh"), folder.path()).ok());
}

}  // namespace
}  // namespace gridfold
