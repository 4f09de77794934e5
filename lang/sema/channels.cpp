// channel NAME [via smtp] { url SETTING  rate N per D  costs MONEY }: of each channel at most one.
#include <fmt/format.h>

#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/sema/declarations.h"
#include "lang/value/civil.h"

namespace camp::sema {

void DeclarationChecker::check_channel(const ast::ChannelUse& use, bool incomplete) {
  const auto channel = resolve_channel(use.name, reporter_);
  if (use.rate) check_rate(*use.rate);
  if (use.costs) check_message_costs(*use.costs);
  if (!incomplete) check_carrier(use, channel);
  if (!channel) return;
  auto& declared = model_.channels[static_cast<std::size_t>(*channel)];
  if (declared != nullptr) {
    reporter_
        .report(Code::kDuplicateName, use.name.span,
                fmt::format("the channel {} is declared twice", use.name.text))
        .also(declared->name.span, "first declared here")
        .help(fmt::format("put its lines into one `channel {} {{ }}`", use.name.text));
    return;
  }
  declared = &use;
  if (use.written.empty() && !use.carrier && !incomplete)
    reporter_
        .report(Code::kIdleChannel, use.name.span,
                fmt::format("nothing is said of the channel {}", use.name.text))
        .help(
            "for example `rate 200 per 1s` or `costs 0.04 EUR`; without either it needs no "
            "declaration");
}

void DeclarationChecker::check_carrier(const ast::ChannelUse& use, std::optional<Channel> channel) {
  constexpr std::string_view kWay = "write `channel email via smtp { url env(\"SMTP_URL\") }`";
  const auto wrong = [&](Span span, std::string message) {
    return reporter_.report(Code::kBadCarrier, span, std::move(message));
  };
  if (!use.carrier) {
    const auto written = use.url           ? std::optional(use.url->span)
                         : use.tls         ? std::optional(use.tls->span)
                         : use.connections ? std::optional(use.connections->span)
                                           : std::nullopt;
    if (written)
      wrong(*written, "this is of a mail server, and the channel has none").help(std::string(kWay));
    return;
  }
  if (use.carrier->text != "smtp") {
    wrong(use.carrier->span, fmt::format("no message leaves by '{}': there is `smtp`, and without "
                                         "`via` it is written into files",
                                         use.carrier->text))
        .help(std::string(kWay));
    return;
  }
  if (channel && *channel != Channel::kEmail)
    wrong(use.carrier->span, fmt::format("a mail server takes no {}", use.name.text))
        .help("`via smtp` is for the channel email");
  if (use.url) {
    check_mail_server(*use.url);
  } else {
    wrong(use.carrier->span, "where is the mail server?").help(std::string(kWay));
  }
  if (use.tls && use.tls->text != "optional")
    wrong(use.tls->span,
          "`tls optional` is all there is to say: without it a mail leaves only "
          "encrypted");
  if (!use.connections) return;
  const auto& count = use.connections->value;
  if (count.tag != Tag::kInt || count.num < 1 || count.num > limits::kMailConnections)
    reporter_.report(
        Code::kTooMany, use.connections->span,
        fmt::format("connections to a mail server are 1 to {}", limits::kMailConnections));
}

void DeclarationChecker::check_mail_server(const ast::Setting& url) {
  check_setting(url, "an address");
  if (url.from != ast::SettingFrom::kText) return;
  const std::string_view text = url.text.text;
  const bool is_smtp = text.starts_with("smtp://") || text.starts_with("smtps://");
  if (!is_smtp) {
    reporter_.report(Code::kBadCarrier, url.span, "this is no address of a mail server")
        .help("`smtp://mail.example:587` or `smtps://mail.example`, best as `env(\"SMTP_URL\")`");
  } else if (text.find('@') != text.npos) {
    reporter_.report(Code::kBadCarrier, url.span, "a password has no place in a script")
        .help("write `url secret(\"SMTP_URL\")`, and set it where camp runs");
  }
}

void DeclarationChecker::check_rate(const ast::RateUse& rate) {
  if (!rate.limit || !rate.per) return;  // reported by the parser
  const auto& limit = rate.limit->value;
  if (limit.tag != Tag::kInt) {
    reporter_.report(Code::kTypeMismatch, rate.limit->span, "a rate is a whole number of messages");
  } else if (limit.num == 0) {
    reporter_.report(Code::kBadRate, rate.limit->span, "with this rate nothing would ever be sent")
        .help("`camp pause` holds a channel up for a while");
  } else if (limit.num > limits::kRateMessages) {
    reporter_.report(Code::kTooMany, rate.limit->span,
                     "a rate counts up to " + counted(limits::kRateMessages, "message"));
  }
  const auto per = rate.per->value.as_duration();
  if (per == Duration{}) {
    reporter_.report(Code::kBadRate, rate.per->span, "a rate needs a time to count in")
        .help("for example `rate 200 per 1s`");
  } else if (per.months != 0 || length_ms(per) > limits::kRateMs) {
    reporter_.report(Code::kBadRate, rate.per->span, "a rate counts in a time of up to 31 days")
        .help("a day of a rate has 24 hours; for example `rate 100_000 per 1d`");
  }
}

void DeclarationChecker::check_message_costs(const ast::Literal& costs) {
  const auto& value = costs.value;
  if (value.tag == Tag::kMoney && value.num > 0 && value.num <= limits::kMessageCostMinor) return;
  const bool too_much = value.tag == Tag::kMoney && value.num > 0;
  reporter_
      .report(Code::kBadCosts, costs.span,
              too_much ? fmt::format("a message costs at most {} of its currency",
                                     counted(limits::kMessageCostMinor, "smallest unit"))
                       : "what a message costs is an amount of money above nothing")
      .help("for example `costs 0.04 EUR`");
}

}  // namespace camp::sema
