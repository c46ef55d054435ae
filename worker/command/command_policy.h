// Which programs of users a worker runs, and where they lie.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

struct CommandPolicy {
  bool allowed = false;
  // The only programs that are run, by absolute path or by a name that is looked for in PATH;
  // empty: any. An interpreter in the list is as good as no list: it runs what it is told to.
  std::vector<std::string> programs;
};

// What --allow-commands says: "" none, "any", or a list with commas.
CommandPolicy ParseCommandPolicy(const std::string& text);

// Where `word`, the first of a command, lies: as it is when absolute, below `folder` when it has a
// slash, else looked for in PATH. FailedPrecondition when the policy does not allow it; NotFound
// when there is no such program.
StatusOr<std::filesystem::path> FindProgram(const std::string& word, const CommandPolicy& policy,
                                            const std::filesystem::path& folder);

}  // namespace gridfold
