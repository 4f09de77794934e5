// A call as a request, and an answer as an event's fields.
#include "runtime/services/http_call.h"

#include <catch2/catch.hpp>
#include <map>

#include "lang/base/limits.h"
#include "lang/value/json_text.h"
#include "tests/support/compiled.h"

namespace camp {
namespace {

struct Told final : Settings {
  std::map<std::string, std::string, std::less<>> values = {
      {"URL", "https://shop.example/api/"}, {"TOKEN", "t0ken"}, {"NAME", "anna"}, {"PASS", "p:w"}};
  std::optional<std::string> find(std::string_view name) const override {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
};

constexpr auto kProject = R"(
contact { email: email? }
service shop {
  base env("URL")  auth bearer secret("TOKEN")  idempotency header "Key"  header "X-Tenant" "acme"
  call make(who: string, total: money, count: int?, at: datetime?, tags: list of string, ok: bool) post "/c/{who}/x" -> {
    code: string  left: int?  price: money?  until: date?  tags: list of string?  of: { name: string, age: int? }?
    share: decimal?  sure: bool?  mail: email?
  }
  call find(who: string, q: string, page: int?) get "/find/{who}" -> { code: string }
  call drop(id: int) delete "/c/{id}"
}
service basic { base "https://basic.example"  auth basic env("NAME") secret("PASS")  call ping() get "/ping" }
service keyed { base "https://keyed.example/"  auth header "X-Key" secret("TOKEN")  call ping() put "/ping" }
service open { base "https://open.example"  call ping() get "/" }
)";

struct Calls {
  Program program;
  Told told;
  Hash128 id = xxh3_128("id");
  Calls() {
    auto result = test::compiled({{"main.camp", kProject}});
    INFO(result.findings());
    REQUIRE(result.program);
    program = std::move(*result.program);
  }
  Result<HttpRequest> compose(std::string_view call, const std::vector<Value>& arguments) {
    return compose_call(program, *program.call(call), arguments, id, told);
  }
  // "kind: reason", or the fields.
  std::string read(std::string_view call, std::uint32_t status, std::string body) {
    HttpAnswer http;
    http.status = status;
    http.body = std::move(body);
    return read(call, http);
  }
  std::string read(std::string_view call, const HttpAnswer& http) {
    Arena arena(1024);
    const auto answer = read_answer(program, *program.call(call), http, arena);
    constexpr const char* kKinds[] = {"answered", "refused", "not sent", "unknown", "silent"};
    std::string text = kKinds[static_cast<int>(answer.kind)];
    if (!answer.reason.empty()) text += ": " + answer.reason;
    for (const auto& [name, value] : answer.fields)
      text += " " + program.name(name) + "=" + text_of_value(value);
    return text;
  }
};

}  // namespace

TEST_CASE(
    "what the path names goes there, the rest into a JSON object; what is absent is left out") {
  Calls calls;
  const Value tags[] = {Value::string("a"), Value::string("b\"")};
  auto request = calls.compose(
      "shop.make", {Value::string("a/b ?ü"), Value::money(1995, currency("EUR")), Value::absent(),
                    Value::datetime(0), Value::list(tags, 2), Value::boolean(true)});
  REQUIRE(request.ok());
  CHECK(request->method == "POST");
  CHECK(request->url == "https://shop.example/api/c/a%2Fb%20%3F%C3%BC/x");
  CHECK(request->body ==
        R"({"total":"19.95 EUR","at":"1970-01-01T00:00:00Z","tags":["a","b\""],"ok":true})");
  CHECK(request->headers ==
        std::vector<std::string>{"Accept: application/json", "Content-Type: application/json",
                                 "Authorization: Bearer t0ken", "X-Tenant: acme",
                                 "Key: " + to_hex(calls.id.view())});
  CHECK(request->repeatable);
  CHECK(request->answer_bytes_max == limits::kAnswerBytes);
}

TEST_CASE("a `get` and a `delete` have their parameters in the address") {
  Calls calls;
  auto found =
      calls.compose("shop.find", {Value::string("x"), Value::string("a&b=c"), Value::integer(2)});
  REQUIRE(found.ok());
  CHECK(found->url == "https://shop.example/api/find/x?q=a%26b%3Dc&page=2");
  CHECK_FALSE(found->has_body);
  auto dropped = calls.compose("shop.drop", {Value::integer(7)});
  REQUIRE(dropped.ok());
  CHECK(dropped->method == "DELETE");
  CHECK(dropped->url == "https://shop.example/api/c/7");
}

