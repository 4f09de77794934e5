// channel NAME { rate N per D  costs MONEY }: of each channel at most one.
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
  if (use.written.empty() && !incomplete)
    reporter_
        .report(Code::kIdleChannel, use.name.span,
                fmt::format("nothing is said of the channel {}", use.name.text))
        .help(
            "for example `rate 200 per 1s` or `costs 0.04 EUR`; without either it needs no "
            "declaration");
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
