#include "tests/tree/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

namespace gridfold::tree {
namespace {

namespace fs = std::filesystem;

bool IsSkippedFolder(const fs::path& path) {
  const std::string name = path.filename().string();
  static const std::set<std::string> skipped = {"build", "node_modules", "__pycache__"};
  return name.starts_with(".") || skipped.contains(name) || EndsWith(name, ".artifacts");
}

bool IsWritten(const fs::path& path) {
  static const std::set<std::string> kinds = {".h",     ".cc",   ".proto", ".sql", ".py",
                                              ".cmake", ".yaml", ".json",  ".md",  ".ts"};
  return kinds.contains(path.extension().string()) || path.filename() == "CMakeLists.txt";
}

std::string ReadText(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<SourceFile> ReadSourceTree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory() && IsSkippedFolder(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && IsWritten(entry->path())) {
      files.push_back({fs::relative(entry->path(), root).generic_string(), ReadText(*entry)});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::vector<Include> IncludesOf(const SourceFile& file) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Include> includes;
  int line = 0;
  for (const std::string& text : LinesOf(file.text)) {
    ++line;
    std::smatch match;
    if (!std::regex_search(text, match, pattern)) continue;
    includes.push_back({.target = match[2], .angled = match[1] == "<", .line = line});
  }
  return includes;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool IsBelow(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

bool EndsWith(const std::string& text, const std::string& end) { return text.ends_with(end); }

}  // namespace gridfold::tree
