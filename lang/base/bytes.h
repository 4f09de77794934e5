// Reading and writing the byte formats of camp: varints, zigzag, little- and big-endian integers.
//
// A Reader never reads past its end: after the first failure `ok()` is false for good and every
// read gives zero or an empty view, so that a decoder checks once, at its end. Views point into the
// bytes given.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace camp {

// Lengths are bounded by these names so that a compiler's "8 or 10?" has one answer.
inline constexpr std::size_t kMaxVarintBytes = 10;

inline void put_u8(std::string& out, std::uint8_t value) {
  out.push_back(static_cast<char>(value));
}

inline void put_varint(std::string& out, std::uint64_t value) {
  if (value < 0x80) {
    out.push_back(static_cast<char>(value));
    return;
  }
  char bytes[10];
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
  bytes[size++] = static_cast<char>(value);
  out.append(bytes, size);
}

inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}
inline void put_signed(std::string& out, std::int64_t value) { put_varint(out, zigzag(value)); }

inline void put_bytes(std::string& out, std::string_view bytes) {  // length, then the bytes
  put_varint(out, bytes.size());
  out.append(bytes);
}

inline void put_u32le(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift));
}
// Big-endian: RocksDB's byte order is then the order of the numbers.
inline void put_u32be(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}
inline void put_u64be(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == end_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  const char* position() const { return at_; }
  void fail() {
    ok_ = false;
    at_ = end_;
  }

  std::uint8_t u8() {
    if (at_ == end_) {
      fail();
      return 0;
    }
    return static_cast<std::uint8_t>(*at_++);
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) break;
      auto byte = static_cast<std::uint8_t>(*at_++);
      if (shift == 63 && byte > 1) break;  // more than 64 bits
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    fail();
    return 0;
  }

  std::int64_t signed_varint() { return unzigzag(varint()); }

  std::uint32_t varint32() {
    auto value = varint();
    if (value > UINT32_MAX) {
      fail();
      return 0;
    }
    return static_cast<std::uint32_t>(value);
  }

  std::string_view take(std::size_t size) {
    if (left() < size) {
      fail();
      return {};
    }
    std::string_view view(at_, size);
    at_ += size;
    return view;
  }

  std::string_view bytes() { return take(static_cast<std::size_t>(varint())); }

  // All of them, as of a hash; where fewer are left none is changed.
  template <std::size_t kSize>
  void take_into(std::array<unsigned char, kSize>& out) {
    const auto view = take(kSize);
    std::copy(view.begin(), view.end(), out.begin());
  }

  // A count of things that each take at least `bytes_each`: a lie about it cannot make us allocate.
  std::size_t count(std::size_t bytes_each = 1) {
    auto value = varint();
    if (value > left() / (bytes_each == 0 ? 1 : bytes_each)) {
      fail();
      return 0;
    }
    return static_cast<std::size_t>(value);
  }

  std::uint32_t u32le() {
    auto view = take(4);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < view.size(); ++i)
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(view[i])) << (8 * i);
    return value;
  }
  std::uint32_t u32be() {
    std::uint32_t value = 0;
    for (unsigned char byte : take(4)) value = (value << 8) | byte;
    return value;
  }
  std::uint64_t u64be() {
    std::uint64_t value = 0;
    for (unsigned char byte : take(8)) value = (value << 8) | byte;
    return value;
  }

 private:
  const char* at_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace camp
