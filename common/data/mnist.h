// MNIST (LeCun, Cortes, Burges): four IDX files in a folder, gzipped or not, and where to get them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/data/data_set.h"
#include "common/data/download.h"

namespace gridfold {

// Whether all four files are there, each with or without ".gz".
bool HasMnist(const std::filesystem::path& folder);

// The data set in the folder: the training files' rows, then the test files', pictures of 28 x 28
// bytes, classes "0" to "9". Numbers of rows other than 60,000 and 10,000 are taken with a warning
// in the log. NotFound for a missing file; DataLoss for files that are no IDX, no pictures of that
// size, or whose labels do not fit.
StatusOr<DataSet> LoadMnist(const std::filesystem::path& folder);

// Makes the folder hold the four gzipped files: those missing, or not what was published (MD5 of
// the unpacked file), are downloaded from public mirrors, verified, and put in place by rename, so
// that several processes may do so at once. The last mirror's error, and the folder is left
// without the file, when none has it.
Status FetchMnist(const std::filesystem::path& folder);
Status FetchMnist(const std::filesystem::path& folder, const Downloader& download);

// MD5 (RFC 1321) in lower-case hexadecimal: the checksum MNIST was published with, no protection
// against forgery.
std::string Md5Hex(std::string_view bytes);

}  // namespace gridfold
