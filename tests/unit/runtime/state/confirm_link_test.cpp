// Links that nobody can make, change or read.
#include "runtime/state/confirm_link.h"

#include <catch2/catch.hpp>

#include "lang/base/limits.h"

namespace camp {
namespace {

StoreSecret secret_of(unsigned char byte) {
  StoreSecret secret;
  secret.bytes.fill(byte);
  return secret;
}
ConfirmLink link_of(std::string contact) {
  return {std::move(contact), 7, Channel::kSms, 1'772'445'600'000, address_mark("+358401234567")};
}

TEST_CASE("a link comes back as it was made, by its store alone") {
  const auto secret = secret_of(3);
  for (const auto& contact : {std::string("anna"), std::string(limits::kContactIdBytes, 'x')}) {
    const auto link = link_of(contact);
    const auto token = make_token(secret, link);
    CHECK(token == make_token(secret, link));
    CHECK(token.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == token.npos);
    CHECK(read_token(secret, token) == link);
    CHECK(read_token(secret, token_of(confirm_url(token))) == link);
    CHECK_FALSE(read_token(secret_of(4), token));
    CHECK_FALSE(read_token(StoreSecret{}, token));
  }
  CHECK(make_token(StoreSecret{}, link_of("anna")).empty());
}

TEST_CASE("what a link says is not to be read from it, nor is who it is about") {
  const auto a = make_token(secret_of(3), link_of("anna"));
  auto other = link_of("anna");
  ++other.requested_ms;
  const auto b = make_token(secret_of(3), other);
  std::size_t same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i] ? 1 : 0;
  CHECK(same < a.size() / 4);
}

TEST_CASE("a changed link is none: every letter, every length") {
  const auto secret = secret_of(3);
  const auto token = make_token(secret, link_of("anna"));
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(read_token(secret, changed));
    CHECK_FALSE(read_token(secret, token.substr(0, i)));
    CHECK_FALSE(read_token(secret, token.substr(i + 1)));
  }
  for (const auto* hostile : {"", "=", "anna", "../../x", "%00", "A", "AAAAAAAAAAAAAAAAAAAAAAAA"})
    CHECK_FALSE(read_token(secret, hostile));
  CHECK_FALSE(read_token(secret, token + "A"));
  CHECK_FALSE(read_token(secret, std::string(1u << 20, 'A')));
}

TEST_CASE("a store's secret is kept whole, or said to be damaged") {
  const auto sealed = encode_secret(secret_of(9));
  StoreSecret back;
  REQUIRE(decode_secret(sealed, &back));
  CHECK(back.bytes == secret_of(9).bytes);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto damaged = sealed;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK_FALSE(decode_secret(damaged, &back));
  }
}

}  // namespace
}  // namespace camp
