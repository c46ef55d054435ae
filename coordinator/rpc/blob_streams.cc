#include "coordinator/rpc/blob_streams.h"

#include <utility>

#include "common/base/fingerprint.h"
#include "common/wire/channel.h"
#include "common/wire/status.h"

namespace gridfold {
namespace {

constexpr int64_t kBlobBytesMax = int64_t{2} << 30;

void SetTotal(v1::BlobChunk& chunk, int64_t total) { chunk.set_total_bytes(total); }
void SetTotal(v1::ArtifactChunk&, int64_t) {}

template <typename Chunk>
class BlobSender final : public grpc::ServerWriteReactor<Chunk> {
 public:
  BlobSender(const BlobStore* blobs, std::string hash, int64_t offset)
      : blobs_(blobs), hash_(std::move(hash)), offset_(offset) {
    const Status status = Open();
    if (status.ok()) {
      SendNext();
    } else {
      this->Finish(ToGrpc(status));
    }
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      SendNext();
    } else {
      this->Finish(grpc::Status::CANCELLED);
    }
  }
  void OnDone() override { delete this; }

 private:
  Status Open() {
    if (!IsSha256Hex(hash_)) {
      return InvalidArgument("sha256: expected 64 hexadecimal digits, found '{}'", hash_);
    }
    GF_ASSIGN_OR_RETURN(total_, blobs_->Size(hash_));
    if (offset_ < 0 || offset_ > total_) {
      return InvalidArgument("offset: expected 0..{}, found {}", total_, offset_);
    }
    SetTotal(chunk_, total_);
    return absl::OkStatus();
  }

  void SendNext() {
    if (offset_ >= total_) {
      this->Finish(grpc::Status::OK);
      return;
    }
    StatusOr<std::string> data = blobs_->ReadChunk(hash_, offset_, kChunkBytes);
    if (!data.ok() || data->empty()) {
      this->Finish(ToGrpc(data.ok() ? DataLoss("blob {} ends early", hash_) : data.status()));
      return;
    }
    offset_ += static_cast<int64_t>(data->size());
    chunk_.set_data(*std::move(data));
    this->StartWrite(&chunk_);
  }

  const BlobStore* const blobs_;
  const std::string hash_;
  int64_t offset_;
  int64_t total_ = 0;
  Chunk chunk_;
};

class BlobReceiver final : public grpc::ServerReadReactor<v1::PutBlobRequest> {
 public:
  BlobReceiver(const BlobStore* blobs, WorkThread* storing) : blobs_(blobs), storing_(storing) {
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      storing_->Post([this] { Finish(ToGrpc(Store())); });
      return;
    }
    if (!message_.sha256().empty()) hash_ = message_.sha256();
    bytes_ += message_.data();
    if (static_cast<int64_t>(bytes_.size()) > kBlobBytesMax) {
      Finish(ToGrpc(ResourceExhausted("blob: at most {} bytes are accepted", kBlobBytesMax)));
      return;
    }
    StartRead(&message_);
  }
  void OnDone() override { delete this; }

 private:
  Status Store() {
    const std::string found = Sha256Hex(bytes_);
    if (found != hash_) {
      return DataLoss("blob: expected the content of {}, found that of {}", hash_, found);
    }
    return blobs_->Put(bytes_).status();
  }

  const BlobStore* const blobs_;
  WorkThread* const storing_;
  v1::PutBlobRequest message_;
  std::string hash_, bytes_;
};

}  // namespace

grpc::ServerWriteReactor<v1::BlobChunk>* SendBlob(const BlobStore* blobs, const std::string& hash,
                                                  int64_t offset) {
  return new BlobSender<v1::BlobChunk>(blobs, hash, offset);
}

grpc::ServerWriteReactor<v1::ArtifactChunk>* SendArtifact(const BlobStore* blobs,
                                                          const std::string& hash, int64_t offset) {
  return new BlobSender<v1::ArtifactChunk>(blobs, hash, offset);
}

grpc::ServerReadReactor<v1::PutBlobRequest>* ReceiveBlob(const BlobStore* blobs,
                                                         WorkThread* storing) {
  return new BlobReceiver(blobs, storing);
}

}  // namespace gridfold
