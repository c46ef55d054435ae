#include "tests/tree/rules.h"

#include <algorithm>
#include <set>

namespace gridfold::tree {
namespace {

// What a folder may include of ours, beside itself. The row of the longest matching folder counts.
// Read from top to bottom it is the order in which things depend on each other: nothing includes
// what stands below it, and coordinator and worker never see each other.
struct Arrow {
  std::string from;
  std::vector<std::string> to;
};
const std::vector<Arrow>& Arrows() {
  static const std::vector<Arrow> arrows = {
      {"common/base", {}},
      {"common/metric", {"common/base"}},
      {"common/spec", {"common/base", "common/metric"}},
      {"common/data", {"common/base", "common/spec"}},
      {"common/picture", {"common/base"}},
      {"common/wire", {"common/base", "common/spec"}},
      {"sql", {"common/base"}},

      {"coordinator/search", {"common/base", "common/spec"}},
      {"coordinator/plan", {"common/base", "common/spec", "coordinator/search"}},
      {"coordinator/rank", {"common/base", "common/spec"}},
      {"coordinator/prune", {"common/base", "common/spec", "coordinator/rank"}},
      {"coordinator/schedule",
       {"common/base", "common/spec", "coordinator/search", "coordinator/plan",
        "coordinator/rank"}},
      {"coordinator/store", {"common/base", "common/spec", "coordinator/rank", "sql"}},
      {"coordinator/report", {"common/base", "common/spec", "coordinator/rank"}},
      {"coordinator", {"common", "coordinator"}},

      {"worker/cache", {"common/base"}},
      {"worker/crew", {"common/base"}},
      {"worker/linalg", {"common/base"}},
      {"worker/model", {"common/base", "common/spec", "worker/linalg"}},
      {"worker/transform",
       {"common/base", "common/spec", "worker/cache", "worker/linalg", "worker/model"}},
      {"worker/trainer",
       {"common/base", "common/spec", "worker/cache", "worker/linalg", "worker/model"}},
      {"worker/command",
       {"common/base", "common/spec", "common/data", "worker/linalg", "worker/trainer"}},
      {"worker", {"common", "worker"}},

      {"client", {"common", "coordinator", "worker"}},
      {"bench", {"common", "coordinator", "worker", "client"}},
      {"tests", {"common", "coordinator", "worker", "client", "sql"}},
  };
  return arrows;
}

// They compute: the same arguments, the same result.
const std::vector<std::string>& PureFolders() {
  static const std::vector<std::string> folders = {
      "coordinator/search",   "coordinator/plan", "coordinator/prune",
      "coordinator/schedule", "coordinator/rank", "coordinator/report",
      "worker/model",         "common/metric",    "common/data/folds"};
  return folders;
}

// What no pure file may include ("x/" stands for everything below x) ...
const std::vector<std::string>& ImpureHeaders() {
  static const std::vector<std::string> headers = {"thread",
                                                   "mutex",
                                                   "shared_mutex",
                                                   "condition_variable",
                                                   "future",
                                                   "chrono",
                                                   "ctime",
                                                   "time.h",
                                                   "random",
                                                   "fstream",
                                                   "filesystem",
                                                   "unistd.h",
                                                   "fcntl.h",
                                                   "sys/",
                                                   "netinet/",
                                                   "sqlite3.h",
                                                   "grpc/",
                                                   "grpcpp/",
                                                   "curl/",
                                                   "absl/time/",
                                                   "absl/synchronization/",
                                                   "common/base/file.h",
                                                   "common/base/blob_store.h",
                                                   "common/wire/"};
  return headers;
}

// ... nor say.
const std::vector<std::string>& ImpureWords() {
  static const std::vector<std::string> words = {"RealClock", "std::chrono", "random_device",
                                                 "std::thread", "getenv"};
  return words;
}

// Where messages of the protocol are known.
const std::vector<std::string>& ProtocolFolders() {
  static const std::vector<std::string> folders = {"common/wire", "coordinator/rpc", "worker/link",
                                                   "client",      "tests",           "bench"};
  return folders;
}

bool IsHeader(const std::string& path) { return EndsWith(path, ".h"); }
bool IsCpp(const std::string& path) { return IsHeader(path) || EndsWith(path, ".cc"); }

bool IsBelowAny(const std::string& path, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const std::string& folder) { return IsBelow(path, folder); });
}

// "common/data/folds" is a family of files (folds.h, folds_test.cc, folds/...), hence no IsBelow.
bool IsPure(const std::string& path) {
  const auto& folders = PureFolders();
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    return path.starts_with(folder + "/") || path.starts_with(folder + ".") ||
           path.starts_with(folder + "_");
  });
}

