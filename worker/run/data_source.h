// Where a worker finds data sets and weights: its folder of blobs, else the coordinator.
#pragma once

#include <memory>
#include <string>

#include "common/base/blob_store.h"
#include "common/base/status.h"
#include "common/data/data_set.h"
#include "worker/link/coordinator_link.h"

namespace gridfold {

// Thread-safe.
class DataSource {
 public:
  // `link` outlives this object.
  DataSource(BlobStore blobs, CoordinatorLink* link) : blobs_(std::move(blobs)), link_(link) {}

  // The data set of this hash, fetched once and kept. A corrupt copy is moved aside and fetched
  // anew. Errors are those of FetchBlob and ParseDataSet.
  StatusOr<std::shared_ptr<const DataSet>> Load(const std::string& hash);

  // The same, as bytes.
  StatusOr<std::string> LoadBytes(const std::string& hash);

 private:
  const BlobStore blobs_;
  CoordinatorLink* const link_;
};

}  // namespace gridfold
