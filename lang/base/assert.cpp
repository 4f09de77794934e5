#include "lang/base/assert.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace camp {
namespace {
thread_local std::string assert_context;
}

void set_assert_context(std::string context) { assert_context = std::move(context); }

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(
      stderr,
      "camp: this is a bug in camp, please report it\n  %s:%d: assertion failed: %s\n  while: %s\n",
      file, line, expression, assert_context.empty() ? "-" : assert_context.c_str());
  std::abort();
}

}  // namespace camp