TEST_CASE("who we are is a bearer, a user with a password, or a header of its own") {
  Calls calls;
  auto basic = calls.compose("basic.ping", {});
  REQUIRE(basic.ok());
  CHECK((basic->user == "anna" && basic->password == "p:w"));
  CHECK(basic->repeatable);  // it only asks
  auto keyed = calls.compose("keyed.ping", {});
  REQUIRE(keyed.ok());
  CHECK(keyed->headers.back() == "X-Key: t0ken");
  CHECK(keyed->body == "{}");
  CHECK_FALSE(keyed->repeatable);
  auto open = calls.compose("open.ping", {});
  REQUIRE(open.ok());
  CHECK(open->url == "https://open.example/");
}

TEST_CASE("a setting that is missing or can stand in no request is named, its value is not") {
  Calls calls;
  const auto problem = [&](std::string_view call, const std::vector<Value>& arguments) {
    auto request = calls.compose(call, arguments);
    REQUIRE_FALSE(request.ok());
    return request.error().message;
  };
  calls.told.values["TOKEN"] = "t0ken\r\nX-Evil: 1";
  CHECK(problem("keyed.ping", {}) == "TOKEN is not one line of text");
  calls.told.values["TOKEN"] = "";
  CHECK(problem("keyed.ping", {}) == "TOKEN is empty");
  calls.told.values["TOKEN"] = std::string(limits::kSettingBytes, 'x');
  CHECK(calls.compose("keyed.ping", {}).ok());
  calls.told.values["TOKEN"] += 'x';
  CHECK(problem("keyed.ping", {}) == "TOKEN is not one line of text");
  calls.told.values.erase("TOKEN");
  CHECK(problem("keyed.ping", {}) == "TOKEN is not set");
  CHECK(missing_settings(calls.program, calls.told) == std::vector<std::string>{"TOKEN"});
  calls.told.values["TOKEN"] = "t";
  CHECK(missing_settings(calls.program, calls.told).empty());
  calls.told.values["URL"] = "https://shop.example/?x=1";
  CHECK(problem("shop.drop", {Value::integer(1)}) == "the service's address has a query or a user");
  // A host is the operator's to say, never a flow's argument.
  for (const auto* none :
       {"https://", "https:///x", "https://:443", "http://", "ftp://shop.example", "shop.example",
        "https://shop example", "https://shop..example", "https://shop.example:0",
        "https://shop.example:99999", "https://shop.example:", "https://[::1", "https://*/"}) {
    calls.told.values["URL"] = none;
    INFO(none);
    CHECK(problem("shop.drop", {Value::integer(1)}) ==
          "the service's address is no https://HOST/...");
    const auto checked = check_settings(calls.program, calls.told, {});
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().where == "URL");
  }
  calls.told.values["URL"] = "https://shop.example@evil.example";
  CHECK_FALSE(check_settings(calls.program, calls.told, {}).ok());
  calls.told.values["URL"] = "https://shop.example";
  for (const auto* part : {"", ".", ".."})
    CHECK(problem("shop.find", {Value::string(part), Value::string("q"), Value::absent()})
              .find("can be no part of an address") != std::string::npos);
}

TEST_CASE("before anything is requested it is known what nobody could request") {
  Calls calls;
  auto allowed = AllowedHosts::read("shop_api, [::1]:8080, 10.0.0.1").value();
  const auto checked = [&](const char* name, const char* value) {
    Told told;
    told.values[name] = value;
    const auto result = check_settings(calls.program, told, allowed);
    return result.ok() ? std::string() : result.error().where + ": " + result.error().message;
  };
  for (const auto* some : {"http://shop_api:8080", "http://[::1]:8080/api", "https://shop.example",
                           "http://10.0.0.1", "https://8.8.8.8/x", "https://[2606:4700::1111]"}) {
    INFO(some);
    CHECK(checked("URL", some).empty());
  }
  for (const auto* closed :
       {"https://127.0.0.1", "https://127.1", "https://localhost:8080", "https://a.localhost.",
        "https://[::1]", "https://10.0.0.2/api", "https://169.254.169.254"}) {
    INFO(closed);
    CHECK(checked("URL", closed) ==
          "URL: no request goes to this service: its address is private, and not in "
          "CAMP_ALLOW_HOSTS");
  }
  CHECK(checked("URL", "http://shop.example") ==
        "URL: no request goes to this service: its address is http, and not in CAMP_ALLOW_HOSTS");
  CHECK(checked("TOKEN", "a\nb") == "TOKEN: TOKEN is not one line of text");
  CHECK(checked("PASS", "") == "PASS: PASS is empty");
}

