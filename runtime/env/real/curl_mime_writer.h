// The MimeWriter that is libcurl: an SMTP transfer over a Unix socket to an answerer in this
// process.
//
// No name is resolved, no port opened, no proxy or .netrc read. Each write() runs one short-lived
// thread that answers the SMTP dialogue. One thread at a time per object; objects do not share
// anything.
#pragma once
#include "runtime/env/mime_writer.h"

namespace camp {

class CurlMimeWriter : public MimeWriter {
 public:
  Result<std::string> write(const MimeMessage& message) override;
};

// Of the library that is linked: 7.88.1.
std::string libcurl_version();

}  // namespace camp
