#include "runtime/env/real/curl_handles.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>

#include "lang/base/assert.h"
#include "lang/base/public_address.h"

namespace camp {
namespace {

bool is_public(const curl_sockaddr& to) {
  if (to.family == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, &to.addr, sizeof(address));
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&address.sin_addr);
    return is_public_address({bytes, sizeof(address.sin_addr)});
  }
  if (to.family != AF_INET6) return false;
  sockaddr_in6 address{};
  std::memcpy(&address, &to.addr, sizeof(address));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&address.sin6_addr);
  return is_public_address({bytes, sizeof(address.sin6_addr)});
}

}  // namespace

bool initialise_libcurl() {
  static const bool ok = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ok;
}

CurlMulti make_curl_multi(long connections_kept) {
  CAMP_ASSERT(initialise_libcurl());
  CurlMulti multi(curl_multi_init());
  CAMP_ASSERT(multi != nullptr);  // out of memory
  curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, connections_kept);
  return multi;
}

bool SocketGuard::watch(CURL* easy) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &SocketGuard::open) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this) == CURLE_OK;
}

curl_socket_t SocketGuard::open(void* self, curlsocktype, curl_sockaddr* to) {
  auto& guard = *static_cast<SocketGuard*>(self);
  if (!guard.any_address && !is_public(*to)) {
    guard.has_refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

bool ignore_environment(CURL* easy) {
  return curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
}

}  // namespace camp
