// What a failing assertion says before it aborts, seen from outside of a child process.
#include "lang/base/assert.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <string>

using namespace camp;

namespace {

// stderr of a child that runs `body` and must die of SIGABRT.
template <class Body>
std::string last_words(Body body) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const auto child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // not Catch2's handler
    dup2(ends[1], STDERR_FILENO);
    body();
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
  return text;
}

}  // namespace

TEST_CASE("an abort names the contact, the tick and the instruction at work") {
  const auto text = last_words([] {
    const AssertScope event({"anna", 7, 3, 0, 0, 0});
    const AssertScope transition({"anna", 7, 3, 2, 5, 120});
    CAMP_ASSERT(1 + 1 == 3);
  });
  CHECK(text.find("assertion failed: 1 + 1 == 3") != std::string::npos);
  CHECK(text.find("contact 'anna', tick 7, event 3, program 2, instance 5 from offset 120") !=
        std::string::npos);
}

TEST_CASE("a context ends with its scope") {
  const auto outer = last_words([] {
    const AssertScope event({"anna", 7, 3, 0, 0, 0});
    { const AssertScope transition({"anna", 7, 3, 2, 5, 120}); }
    CAMP_ASSERT(false);
  });
  CHECK(outer.find("program 0, instance 0 from offset 0") != std::string::npos);
  const auto none = last_words([] {
    { const AssertScope event({"anna", 7, 3, 0, 0, 0}); }
    CAMP_ASSERT(false);
  });
  CHECK(none.find("while:") == std::string::npos);
}
