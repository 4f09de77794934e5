#include "runtime/audience/text_encoding.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "lang/base/assert.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

constexpr std::size_t kHeadBytes = 1024;  // that show whether it is UTF-16
constexpr std::size_t kConvertedBytes = 256u << 10;
using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

// Stops at what it cannot convert, instead of putting something else there.
Converter converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter made(ucnv_open(name, &status), &ucnv_close);
  CAMP_ASSERT(U_SUCCESS(status));  // every one of ours is compiled into the library
  ucnv_setToUCallBack(made.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  ucnv_setFromUCallBack(made.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  CAMP_ASSERT(U_SUCCESS(status));
  return made;
}

// Most of what people write is in the first 256 characters: then every second byte is NUL, and it
// says which half comes first.
const char* utf16_without_mark(std::string_view head) {
  std::size_t nul_at[2] = {0, 0};
  auto size = head.size() / 2 * 2;
  for (std::size_t i = 0; i < size; ++i) nul_at[i % 2] += head[i] == '\0' ? 1 : 0;
  auto most = size / 2;
  if (most == 0 || nul_at[0] + nul_at[1] == 0) return nullptr;
  auto halves = [&](std::size_t high, std::size_t low) {
    return nul_at[high] * 3 > most * 2 && nul_at[high] >= 3 * nul_at[low];
  };
  if (halves(1, 0)) return "UTF-16LE";
  if (halves(0, 1)) return "UTF-16BE";
  return nullptr;
}

// The converter's name; none for UTF-8, which needs none.
const char* name_told(Encoding encoding) {
  switch (encoding) {
    case Encoding::kLatin1:
      return "ISO-8859-1";
    case Encoding::kCp1252:
      return "windows-1252";
    case Encoding::kUtf16:
      return "UTF-16LE";
    case Encoding::kUtf8:
    case Encoding::kFound:
      break;
  }
  return nullptr;
}

class Decoder {
 public:
  Decoder(ByteSource source, Encoding encoding)
      : raw_(std::move(source)),
        encoding_(encoding),
        from_(nullptr, &ucnv_close),
        to_(nullptr, &ucnv_close) {}

  Result<std::size_t> read(char* into, std::size_t size) {
    if (!started_) CAMP_TRY(start());
    if (!from_) return raw_.read(into, size);
    while (out_.empty() && !finished_) CAMP_TRY(convert());
    auto count = std::min(size, out_.size());
    std::memcpy(into, out_.data(), count);
    out_.remove_prefix(count);
    return count;
  }

 private:
  Result<void> start() {
    started_ = true;
    CAMP_TRY(raw_.more());
    const auto mark = raw_.view().substr(0, 4);
    if (mark == std::string_view("\xFF\xFE\0\0", 4) || mark == std::string_view("\0\0\xFE\xFF", 4))
      return Error{ErrorKind::kCorrupt, "the file is UTF-32", {}, "save or export it as UTF-8"};
    if (const char* name = name_of_encoding()) {
      name_ = name;
      from_ = converter(name);
      to_ = converter("UTF-8");
    }
    return {};
  }

  const char* name_of_encoding() {
    if (encoding_ != Encoding::kFound && encoding_ != Encoding::kUtf16) return name_told(encoding_);
    const auto mark = raw_.view().substr(0, 2);
    const bool little = mark == "\xFF\xFE";
    if (little || mark == "\xFE\xFF") {
      raw_.consume(2);
      return little ? "UTF-16LE" : "UTF-16BE";
    }
    const char* seen = utf16_without_mark(raw_.view().substr(0, kHeadBytes));
    return seen != nullptr ? seen : name_told(encoding_);
  }

  Result<void> convert() {
    if (raw_.view().empty() && !raw_.at_end()) CAMP_TRY(raw_.more());
    const auto in = raw_.view();
    converted_.resize(kConvertedBytes);
    const char* from = in.data();
    char* to = converted_.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_convertEx(to_.get(), from_.get(), &to, to + converted_.size(), &from,
                   in.data() + in.size(), pivot_, &pivot_from_, &pivot_to_,
                   pivot_ + std::size(pivot_), reset_, raw_.at_end(), &status);
    reset_ = false;
    read_ += static_cast<std::uint64_t>(from - in.data());
    raw_.consume(static_cast<std::size_t>(from - in.data()));
    out_ = std::string_view(converted_).substr(0, static_cast<std::size_t>(to - converted_.data()));
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
      return Error{ErrorKind::kCorrupt,
                   fmt::format("the file is not {}: see its byte {}", name_, read_),
                   {},
                   "--encoding says what it is: utf-8, utf-16, latin1 or cp1252"};
    finished_ = raw_.at_end() && raw_.view().empty() && status != U_BUFFER_OVERFLOW_ERROR;
    return {};
  }

  ByteBuffer raw_;
  Encoding encoding_;
  const char* name_ = "";
  Converter from_, to_;
  bool started_ = false, finished_ = false;
  std::string converted_;
  std::string_view out_;  // of converted_, not yet taken
  std::uint64_t read_ = 0;
  UChar pivot_[4096];
  UChar* pivot_from_ = pivot_;
  UChar* pivot_to_ = pivot_;
  bool reset_ = true;
};

}  // namespace

std::optional<Encoding> find_encoding(std::string_view name) {
  auto folded = folded_name(name);
  if (folded == "utf8") return Encoding::kUtf8;
  if (folded == "utf16" || folded == "unicode") return Encoding::kUtf16;
  if (folded == "latin1" || folded == "iso88591") return Encoding::kLatin1;
  if (folded == "cp1252" || folded == "windows1252" || folded == "ansi") return Encoding::kCp1252;
  return std::nullopt;
}

ByteSource decoded(ByteSource source, Encoding encoding) {
  auto decoder = std::make_shared<Decoder>(std::move(source), encoding);
  return [decoder](char* into, std::size_t size) { return decoder->read(into, size); };
}

Result<std::string> encoded(std::string_view utf8, Encoding encoding) {
  const char* name = name_told(encoding);
  if (name == nullptr) return std::string(utf8);
  thread_local std::pair<Encoding, Converter> kept{Encoding::kUtf8,
                                                   Converter(nullptr, &ucnv_close)};
  if (kept.first != encoding) kept = {encoding, converter(name)};
  auto* to = kept.second.get();
  std::string out(2 * utf8.size(), '\0');  // none of ours needs more
  std::size_t size = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    auto [point, bytes] = code_point_at(utf8, at);
    at += bytes;
    if (point < 0x80 && encoding != Encoding::kUtf16) {
      out[size++] = static_cast<char>(point);
      continue;
    }
    UChar units[2];
    std::int32_t count = 0;
    U16_APPEND_UNSAFE(units, count, static_cast<UChar32>(point));
    UErrorCode status = U_ZERO_ERROR;
    auto made = ucnv_fromUChars(to, out.data() + size, static_cast<std::int32_t>(out.size() - size),
                                units, count, &status);
    if (U_FAILURE(status))
      return Error{ErrorKind::kInvalid,
                   fmt::format("{} has no `{}`", name, utf8.substr(at - bytes, bytes)),
                   {},
                   "--encoding utf-8 and utf-16 have every character"};
    size += static_cast<std::size_t>(made);
  }
  out.resize(size);
  return out;
}

std::string_view mark_of(Encoding encoding) {
  if (encoding == Encoding::kUtf16) return "\xFF\xFE";
  return encoding == Encoding::kUtf8 || encoding == Encoding::kFound ? "\xEF\xBB\xBF" : "";
}

}  // namespace camp
