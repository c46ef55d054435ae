#include "worker/command/process_group.h"

#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace gridfold {
namespace {

// Group and resident pages of one process; false when it is gone.
bool ReadStat(const std::filesystem::path& process, pid_t& group, int64_t& pages) {
  std::ifstream file(process / "stat");
  std::string text;
  if (!std::getline(file, text, '\0')) return false;
  // The name in brackets may hold anything; the numbers begin behind the last bracket: state,
  // parent, group, ... (proc(5)), of which resident pages are the 24th field in all.
  const size_t end = text.rfind(')');
  if (end == std::string::npos) return false;
  int64_t parent = 0, own_group = 0;
  char state = 0;
  return std::sscanf(text.c_str() + end + 1,
                     " %c %ld %ld %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                     "%*s %*s %ld",
                     &state, &parent, &own_group, &pages) == 4 &&
         (group = static_cast<pid_t>(own_group), true);
}

bool IsProcess(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

int64_t ResidentBytes(pid_t group) {
  int64_t total_pages = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    if (!IsProcess(entry->path().filename())) continue;
    pid_t of = 0;
    int64_t pages = 0;
    if (ReadStat(entry->path(), of, pages) && of == group) total_pages += pages;
  }
  return total_pages * ::sysconf(_SC_PAGE_SIZE);
}

}  // namespace gridfold
