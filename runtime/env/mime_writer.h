// Writes one e-mail with its MIME structure: the face of libcurl's MIME API that delivery needs.
//
// Slow (a whole SMTP dialogue inside this process): used once per shape of message, never per
// message; see runtime/delivery/mail.h. Implementation: env/real/curl_mime_writer.h.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "lang/base/result.h"

namespace camp {

struct MimePart {
  std::string type;               // text/plain; charset=UTF-8
  std::string body;               // UTF-8; carried quoted-printable
  std::string filename{};         // not empty: an attachment of bytes, carried in base64
  std::vector<MimePart> parts{};  // not empty: a multipart of these, without a body
};

struct MimeMessage {
  std::string type;                  // multipart/alternative, multipart/mixed
  std::vector<std::string> headers;  // `Name: value` without a line break, in order
  std::vector<MimePart> parts;       // at least one
};

class MimeWriter {
 public:
  virtual ~MimeWriter() = default;
  // The whole message as SMTP's DATA carries it: CRLF line ends, leading dots not doubled, no final
  // dot. The boundary is the writer's own. kIo when it cannot be written, or is above kMailBytes.
  virtual Result<std::string> write(const MimeMessage& message) = 0;
};

}  // namespace camp
