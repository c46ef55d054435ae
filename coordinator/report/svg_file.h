// A chart as a file of its own, outside any page. Pure.
#pragma once

#include <string>

namespace gridfold::report {

// A whole SVG document from a figure with one chart, as the Draw functions of this folder give it:
// its caption above it, on white, with its own style in plain colours, so that programs without CSS
// variables show it too. "" for "".
std::string SvgFile(const std::string& figure);

}  // namespace gridfold::report
