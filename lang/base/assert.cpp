#include "lang/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace camp {
namespace {

thread_local const AssertContext* current = nullptr;

void print_context() {
  if (!current) return;
  std::fprintf(
      stderr,
      "  while: contact '%.*s', tick %llu, event %u, program %u, instance %u from offset %u\n",
      static_cast<int>(current->contact.size()), current->contact.data(),
      static_cast<unsigned long long>(current->tick), current->event, current->program,
      current->instance, current->offset);
}

}  // namespace

AssertScope::AssertScope(const AssertContext& context) : context_(context), before_(current) {
  current = &context_;
}

AssertScope::~AssertScope() { current = before_; }

void assertion_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr,
               "camp: this is a bug in camp, please report it\n  %s:%d: assertion failed: %s\n",
               file, line, expression);
  print_context();
  std::abort();
}

}  // namespace camp
