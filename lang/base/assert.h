// "We are wrong": assertions stay on in release, say where and in what context, and abort.
//
// The context is a line set by whoever drives the engine (store, contact, instruction), per thread.
#pragma once
#include <string>

namespace camp {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

// Names what this thread is working on, for the message of a failing assertion.
void set_assert_context(std::string context);

}  // namespace camp

#define CAMP_ASSERT(expr) \
  ((expr) ? static_cast<void>(0) : ::camp::assertion_failed(#expr, __FILE__, __LINE__))
