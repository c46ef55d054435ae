// Blobs over gRPC: out in chunks from an offset, in as a stream that is stored when complete.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <string>

#include "common/base/blob_store.h"
#include "coordinator/core/work_thread.h"
#include "study_service.pb.h"
#include "worker_service.pb.h"

namespace gridfold {

// Sends the blob from `offset`. NOT_FOUND; INVALID_ARGUMENT for a hash that is none or an offset
// outside. Deletes itself.
grpc::ServerWriteReactor<v1::BlobChunk>* SendBlob(const BlobStore* blobs, const std::string& hash,
                                                  int64_t offset);
grpc::ServerWriteReactor<v1::ArtifactChunk>* SendArtifact(const BlobStore* blobs,
                                                          const std::string& hash, int64_t offset);

// Receives a blob, checks its hash (DATA_LOSS), stores it on `storing`. RESOURCE_EXHAUSTED above
// 2 GiB. Deletes itself.
grpc::ServerReadReactor<v1::PutBlobRequest>* ReceiveBlob(const BlobStore* blobs,
                                                         WorkThread* storing);

}  // namespace gridfold
