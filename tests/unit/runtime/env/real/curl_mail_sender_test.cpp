// Against a real server on loopback that answers anything anywhere.
#include "runtime/env/real/curl_mail_sender.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "tests/support/smtp_server.h"

namespace camp {
namespace {

using testing::kAsUsual;
using testing::kCloses;
using testing::kIsSilent;
using testing::SmtpManners;
using testing::SmtpMoment;
using testing::SmtpStep;

// Long enough for a machine that has much else to do.
constexpr std::int64_t kSoonMs = 3000;

AllowedHosts loopback() { return *AllowedHosts::read("127.0.0.1"); }

MailTimes usual_times() { return {}; }
MailTimes short_times() {
  MailTimes times;
  times.connect_ms = times.reply_ms = kSoonMs;
  return times;
}

std::shared_ptr<SmtpServer> plain(const testing::SmtpServer& server, std::size_t connections = 4) {
  auto made = std::make_shared<SmtpServer>();
  made->url = server.url();
  made->tls = SmtpTls::kOptional;
  made->connections_max = connections;
  return made;
}

MailOrder order_of(std::uint64_t number, std::shared_ptr<const SmtpServer> server) {
  MailOrder order;
  order.number = number;
  order.server = std::move(server);
  order.sender = "bounces@shop.example";
  order.recipient = "ann" + std::to_string(number) + "@shop.example";
  order.mail = "Subject: " + std::to_string(number) + "\r\n\r\nhello\r\n";
  return order;
}

// Until so many have ended; each number once.
std::map<std::uint64_t, MailAnswer> answers_of(MailSender& sender, std::size_t count) {
  std::map<std::uint64_t, MailAnswer> answers;
  for (int in_vain = 0; answers.size() < count && in_vain < 200;) {
    const auto ended = sender.collect(200);
    in_vain = ended.empty() ? in_vain + 1 : 0;
    for (const auto& answer : ended) CHECK(answers.emplace(answer.number, answer).second);
  }
  REQUIRE(answers.size() == count);
  return answers;
}

MailAnswer send_one(MailSender& sender, std::shared_ptr<const SmtpServer> server) {
  sender.start(order_of(1, std::move(server)));
  return answers_of(sender, 1).at(1);
}

// A server that is as told at one step, once or always.
SmtpManners told_at(SmtpStep step, std::string what) {
  SmtpManners manners;
  manners.script = [step, what](const SmtpMoment& at) { return at.step == step ? what : kAsUsual; };
  return manners;
}

TEST_CASE("a mail arrives as it is, and its answer is the server's") {
  testing::SmtpServer server(told_at(SmtpStep::kEnd, "250 2.0.0 Ok: queued as 4F2"));
  CurlMailSender sender(loopback());
  auto order = order_of(3, plain(server));
  order.mail = "Subject: x\r\n\r\n.\r\n..a\r\n\r\n.b.\r\n";
  sender.start(order);
  const auto answer = answers_of(sender, 1).at(3);
  CHECK(answer.end == SendEnd::kAccepted);
  CHECK(answer.phase == SmtpPhase::kEnd);
  CHECK(answer.code == 250);
  CHECK(answer.status == "2.0.0");
  CHECK(answer.text == "Ok: queued as 4F2");
  REQUIRE(server.messages().size() == 1);
  CHECK(server.messages()[0].message == order.mail);
  CHECK(server.messages()[0].from == "<bounces@shop.example>");
  CHECK(server.messages()[0].recipients == std::vector<std::string>{"<ann3@shop.example>"});
}

// One server that says that at that step, and what is to be made of it.
struct Told {
  SmtpStep step;
  SmtpPhase phase;
  const char* extension;
  std::string what;
  std::unique_ptr<testing::SmtpServer> server;

