#include "tests/sim/projects.h"

#include <fmt/format.h>

namespace camp::simulator {
namespace {

const char* const kSchema = R"(
contact {
  email: email?  phone: phone?  name: string?  stage: string?  score: int = 0
  timezone: timezone = "Europe/Helsinki"  language: locale = "en"
}
event go { to: int, n: int, goods: list of { name: string, n: int } }
event buy { n: int, total: money }
event ping { n: int }
conversation news { from "News <news@acme.example>" suppress blocked }
list blocked
list staff
segment everybody = contact.score >= 0
segment buyers = count(buy last 30d) > 0
message hello {
  email { subject "Hi {{ contact.name | default: 'you' }}" text "Hello {{ contact.stage | default: '-' }} {{ 1.5 }}" }
  sms "Hi"
  in fi { email { subject "Hei" html "<p title='{{ contact.stage | default: 1 }}'>Hei {{ contact.name | default: 'sinä' }}</p>" } sms "Hei {{ 1.5 }}" }
  in "pt-BR" { sms "Oi" }
  in pt { email { subject "Olá" } sms "Olá" }
  for buyers { email { text "{% if contact.score > 2 %}Dear {{ contact.name | default: 'you' }}{% elsif contact.stage == 'a' %}a{% else %}again{% endif %}" } in fi { sms "Hei taas" } }
  for staff { email { subject "Colleague" } }
}
message second { email { subject "Again" text "Again" } sms "Again" }
message fourth(n: int preview 1, text: string?) { email { subject "{{ n }} {{ text | default: '-' }}" text "{{ n | plus: 1 }}" } sms "{{ text | default: 'none' }}" }
message fifth(goods: list of { name: string, n: int } preview [], one: { name: string, n: int } preview { name: "x", n: 1 }) {
  email {
    subject "{{ goods.size }} {{ one.name }}"
    text """
      {% assign all = 0 %}{% for g in goods %}{% assign all = all | plus: g.n %}{{ forloop.index }} {{ g.name | upcase }}{% unless forloop.last %}, {% endunless %}{% else %}none{% endfor %}
      {% case all %}{% when 0, 1 %}few{% when 2 %}two{% else %}{% capture many %}{{ all }} in all{% endcapture %}{{ many }}{% endcase %}
      """
  }
  sms "{{ goods | map: 'name' | join: ', ' }}: {{ one.n }}"
}
module talk(n: int) {
  say "Hi {{ contact.name | default: 'you' }}, number {{ n }}."
  ask score "From 0 to 10?" as 0..10 { retry 2 "A number, please."  up to 5h }
  if score >= 9 { ask why "Why {{ score }}?" as text { up to 1d } else { say "Never mind." } give why }
  match n { 1 { do short as s  let sure = s.sure  give sure } else { say "Thank you." } }
  give score
}
module short { ask sure "Sure?" as yes_no { retry 1  up to 90s }  give sure }
message third { email { subject "Third" text "Third" } }
conversation letters { from "Letters <letters@acme.example>" suppress blocked double_opt_in email, sms using please }
message please { email { subject "Yes?" text "{{ confirm_url }}" } sms "{{ confirm_url }}" }
journey reading {
  category marketing conversation letters start on subscribed letters again goal read_bought on buy within 3d
  flow { send second via email or sms }
}
service shop {
  base "https://shop.example"  retry 2
  call take(n: int) post "/take" -> { n: int, more: int? }
  call look(n: int) get "/look" -> { n: int }
}
service keyed { base "https://keyed.example"  retry 2  idempotency header "Key"  call take(n: int) post "/take" }
journey asked {
  category marketing conversation news start on request { n: int, why: string? } as q again
  goal asked_bought on buy as p within 3d worth p.total
  flow { send hello via email or sms  wait 2h  set contact.score = contact.score + q.n }
}
journey buying {
  category marketing conversation news start when buyers again exit when contact in blocked
  goal high when contact.score >= 3 within 5d
  flow { send second via email  wait until count(buy last 5d) == 0 up to 1mo { set contact.stage = "c" } else { emit ping { n: 9 } } }
}
journey joined {
  category marketing conversation news start on added to staff again exit on removed from staff
  goal joined_bought on buy within 3d
  flow { send second via email  wait up to 5h { on subscribed news { emit ping { n: 7 } } else { } }  unsubscribe contact from news on sms }
}
)";

class Writer {
 public:
  explicit Writer(Chance& chance) : chance_(chance) {}

