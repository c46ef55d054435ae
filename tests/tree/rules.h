// The rules of the source tree. Each takes files and returns its findings, "path:line: what is
// wrong"; none means that the rule holds.
#pragma once

#include <string>
#include <vector>

#include "tests/tree/source_tree.h"

namespace gridfold::tree {

using Files = std::vector<SourceFile>;
using Findings = std::vector<std::string>;

// Includes go along the arrows of rules.cc only.
Findings CheckArrows(const Files& files);
// Folders that compute have no clock, thread, file, socket or database.
Findings CheckPurity(const Files& files);
// Generated protocol headers stay at the edges.
Findings CheckProtocolHeaders(const Files& files);
// No C++ file has `lines_max` lines or more.
Findings CheckLength(const Files& files, size_t lines_max);
Findings CheckTabs(const Files& files);
// x.cc that has an x.h includes it before anything else.
Findings CheckOwnHeaderFirst(const Files& files);
// A header begins with a comment that says what it is, and is guarded.
Findings CheckHeaderTop(const Files& files);

}  // namespace gridfold::tree
