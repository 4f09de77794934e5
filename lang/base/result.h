// "The world is wrong": Result<T> carries a value or an Error, never both.
//
// An Error says what, where and what to do next; its kind decides the process's exit code
// (cli/exit.h) and nothing else. Errors in a user's script are Diagnostics (diagnostic.h), not
// Errors; errors of ours are assertions (assert.h). No exception crosses a folder's boundary.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "lang/base/assert.h"

namespace camp {

enum class ErrorKind {
  kInvalid,    // input that cannot be used: a record, a flag, a file's content
  kNotFound,   // a file, contact, run or message that is not there
  kIo,         // disk or file system; also "no space left"
  kCorrupt,    // bytes that fail their checksum or their grammar
  kLocked,     // the store is held by another process
  kNewer,      // the store was written by a newer camp
  kRefused,    // refused for safety
  kExhausted,  // a named limit was met (limits.h)
};

struct Error {
  ErrorKind kind = ErrorKind::kInvalid;
  std::string message;  // what, without a full stop
  std::string where;    // file, file:line, key; may be empty
  std::string hint;     // the way out, a next command; may be empty
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  explicit operator bool() const { return ok(); }
  bool ok() const { return state_.index() == 0; }

  T& value() & {
    CAMP_ASSERT(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    CAMP_ASSERT(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    CAMP_ASSERT(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    CAMP_ASSERT(!ok());
    return std::get<1>(state_);
  }
  Error&& error() && {
    CAMP_ASSERT(!ok());
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT

  explicit operator bool() const { return ok(); }
  bool ok() const { return !error_.has_value(); }
  const Error& error() const& {
    CAMP_ASSERT(!ok());
    return *error_;
  }
  Error&& error() && {
    CAMP_ASSERT(!ok());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

// Returns the error of an expression from the enclosing function; keeps error paths to one line.
#define CAMP_TRY(expr)                                        \
  do {                                                        \
    if (auto camp_try_result = (expr); !camp_try_result.ok()) \
      return std::move(camp_try_result).error();              \
  } while (false)

#define CAMP_CONCAT_INNER(a, b) a##b
#define CAMP_CONCAT(a, b) CAMP_CONCAT_INNER(a, b)
// CAMP_ASSIGN(auto x, f()): the value, or return the error.
#define CAMP_ASSIGN(target, expr)                                  \
  auto CAMP_CONCAT(camp_assign_, __LINE__) = (expr);               \
  if (!CAMP_CONCAT(camp_assign_, __LINE__).ok())                   \
    return std::move(CAMP_CONCAT(camp_assign_, __LINE__)).error(); \
  target = std::move(CAMP_CONCAT(camp_assign_, __LINE__)).value()

}  // namespace camp