  std::string journey(int number) {
    handles_ = 0;
    goods_ = "g.goods";
    const auto* category = chance_.of({"marketing", "transactional"});
    may_rcs_ = std::string_view(category) == "marketing";
    auto text = fmt::format(
        "journey j{0} {{\n  category {1} conversation news\n"
        "  start on go as g where g.to == {0}\n  {2}\n",
        number, category,
        chance_.of({"once", "again", "again after 1d", "key g.n", "again after 2h key g.n"}));
    text += chance_.of({"", "  priority 80\n", "  expires 2026-03-20\n", "  tags \"a\"\n"});
    if (chance_.one_in(2))
      text += fmt::format("  exit on buy as b where b.n == {}\n", chance_.below(4));
    if (chance_.one_in(4)) text += fmt::format("  exit when {}\n", condition());
    text += fmt::format("  goal bought{} on buy as p within {}d worth p.total{}{}\n", number,
                        chance_.between(1, 20), chance_.of({"", " credit first", " credit linear"}),
                        refund());
    return text + "  flow {" + block(0) + " }\n}\n";
  }

  std::string campaign() {
    handles_ = 0;
    may_rcs_ = true;
    goods_ = "[{ name: \"x\", n: 1 }, { name: contact.name ?? \"y\", n: contact.score }]";
    const bool on_some = chance_.one_in(3);
    const bool decided = on_some || chance_.one_in(3);
    const bool shared = !decided && chance_.one_in(2);
    return fmt::format(
        "campaign c {{\n  category marketing conversation news\n"
        "  goal sold on buy as p within 3d worth p.total{6}\n"
        "  audience {{ include {0} exclude staff }}\n  flow {{ experiment e{1} {{ variant a {2} "
        "{{{3}}} "
        "variant b {2} {{{4}}} holdout 20%{5} }} }}\n}}\n",
        chance_.of({"everybody", "buyers"}), on_some ? " on 40%" : "", on_some ? "50%" : "40%",
        block(1), block(1),
        decided  ? winner()
        : shared ? bandit()
                 : "",
        refund());
  }

 private:
  const char* refund() { return chance_.of({"", " refunded by ping as r where r.n == p.n"}); }

  std::string winner() {
    return fmt::format("\n winner by {} after {} confidence {}% at least {} otherwise {}\n",
                       chance_.of({"sold", "revenue of sold"}), duration(),
                       chance_.of({"55", "95"}), chance_.between(1, 3), chance_.of({"a", "b"}));
  }

  std::string bandit() {
    return fmt::format("\n bandit by sold every {}\n", chance_.of({"1h", "5h", "1d", "36h", "1w"}));
  }

  std::string duration() {
    return chance_.of({"90s", "10m", "1h", "5h", "1d", "2d", "1w", "36h", "1mo"});
  }

  std::string block(int depth) {
    std::string text;
    // Shorter the deeper: a life reaches few deep branches, and every process verifies them all.
    auto count = chance_.between(1, depth == 0 ? 3 : depth == 1 ? 2 : 1);
    for (std::int64_t i = 0; i < count; ++i) text += "\n " + statement(depth);
    return text;
  }

  std::string statement(int depth) {
    auto kinds = depth < 3 ? 15u : 8u;
    switch (chance_.below(kinds)) {
      case 0:
        return "wait " + duration();
      case 4:
        return chance_.of({"wait until 09:00", "wait until friday 10:00", "wait until 02:30",
                           "wait until now + 90m", "wait until now - 1h"});
      case 5:
        return chance_.of({"add contact to staff", "remove contact from staff",
                           "add contact to blocked", "remove contact from blocked"});
      case 1:
        return send();
      case 2:
        return "set contact.score = contact.score + 1";
      case 3:
        return fmt::format("set contact.stage = \"{}\"", chance_.of({"a", "b", "c"}));
      case 6:
        return chance_.of({"emit ping { n: contact.score }", "emit buy { n: 1, total: 3 EUR }",
                           "start asked { n: 1 }", "start asked { n: 2, why: contact.stage }"});
      case 7:
        return chance_.of({"subscribe contact to news", "subscribe contact to news on sms",
                           "unsubscribe contact from news on sms", "unsubscribe contact from any"});
      case 8:
        return fmt::format("if contact.score {} {} {{{} }} else {{{} }}", chance_.of({">", "<="}),
                           chance_.below(5), block(depth + 1), block(depth + 1));
      case 9:
        return fmt::format(
            "match contact.stage {{ \"a\" {{{} }} \"b\", \"c\" {{{} }} else {{{} }} }}",
            block(depth + 1), block(depth + 1), block(depth + 1));
      case 10:
        return fmt::format("send {} via email or sms else {{{} }}", message(), block(depth + 1));
      case 11:
        return talk(depth);
      case 12:
        return loop(depth);
      case 13:
        return request(depth);
      default:
        return wait_for(depth);
    }
  }

  std::string loop(int depth) {
    auto stop = chance_.of({"", "if contact.score > 2 { stop }", "if contact in staff { stop }"});
    return fmt::format("repeat up to {} times {{{}\n {} }}", chance_.between(1, 3),
                       block(depth + 1), stop);
  }

