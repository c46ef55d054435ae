// Zip archives (PKWARE's APPNOTE 6.3), as far as NPZ needs them: stored and deflated members, no
// encryption, no archive of 4 GiB or more (zip64 sizes in a local header, as numpy writes them, are
// fine: the central directory is what counts).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// Reads members of an archive that lies in memory and must outlive the reader. Thread-safe.
class ZipReader {
 public:
  // Reads the central directory. DataLoss names what is wrong with a damaged one; `name` is the
  // file's, for messages.
  static StatusOr<ZipReader> Open(std::string_view bytes, const std::string& name);

  bool Has(const std::string& member) const { return members_.count(member) > 0; }
  // In the order of their bytes.
  std::vector<std::string> Names() const;
  // The names, comma separated, for messages.
  std::string MemberNames() const;
  // The member's bytes, checked against its CRC-32. NotFound; ResourceExhausted when it is longer
  // than `bytes_max`; DataLoss when offsets, lengths or the checksum lie; InvalidArgument for
  // encryption or a compression other than deflate.
  StatusOr<std::string> Read(const std::string& member, int64_t bytes_max) const;

 private:
  struct Member {
    uint16_t flags = 0, method = 0;
    uint32_t crc = 0, packed_bytes = 0, bytes = 0, header_offset = 0;
  };
  ZipReader(std::string_view bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {}
  Status ReadDirectory(size_t offset, size_t size, int count);
  static Status CheckReadable(const Member& entry, const std::string& place, int64_t bytes_max);
  StatusOr<std::string_view> Packed(const std::string& member, const Member& entry) const;

  std::string_view bytes_;
  std::string name_;
  std::map<std::string, Member> members_;
};

// Builds an archive of stored members, the same bytes for the same members. Not thread-safe.
class ZipWriter {
 public:
  // ResourceExhausted when the archive would reach 4 GiB.
  Status Add(const std::string& member, std::string_view bytes);
  // The archive; nothing may be added afterwards.
  std::string Finish();

 private:
  std::string archive_, directory_;
  int count_ = 0;
};

}  // namespace gridfold
