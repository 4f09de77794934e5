// The structure of libcurl 7.88's mails, without libcurl: nothing but a text is made of a message.
#pragma once
#include <string>
#include <vector>

#include "runtime/delivery/mail_file.h"
#include "runtime/env/mime_writer.h"

namespace camp::sim {

class PlainMimeWriter : public MimeWriter {
 public:
  Result<std::string> write(const MimeMessage& message) override {
    std::string out = "Content-Type: " + message.type + "; boundary=" + boundary(0) + "\r\n";
    for (const auto& header : message.headers) out += header + "\r\n";
    append_parts(out, message.parts, 0);
    return out;
  }

 private:
  static std::string boundary(std::size_t depth) {
    return "------------------------0123456789abcde" + std::to_string(depth);
  }

  static void append_parts(std::string& out, const std::vector<MimePart>& parts,
                           std::size_t depth) {
    out += "\r\n";
    for (const auto& part : parts) {
      out += "--" + boundary(depth) + "\r\n";
      if (part.parts.empty())
        append_part(out, part);
      else
        append_subparts(out, part, depth + 1);
      out += "\r\n";
    }
    out += "--" + boundary(depth) + "--\r\n";
  }

  static void append_subparts(std::string& out, const MimePart& part, std::size_t depth) {
    out += "Content-Type: " + part.type + "; boundary=" + boundary(depth) + "\r\n";
    append_parts(out, part.parts, depth);
  }

  static void append_part(std::string& out, const MimePart& part) {
    if (!part.filename.empty())
      out += "Content-Disposition: attachment; filename=\"" + part.filename + "\"\r\n";
    out += "Content-Type: " + part.type + "\r\nContent-Transfer-Encoding: ";
    out += part.filename.empty() ? "quoted-printable" : "base64";
    out += "\r\n\r\n";
    if (part.filename.empty())
      out += part.body;
    else
      append_base64(out, part.body);
  }
};

}  // namespace camp::sim
