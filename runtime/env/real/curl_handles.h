// What every user of libcurl here has in common: its handles owned, and nothing but what was asked
// for reached through it.
#pragma once
#include <curl/curl.h>

#include <memory>

namespace camp {

// libcurl's own beginning, once in a process. False: out of memory.
bool initialise_libcurl();

struct CurlEasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CurlMultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyDeleter>;
using CurlMulti = std::unique_ptr<CURLM, CurlMultiDeleter>;

CurlMulti make_curl_multi(long connections_kept);  // never null

// Opens sockets to public addresses alone (host_guard.h), unless any is allowed. It is the address
// that is judged, when its name has been resolved. Outlives the handle that watch() was given.
struct SocketGuard {
  bool any_address = false;
  bool has_refused = false;

  bool watch(CURL* easy);

 private:
  static curl_socket_t open(void* self, curlsocktype purpose, curl_sockaddr* to);
};

// No proxy, no .netrc, no signals: what the environment says is nothing to a transfer.
bool ignore_environment(CURL* easy);

}  // namespace camp
