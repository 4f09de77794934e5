// What files are before they are CSV or NDJSON: packed, in other encodings, something else.
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "runtime/audience/text_encoding.h"
#include "runtime/audience/unpack.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

// Everything that the source gives, then "error: ...".
std::string drained(const ByteSource& source) {
  std::string out;
  std::string piece(10'000, '\0');
  while (true) {
    auto got = source(piece.data(), piece.size());
    if (!got) return out + "error: " + got.error().message;
    if (*got == 0) return out;
    out.append(piece, 0, *got);
  }
}
std::string unpacked_text(const std::string& bytes, std::size_t chunk = 0) {
  return drained(unpacked(test::source_of(bytes, chunk)));
}
std::string decoded_text(const std::string& bytes, Encoding encoding = Encoding::kFound,
                         std::size_t chunk = 0) {
  return drained(decoded(test::source_of(bytes, chunk), encoding));
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
std::string xz(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  REQUIRE(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr,
                                  reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                  reinterpret_cast<std::uint8_t*>(out.data()), &size,
                                  out.size()) == LZMA_OK);
  return out.substr(0, size);
}
std::string zst(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

TEST_CASE("packed files are unpacked, however they are cut") {
  std::string text = "id,email\n";
  for (int i = 0; i < 20'000; ++i)
    text += fmt::format("{},c{}@example.com\n", i, i * 7919 % 10'007);
  for (auto pack : {&gzip, &xz, &zst}) {
    auto packed = pack(text);
    REQUIRE(packed.size() < text.size());
    CHECK((unpacked_text(packed) == text));
    CHECK((unpacked_text(packed, 7) == text));
    CHECK((unpacked_text(pack("a") + pack("") + pack("b")) == "ab"));  // as `cat` makes them
    auto cut = unpacked_text(packed.substr(0, packed.size() / 2));
    CHECK(cut.substr(cut.size() - 35).find("is damaged or cut off") != std::string::npos);
    auto damaged = packed;
    damaged[packed.size() / 2] ^= 0x55;
    CHECK(unpacked_text(damaged).find("is damaged or cut off") != std::string::npos);
  }
  CHECK(unpacked_text(text, 3) == text);
  CHECK(unpacked_text("") == "");
}

TEST_CASE("kUnpackedTimes") {
  auto packed_times = [](std::size_t size) {
    auto text = unpacked_text(gzip(std::string(size, '\n')));
    return text.find("error: the file unpacks to more than 200 times its size (kUnpackedTimes)") !=
           std::string::npos;
  };
  CHECK_FALSE(packed_times(limits::kUnpackedFree));
  CHECK(packed_times(limits::kUnpackedFree + (1u << 20)));
}

TEST_CASE("other files are named") {
  CHECK(unpacked_text("%PDF-1.7") == "error: the file is a PDF, not CSV or NDJSON");
  CHECK(unpacked_text("\xD0\xCF\x11\xE0\xA1\xB1") ==
        "error: the file is an Excel workbook (.xls), not CSV or NDJSON");
  CHECK(unpacked_text(std::string("PK\x03\x04\x14\0\x06\0[Content_Types].xml", 27)) ==
        "error: the file is an Excel workbook (.xlsx), not CSV or NDJSON");
  CHECK(unpacked_text(std::string("PK\x03\x04\x14\0\0\0a.csv", 13), 1) ==
        "error: the file is a zip archive, not CSV or NDJSON");
  CHECK(unpacked_text("BZh91AY") == "error: the file is packed by bzip2, not CSV or NDJSON");
  CHECK(unpacked_text("<html>") == "error: the file is a web page, not CSV or NDJSON");
}

std::string utf16(std::u16string_view text, bool little) {
  std::string out;
  for (auto unit : text) {
    char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    out += little ? std::string{low, high} : std::string{high, low};
  }
  return out;
}

TEST_CASE("UTF-16 is recognised, with and without its mark") {
  std::u16string text = u"id,name\r\n1,\u00C4nna\U0001F600\r\n";
  std::string expected = "id,name\r\n1,\xC3\x84nna\xF0\x9F\x98\x80\r\n";
  for (bool little : {true, false}) {
    for (std::size_t chunk : {0u, 1u, 3u}) {
      CHECK(decoded_text(utf16(text, little), Encoding::kFound, chunk) == expected);
      CHECK(decoded_text(utf16(u"\uFEFF" + text, little), Encoding::kFound, chunk) == expected);
    }
  }
  CHECK(decoded_text(utf16(u"\u540D\u524D", true), Encoding::kUtf16) == "\xE5\x90\x8D\xE5\x89\x8D");
  std::u16string large;
  for (int i = 0; i < 300'000; ++i) large += i % 7 == 0 ? u'\u20AC' : u'x';
  CHECK(decoded_text(utf16(u"\uFEFF" + large, true)).size() == 300'000 + 2 * 42'858);
  CHECK(decoded_text(utf16(u"id\xD800x", true)).find("error: the file is not UTF-16LE") !=
        std::string::npos);
  CHECK(decoded_text(std::string("\xFF\xFE\0\0i\0\0\0", 8)) == "error: the file is UTF-32");
}

TEST_CASE("encodings that are told") {
  CHECK(decoded_text("J\xFCrgen \x80", Encoding::kCp1252) == "J\xC3\xBCrgen \xE2\x82\xAC");
  CHECK(decoded_text("J\xFCrgen", Encoding::kLatin1) == "J\xC3\xBCrgen");
  CHECK(decoded_text("J\xFCrgen") == "J\xFCrgen");  // the reader says where it is not UTF-8
  for (auto name : {"latin1", "ISO-8859-1", "Latin-1"})
    CHECK(find_encoding(name) == Encoding::kLatin1);
  CHECK(find_encoding("Windows-1252") == Encoding::kCp1252);
  CHECK(find_encoding("utf8") == Encoding::kUtf8);
  CHECK_FALSE(find_encoding("ebcdic"));
}

}  // namespace
}  // namespace camp
