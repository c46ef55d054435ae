#include "common/data/zip.h"

#include <limits>
#include <optional>
#include <vector>

#include "common/data/gzip.h"
#include "common/data/little_endian.h"

namespace gridfold {
namespace {

constexpr uint32_t kLocalMagic = 0x04034b50, kDirectoryMagic = 0x02014b50, kEndMagic = 0x06054b50;
constexpr size_t kLocalBytes = 30, kDirectoryBytes = 46, kEndBytes = 22, kCommentMax = 65535;
constexpr uint16_t kStored = 0, kDeflated = 8, kEncrypted = 1;
constexpr uint32_t kInZip64 = 0xFFFFFFFF;
constexpr uint16_t kVersion = 20;
constexpr uint16_t kNewYear1980 = 1 << 5 | 1;  // DOS dates start there: month 1, day 1

uint16_t Read16(std::string_view bytes, size_t offset) {
  return ReadLittleEndian<uint16_t>(bytes, offset);
}
uint32_t Read32(std::string_view bytes, size_t offset) {
  return ReadLittleEndian<uint32_t>(bytes, offset);
}

// Where the end record starts, searched backwards over the longest possible comment.
std::optional<size_t> FindEnd(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return std::nullopt;
  const size_t last = bytes.size() - kEndBytes;
  const size_t first = last > kCommentMax ? last - kCommentMax : 0;
  for (size_t offset = last + 1; offset-- > first;) {
    if (Read32(bytes, offset) == kEndMagic) return offset;
  }
  return std::nullopt;
}

// The fields that a local header and a directory entry share.
void AppendCommonFields(std::string& out, uint32_t crc, uint32_t size, size_t name_bytes) {
  AppendLittleEndian<uint16_t>(out, kVersion);
  AppendLittleEndian<uint16_t>(out, 0);  // flags
  AppendLittleEndian<uint16_t>(out, kStored);
  AppendLittleEndian<uint16_t>(out, 0);  // time
  AppendLittleEndian<uint16_t>(out, kNewYear1980);
  AppendLittleEndian<uint32_t>(out, crc);
  AppendLittleEndian<uint32_t>(out, size);
  AppendLittleEndian<uint32_t>(out, size);
  AppendLittleEndian<uint16_t>(out, static_cast<uint16_t>(name_bytes));
  AppendLittleEndian<uint16_t>(out, 0);  // extra field
}

}  // namespace

StatusOr<ZipReader> ZipReader::Open(std::string_view bytes, const std::string& name) {
  const std::optional<size_t> end = FindEnd(bytes);
  if (!end) {
    return DataLoss("{}: expected a zip archive, found {} bytes without an end record", name,
                    bytes.size());
  }
  const int count = Read16(bytes, *end + 10);
  const uint64_t size = Read32(bytes, *end + 12), offset = Read32(bytes, *end + 16);
  if (offset == kInZip64 || size == kInZip64) {
    return InvalidArgument("{}: expected a zip archive below 4 GiB, found zip64", name);
  }
  if (offset + size > *end) {
    return DataLoss("{}: expected the zip directory before byte {}, found it at {} + {}", name,
                    *end, offset, size);
  }
  ZipReader reader(bytes, name);
  GF_RETURN_IF_ERROR(reader.ReadDirectory(offset, size, count));
  return reader;
}

Status ZipReader::ReadDirectory(size_t offset, size_t size, int count) {
  const std::string_view directory = bytes_.substr(offset, size);
  size_t at = 0;
  for (int i = 0; i < count; ++i) {
    if (directory.size() - at < kDirectoryBytes || Read32(directory, at) != kDirectoryMagic) {
      return DataLoss("{}: expected {} entries in the zip directory, found {}", name_, count, i);
    }
    const size_t name_bytes = Read16(directory, at + 28);
    const size_t entry_bytes =
        kDirectoryBytes + name_bytes + Read16(directory, at + 30) + Read16(directory, at + 32);
    if (directory.size() - at < entry_bytes) {
      return DataLoss("{}: entry {} of the zip directory is cut short", name_, i + 1);
    }
    Member member;
    member.flags = Read16(directory, at + 8);
    member.method = Read16(directory, at + 10);
    member.crc = Read32(directory, at + 16);
    member.packed_bytes = Read32(directory, at + 20);
    member.bytes = Read32(directory, at + 24);
    member.header_offset = Read32(directory, at + 42);
    const std::string member_name(directory.substr(at + kDirectoryBytes, name_bytes));
    if (!members_.emplace(member_name, member).second) {
      return DataLoss("{}: the zip directory names '{}' twice", name_, member_name);
    }
    at += entry_bytes;
  }
  return absl::OkStatus();
}

std::vector<std::string> ZipReader::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, member] : members_) names.push_back(name);
  return names;
}

std::string ZipReader::MemberNames() const { return fmt::format("{}", fmt::join(Names(), ", ")); }

