// To where a draft links: what a browser would go by, not what it looks like.
#include <catch2/catch.hpp>

#include "cli/draft_links.h"

namespace camp::cli {
namespace {

std::string hosts_in(std::string_view text) {
  std::string all;
  for (const auto& host : linked_hosts(text)) all += (all.empty() ? "" : " ") + host;
  return all;
}

}  // namespace

TEST_CASE("the hosts to which a text links") {
  CHECK(hosts_in("nothing here: a/b, 1/2, c.d") == "");
  CHECK(hosts_in("https://Acme.Example/start?x=1 http://b.example:8080. shop://cart") ==
        "acme.example b.example cart");
  CHECK(hosts_in("https://acme.example@evil.example/x") == "evil.example");
  CHECK(hosts_in("https://user:word@evil.example:1/") == "evil.example");
  CHECK(hosts_in("<a href='//evil.example'> www.plain.example, not_www.x") ==
        "evil.example www.plain.example");
  CHECK(hosts_in("https://www.acme.example/") == "www.acme.example");
  CHECK(hosts_in("mailto:info@acme.example?subject=x") == "acme.example");
  CHECK(hosts_in("https://{{ contact.site }}/x https://\xc3\xa4.example") ==
        "{{ contact.site }} \xc3\xa4.example");
  CHECK(hosts_in("HTTPS://EVIL.example") == "evil.example");
  CHECK(hosts_in("https://{{ open") == "{{ open");
  CHECK(hosts_in("//") == "");
}

}  // namespace camp::cli
