// Messages of the language server and the debug adapter protocol over two file descriptors: a
// header with the length, a blank line, and so many bytes.
//
// One thread. The descriptors are the caller's.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp::cli {

class MessageStream {
 public:
  MessageStream(int in, int out) : in_(in), out_(out) {}

  // Waits for one; nothing at the input's end, or when somebody pressed Ctrl-C. kInvalid: what came
  // is no such message, and where the next one begins is not known: there is nothing to go on with.
  Result<std::optional<std::string>> read();
  // Whether read() has something to do already.
  bool has_input() const;
  Result<void> write(std::string_view body);

 private:
  bool fill();  // false: there is no more
  Result<std::optional<std::size_t>> read_header();

  int in_;
  int out_;
  std::string buffer_;
};

}  // namespace camp::cli
