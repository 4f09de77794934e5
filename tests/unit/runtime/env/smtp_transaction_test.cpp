#include "runtime/env/smtp_transaction.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

MailOrder order_of(std::string mail, std::string recipient = "ann@shop.example") {
  MailOrder order;
  order.number = 7;
  order.sender = "bounces@shop.example";
  order.recipient = std::move(recipient);
  order.mail = std::move(mail);
  return order;
}

SmtpReply reply_of(std::uint32_t code, std::string line = "text") {
  return {code, {std::move(line)}};
}

std::string all_of(SmtpTransaction& transaction) {
  std::string text(transaction.to_send());
  transaction.sent(text.size());
  return text;
}

std::string on_the_wire(std::string mail) {
  SmtpTransaction transaction(order_of(std::move(mail)), {});
  all_of(transaction);
  transaction.take(reply_of(250));
  all_of(transaction);
  transaction.take(reply_of(250));
  all_of(transaction);
  transaction.take(reply_of(354));
  return all_of(transaction);
}

TEST_CASE("commands go one by one, or together where the server says so") {
  SmtpTransaction slow(order_of("A: b\r\n\r\nc\r\n"), {});
  CHECK(all_of(slow) == "MAIL FROM:<bounces@shop.example>\r\n");
  slow.take(reply_of(250));
  CHECK(all_of(slow) == "RCPT TO:<ann@shop.example>\r\n");
  slow.take(reply_of(250));
  CHECK(all_of(slow) == "DATA\r\n");
  slow.take(reply_of(354));
  CHECK(all_of(slow) == "A: b\r\n\r\nc\r\n.\r\n");
  slow.take(reply_of(250, "2.0.0 Ok: queued as 4F2"));
  REQUIRE(slow.is_over());
  CHECK(slow.is_usable());
  CHECK(slow.answer()->number == 7);
  CHECK(slow.answer()->end == SendEnd::kAccepted);
  CHECK(slow.answer()->phase == SmtpPhase::kEnd);
  CHECK(slow.answer()->code == 250);
  CHECK(slow.answer()->status == "2.0.0");
  CHECK(slow.answer()->text == "Ok: queued as 4F2");

  SmtpExtensions offered;
  offered.pipelining = offered.size = true;
  SmtpTransaction fast(order_of("c\r\n"), offered);
  CHECK(all_of(fast) ==
        "MAIL FROM:<bounces@shop.example> SIZE=3\r\nRCPT TO:<ann@shop.example>\r\nDATA\r\n");
}

TEST_CASE("dots at the beginning of a line are doubled, and nothing else is changed") {
  CHECK(on_the_wire("a\r\n.\r\n..\r\n.b\r\nc.\r\n") == "a\r\n..\r\n...\r\n..b\r\nc.\r\n.\r\n");
  CHECK(on_the_wire(".\r\n") == "..\r\n.\r\n");
  CHECK(on_the_wire("") == "\r\n.\r\n");
  CHECK(on_the_wire("no end") == "no end\r\n.\r\n");
  CHECK(on_the_wire("\r\n\r\n") == "\r\n\r\n.\r\n");
}

TEST_CASE("what cannot be given as it is is declined before a word of it") {
  const auto text_of = [](MailOrder order, SmtpExtensions offered = {}) {
    SmtpTransaction transaction(std::move(order), offered);
    CHECK(transaction.to_send().empty());
    REQUIRE(transaction.is_over());
    CHECK(transaction.is_usable());
    CHECK(transaction.answer()->end == SendEnd::kRejected);
    CHECK(transaction.answer()->code == 0);
    return transaction.answer()->text;
  };
  const std::string local = "j\xc3\xb6rg@shop.example";
  CHECK(text_of(order_of("x\r\n", local)).find("SMTPUTF8") != std::string::npos);
  CHECK(text_of(order_of("To: \xc3\xb6\r\n\r\nx\r\n")).find("SMTPUTF8") != std::string::npos);
  CHECK(text_of(order_of("A: b\r\n\r\n\xc3\xb6\r\n")).find("8BITMIME") != std::string::npos);
  SmtpExtensions small;
  small.size = true;
  small.size_max = 9;
  CHECK(text_of(order_of("1234567890\r\n"), small).find("SIZE") != std::string::npos);
  for (const char* mail : {"a\nb\r\n", "a\rb\r\n", "a\r\n.\n.\r\n", "a\r"}) text_of(order_of(mail));
  text_of(order_of(std::string("a\0b\r\n", 5)));
  for (const char* address :
       {"", "ann", "@shop.example", "ann@", "ann@shop.example\r\nRSET", "a nn@shop.example",
        "ann@shop.example> SIZE=1", "<ann@shop.example>", "a\tb@shop.example", "a\x7f@shop.example",
        "\xff@shop.example", "ann@b\xc3\xbc cher.example"}) {
    INFO(address);
    text_of(order_of("x\r\n", address));
  }
  text_of(order_of("x\r\n", std::string(250, 'a') + "@b.example"));
  auto bad_sender = order_of("x\r\n");
  bad_sender.sender = "a@b\r\nDATA";
  text_of(bad_sender);
}

