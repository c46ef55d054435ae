#include "worker/command/child_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "common/base/units.h"
#include "worker/command/child_pipes.h"
#include "worker/command/process_group.h"

namespace gridfold {
namespace {

// How often is looked whether it ended, must stop or takes too much.
constexpr int kTickMs = 20;
constexpr int kTicksPerMeasure = 5;
// So often a pipe is read before anything else is looked at: a program may print for ever.
constexpr int kReadsMax = 64;

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// What the child does between fork and exec. Everything here is async-signal-safe, as this process
// has threads.
struct Launch {
  const char* program;
  const char* folder;
  char* const* words;
  char* const* environment;
  int in, out, err, failure;
  pid_t parent;
};

[[noreturn]] void Give(int failure) {
  const int error = errno;
  // Nobody is left to hear of an error here.
  if (::write(failure, &error, sizeof error) < 0) ::_exit(126);
  ::_exit(127);
}

[[noreturn]] void Become(const Launch& launch) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(126);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGCHLD}) ::signal(signal, SIG_DFL);
  if (::dup2(launch.in, 0) < 0 || ::dup2(launch.out, 1) < 0 || ::dup2(launch.err, 2) < 0) {
    Give(launch.failure);
  }
  // What libraries opened without O_CLOEXEC is not the program's business.
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (::chdir(launch.folder) != 0) Give(launch.failure);
  ::execve(launch.program, launch.words, launch.environment);
  Give(launch.failure);
}

// A running program; killed and waited for at the latest when this ends.
class Child {
 public:
  explicit Child(const ChildRequest& request) : request_(request), lines_(request.on_line) {}
  ~Child() { End(); }

  Status Start();
  // Until it ended or had to be ended.
  Status Run();
  std::string LastWords() const { return tail_.Text(); }

 private:
  void Wait();
  Status Listen();
  Status Watch();
  bool HasEnded() const;
  Status ExitStatus();
  void End();

  const ChildRequest& request_;
  LineCutter lines_;
  Tail tail_;
  Descriptor out_, err_;
  pid_t pid_ = -1;
  int ticks_ = 0;
};

Status Child::Start() {
  const Descriptor in(::open(request_.input.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.open()) {
    return Internal("cannot open {}: {}", request_.input.string(), std::strerror(errno));
  }
  GF_ASSIGN_OR_RETURN(Pipe out, MakePipe());
  GF_ASSIGN_OR_RETURN(Pipe err, MakePipe());
  GF_ASSIGN_OR_RETURN(Pipe failure, MakePipe());
  const std::vector<char*> words = Pointers(request_.words);
  const std::vector<char*> environment = Pointers(request_.environment);
  const std::string program = request_.program.string(), folder = request_.folder.string();
  const Launch launch{program.c_str(), folder.c_str(),  words.data(),    environment.data(),
                      in.get(),        out.write.get(), err.write.get(), failure.write.get(),
                      ::getpid()};
  // Not fork(): what libraries do at a fork (gRPC does a lot) is only for those that stay.
  pid_ = ::_Fork();
  if (pid_ == 0) Become(launch);
  if (pid_ < 0) return Internal("cannot start a process: {}", std::strerror(errno));
  ::setpgid(pid_, pid_);
  failure.write.Close();
  out_ = std::move(out.read);
  err_ = std::move(err.read);
  for (const int fd : {out_.get(), err_.get()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  int error = 0;
  if (::read(failure.read.get(), &error, sizeof error) != sizeof error) return absl::OkStatus();
  return InvalidArgument("cannot start {} in {}: {}", program, folder, std::strerror(error));
}

void Child::Wait() {
  std::array<pollfd, 2> polled = {{{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
  ::poll(polled.data(), polled.size(), kTickMs);
}

// Reads what is there, within bounds; closes the pipe at its end.
template <typename Take>
Status Drain(Descriptor& pipe, const Take& take) {
  std::array<char, 1 << 16> buffer;
  for (int reads = 0; reads < kReadsMax && pipe.open(); ++reads) {
    const ssize_t count = ::read(pipe.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) {
      pipe.Close();
      break;
    }
    GF_RETURN_IF_ERROR(take(std::string_view(buffer.data(), static_cast<size_t>(count))));
  }
  return absl::OkStatus();
}

Status Child::Listen() {
  GF_RETURN_IF_ERROR(Drain(err_, [this](std::string_view bytes) {
    tail_.Add(bytes);
    return absl::OkStatus();
  }));
  return Drain(out_, [this](std::string_view bytes) { return lines_.Add(bytes); });
}

Status Child::Watch() {
  if (request_.stop != nullptr && *request_.stop) return Cancelled("the program was stopped");
  if (!request_.memory_bytes || ++ticks_ % kTicksPerMeasure != 0) return absl::OkStatus();
  const int64_t bytes = ResidentBytes(pid_);
  if (bytes <= *request_.memory_bytes) return absl::OkStatus();
  return ResourceExhausted("limits.max_trial_memory of {} reached: the program took {}",
                           FormatBytes(static_cast<double>(*request_.memory_bytes)),
                           FormatBytes(static_cast<double>(bytes)));
}

bool Child::HasEnded() const {
  siginfo_t info = {};
  // Left as it is, so that its number, and that of its group, stays taken.
  return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid == pid_;
}

Status Child::ExitStatus() {
  siginfo_t info = {};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (info.si_code == CLD_EXITED && info.si_status == 0) return absl::OkStatus();
  if (info.si_code == CLD_EXITED) {
    return FailedPrecondition("the program ended with exit code {}", info.si_status);
  }
  return FailedPrecondition("the program was ended by signal {} ({})", info.si_status,
                            ::strsignal(info.si_status));
}

void Child::End() {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

Status Child::Run() {
  while (true) {
    Wait();
    const bool ended = HasEnded();
    // What its children would still print is not waited for.
    if (ended) ::kill(-pid_, SIGKILL);
    GF_RETURN_IF_ERROR(Listen());
    if (ended) break;
    GF_RETURN_IF_ERROR(Watch());
  }
  GF_RETURN_IF_ERROR(ExitStatus());
  return lines_.Finish();
}

}  // namespace

StatusOr<ChildEnd> RunChild(const ChildRequest& request) {
  Child child(request);
  GF_RETURN_IF_ERROR(child.Start());
  ChildEnd end;
  end.status = child.Run();
  end.last_words = child.LastWords();
  return end;
}

}  // namespace gridfold
