#include "runtime/audience/unpack.h"

#include <fmt/format.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "lang/base/limits.h"

namespace camp {
namespace {

constexpr std::size_t kPackedBytes = 64u << 10;

Error damaged(std::string_view kind) {
  return {ErrorKind::kCorrupt,
          fmt::format("the {} file is damaged or cut off", kind),
          {},
          "copy or download it again"};
}

// One compressed stream after the other, as concatenated files are.
class Unpacker {
 public:
  virtual ~Unpacker() = default;
  struct Step {
    std::size_t taken = 0, given = 0;
    bool ended = false;  // a stream's end: what follows is the next one
  };
  // With no input left: what is still inside.
  virtual Result<Step> step(std::string_view in, char* out, std::size_t size) = 0;
};

class Gzip : public Unpacker {
 public:
  Gzip() {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    bool made = inflateInit2(&stream_, kGzipOnly) == Z_OK;
    CAMP_ASSERT(made);  // fails only without memory
  }
  ~Gzip() override { inflateEnd(&stream_); }
  Result<Step> step(std::string_view in, char* out, std::size_t size) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, kPackedBytes));
    auto room = stream_.avail_out;
    auto code = inflate(&stream_, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return damaged("gzip");
    Step step{in.size() - stream_.avail_in, room - stream_.avail_out, code == Z_STREAM_END};
    if (step.ended) inflateReset(&stream_);
    return step;
  }

 private:
  z_stream stream_{};
};

class Xz : public Unpacker {
 public:
  Xz() { start(); }
  ~Xz() override { lzma_end(&stream_); }
  Result<Step> step(std::string_view in, char* out, std::size_t size) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out);
    stream_.avail_out = size;
    auto code = lzma_code(&stream_, LZMA_RUN);
    if (code == LZMA_MEMLIMIT_ERROR)
      return Error{ErrorKind::kExhausted,
                   "unpacking the xz file takes more memory than an import may",
                   {},
                   "pack it with xz -9 or less"};
    if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR) return damaged("xz");
    Step step{in.size() - stream_.avail_in, size - stream_.avail_out, code == LZMA_STREAM_END};
    if (step.ended) start();
    return step;
  }

 private:
  void start() {
    constexpr std::uint64_t kMemoryBytes = 256u << 20;  // xz -9 takes 65 MB
    bool made = lzma_stream_decoder(&stream_, kMemoryBytes, 0) == LZMA_OK;
    CAMP_ASSERT(made);  // fails only without memory
  }
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class Zstd : public Unpacker {
 public:
  Zstd() : stream_(ZSTD_createDStream(), &ZSTD_freeDStream) { CAMP_ASSERT(stream_ != nullptr); }
  Result<Step> step(std::string_view in, char* out, std::size_t size) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out, size, 0};
    auto code = ZSTD_decompressStream(stream_.get(), &to, &from);
    if (ZSTD_isError(code)) return damaged("zstd");
    return Step{from.pos, to.pos, code == 0 && (from.pos > 0 || to.pos > 0)};
  }

 private:
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
};

struct Kind {
  std::string_view magic;
  std::string_view name;
  std::string_view way_out;
};
constexpr Kind kRefused[] = {
    {"%PDF", "a PDF", "export the table as CSV"},
    {"\xD0\xCF\x11\xE0", "an Excel workbook (.xls)", "save it as CSV UTF-8"},
    {"BZh", "packed by bzip2", "unpack it, or pack it with gzip, xz or zstd"},
    {"Rar!", "a RAR archive", "unpack it"},
    {"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it"},
    {"<!DOCTYPE", "a web page", "export the table as CSV"},
    {"<html", "a web page", "export the table as CSV"},
    {"<?xml", "XML", "export the table as CSV"},
    {"SQLite format 3", "an SQLite database", "export the table as CSV"},
    {"PAR1", "a Parquet file", "export the table as CSV"},
};

// `head` are the first bytes, some hundreds when the file has so many.
const Kind* refused_kind(std::string_view head) {
  static constexpr Kind kWorkbook{"", "an Excel workbook (.xlsx)", "save it as CSV UTF-8"};
  static constexpr Kind kSheet{"", "an OpenDocument file", "save it as CSV UTF-8"};
  static constexpr Kind kZip{"", "a zip archive", "unpack it"};
  if (head.substr(0, 4) == "PK\x03\x04") {
    auto holds = [&](std::string_view name) { return head.find(name) != std::string_view::npos; };
    if (holds("[Content_Types].xml") || holds("xl/") || holds("_rels/")) return &kWorkbook;
    return holds("application/vnd.oasis") ? &kSheet : &kZip;
  }
  for (const auto& kind : kRefused) {
    if (head.substr(0, kind.magic.size()) == kind.magic) return &kind;
  }
  return nullptr;
}

std::unique_ptr<Unpacker> unpacker_of(std::string_view head) {
  if (head.substr(0, 2) == "\x1F\x8B") return std::make_unique<Gzip>();
  if (head.substr(0, 5) ==
      "\xFD"
      "7zXZ")
    return std::make_unique<Xz>();
  if (head.substr(0, 4) == "\x28\xB5\x2F\xFD") return std::make_unique<Zstd>();
  return nullptr;
}

class Input {
 public:
  explicit Input(ByteSource source) : packed_(std::move(source)) {}

  Result<std::size_t> read(char* into, std::size_t size) {
    if (!started_) CAMP_TRY(start());
    if (unpacker_ == nullptr) return packed_.read(into, size);
    while (true) {
      if (packed_.view().empty() && !packed_.at_end()) CAMP_TRY(packed_.more());
      if (packed_.view().empty() && between_) return std::size_t{0};
      CAMP_ASSIGN(auto step, unpacker_->step(packed_.view(), into, size));
      packed_.consume(step.taken);
      taken_ += step.taken;
      between_ = step.ended;
      given_ += step.given;
      if (given_ > limits::kUnpackedFree && given_ / limits::kUnpackedTimes > taken_)
        return Error{ErrorKind::kExhausted,
                     fmt::format("the file unpacks to more than {} times its size (kUnpackedTimes)",
                                 limits::kUnpackedTimes),
                     {},
                     "unpack it by hand when it is what it should be"};
      if (step.given > 0) return step.given;
      if (packed_.view().empty() && packed_.at_end() && !between_) return damaged("compressed");
    }
  }

 private:
  // How the source cuts its bytes does not matter: the buffer is filled.
  Result<void> start() {
    started_ = true;
    CAMP_TRY(packed_.more());
    if (const auto* kind = refused_kind(packed_.view()))
      return Error{ErrorKind::kCorrupt,
                   fmt::format("the file is {}, not CSV or NDJSON", kind->name),
                   {},
                   std::string(kind->way_out)};
    unpacker_ = unpacker_of(packed_.view());
    return {};
  }

  ByteBuffer packed_;
  bool started_ = false;
  bool between_ = false;  // two compressed streams, or behind the last
  std::unique_ptr<Unpacker> unpacker_;
  std::uint64_t taken_ = 0, given_ = 0;
};

}  // namespace

ByteSource unpacked(ByteSource packed) {
  auto input = std::make_shared<Input>(std::move(packed));
  return [input](char* into, std::size_t size) { return input->read(into, size); };
}

}  // namespace camp
