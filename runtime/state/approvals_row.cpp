#include "runtime/state/approvals_row.h"

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "lang/base/unicode.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::size_t kSignatureBytesMin = 6 + sizeof(Sha256::bytes);

}  // namespace

bool ApprovalsRow::add(Signature signature, const Sha256& running) {
  std::erase_if(signatures, [&](const Signature& it) {
    return it.flow == signature.flow && it.digest == signature.digest &&
           it.role == signature.role && is_same_person(it.who, signature.who);
  });
  const auto is_its = [&](const Signature& it) { return it.flow == signature.flow; };
  const auto count = [&] { return std::count_if(signatures.begin(), signatures.end(), is_its); };
  while (static_cast<std::size_t>(count()) >= limits::kSignatures) {
    const auto oldest = std::find_if(signatures.begin(), signatures.end(), [&](const auto& it) {
      return is_its(it) && it.digest != signature.digest && it.digest != running;
    });
    if (oldest == signatures.end()) return false;
    const auto forgotten = oldest->digest;
    std::erase_if(signatures, [&](const auto& it) { return is_its(it) && it.digest == forgotten; });
  }
  const auto behind = std::find_if(signatures.begin(), signatures.end(),
                                   [&](const auto& it) { return it.flow > signature.flow; });
  signatures.insert(behind, std::move(signature));
  return true;
}

std::string encode_approvals(const ApprovalsRow& row) {
  std::string out;
  put_u8(out, kApprovalsVersion);
  put_varint(out, row.signatures.size());
  for (const auto& it : row.signatures) {
    put_varint(out, it.flow);
    put_u8(out, static_cast<std::uint8_t>(it.verdict));
    put_signed(out, it.at_ms);
    out.append(it.digest.view());
    put_bytes(out, it.role);
    put_bytes(out, it.who);
    put_bytes(out, it.note);
  }
  seal(out);
  return out;
}

bool decode_approvals(std::string_view sealed, ApprovalsRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kApprovalsVersion) return false;
  auto& all = row->signatures;
  all.resize(in.count(kSignatureBytesMin));
  for (auto& it : all) {
    it.flow = in.varint32();
    it.verdict = static_cast<SignedAs>(in.u8());
    it.at_ms = in.signed_varint();
    in.take_into(it.digest.bytes);
    it.role = in.bytes();
    it.who = in.bytes();
    it.note = in.bytes();
    if (it.verdict != SignedAs::kApproved && it.verdict != SignedAs::kRejected) return false;
  }
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i - 1].flow > all[i].flow) return false;
  return in.ok() && in.at_end();
}

}  // namespace camp
