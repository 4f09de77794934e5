// TLS and passwords: what a mail server must be before it is told anything.
#include <catch2/catch.hpp>

#include "runtime/env/real/curl_mail_sender.h"
#include "tests/support/smtp_server.h"

namespace camp {
namespace {

using testing::kAsUsual;
using testing::kCloses;
using testing::SmtpManners;
using testing::SmtpMoment;
using testing::SmtpStep;

// `\0ann\0p:a ss` in base64.
constexpr const char* kPlainAnswer = "AGFubgBwOmEgc3M=";

const testing::TlsIdentity& identity() {
  static const testing::TlsIdentity made("IP:127.0.0.1");
  return made;
}

struct Trial {
  SmtpManners manners;
  SmtpTls tls = SmtpTls::kRequired;
  std::string account, certificates = identity().file();
  MailTimes times{};

  struct Seen {
    MailAnswer answer;
    std::vector<std::string> lines;
    std::size_t messages;
  };
  Seen run() const {
    testing::SmtpServer server(manners);
    CurlMailSender sender(*AllowedHosts::read("127.0.0.1"), times);
    auto to = std::make_shared<SmtpServer>();
    to->url = server.url(account);
    to->tls = tls;
    to->certificates_file = certificates;
    to->hello = "camp.shop.example";
    REQUIRE(check(*to).ok());
    MailOrder order;
    order.server = to;
    order.recipient = "ann@shop.example";
    order.mail = std::string(100'000, 'x') + "\r\n";
    sender.start(order);
    std::vector<MailAnswer> answers;
    for (int i = 0; i < 100 && answers.empty(); ++i) answers = sender.collect(100);
    REQUIRE(answers.size() == 1);
    return {answers[0], server.lines(), server.messages().size()};
  }
};

bool has_line(const Trial::Seen& seen, std::string_view part) {
  for (const auto& line : seen.lines) {
    if (line.find(part) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("mails go by STARTTLS and by implicit TLS") {
  for (const bool implicit : {false, true}) {
    for (const auto tls : {SmtpTls::kRequired, SmtpTls::kOptional}) {
      Trial trial;
      trial.manners.tls = &identity();
      trial.manners.implicit_tls = implicit;
      trial.tls = tls;
      const auto seen = trial.run();
      INFO(seen.answer.text);
      CHECK(seen.answer.end == SendEnd::kAccepted);
      CHECK(seen.messages == 1);
      CHECK(has_line(seen, "STARTTLS") == !implicit);
      CHECK(has_line(seen, "EHLO camp.shop.example"));
    }
  }
}

TEST_CASE("a certificate that nobody trusts, or of another host, ends it before a mail") {
  const testing::TlsIdentity other("DNS:other.example");
  for (const bool implicit : {false, true}) {
    for (const auto tls : {SmtpTls::kRequired, SmtpTls::kOptional}) {
      for (const auto* shown : {&identity(), &other}) {
        Trial trial;
        trial.manners.tls = shown;
        trial.manners.implicit_tls = implicit;
        trial.tls = tls;
        trial.certificates = shown == &other ? other.file() : "";
        const auto seen = trial.run();
        CHECK(seen.answer.end == SendEnd::kNotSent);
        CHECK(seen.answer.phase == SmtpPhase::kConnect);
        CHECK(seen.answer.text.find("SSL") != std::string::npos);
        CHECK_FALSE(has_line(seen, "MAIL"));
      }
    }
  }
}

TEST_CASE("without TLS a mail leaves only where it may, a password never") {
  Trial trial;
  auto seen = trial.run();
  CHECK(seen.answer.end == SendEnd::kNotSent);
  CHECK(seen.answer.phase == SmtpPhase::kConnect);
  CHECK_FALSE(has_line(seen, "MAIL"));
  trial.tls = SmtpTls::kOptional;
  CHECK(trial.run().answer.end == SendEnd::kAccepted);
  trial.account = "ann:p%3Aa%20ss@";
  trial.manners.account = kPlainAnswer;  // offered without TLS
  seen = trial.run();
  CHECK(seen.answer.end == SendEnd::kNotSent);
  CHECK_FALSE(has_line(seen, "AUTH"));
  CHECK_FALSE(has_line(seen, "MAIL"));
}

TEST_CASE("user and password are told as they are, by PLAIN or LOGIN") {
  for (const char* mechanisms : {"PLAIN LOGIN", "LOGIN", "PLAIN"}) {
    Trial trial;
    trial.manners.tls = &identity();
    trial.manners.account = kPlainAnswer;
    trial.manners.mechanisms = mechanisms;
    trial.account = "ann:p%3Aa%20ss@";
    const auto seen = trial.run();
    INFO(mechanisms << ": " << seen.answer.text);
    CHECK(seen.answer.end == SendEnd::kAccepted);
    CHECK(has_line(seen, "AUTH"));
  }
}

TEST_CASE("a server that does not let one in has not been sent anything") {
  Trial trial;
  trial.manners.tls = &identity();
  trial.manners.account = kPlainAnswer;
  trial.account = "ann:wrong@";
  auto seen = trial.run();
  CHECK(seen.answer.end == SendEnd::kNotSent);
  CHECK(seen.answer.phase == SmtpPhase::kAuth);
  CHECK(seen.answer.code == 535);
  CHECK(seen.answer.status == "5.7.8");
  CHECK(seen.answer.text.find("wrong") == std::string::npos);
  trial.times.connect_ms = 3000;  // nonsense is waited behind for a reply
  for (const std::string& what :
       {kCloses, std::string("454 4.7.0 later"), std::string("nonsense")}) {
    trial.account = "ann:p%3Aa%20ss@";
    trial.manners.script = [what](const SmtpMoment& at) {
      return at.step == SmtpStep::kAuth ? what : kAsUsual;
    };
    seen = trial.run();
    INFO(what << ": " << seen.answer.text);
    CHECK(seen.answer.end == SendEnd::kNotSent);
    CHECK(seen.answer.phase == SmtpPhase::kAuth);
    CHECK_FALSE(has_line(seen, "MAIL"));
  }
  trial.manners.script = {};
  trial.manners.account.clear();  // no AUTH at all
  seen = trial.run();
  CHECK(seen.answer.end == SendEnd::kNotSent);
  CHECK(seen.answer.phase == SmtpPhase::kAuth);
}

TEST_CASE("over TLS too a reply decides, and silence is unknown") {
  for (const auto& [what, end] : {std::pair{std::string("450 4.2.1 later"), SendEnd::kDeferred},
                                  {std::string("554 5.7.1 no"), SendEnd::kRejected},
                                  {kCloses, SendEnd::kUnknown}}) {
    Trial trial;
    trial.manners.tls = &identity();
    trial.manners.script = [what = what](const SmtpMoment& at) {
      return at.step == SmtpStep::kEnd ? what : kAsUsual;
    };
    CHECK(trial.run().answer.end == end);
  }
}

}  // namespace
}  // namespace camp
