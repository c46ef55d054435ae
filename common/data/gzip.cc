#include "common/data/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "common/base/file.h"

namespace gridfold {
namespace {

constexpr int64_t kFreeBytes = int64_t{256} << 20;  // unfolded without asking for the ratio
constexpr int64_t kRatioMax = 256;
constexpr int kGzipWindow = 15 + 16, kRawWindow = -15;

// Owns zlib's state for one stream.
class Inflater {
 public:
  explicit Inflater(int window_bits) { ready_ = inflateInit2(&stream_, window_bits) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }
  void Reset() { inflateReset(&stream_); }
  std::string Reason() const { return stream_.msg == nullptr ? "it is cut short" : stream_.msg; }

  // Unpacks from `in` into `out`, removing what was used from both; zlib's code.
  int Step(std::string_view& in, char*& out, size_t& out_bytes) {
    // zlib counts in 32 bits.
    constexpr size_t kPiece = size_t{1} << 30;
    const auto in_piece = static_cast<uInt>(std::min(in.size(), kPiece));
    const auto out_piece = static_cast<uInt>(std::min(out_bytes, kPiece));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = in_piece;
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = out_piece;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in_piece - stream_.avail_in);
    out += out_piece - stream_.avail_out;
    out_bytes -= out_piece - stream_.avail_out;
    return code;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

Status CheckUnfolded(int64_t unpacked, size_t packed, const std::string& name, int64_t bytes_max) {
  if (unpacked > bytes_max) {
    return ResourceExhausted("{}: unpacks to more than the limit of {} bytes", name, bytes_max);
  }
  if (unpacked > kFreeBytes && unpacked / kRatioMax > static_cast<int64_t>(packed)) {
    return ResourceExhausted("{}: {} bytes unpack to more than {}, over {} times as much", name,
                             packed, unpacked, kRatioMax);
  }
  return absl::OkStatus();
}

// The last four bytes of a gzip file say how long it is unpacked, modulo 2^32: a hint that saves
// growing, no more, since anything can stand there.
size_t FirstGuess(std::string_view packed, int64_t bytes_max) {
  uint64_t claimed = 0;
  for (size_t i = 0; i < 4; ++i) {
    claimed |= uint64_t{static_cast<uint8_t>(packed[packed.size() - 4 + i])} << (8 * i);
  }
  const uint64_t believable =
      std::min<uint64_t>(packed.size() * 32 + 4096, static_cast<uint64_t>(bytes_max));
  return static_cast<size_t>(std::min(claimed, believable)) + 1;
}

bool BeginsAsGzip(std::string_view bytes) { return bytes.substr(0, 2) == "\x1f\x8b"; }

}  // namespace

StatusOr<std::string> Gunzip(std::string_view packed, const std::string& name, int64_t bytes_max) {
  if (packed.size() < 18 || !BeginsAsGzip(packed)) {
    return DataLoss("{}: expected a gzip stream, found {} bytes that are none", name,
                    packed.size());
  }
  Inflater inflater(kGzipWindow);
  if (!inflater.ready()) return ResourceExhausted("{}: no memory to unpack it", name);
  std::string bytes(FirstGuess(packed, bytes_max), '\0');
  size_t used = 0;
  for (std::string_view rest = packed;;) {
    if (used == bytes.size()) {
      GF_RETURN_IF_ERROR(
          CheckUnfolded(static_cast<int64_t>(used) + 1, packed.size(), name, bytes_max));
      bytes.resize(used + std::max<size_t>(used, 4096));
    }
    char* out = bytes.data() + used;
    size_t free_bytes = bytes.size() - used;
    const int code = inflater.Step(rest, out, free_bytes);
    used = bytes.size() - free_bytes;
    if (code == Z_STREAM_END) {
      if (!BeginsAsGzip(rest)) break;
      inflater.Reset();
    } else if (code != Z_OK || (rest.empty() && free_bytes > 0)) {
      return DataLoss("{}: damaged gzip stream after {} bytes: {}", name, used, inflater.Reason());
    }
  }
  GF_RETURN_IF_ERROR(CheckUnfolded(static_cast<int64_t>(used), packed.size(), name, bytes_max));
  bytes.resize(used);
  return bytes;
}

StatusOr<std::string> ReadMaybeGzipped(const std::filesystem::path& path, int64_t bytes_max) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return NotFound("{}: there is no such file", path.string());
  }
  if (error || !std::filesystem::is_regular_file(status)) {
    return InvalidArgument("{}: expected a regular file, found {}", path.string(),
                           error ? error.message() : "another kind of thing");
  }
  GF_ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, bytes_max));
  if (!BeginsAsGzip(bytes)) return bytes;
  return Gunzip(bytes, path.string(), bytes_max);
}

StatusOr<std::string> InflateRaw(std::string_view packed, int64_t size, const std::string& name) {
  Inflater inflater(kRawWindow);
  if (!inflater.ready()) return ResourceExhausted("{}: no memory to unpack it", name);
  // One byte more than promised, so that a longer stream shows.
  std::string bytes(static_cast<size_t>(size) + 1, '\0');
  char* out = bytes.data();
  size_t free_bytes = bytes.size();
  int code = Z_OK;
  while (code == Z_OK && free_bytes > 0) code = inflater.Step(packed, out, free_bytes);
  if (code != Z_STREAM_END || free_bytes != 1) {
    return DataLoss("{}: expected a deflate stream of {} bytes, found {}", name, size,
                    code == Z_STREAM_END || free_bytes == 0 ? "another length" : inflater.Reason());
  }
  bytes.pop_back();
  return bytes;
}

uint32_t Crc32(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace gridfold
