#include "runtime/shelf/deployment.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {
constexpr std::uint8_t kVersion = 1;
}  // namespace

std::string encode_deployment(const Deployment& deployment) {
  std::string out;
  put_u8(out, kVersion);
  put_varint(out, deployment.program);
  put_signed(out, deployment.at_ms);
  seal(out);
  return out;
}

bool decode_deployment(std::string_view sealed, Deployment* deployment) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kVersion) return false;
  deployment->program = in.varint32();
  deployment->at_ms = in.signed_varint();
  return in.ok() && in.at_end();
}

Result<std::optional<Deployment>> read_deployment(Store& store) {
  std::string sealed;
  CAMP_ASSIGN(bool found, store.get(Family::kMeta, kDeploymentKey, &sealed));
  if (!found) return std::optional<Deployment>();
  Deployment deployment;
  if (!decode_deployment(sealed, &deployment))
    return unreadable(sealed, kVersion, "the store's note of what is deployed");
  return std::optional<Deployment>(deployment);
}

}  // namespace camp
