// How a report looks: its style sheet and its script, both within the page. Pure.
#pragma once

#include <string_view>

namespace gridfold::report {

// Series are coloured by the palette of Okabe and Ito (2008), which people with any common colour
// blindness can tell apart: classes s0 (blue) to s4, other ones in the dark scheme. Light and dark
// follow prefers-color-scheme; paper is light.
std::string_view StyleSheet();

// Sorts a table of class "sortable" by the column whose heading is clicked: by data-v where cells
// have it, else by their text; cells without a value stay last.
std::string_view SortScript();

}  // namespace gridfold::report
