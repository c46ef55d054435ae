// The source tree as data: what the rules of rules.h look at.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gridfold::tree {

struct SourceFile {
  std::string path;  // from the project's root, e.g. "common/base/file.h"
  std::string text;
};

// One #include line.
struct Include {
  std::string target;   // what stands between the quotes or brackets
  bool angled = false;  // <...>
  int line = 0;         // from 1
};

// Every text file below `root` that people write, sorted by path; builds, databases and hidden
// folders left out.
std::vector<SourceFile> ReadSourceTree(const std::filesystem::path& root);

// The includes of a C++ file, in order.
std::vector<Include> IncludesOf(const SourceFile& file);

std::vector<std::string> LinesOf(const std::string& text);

// "common/base/file.h" -> "common/base".
std::string FolderOf(const std::string& path);
// Whether `path` is `folder` itself or lies below it.
bool IsBelow(const std::string& path, const std::string& folder);
bool EndsWith(const std::string& text, const std::string& end);

}  // namespace gridfold::tree
