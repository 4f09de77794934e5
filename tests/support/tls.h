// The answering side of TLS for test servers, by OpenSSL, with a certificate that nobody signed.
#pragma once
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "lang/base/assert.h"

namespace camp::testing {

// For that host, `IP:127.0.0.1` or `DNS:shop.example`; its file is what clients may trust. One for
// each name in a process.
class TlsIdentity {
 public:
  explicit TlsIdentity(const std::string& host)
      : file_(std::filesystem::temp_directory_path() / ("camp-tls-" + std::to_string(::getpid()) +
                                                        "-" + std::to_string(number()++) + ".pem")),
        context_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), &X509_free);
    auto* x509 = made.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key.get());
    auto* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("camp's test server"), -1, -1,
                               0);
    X509_set_issuer_name(x509, name);
    auto* hosts = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, host.c_str());
    X509_add_ext(x509, hosts, -1);
    X509_EXTENSION_free(hosts);
    CAMP_ASSERT(X509_sign(x509, key.get(), EVP_sha256()) > 0);
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file_.c_str(), "w"),
                                                        &std::fclose);
    CAMP_ASSERT(out != nullptr && PEM_write_X509(out.get(), x509) == 1);
    CAMP_ASSERT(SSL_CTX_use_certificate(context_.get(), x509) == 1);
    CAMP_ASSERT(SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1);
  }
  ~TlsIdentity() { std::filesystem::remove(file_); }
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  std::string file() const { return file_; }
  SSL_CTX* context() const { return context_.get(); }

 private:
  static int& number() {
    static int next = 0;
    return next;
  }
  std::filesystem::path file_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

// A socket, until secure() in the clear. Blocking; of one thread.
class TlsStream {
 public:
  explicit TlsStream(int fd) : fd_(fd), ssl_(nullptr, &SSL_free) {}

  bool secure(const TlsIdentity& identity) {
    ssl_.reset(SSL_new(identity.context()));
    return SSL_set_fd(ssl_.get(), fd_) == 1 && SSL_accept(ssl_.get()) == 1;
  }
  bool is_secure() const { return ssl_ != nullptr; }
  bool has_pending() const { return ssl_ != nullptr && SSL_pending(ssl_.get()) > 0; }
  long read(char* bytes, std::size_t size) {
    return ssl_ ? SSL_read(ssl_.get(), bytes, static_cast<int>(size)) : ::recv(fd_, bytes, size, 0);
  }
  void write(std::string_view bytes) {
    if (ssl_) {
      (void)!SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    } else {
      (void)!::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
  }

 private:
  int fd_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

}  // namespace camp::testing
