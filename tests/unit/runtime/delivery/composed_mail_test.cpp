#include "runtime/delivery/composed_mail.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

// What stands before the preheader, and behind it.
std::pair<std::string, std::string> around(std::string_view html) {
  const auto mail = with_preheader(html, "a < b");
  const auto begin = mail.find("<div style=\"display:none");
  const auto end = mail.find("</div>", begin);
  REQUIRE(begin != mail.npos);
  REQUIRE(end != mail.npos);
  CHECK(mail.substr(begin, end - begin).find(">a &lt; b&#847;") != mail.npos);
  return {mail.substr(0, begin), mail.substr(end + 6)};
}

TEST_CASE("a preheader stands at the beginning of the body") {
  using Around = std::pair<std::string, std::string>;
  CHECK(around("<html><body><p>x</p>") == Around("<html><body>", "<p>x</p>"));
  CHECK(around("<HTML><BODY bgcolor=\"a>b\">x") == Around("<HTML><BODY bgcolor=\"a>b\">", "x"));
  CHECK(around("<head><title>t</title></head><p>x") ==
        Around("<head><title>t</title></head>", "<p>x"));
  CHECK(around("<p>x</p>") == Around("", "<p>x</p>"));
  CHECK(around("") == Around("", ""));
  CHECK(around("<bodyguard>x") == Around("", "<bodyguard>x"));
}

TEST_CASE("a body that only Outlook sees is not the mail's") {
  const std::string head = "<!--[if mso]><body class=\"o\"><![endif]--><body>";
  CHECK(around(head + "x") == std::pair<std::string, std::string>(head, "x"));
}

}  // namespace
}  // namespace camp