StatusOr<std::string_view> ZipReader::Packed(const std::string& member, const Member& entry) const {
  const size_t header = entry.header_offset;
  if (header + kLocalBytes > bytes_.size() || Read32(bytes_, header) != kLocalMagic) {
    return DataLoss("{}: {}: expected a local zip header at byte {}, found none", name_, member,
                    header);
  }
  const size_t start =
      header + kLocalBytes + Read16(bytes_, header + 26) + Read16(bytes_, header + 28);
  if (start > bytes_.size() || bytes_.size() - start < entry.packed_bytes) {
    return DataLoss("{}: {}: expected {} bytes from byte {}, found a file of {} bytes", name_,
                    member, entry.packed_bytes, start, bytes_.size());
  }
  return bytes_.substr(start, entry.packed_bytes);
}

Status ZipReader::CheckReadable(const Member& entry, const std::string& place, int64_t bytes_max) {
  if ((entry.flags & kEncrypted) != 0 || (entry.method != kStored && entry.method != kDeflated)) {
    return InvalidArgument("{}: expected a stored or deflated member, found {}", place,
                           (entry.flags & kEncrypted) != 0
                               ? std::string("an encrypted one")
                               : fmt::format("compression method {}", entry.method));
  }
  if (entry.bytes == kInZip64 || entry.bytes > bytes_max) {
    return ResourceExhausted("{}: {} bytes are more than the limit of {}", place, entry.bytes,
                             bytes_max);
  }
  return absl::OkStatus();
}

StatusOr<std::string> ZipReader::Read(const std::string& member, int64_t bytes_max) const {
  const auto found = members_.find(member);
  if (found == members_.end()) {
    return NotFound("{}: expected a member '{}', found {}", name_, member, MemberNames());
  }
  const Member& entry = found->second;
  const std::string place = fmt::format("{}: {}", name_, member);
  GF_RETURN_IF_ERROR(CheckReadable(entry, place, bytes_max));
  GF_ASSIGN_OR_RETURN(const std::string_view packed, Packed(member, entry));
  // Deflate packs at most 1032 to 1, so a claim beyond that is a lie, refused before allocation.
  if (entry.bytes / 1032 > packed.size()) {
    return DataLoss("{}: {} packed bytes cannot hold {} bytes", place, packed.size(), entry.bytes);
  }
  std::string bytes(entry.method == kStored ? packed : std::string_view());
  if (entry.method == kDeflated) {
    GF_ASSIGN_OR_RETURN(bytes, InflateRaw(packed, entry.bytes, place));
  }
  if (bytes.size() != entry.bytes || Crc32(bytes) != entry.crc) {
    return DataLoss("{}: expected {} bytes with CRC {:08x}, found {} with {:08x}", place,
                    entry.bytes, entry.crc, bytes.size(), Crc32(bytes));
  }
  return bytes;
}

Status ZipWriter::Add(const std::string& member, std::string_view bytes) {
  const uint64_t total = uint64_t{archive_.size()} + directory_.size() + bytes.size() +
                         2 * member.size() + kLocalBytes + kDirectoryBytes + kEndBytes;
  if (total >= kInZip64) {
    return ResourceExhausted("{}: the archive would pass 4 GiB with {} bytes more", member,
                             bytes.size());
  }
  const auto offset = static_cast<uint32_t>(archive_.size());
  const uint32_t crc = Crc32(bytes);
  const auto size = static_cast<uint32_t>(bytes.size());
  AppendLittleEndian<uint32_t>(archive_, kLocalMagic);
  AppendCommonFields(archive_, crc, size, member.size());
  archive_ += member;
  archive_ += bytes;
  AppendLittleEndian<uint32_t>(directory_, kDirectoryMagic);
  AppendLittleEndian<uint16_t>(directory_, kVersion);
  AppendCommonFields(directory_, crc, size, member.size());
  directory_.append(10, '\0');  // comment, disk and attributes: none
  AppendLittleEndian<uint32_t>(directory_, offset);
  directory_ += member;
  ++count_;
  return absl::OkStatus();
}

std::string ZipWriter::Finish() {
  const auto offset = static_cast<uint32_t>(archive_.size());
  archive_ += directory_;
  AppendLittleEndian<uint32_t>(archive_, kEndMagic);
  AppendLittleEndian<uint32_t>(archive_, 0);  // disk numbers
  AppendLittleEndian<uint16_t>(archive_, static_cast<uint16_t>(count_));
  AppendLittleEndian<uint16_t>(archive_, static_cast<uint16_t>(count_));
  AppendLittleEndian<uint32_t>(archive_, static_cast<uint32_t>(directory_.size()));
  AppendLittleEndian<uint32_t>(archive_, offset);
  AppendLittleEndian<uint16_t>(archive_, 0);  // comment
  return std::move(archive_);
}

}  // namespace gridfold
