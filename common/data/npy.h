// NPY, numpy's file of one array (numpy.lib.format, versions 1 to 3): magic, version, a header that
// is a Python dictionary literal, then the elements.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/data/array.h"

namespace gridfold {

// The array that `bytes` hold: numbers and booleans of either byte order, C or Fortran order, up to
// eight dimensions. DataLoss for a damaged header or lengths that lie; InvalidArgument for element
// types that are no numbers.
StatusOr<NumberArray> ParseNpy(std::string bytes, const std::string& name);

// A version 1.0 file of a row-major little-endian array. `data` must hold its Count() elements.
std::string NpyBytes(ElementType type, const std::vector<int64_t>& dims, std::string_view data);

}  // namespace gridfold
