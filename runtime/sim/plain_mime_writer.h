// The structure of libcurl 7.88's mails, without libcurl: nothing but a text is made of a message.
#pragma once
#include <string>

#include "runtime/env/mime_writer.h"

namespace camp::sim {

class PlainMimeWriter : public MimeWriter {
 public:
  Result<std::string> write(const MimeMessage& message) override {
    const std::string boundary = "------------------------0123456789abcdef";
    std::string out = "Content-Type: " + message.type + "; boundary=" + boundary + "\r\n";
    for (const auto& header : message.headers) out += header + "\r\n";
    out += "\r\n";
    for (const auto& part : message.parts) {
      out += "--" + boundary + "\r\nContent-Type: " + part.type +
             "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + part.body + "\r\n";
    }
    return out + "--" + boundary + "--\r\n";
  }
};

}  // namespace camp::sim
