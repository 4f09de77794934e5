// "We are wrong": assertions stay on in release, say where and in what context, and abort.
//
// The context is set by whoever drives the engine, per thread and scope; it is put into words only
// when an assertion fails, because every transition sets one.
#pragma once
#include <cstdint>
#include <string_view>

namespace camp {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

// What a thread is working on; numbers are the store's, 0 where there is none.
struct AssertContext {
  std::string_view contact;
  std::uint64_t tick = 0;
  std::uint32_t event = 0;  // kind of the event at hand
  std::uint32_t program = 0;
  std::uint32_t instance = 0;
  std::uint32_t offset = 0;  // in the flow's body, where the transition began
};

// The context as long as this lives; then what it was before. Views in it must live as long.
class AssertScope {
 public:
  explicit AssertScope(const AssertContext& context);
  ~AssertScope();
  AssertScope(const AssertScope&) = delete;
  AssertScope& operator=(const AssertScope&) = delete;

 private:
  AssertContext context_;
  const AssertContext* before_;
};

}  // namespace camp

#define CAMP_ASSERT(expr) \
  ((expr) ? static_cast<void>(0) : ::camp::assertion_failed(#expr, __FILE__, __LINE__))