  SendEnd end() const {
    if (phase < SmtpPhase::kMail) return SendEnd::kNotSent;
    if (what.starts_with("4")) return SendEnd::kDeferred;
    if (what.starts_with("5")) return SendEnd::kRejected;
    return phase == SmtpPhase::kEnd ? SendEnd::kUnknown : SendEnd::kNotSent;
  }
};

std::vector<Told> everything_told() {
  std::vector<Told> all;
  for (const auto& [step, phase] : {std::pair{SmtpStep::kGreeting, SmtpPhase::kGreeting},
                                    {SmtpStep::kMail, SmtpPhase::kMail},
                                    {SmtpStep::kRcpt, SmtpPhase::kRcpt},
                                    {SmtpStep::kData, SmtpPhase::kData},
                                    {SmtpStep::kEnd, SmtpPhase::kEnd}}) {
    for (const char* extension : {"X-NOTHING", "PIPELINING"}) {
      for (const auto& what :
           {std::string("451 4.7.1 no, not now"), std::string("421 4.7.1 no, not now"),
            std::string("554 5.7.1 no, never"), std::string("HTTP/1.1 400 Bad Request"), kCloses,
            kIsSilent}) {
        auto manners = told_at(step, what);
        manners.extensions = {extension};
        all.push_back(
            {step, phase, extension, what, std::make_unique<testing::SmtpServer>(manners)});
      }
    }
  }
  return all;
}

TEST_CASE("what a server says at any step is the end that it means") {
  const auto told = everything_told();
  CurlMailSender sender(loopback(), short_times());  // all at once: silence takes its time
  for (std::size_t i = 0; i < told.size(); ++i) {
    sender.start(order_of(i, plain(*told[i].server)));
  }
  for (const auto& [number, answer] : answers_of(sender, told.size())) {
    const auto& row = told[number];
    INFO("step " << static_cast<int>(row.step) << ", " << row.extension << ", said " << row.what
                 << ": " << answer.text);
    CHECK(answer.phase == row.phase);
    CHECK(answer.end == row.end());
    CHECK_FALSE(answer.text.empty());
    if (!row.what.starts_with("4") && !row.what.starts_with("5")) continue;
    CHECK(std::to_string(answer.code) == row.what.substr(0, 3));
    CHECK(answer.status == row.what.substr(4, 5));
    CHECK(answer.text == row.what.substr(10));
  }
}

TEST_CASE("a server that closes or declines in the middle of a mail has not got it") {
  for (const std::string& what : {kCloses, std::string("552 5.3.4 too much")}) {
    testing::SmtpServer server(told_at(SmtpStep::kBody, what));
    CurlMailSender sender(loopback());
    auto order = order_of(1, plain(server));
    for (int i = 0; i < 200'000; ++i) order.mail += "all work and no play makes a dull mail\r\n";
    sender.start(order);
    const auto answer = answers_of(sender, 1).at(1);
    INFO(what << ": " << answer.text);
    CHECK(answer.phase == SmtpPhase::kEnd);
    CHECK(answer.end == (what == kCloses ? SendEnd::kNotSent : SendEnd::kRejected));
    CHECK(server.messages().empty());
  }
}

TEST_CASE("an EHLO that is declined is no reason not to deliver") {
  testing::SmtpServer server(told_at(SmtpStep::kHello, "502 5.5.1 what?"));
  CurlMailSender sender(loopback());
  CHECK(send_one(sender, plain(server)).end == SendEnd::kAccepted);
}

TEST_CASE("many mails go over few connections, each once") {
  SmtpManners manners;
  manners.extensions = {"PIPELINING", "SIZE 100000"};
  testing::SmtpServer server(manners);
  CurlMailSender sender(loopback());
  const auto to = plain(server, 4);
  for (std::uint64_t i = 0; i < 200; ++i) sender.start(order_of(i, i % 2 ? to : plain(server, 4)));
  for (const auto& [number, answer] : answers_of(sender, 200)) {
    CHECK(answer.end == SendEnd::kAccepted);
  }
  CHECK(server.connections() <= 4);
  std::multiset<std::string> messages;
  for (const auto& mail : server.messages()) messages.insert(mail.message);
  REQUIRE(messages.size() == 200);
  for (std::uint64_t i = 0; i < 200; ++i) CHECK(messages.count(order_of(i, to).mail) == 1);
}

TEST_CASE("a slow reply to one mail does not keep another waiting") {
  SmtpManners manners;
  manners.script = [](const SmtpMoment& at) {
    return at.step == SmtpStep::kEnd && at.connection == 1 ? kIsSilent : kAsUsual;
  };
  testing::SmtpServer server(manners);
  CurlMailSender sender(loopback());
  const auto to = plain(server, 2);
  for (std::uint64_t i = 0; i < 20; ++i) sender.start(order_of(i, to));
  for (const auto& [number, answer] : answers_of(sender, 19)) {
    CHECK(answer.end == SendEnd::kAccepted);
  }
  CHECK(sender.collect(0).empty());
}

TEST_CASE("a rejected recipient leaves the connection to the others") {
  SmtpManners manners;
  manners.script = [](const SmtpMoment& at) {
    const bool bad = at.step == SmtpStep::kRcpt && at.line.find("ann3@") != std::string::npos;
    return bad ? "550 5.1.1 nobody" : kAsUsual;
  };
  for (const char* extension : {"X-NOTHING", "PIPELINING"}) {
    manners.extensions = {extension};
    testing::SmtpServer server(manners);
    CurlMailSender sender(loopback());
    const auto to = plain(server, 1);
    for (std::uint64_t i = 0; i < 6; ++i) sender.start(order_of(i, to));
    const auto answers = answers_of(sender, 6);
    for (const auto& [number, answer] : answers) {
      CHECK(answer.end == (number == 3 ? SendEnd::kRejected : SendEnd::kAccepted));
    }
    CHECK(answers.at(3).status == "5.1.1");
    CHECK(server.messages().size() == 5);
    // With PIPELINING the test's server goes on to 354, and is left.
    CHECK(server.connections() == (std::string_view(extension) == "PIPELINING" ? 2 : 1));
  }
}

// libcurl sends an HTTP request twice when a used connection dies; nothing of that here.
TEST_CASE("on a used connection that dies no mail is given twice") {
  for (const auto step :
       {SmtpStep::kMail, SmtpStep::kRcpt, SmtpStep::kData, SmtpStep::kBody, SmtpStep::kEnd}) {
    for (const std::string& what : {kCloses, std::string("421 4.4.2 idle too long")}) {
      SmtpManners manners;
      manners.script = [&](const SmtpMoment& at) {
        return at.step == step && at.connection == 1 && at.mail == 2 ? what : kAsUsual;
      };
      testing::SmtpServer server(manners);
      CurlMailSender sender(loopback());
      const auto to = plain(server, 1);
      sender.start(order_of(1, to));
      CHECK(answers_of(sender, 1).at(1).end == SendEnd::kAccepted);
      sender.start(order_of(2, to));
      const auto answer = answers_of(sender, 1).at(2);
      INFO("step " << static_cast<int>(step) << ", " << what << ": " << answer.text);
      std::size_t copies = 0;
      for (const auto& mail : server.messages()) copies += mail.message == order_of(2, to).mail;
      std::size_t begun = 0;
      for (const auto& line : server.lines()) {
        begun += line.find("RCPT TO:<ann2@") != std::string::npos ? 1 : 0;
      }
      CHECK(begun <= 1);
      if (step == SmtpStep::kMail) {  // nothing had begun: another connection carries it
        CHECK(answer.end == SendEnd::kAccepted);
        CHECK(copies == 1);
        CHECK(server.connections() == 2);
      } else if (step == SmtpStep::kEnd) {
        CHECK(answer.end == (what == kCloses ? SendEnd::kUnknown : SendEnd::kDeferred));
        CHECK(server.connections() == 1);
      } else if (step != SmtpStep::kBody) {
        CHECK(answer.end == (what == kCloses ? SendEnd::kNotSent : SendEnd::kDeferred));
        CHECK(copies == 0);
        CHECK(server.connections() == 1);
      } else {  // of a short mail all is given before the server says it
        CHECK(answer.end != SendEnd::kAccepted);
        CHECK(server.connections() == 1);
      }
    }
  }
}

TEST_CASE("a server that says 421 or closes between mails is connected to again") {
  SmtpManners manners;
  manners.script = [](const SmtpMoment& at) {
    return at.step == SmtpStep::kEnd ? "250 ok\r\n421 4.4.2 enough" : kAsUsual;
  };
  testing::SmtpServer server(manners);
  CurlMailSender sender(loopback());
  const auto to = plain(server, 1);
  for (std::uint64_t i = 0; i < 3; ++i) {
    sender.start(order_of(i, to));
    CHECK(answers_of(sender, 1).at(i).end == SendEnd::kAccepted);
    sender.collect(50);
  }
  CHECK(server.connections() == 3);
  CHECK(server.messages().size() == 3);
}

TEST_CASE("an idle connection is ended with QUIT, and so is one at the end") {
  testing::SmtpServer server;
  auto times = usual_times();
  times.idle_ms = 100;
  CurlMailSender sender(loopback(), times);
  send_one(sender, plain(server));
  for (int i = 0; i < 100 && server.lines().back() != "1 QUIT"; ++i) sender.collect(50);
  CHECK(server.lines().back() == "1 QUIT");
  {
    CurlMailSender other(loopback());
    send_one(other, plain(server));
  }
  for (int i = 0; i < 100 && server.lines().back() != "2 QUIT"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(server.lines().back() == "2 QUIT");
}

TEST_CASE("a connection is used again after longer than it may take to be made") {
  testing::SmtpServer server;
  auto times = usual_times();
  times.connect_ms = 1000;
  CurlMailSender sender(loopback(), times);
  const auto to = plain(server);
  CHECK(send_one(sender, to).end == SendEnd::kAccepted);
  CHECK(sender.collect(1500).empty());
  CHECK(send_one(sender, to).end == SendEnd::kAccepted);
  CHECK(server.connections() == 1);
}

TEST_CASE("a hundred connections are as good as one") {
  SmtpManners manners;
  manners.script = [](const SmtpMoment& at) {
    if (at.step == SmtpStep::kEnd) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return kAsUsual;
  };
  testing::SmtpServer server(manners);
  CurlMailSender sender(loopback());
  const auto to = plain(server, limits::kMailConnections);
  for (std::uint64_t i = 0; i < 1000; ++i) sender.start(order_of(i, to));
  for (const auto& [number, answer] : answers_of(sender, 1000)) {
    CHECK(answer.end == SendEnd::kAccepted);
  }
  CHECK(server.messages().size() == 1000);
  CHECK(server.connections() == static_cast<int>(limits::kMailConnections));
}

TEST_CASE("who cannot be connected to answers all that wait, at once") {
  std::string url;
  {
    testing::SmtpServer gone;
    url = gone.url();
  }
  auto to = std::make_shared<SmtpServer>();
  to->url = url;
  CurlMailSender sender(loopback());
  for (std::uint64_t i = 0; i < 50; ++i) sender.start(order_of(i, to));
  for (const auto& [number, answer] : answers_of(sender, 50)) {
    CHECK(answer.end == SendEnd::kNotSent);
    CHECK(answer.phase == SmtpPhase::kConnect);
    CHECK_FALSE(answer.text.empty());
  }
}

TEST_CASE("a server that takes one connection gets all over that one") {
  SmtpManners manners;
  manners.script = [](const SmtpMoment& at) {
    return at.step == SmtpStep::kGreeting && at.connection > 1 ? "421 4.7.0 one is enough"
                                                               : kAsUsual;
  };
  testing::SmtpServer server(manners);
  CurlMailSender sender(loopback());
  const auto to = plain(server, 4);
  for (std::uint64_t i = 0; i < 40; ++i) sender.start(order_of(i, to));
  for (const auto& [number, answer] : answers_of(sender, 40)) {
    CHECK(answer.end == SendEnd::kAccepted);
  }
  CHECK(server.connections() <= 4);
  CHECK(server.messages().size() == 40);
}

TEST_CASE("private addresses are connected to only where they are allowed") {
  testing::SmtpServer server;
  CurlMailSender sender{AllowedHosts()};
  for (const auto& host : {std::string("127.0.0.1"), std::string("localhost")}) {
    auto to = plain(server);
    to->url.replace(to->url.find("127.0.0.1"), 9, host);
    const auto answer = send_one(sender, to);
    CHECK(answer.end == SendEnd::kNotSent);
    CHECK(answer.text == kPrivateAddress);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("no address says anything but an address") {
  SmtpManners manners;
  manners.extensions = {"PIPELINING"};
  testing::SmtpServer server(manners);
  CurlMailSender sender(loopback());
  auto order = order_of(1, plain(server));
  order.recipient = "ann@shop.example>\r\nRCPT TO:<eve@shop.example";
  sender.start(order);
  CHECK(answers_of(sender, 1).at(1).end == SendEnd::kRejected);
  order.recipient = "ann@shop.example";
  order.mail = "a\r\n\n.\nMAIL FROM:<eve@shop.example>\r\n";
  sender.start(order);
  CHECK(answers_of(sender, 1).at(1).end == SendEnd::kRejected);
  for (const auto& line : server.lines()) CHECK(line.find("eve") == std::string::npos);
  CHECK(server.messages().empty());
}

TEST_CASE("a waiting collect is woken from another thread") {
  testing::SmtpServer server;
  CurlMailSender sender(loopback());
  const auto began = std::chrono::steady_clock::now();
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    sender.wake();
  });
  CHECK(sender.collect(30'000).empty());
  other.join();
  sender.wake();
  CHECK(sender.collect(30'000).empty());
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
}

}  // namespace
}  // namespace camp
