// What the gRPC services stand on. They convert, call, convert: no logic of their own. No reaction
// touches SQLite; work is posted to the thread it belongs to and the call is finished from there.
#pragma once

#include "common/base/blob_store.h"
#include "coordinator/core/database_thread.h"
#include "coordinator/core/work_thread.h"
#include "coordinator/rpc/watch_hub.h"
#include "coordinator/store/reader.h"

namespace gridfold {

// Outlives the services that use it.
struct ServiceContext {
  DatabaseThread* database = nullptr;
  WorkThread* reading = nullptr;  // owns `reader`: used on that thread alone
  StoreReader* reader = nullptr;
  WorkThread* preparing = nullptr;  // reads specs and data sets, writes blobs
  const BlobStore* blobs = nullptr;
  WatchHub* hub = nullptr;
  int64_t lease_ms = 0;
};

}  // namespace gridfold