  std::string request(int depth) {
    if (chance_.one_in(3))
      return fmt::format("request keyed.take(contact.score) up to {}", duration());
    const auto handle = fmt::format("q{}", ++handles_);
    return fmt::format(
        "request shop.{}(contact.score) as {} up to {}{}\n set contact.score = {}.n ?? 1",
        chance_.of({"take", "look"}), handle, duration(),
        chance_.one_in(2) ? fmt::format(" else {{{} }}", block(depth + 1)) : "", handle);
  }

  std::string send() {
    auto via = chance_.of({"via email", "via email or sms", "via sms or email"});
    return fmt::format("send {} {}", message(), via);
  }

  std::string message() {
    if (chance_.one_in(4))
      return fmt::format("fifth({}, {{ name: contact.stage ?? \"z\", n: 7 }})", goods_);
    return chance_.of({"hello", "second", "fourth(contact.score, contact.stage)"});
  }

  // What it gives is read behind it, also after a wait.
  std::string talk(int depth) {
    auto handle = fmt::format("t{}", ++handles_);
    auto text = fmt::format(
        "do talk({}) {} as {}{}", chance_.of({"1", "2", "contact.score"}),
        may_rcs_ && chance_.one_in(3) ? "via rcs or sms"
                                      : chance_.of({"via sms", "via sms or whatsapp"}),
        handle, chance_.one_in(2) ? fmt::format(" else {{{} }}", block(depth + 1)) : "");
    if (chance_.one_in(2)) text += "\n wait " + duration();
    return text + fmt::format(
                      "\n set contact.stage = \"{{{{ {0}.score | default: '-' }}}} {{{{ {0}.why | "
                      "default: '-' }}}} {{{{ {0}.sure | default: '-' }}}}\"",
                      handle);
  }

  std::string condition() {
    return chance_.of({"contact.score > 4", "contact in staff", "contact.stage == \"b\"",
                       "count(buy last 2d) > 1", "count(ping) > 3 and count(buy last 1d) == 0"});
  }

  std::string wait_for(int depth) {
    if (chance_.one_in(3))
      return fmt::format("wait until {} up to {} {{{} }} else {{{} }}", condition(), duration(),
                         block(depth + 1), block(depth + 1));
    auto since = chance_.one_in(3) ? " since start" : "";
    auto handle = fmt::format("r{}", ++handles_);
    return fmt::format(
        "send third via email as {} wait up to {}{} {{ on {}.clicked {{{} }} on {} {{{} }} else "
        "{{{} }} }}",
        handle, duration(), since, handle, block(depth + 1),
        chance_.of({"buy", "ping where n > 1", "message.opened"}), block(depth + 1),
        chance_.one_in(4) ? " exit \"over\"" : block(depth + 1));
  }

  Chance& chance_;
  int handles_ = 0;
  bool may_rcs_ = false;  // which takes marketing alone
  std::string goods_;     // an expression: what there is to list
};

}  // namespace

std::string random_project(Chance& chance, int variant) {
  Writer writer(chance);
  std::string text = kSchema + fmt::format("# variant {}\n", variant);
  for (int i = 0; i < kJourneys; ++i) text += writer.journey(i);
  return text + writer.campaign();
}

RandomRate random_rate(Chance& chance) {
  RandomRate rate;
  rate.channel = chance.one_in(3) ? Channel::kSms : Channel::kEmail;
  rate.limit = 1 + chance.below(4);
  const auto seconds = chance.one_in(2) ? chance.between(1, 90) : chance.between(600, 20'000);
  rate.per_ms = static_cast<std::int64_t>(seconds) * 1000;
  rate.text = fmt::format("channel {} {{ rate {} per {}s  costs 0.04 EUR }}\n",
                          info_of(rate.channel).word, rate.limit, seconds);
  return rate;
}

std::string random_policy(Chance& chance) {
  const auto from = chance.below(24);
  const auto hours = chance.between(1, 12);
  auto text = fmt::format("policy {{ quiet {:02}:00..{:02}:00{}", from,
                          (from + static_cast<std::uint64_t>(hours)) % 24,
                          chance.one_in(3) ? " on sms" : "");
  for (auto caps = chance.below(3); caps > 0; --caps)
    text +=
        fmt::format(" cap {} per {}{}{}", chance.between(1, 4),
                    chance.of({"1d", "day", "week", "month", "36h", "7d"}),
                    chance.of({"", " on sms", " on email"}), chance.one_in(4) ? " for all" : "");
  text += chance.of({"", " when capped skip", " when capped prefer priority",
                     " when capped wait up to 2d", " when capped wait up to 12h"});
  text += chance.of({"", " release over 2h"});
  return text + chance.of({"", " merge by message"}) + " }\n";
}

}  // namespace camp::simulator