TEST_CASE("what a server offers is asked for only where it is needed") {
  SmtpExtensions all;
  all.eight_bit = all.utf8 = true;
  const auto mail_of = [&](MailOrder order) {
    SmtpTransaction transaction(std::move(order), all);
    const auto line = all_of(transaction);
    transaction.take(reply_of(250));
    return line + all_of(transaction);
  };
  CHECK(mail_of(order_of("x\r\n",
                         "ann@b\xc3\xbc"
                         "cher.example")) ==
        "MAIL FROM:<bounces@shop.example>\r\nRCPT TO:<ann@xn--bcher-kva.example>\r\n");
  CHECK(mail_of(order_of("x\r\n",
                         "j\xc3\xb6rg@b\xc3\xbc"
                         "cher.example")) ==
        "MAIL FROM:<bounces@shop.example> SMTPUTF8\r\nRCPT "
        "TO:<j\xc3\xb6rg@xn--bcher-kva.example>\r\n");
  CHECK(mail_of(order_of("A: b\r\n\r\n\xc3\xb6\r\n")) ==
        "MAIL FROM:<bounces@shop.example> BODY=8BITMIME\r\nRCPT TO:<ann@shop.example>\r\n");
  auto null_path = order_of("x\r\n");
  null_path.sender.clear();
  CHECK(mail_of(null_path) == "MAIL FROM:<>\r\nRCPT TO:<ann@shop.example>\r\n");
}

TEST_CASE("a rejected recipient costs one mail and no connection") {
  SmtpExtensions offered;
  for (const bool pipelining : {false, true}) {
    offered.pipelining = pipelining;
    SmtpTransaction transaction(order_of("x\r\n"), offered);
    all_of(transaction);
    transaction.take(reply_of(250));
    all_of(transaction);
    transaction.take(reply_of(550, "5.1.1 nobody"));
    REQUIRE(transaction.answer());
    CHECK(transaction.answer()->end == SendEnd::kRejected);
    CHECK(transaction.answer()->phase == SmtpPhase::kRcpt);
    CHECK(transaction.answer()->status == "5.1.1");
    if (pipelining) {
      CHECK(transaction.to_send().empty());
      transaction.take(reply_of(503));  // DATA's
    }
    CHECK_FALSE(transaction.is_over());
    CHECK(all_of(transaction) == "RSET\r\n");
    transaction.take(reply_of(250));
    CHECK(transaction.is_over());
    CHECK(transaction.is_usable());
  }
}

TEST_CASE("a server that wants the mail of nobody gets none") {
  SmtpExtensions offered;
  offered.pipelining = true;
  SmtpTransaction transaction(order_of("x\r\n"), offered);
  all_of(transaction);
  transaction.take(reply_of(250));
  transaction.take(reply_of(450));
  transaction.take(reply_of(354));
  CHECK(transaction.is_over());
  CHECK_FALSE(transaction.is_usable());
  CHECK(transaction.answer()->end == SendEnd::kDeferred);
}

// Every story of up to six replies or an end, with all given or the mail's last byte held back: the
// reply that decides is the first one that is not the next step, and only a mail given whole can be
// accepted or unknown.
struct Story {
  SmtpExtensions offered;
  bool holds_back = false;
  std::vector<std::uint32_t> replies;
};

void tell(const Story& story) {
  SmtpTransaction transaction(order_of("x\r\n"), story.offered);
  bool given = false, mail = false;
  std::uint32_t last = 0;
  for (const auto code : story.replies) {
    if (transaction.is_over()) return;
    const std::string text(transaction.to_send());
    mail = mail || text.ends_with("\r\n.\r\n");
    const bool holds = mail && story.holds_back && !text.empty();
    transaction.sent(text.size() - (holds ? 1 : 0));
    given = mail && !holds;
    const bool decided = transaction.answer().has_value();
    code == 0 ? transaction.end("closed") : transaction.take(reply_of(code));
    if (!decided) last = code;
    if (decided || !transaction.answer()) continue;
    const auto& answer = *transaction.answer();
    CHECK(answer.code == last);
    CHECK(answer.end == smtp_end(answer.phase, last, given));
    const bool risky = answer.end == SendEnd::kAccepted || answer.end == SendEnd::kUnknown;
    CHECK((!risky || given));
    CHECK((answer.end != SendEnd::kNotSent || !given));
    if (code == 0 || code == 421) CHECK(transaction.is_over());
  }
}

TEST_CASE("whatever is answered, nothing is accepted or unknown that was not given whole") {
  constexpr std::uint32_t kCodes[] = {0, 250, 354, 421, 450, 550};
  for (std::size_t story = 0; story < 46'656; ++story) {  // 6^6
    Story told;
    for (std::size_t rest = story, i = 0; i < 6; ++i, rest /= 6) {
      told.replies.push_back(kCodes[rest % 6]);
    }
    for (const bool pipelining : {false, true}) {
      for (const bool holds_back : {false, true}) {
        told.offered.pipelining = pipelining;
        told.holds_back = holds_back;
        tell(told);
      }
    }
  }
}

TEST_CASE("only a mail that no reply was given to is untouched") {
  for (const std::uint32_t code : {0u, 421u, 250u, 450u, 550u}) {
    SmtpTransaction transaction(order_of("x\r\n"), {});
    all_of(transaction);
    code == 0 ? transaction.end("closed") : transaction.take(reply_of(code));
    CHECK(transaction.is_untouched() == (code == 0 || code == 421));
    if (transaction.is_untouched()) CHECK(transaction.take_order().mail == "x\r\n");
  }
}

}  // namespace
}  // namespace camp
