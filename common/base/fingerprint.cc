#include "common/base/fingerprint.h"

#include <openssl/evp.h>

#include <array>

#include "common/base/check.h"

namespace gridfold {

struct Sha256::Context {
  EVP_MD_CTX* md = nullptr;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  context_->md = EVP_MD_CTX_new();
  GF_CHECK(context_->md != nullptr);
  GF_CHECK(EVP_DigestInit_ex(context_->md, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(context_->md); }

void Sha256::Update(const void* data, size_t bytes) {
  GF_CHECK(EVP_DigestUpdate(context_->md, data, bytes) == 1);
}

std::string Sha256::HexDigest() {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  GF_CHECK(EVP_DigestFinal_ex(context_->md, digest.data(), &size) == 1 && size == digest.size());
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (const unsigned char byte : digest) {
    text.push_back(kHex[byte >> 4]);
    text.push_back(kHex[byte & 15]);
  }
  return text;
}

std::string Sha256Hex(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes.data(), bytes.size());
  return hash.HexDigest();
}

uint64_t Fingerprint64(std::string_view bytes) {
  const std::string hex = Sha256Hex(bytes);
  uint64_t value = 0;
  for (int byte = 7; byte >= 0; --byte) {
    for (int digit = 0; digit < 2; ++digit) {
      const char c = hex[static_cast<size_t>(byte * 2 + digit)];
      value = value << 4 | static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
  }
  return value;
}

bool IsSha256Hex(std::string_view text) {
  if (text.size() != 64) return false;
  for (const char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace gridfold