const Arrow* ArrowOf(const std::string& folder) {
  const Arrow* longest = nullptr;
  for (const Arrow& arrow : Arrows()) {
    if (!IsBelow(folder, arrow.from)) continue;
    if (longest == nullptr || arrow.from.size() > longest->from.size()) longest = &arrow;
  }
  return longest;
}

std::string Place(const SourceFile& file, int line) {
  return file.path + ":" + std::to_string(line) + ": ";
}

bool Matches(const std::string& target, const std::string& header) {
  return EndsWith(header, "/") ? target.starts_with(header) : target == header;
}

}  // namespace

Findings CheckArrows(const Files& files) {
  Findings findings;
  for (const SourceFile& file : files) {
    if (!IsCpp(file.path)) continue;
    const Arrow* arrow = ArrowOf(FolderOf(file.path));
    if (arrow == nullptr) {
      findings.push_back(Place(file, 1) + "its folder has no row in the table of arrows");
      continue;
    }
    for (const Include& include : IncludesOf(file)) {
      // Ours are those whose folder has a row; generated and foreign headers have none.
      if (include.angled || ArrowOf(FolderOf(include.target)) == nullptr) continue;
      if (IsBelow(include.target, arrow->from) || IsBelowAny(include.target, arrow->to)) continue;
      findings.push_back(Place(file, include.line) + arrow->from + " may not include " +
                         include.target);
    }
  }
  return findings;
}

Findings CheckPurity(const Files& files) {
  Findings findings;
  for (const SourceFile& file : files) {
    if (!IsCpp(file.path) || !IsPure(file.path)) continue;
    for (const Include& include : IncludesOf(file)) {
      for (const std::string& header : ImpureHeaders()) {
        if (!Matches(include.target, header)) continue;
        findings.push_back(Place(file, include.line) + "a pure file includes " + include.target);
      }
    }
    int line = 0;
    for (const std::string& text : LinesOf(file.text)) {
      ++line;
      for (const std::string& word : ImpureWords()) {
        if (text.find(word) == std::string::npos) continue;
        findings.push_back(Place(file, line) + "a pure file says " + word);
      }
    }
  }
  return findings;
}

Findings CheckProtocolHeaders(const Files& files) {
  Findings findings;
  for (const SourceFile& file : files) {
    if (!IsCpp(file.path) || IsBelowAny(file.path, ProtocolFolders())) continue;
    for (const Include& include : IncludesOf(file)) {
      if (!EndsWith(include.target, ".pb.h")) continue;
      findings.push_back(Place(file, include.line) + "protocol header " + include.target +
                         " outside the edges");
    }
  }
  return findings;
}

Findings CheckLength(const Files& files, size_t lines_max) {
  Findings findings;
  for (const SourceFile& file : files) {
    if (!IsCpp(file.path)) continue;
    const size_t lines = LinesOf(file.text).size();
    if (lines < lines_max) continue;
    findings.push_back(file.path + ": " + std::to_string(lines) + " lines; split it by noun");
  }
  return findings;
}

Findings CheckTabs(const Files& files) {
  Findings findings;
  for (const SourceFile& file : files) {
    const size_t tab = file.text.find('\t');
    if (tab == std::string::npos) continue;
    const auto line =
        std::count(file.text.begin(), file.text.begin() + static_cast<long>(tab), '\n');
    findings.push_back(Place(file, static_cast<int>(line) + 1) + "a tab");
  }
  return findings;
}

Findings CheckOwnHeaderFirst(const Files& files) {
  std::set<std::string> headers;
  for (const SourceFile& file : files) {
    if (IsHeader(file.path)) headers.insert(file.path);
  }
  Findings findings;
  for (const SourceFile& file : files) {
    if (!EndsWith(file.path, ".cc")) continue;
    const std::string own = file.path.substr(0, file.path.size() - 3) + ".h";
    if (!headers.contains(own)) continue;
    const std::vector<Include> includes = IncludesOf(file);
    if (!includes.empty() && !includes.front().angled && includes.front().target == own) continue;
    findings.push_back(file.path + ": its first include must be " + own);
  }
  return findings;
}

Findings CheckHeaderTop(const Files& files) {
  Findings findings;
  for (const SourceFile& file : files) {
    if (!IsHeader(file.path)) continue;
    if (!file.text.starts_with("// ")) {
      findings.push_back(Place(file, 1) + "a header begins with a comment that says what it is");
    }
    if (file.text.find("#pragma once") == std::string::npos) {
      findings.push_back(Place(file, 1) + "no #pragma once");
    }
  }
  return findings;
}

}  // namespace gridfold::tree
