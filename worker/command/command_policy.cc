#include "worker/command/command_policy.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace gridfold {
namespace {

constexpr char kDefaultPath[] = "/usr/local/bin:/usr/bin:/bin";

StatusOr<std::filesystem::path> FindInPath(const std::string& word) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? kDefaultPath : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    // An empty entry of PATH means the current folder; a worker has none worth trusting.
    if (folder.empty() || folder.front() != '/') continue;
    const std::filesystem::path candidate = std::filesystem::path(folder) / word;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return NotFound("command: no program '{}' in PATH", word);
}

StatusOr<std::filesystem::path> Locate(const std::string& word,
                                       const std::filesystem::path& folder) {
  if (word.find('/') == std::string::npos) return FindInPath(word);
  const std::filesystem::path program = folder / word;  // `word` itself when it is absolute
  if (::access(program.c_str(), X_OK) == 0) return program;
  return NotFound("command: no program {} that may be run", program.string());
}

// The file behind links, so that two names of one program are one.
std::filesystem::path Behind(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  return error ? path : real;
}

bool IsListed(const std::filesystem::path& program, const CommandPolicy& policy) {
  return std::any_of(policy.programs.begin(), policy.programs.end(), [&](const std::string& entry) {
    const auto listed = Locate(entry, "/");
    return listed.ok() && Behind(*listed) == Behind(program);
  });
}

}  // namespace

CommandPolicy ParseCommandPolicy(const std::string& text) {
  CommandPolicy policy;
  policy.allowed = !text.empty();
  if (text == "any") return policy;
  std::istringstream list(text);
  for (std::string program; std::getline(list, program, ',');) {
    if (!program.empty()) policy.programs.push_back(program);
  }
  return policy;
}

StatusOr<std::filesystem::path> FindProgram(const std::string& word, const CommandPolicy& policy,
                                            const std::filesystem::path& folder) {
  if (!policy.allowed) {
    return FailedPrecondition(
        "command: this worker runs no programs of users; start it with --allow-commands");
  }
  GF_ASSIGN_OR_RETURN(std::filesystem::path program, Locate(word, folder));
  if (policy.programs.empty() || IsListed(program, policy)) return program;
  return FailedPrecondition("command: expected one of --allow-commands {}, found {}",
                            fmt::join(policy.programs, ","), program.string());
}

}  // namespace gridfold