TEST_CASE("an answer is an object of the declared types; what else is in it is passed over") {
  Calls calls;
  CHECK(calls.read("shop.make", 200,
                   R"({"code":"X","left":7,"price":"5.50 EUR","until":"2026-03-02","tags":["a"],
                       "of":{"name":"n"},"more":[1,{"x":2}]})") ==
        "answered code=X left=7 price=5.50 EUR until=2026-03-02 tags=[\"a\"] of={\"name\":\"n\"}");
  CHECK(calls.read("shop.make", 201, R"({"code":"X","left":null})") == "answered code=X");
  CHECK(calls.read("shop.drop", 204, "") == "answered");
  CHECK(calls.read("shop.drop", 200, "<html>") == "answered");
  CHECK(calls.read("shop.make", 200, R"({"left":7})") == "refused: its answer has no `code`");
  CHECK(
      calls.read("shop.make", 200, R"({"code":7.5})").starts_with("refused: its answer's `code`"));
  CHECK(calls.read("shop.make", 200, R"({"code":"X","left":"seven"})")
            .starts_with("refused: its answer's `left`"));
  // What was agreed, not what could be made of it.
  CHECK(calls.read("shop.make", 200, R"({"code":5})") ==
        "refused: its answer's `code` expected string, found a number");
  for (const auto* other :
       {R"({"code":true})", R"({"code":"X","left":"7"})", R"({"code":"X","left":true})",
        R"({"code":"X","until":20260302})", R"({"code":"X","tags":[1]})",
        R"({"code":"X","tags":"a"})", R"({"code":"X","of":{"name":5}})",
        R"({"code":"X","sure":"true"})", R"({"code":"X","sure":1})", R"({"code":"X","mail":5})"})
    CHECK(calls.read("shop.make", 200, other).starts_with("refused: its answer's `"));
  CHECK(calls.read("shop.make", 200, R"({"code":"5","share":"0.1","sure":true})") ==
        "answered code=5 share=0.1 sure=true");
  CHECK(calls.read("shop.make", 200,
                   R"({"code":"5","share":0.1,"price":{"amount":5,"currency":"EUR"}})") ==
        "answered code=5 price=5.00 EUR share=0.1");
  CHECK(calls.read("shop.make", 200, R"({"code":"X","code":"Y"})") ==
        "refused: its answer has ``code`` twice");
  CHECK(calls.read("shop.make", 200, "[1]") == "refused: its answer is a list, not an object");
  for (const auto* junk : {"", "<html>", "{", "{\"code\":\"\xFF\"}", "nul"})
    CHECK(calls.read("shop.make", 200, junk).starts_with("refused: its answer is no JSON"));
}

TEST_CASE("a status says whether anything was done, and so whether it may be asked again") {
  Calls calls;
  CHECK(calls.read("shop.drop", 404, "gone") == "refused: status 404: `gone`");
  CHECK(calls.read("shop.drop", 302, "") == "refused: status 302");
  CHECK(calls.read("shop.drop", 199, "") == "refused: status 199");
  CHECK(calls.read("shop.drop", 429, "") == "not sent: status 429");
  CHECK(calls.read("shop.drop", 503, "") == "not sent: status 503");
  CHECK(calls.read("shop.drop", 500, "") == "unknown: status 500");
  CHECK(calls.read("shop.drop", 504, "") == "unknown: status 504");
  HttpAnswer http;
  http.end = HttpEnd::kNotSent;
  http.reason = "no such host";
  CHECK(calls.read("shop.drop", http) == "not sent: no such host");
  http.end = HttpEnd::kRefused;
  CHECK(calls.read("shop.drop", http) == "refused: no such host");
  http.end = HttpEnd::kUnknown;
  CHECK(calls.read("shop.drop", http) == "unknown: no such host");
  http = {};
  http.status = 200;
  http.too_large = true;
  CHECK(calls.read("shop.make", http) == "refused: its answer is over the limit kAnswerBytes");
}

}  // namespace camp
