#include "runtime/env/real/curl_mime_writer.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <system_error>
#include <thread>

#include "lang/base/limits.h"
#include "runtime/env/real/curl_handles.h"
#include "runtime/env/real/file_descriptor.h"
#include "runtime/env/real/smtp_dialogue.h"
#include "runtime/env/real/system_error.h"

namespace camp {
namespace {

// The answerer is in this process: only a machine at its end takes longer.
constexpr long kTimeoutMs = 10'000;

struct MimeDeleter {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Mime = std::unique_ptr<curl_mime, MimeDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

bool add(List& list, const std::string& line) {
  auto* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  (void)list.release();
  list.reset(longer);
  return true;
}

Error failed(std::string_view why) {
  return {ErrorKind::kIo, "cannot write an e-mail with libcurl: " + std::string(why), "", ""};
}

// What a message needs to live while it is transferred. Members go in reverse order: the transfer
// first.
struct Transfer {
  List headers;
  List recipients;
  CurlEasy easy;
  Mime mime;  // freed before its easy handle, as libcurl asks

  bool build(const MimeMessage& message) {
    easy.reset(curl_easy_init());
    if (easy == nullptr || !add(headers, "Content-Type: " + message.type)) return false;
    for (const auto& header : message.headers) {
      if (!add(headers, header)) return false;
    }
    if (!add(recipients, "<to@camp.invalid>")) return false;
    mime.reset(curl_mime_init(easy.get()));
    return mime != nullptr && add_parts(mime.get(), message.parts);
  }

  bool add_parts(curl_mime* to, const std::vector<MimePart>& parts) {
    for (const auto& part : parts) {
      auto* made = curl_mime_addpart(to);
      if (made == nullptr || curl_mime_type(made, part.type.c_str()) != CURLE_OK) return false;
      if (!(part.parts.empty() ? fill(made, part) : add_subparts(made, part.parts))) return false;
    }
    return true;
  }

  bool add_subparts(curl_mimepart* to, const std::vector<MimePart>& parts) {
    Mime inner(curl_mime_init(easy.get()));
    if (inner == nullptr || !add_parts(inner.get(), parts)) return false;
    if (curl_mime_subparts(to, inner.get()) != CURLE_OK) return false;
    (void)inner.release();  // the part's now
    return true;
  }

  static bool fill(curl_mimepart* made, const MimePart& part) {
    const bool attached = !part.filename.empty();
    if (attached && curl_mime_filename(made, part.filename.c_str()) != CURLE_OK) return false;
    return curl_mime_data(made, part.body.data(), part.body.size()) == CURLE_OK &&
           curl_mime_encoder(made, attached ? "base64" : "quoted-printable") == CURLE_OK;
  }
};

// A listening Unix socket with a name that the kernel chose, in the abstract space: no file, no
// port. (A socket pair with CURL_SOCKOPT_ALREADY_CONNECTED would need no name, but libcurl 7.88
// connects it all the same.)
struct Listener {
  FileDescriptor fd;
  // Given up when accept() finds none left: libcurl has connected by then, and would wait for an
  // answer until its timeout. So a shortage shows in open(), or not at all.
  FileDescriptor spare;
  std::string name;

  bool open() {
    fd = FileDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t length =
        sizeof(sa_family_t);  // the family alone: the kernel names it (unix(7), autobind)
    if (!fd.valid()) return false;
    spare = FileDescriptor(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0));
    if (!spare.valid() || ::bind(fd.get(), generic, length) != 0 || ::listen(fd.get(), 4) != 0)
      return false;
    length = sizeof address;
    if (::getsockname(fd.get(), generic, &length) != 0) return false;
    constexpr std::size_t kName = offsetof(sockaddr_un, sun_path) + 1;  // behind the NUL
    if (length <= kName) return false;
    name.assign(address.sun_path + 1, length - kName);
    return true;
  }

  // The first connection of this process; anyone else who found the name is shown out. -1 after
  // close().
  FileDescriptor accept() {
    for (;;) {
      FileDescriptor peer(::accept4(fd.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!peer.valid() && errno == EINTR) continue;
      if (!peer.valid() && (errno == EMFILE || errno == ENFILE) && spare.valid()) {
        spare.reset();
        continue;
      }
      if (!peer.valid()) return peer;
      ucred who{};
      socklen_t length = sizeof who;
      auto known = ::getsockopt(peer.get(), SOL_SOCKET, SO_PEERCRED, &who, &length) == 0;
      if (known && who.pid == ::getpid()) return peer;
    }
  }

  void wake() const { ::shutdown(fd.get(), SHUT_RDWR); }  // ends a waiting accept()
};

CURLcode perform(Transfer& transfer, const std::string& socket_name) {
  auto* easy = transfer.easy.get();
  CURLcode code = ignore_environment(easy) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  auto set = [&](CURLoption option, auto value) {
    if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value);
  };
  set(CURLOPT_URL, "smtp://camp.invalid/camp.invalid");  // not resolved: the socket is given
  set(CURLOPT_TIMEOUT_MS, kTimeoutMs);
  set(CURLOPT_ABSTRACT_UNIX_SOCKET, socket_name.c_str());
  set(CURLOPT_MAIL_FROM, "<from@camp.invalid>");
  set(CURLOPT_MAIL_RCPT, transfer.recipients.get());
  set(CURLOPT_HTTPHEADER, transfer.headers.get());
  set(CURLOPT_MIMEPOST, transfer.mime.get());
  return code == CURLE_OK ? curl_easy_perform(easy) : code;
}

}  // namespace

Result<std::string> CurlMimeWriter::write(const MimeMessage& message) {
  CAMP_ASSERT(!message.parts.empty());
  Listener listener;
  if (!listener.open()) return system_error(errno, "make a socket for libcurl", "");
  Transfer transfer;
  if (!initialise_libcurl() || !transfer.build(message)) return failed("out of memory");
  std::string captured;  // written by the answerer, read after join()
  std::thread answerer;
  try {
    answerer = std::thread([&] {
      auto peer = listener.accept();
      if (peer.valid()) captured = answer_smtp_dialogue(peer.get(), limits::kMailBytes);
    });
  } catch (const std::system_error& error) {  // no more threads
    return failed(error.what());
  }
  auto code = perform(transfer, listener.name);
  // Closes libcurl's end and so the answerer's reading, or its waiting when libcurl never came.
  transfer.mime.reset();
  transfer.easy.reset();
  listener.wake();
  answerer.join();
  if (code != CURLE_OK) return failed(curl_easy_strerror(code));
  if (captured.empty()) return failed("it sent no whole message");
  return captured;
}

std::string libcurl_version() { return curl_version_info(CURLVERSION_NOW)->version; }

}  // namespace camp
