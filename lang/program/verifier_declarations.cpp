// Everything that flows build on: names, constants' uses, functions' places, schema, templates,
// messages.
#include <algorithm>

#include "lang/base/limits.h"
#include "lang/program/verifier_parts.h"

namespace camp {
namespace {

class DeclarationVerifier {
 public:
  DeclarationVerifier(const Program& program, ProgramFacts& facts)
      : program_(program), facts_(facts), checks_(program, facts) {}

  Result<void> run() {
    facts_.name_uses.assign(program_.names.size(), 0);
    CAMP_TRY(names());
    CAMP_TRY(functions());
    CAMP_TRY(contact());
    CAMP_TRY(events());
    CAMP_TRY(lists());
    CAMP_TRY(segments());
    CAMP_TRY(conversations());
    CAMP_TRY(outlets());
    CAMP_TRY(channel_rules());
    CAMP_TRY(policy());
    CAMP_TRY(services());
    CAMP_TRY(carriers());
    CAMP_TRY(signers());
    CAMP_TRY(calls());
    CAMP_TRY(seeds());
    CAMP_TRY(templates());
    CAMP_TRY(messages());
    return source_map();
  }

 private:
  Result<void> names() const {
    for (std::size_t i = 0; i < program_.names.size(); ++i) {
      CAMP_TRY(checks_.require(is_plain_name(program_.names[i]), {"name", i},
                               "a name is empty, not UTF-8 or has control characters"));
    }
    return {};
  }

  Result<void> functions() const {
    struct Range {
      std::uint32_t begin, end;
      std::size_t function;
    };
    std::vector<Range> ranges;
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      const auto& function = program_.functions[i];
      CAMP_TRY(checks_.require(function.kind <= FunctionKind::kTemplate, {"function", i},
                               "its kind is unknown"));
      CAMP_TRY(
          checks_.require(function.begin < function.end && function.end <= program_.code.size(),
                          {"function", i}, "its range is empty or not inside the code"));
      ranges.push_back({function.begin, function.end, i});
    }
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.function < b.function;
    });
    for (std::size_t i = 1; i < ranges.size(); ++i) {
      CAMP_TRY(checks_.require(ranges[i - 1].end <= ranges[i].begin,
                               {"function", ranges[i].function},
                               "its range overlaps another function's"));
    }
    return {};
  }

  Result<void> fields(const char* table, std::size_t row, const std::vector<FieldDecl>& all) const {
    for (std::size_t i = 0; i < all.size(); ++i) {
      CAMP_TRY(checks_.name({table, row, "field", i}, all[i].name));
      CAMP_TRY(checks_.require(
          all[i].default_value == kNone || all[i].default_value < program_.constants.size(),
          {table, row, "field", i}, "a default is not in the table of constants"));
    }
    return {};
  }

  Result<void> contact() {
    CAMP_TRY(checks_.sorted("contact field", program_.contact));
    CAMP_TRY(fields("contact", 0, program_.contact));
    for (const auto& field : program_.contact) facts_.name_uses[field.name] |= kNamesAttribute;
    return {};
  }

  Result<void> events() {
    CAMP_TRY(checks_.sorted("event", program_.events));
    for (std::size_t i = 0; i < program_.events.size(); ++i) {
      CAMP_TRY(fields("event", i, program_.events[i].fields));
      facts_.name_uses[program_.events[i].name] |= kNamesEvent;
    }
    return {};
  }

  Result<void> lists() {
    const auto& all = program_.lists;
    for (std::size_t i = 0; i < all.size(); ++i) {
      CAMP_TRY(checks_.name({"list", i}, all[i]));
      CAMP_TRY(checks_.require(i == 0 || program_.name(all[i - 1]) < program_.name(all[i]),
                               {"list", i}, "the table is not sorted by name"));
      facts_.name_uses[all[i]] |= kNamesList;
    }
    return {};
  }

  Result<void> segments() const {
    CAMP_TRY(checks_.sorted("segment", program_.segments));
    for (std::size_t i = 0; i < program_.segments.size(); ++i)
      CAMP_TRY(checks_.expression({"segment", i}, program_.segments[i].condition, 0));
    return {};
  }

  Result<void> conversations() const {
    CAMP_TRY(checks_.sorted("conversation", program_.conversations));
    for (std::size_t i = 0; i < program_.conversations.size(); ++i) {
      const auto& row = program_.conversations[i];
      CAMP_TRY(checks_.text_or_none({"conversation", i}, row.from));
      CAMP_TRY(checks_.text_or_none({"conversation", i}, row.reply_to));
      for (auto list : row.suppress)
        CAMP_TRY(checks_.name_of({"conversation", i}, list, kNamesList));
    }
    return {};
  }

  Result<void> outlets() const {
    CAMP_TRY(checks_.require(program_.outlets.size() <= limits::kOutlets,
                             {"outlet", program_.outlets.size()}, "a program has too many"));
    CAMP_TRY(checks_.sorted("outlet", program_.outlets));
    for (std::size_t i = 0; i < program_.outlets.size(); ++i) {
      const auto& row = program_.outlets[i];
      for (auto text : {row.label, row.timezone, row.from, row.reply_to})
        CAMP_TRY(checks_.text_or_none({"outlet", i}, text));
    }
    return {};
  }

  Result<void> channel_rules() const {
    const auto& all = program_.channels;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& row = all[i];
      const Place place{"channel", i};
      CAMP_TRY(checks_.require(static_cast<std::size_t>(row.channel) < kChannelCount &&
                                   (i == 0 || all[i - 1].channel < row.channel),
                               place, "it is none, or not in its order"));
      CAMP_TRY(checks_.not_negative(place, row.rate.per));
      CAMP_TRY(checks_.require((row.rate.limit == 0) == (row.rate.per == Duration{}) &&
                                   row.rate.limit <= limits::kRateMessages,
                               place,
                               "its rate is for no time or nothing, or lets too much through"));
      CAMP_TRY(checks_.require(row.rate.per.months == 0 && row.rate.per_ms() <= limits::kRateMs,
                               place, "its rate counts in too long a time"));
      if (row.costs == kNone) continue;
      CAMP_TRY(checks_.require(row.costs < program_.constants.size(), place,
                               "what it costs is not in the table"));
      const auto& costs = program_.constants[row.costs];
      CAMP_TRY(checks_.require(
          costs.tag == Tag::kMoney && costs.num > 0 && costs.num <= limits::kMessageCostMinor,
          place, "what it costs is no amount of money, or too much"));
    }
    return {};
  }

  // What never lets a message go would be asked again for ever.
  Result<void> policy() const {
    const auto& quiet = program_.policy.quiet;
    CAMP_TRY(checks_.require(quiet.size() <= limits::kPolicyRules, {"quiet", quiet.size()},
                             "a policy has too many rules"));
    CAMP_TRY(holding());
    for (std::size_t i = 0; i < quiet.size(); ++i) CAMP_TRY(quiet_hours({"quiet", i}, quiet[i]));
    for (std::uint8_t channel = 0; channel < kChannelCount; ++channel) {
      std::vector<WeekTimes> times;
      for (const auto& rule : quiet)
        if (has_channel(rule.channels, static_cast<Channel>(channel))) times.push_back(rule.times);
      CAMP_TRY(checks_.require(!fill_the_week(times), {"channel", channel},
                               "quiet hours leave no time to send"));
    }
    return {};
  }

  Result<void> holding() const {
    const auto& policy = program_.policy;
    const Place place{"policy", 0};
    CAMP_TRY(checks_.require(policy.caps.size() <= limits::kPolicyRules,
                             {"cap", policy.caps.size()}, "a policy has too many rules"));
    for (std::size_t i = 0; i < policy.caps.size(); ++i) CAMP_TRY(cap({"cap", i}, policy.caps[i]));
    CAMP_TRY(checks_.require(policy.when_capped <= WhenCapped::kWait, place,
                             "what becomes of a capped message is unknown"));
    CAMP_TRY(checks_.not_negative(place, policy.wait_up_to));
    return checks_.not_negative(place, policy.release_over);
  }

  Result<void> cap(const Place& place, const CapDecl& rule) const {
    CAMP_TRY(checks_.require(rule.limit > 0 && rule.limit <= limits::kCapMessages, place,
                             "a cap lets nothing through, or too much"));
    CAMP_TRY(checks_.require(rule.period <= CapPeriod::kMonth, place, "a cap's period is unknown"));
    CAMP_TRY(checks_.not_negative(place, rule.window));
    CAMP_TRY(checks_.require((rule.window == Duration{}) == (rule.period != CapPeriod::kRolling),
                             place, "a cap is for no time, or for two"));
    if (rule.tag != kNone) CAMP_TRY(checks_.name(place, rule.tag));
    return channels(place, rule.channels);
  }

  Result<void> quiet_hours(const Place& place, const QuietDecl& rule) const {
    const auto& times = rule.times;
    const bool days = times.from_day <= WeekTimes::kAnyDay && times.to_day <= WeekTimes::kAnyDay &&
                      (times.from_day != WeekTimes::kAnyDay || times.to_day == WeekTimes::kAnyDay);
    CAMP_TRY(checks_.require(days, place, "quiet hours have no such weekday"));
    const auto is_time = [](std::int64_t ms) { return ms >= 0 && ms < kMsPerDay; };
    CAMP_TRY(checks_.require(is_time(times.from_ms) && is_time(times.to_ms) && !times.is_empty(),
                             place, "quiet hours have no such time"));
    return channels(place, rule.channels);
  }

  Result<void> channels(const Place& place, ChannelBits bits) const {
    return checks_.require(bits != 0 && (bits & ~kEveryChannel) == 0, place,
                           "a rule of the policy is for no channel, or one that is none");
  }

  Result<void> carriers() const {
    const auto& all = program_.carriers;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& row = all[i];
      const Place place{"carrier", i};
      CAMP_TRY(checks_.require(static_cast<std::size_t>(row.channel) < kChannelCount &&
                                   (i == 0 || all[i - 1].channel < row.channel),
                               place, "it is of no channel, or not in its order"));
      CAMP_TRY(setting(place, row.url));
      CAMP_TRY(checks_.require(row.url.text != kNone, place, "it has no address"));
      CAMP_TRY(checks_.require(row.connections > 0 && row.connections <= limits::kMailConnections,
                               place, "it has no connections, or too many"));
    }
    return {};
  }

  Result<void> signers() const {
    const auto& all = program_.signers;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& row = all[i];
      const Place place{"signer", i};
      CAMP_TRY(checks_.require(row.conversation < program_.conversations.size() &&
                                   (i == 0 || all[i - 1].conversation < row.conversation),
                               place, "it is of no conversation, or not in its order"));
      CAMP_TRY(checks_.text(place, row.selector));
      CAMP_TRY(setting(place, row.key));
      CAMP_TRY(checks_.require(row.key.text != kNone && row.key.source != SettingSource::kText,
                               place, "its key is nowhere"));
    }
    return {};
  }

  Result<void> services() const {
    CAMP_TRY(checks_.sorted("service", program_.services));
    for (std::size_t i = 0; i < program_.services.size(); ++i) {
      const auto& row = program_.services[i];
      const Place place{"service", i};
      CAMP_TRY(setting(place, row.base));
      CAMP_TRY(checks_.require(row.base.text != kNone, place, "it has no address"));
      CAMP_TRY(checks_.require(row.auth <= ServiceAuth::kHeader, place, "its auth is unknown"));
      CAMP_TRY(checks_.require((row.auth == ServiceAuth::kNone) == (row.secret.text == kNone) &&
                                   (row.auth == ServiceAuth::kBasic) == (row.user.text != kNone) &&
                                   (row.auth == ServiceAuth::kHeader) == (row.auth_header != kNone),
                               place, "its auth has not what it needs"));
      CAMP_TRY(checks_.text_or_none(place, row.auth_header));
      CAMP_TRY(setting(place, row.user));
      CAMP_TRY(setting(place, row.secret));
      CAMP_TRY(checks_.require(row.timeout_ms > 0 && row.timeout_ms <= limits::kServiceTimeoutMs &&
                                   row.retries <= limits::kServiceRetries &&
                                   row.retry_within_ms <= limits::kRetryWithinMs,
                               place, "its attempts take too long, or are too many"));
      CAMP_TRY(checks_.text_or_none(place, row.idempotency_header));
      for (const auto& header : row.headers) {
        CAMP_TRY(checks_.text(place, header.name));
        CAMP_TRY(setting(place, header.value));
      }
    }
    return {};
  }

  Result<void> setting(const Place& place, const SettingDecl& row) const {
    CAMP_TRY(checks_.require(row.source <= SettingSource::kSecret, place,
                             "where a setting is found is unknown"));
    return checks_.text_or_none(place, row.text);
  }

  Result<void> calls() const {
    CAMP_TRY(checks_.sorted("call", program_.calls));
    for (std::size_t i = 0; i < program_.calls.size(); ++i) {
      const auto& row = program_.calls[i];
      const Place place{"call", i};
      CAMP_TRY(checks_.name_of(place, row.name, kNamesEvent));
      CAMP_TRY(checks_.require(row.service < program_.services.size(), place,
                               "its service is not in the table"));
      CAMP_TRY(checks_.require(info_of(row.method) != nullptr, place, "its method is unknown"));
      CAMP_TRY(checks_.text(place, row.path));
      CAMP_TRY(fields("call", i, row.parameters));
      CAMP_TRY(checks_.require(row.parameters.size() <= limits::kCallParameters, place,
                               "it has more parameters than kCallParameters"));
    }
    return {};
  }

  Result<void> seeds() const {
    CAMP_TRY(checks_.sorted("seeds", program_.seeds));
    for (std::size_t i = 0; i < program_.seeds.size(); ++i) {
      const auto& row = program_.seeds[i];
      CAMP_TRY(checks_.require(row.addresses.size() <= limits::kSeeds, {"seeds", i},
                               "they are more than kSeeds"));
      for (auto address : row.addresses) CAMP_TRY(checks_.text({"seeds", i}, address));
    }
    return {};
  }

  // A slot has no locals: a message can be sent from any flow.
  Result<void> templates() const {
    for (std::size_t i = 0; i < program_.templates.size(); ++i) {
      const auto& row = program_.templates[i];
      std::vector<bool> in_pieces(row.slots.size(), false);
      for (std::size_t k = 0; k < row.parts.size(); ++k) {
        const auto& part = row.parts[k];
        CAMP_TRY(checks_.text_or_none({"template", i, "part", k}, part.literal));
        CAMP_TRY(checks_.require(part.literal != kNone || part.slot < row.slots.size(),
                                 {"template", i, "part", k}, "it names a slot that is not there"));
        if (part.literal == kNone && part.form == SlotForm::kPieces) in_pieces[part.slot] = true;
      }
      for (std::size_t k = 0; k < row.slots.size(); ++k) {
        const Place place{"template", i, "slot", k};
        if (in_pieces[k])
          CAMP_TRY(checks_.template_body(place, row.slots[k]));
        else
          CAMP_TRY(checks_.expression(place, row.slots[k], 0));
      }
    }
    return {};
  }

  Result<void> part(const Place& place, Channel channel, const PartDecl& part) const {
    CAMP_TRY(checks_.require(static_cast<std::uint8_t>(part.part) < kContentPartCount, place,
                             "a part is unknown"));
    CAMP_TRY(checks_.require(find_part(channel, part.part) != nullptr, place,
                             "its channel takes no such part"));
    CAMP_TRY(checks_.text_or_none(place, part.label));
    return checks_.require(part.text < program_.templates.size(), place,
                           "a template is not in its table");
  }

  // One for everybody has what the channel needs; a variant what it has of its own.
  Result<void> needs(const Place& place, const ContentDecl& content) const {
    bool either = true;
    for (const auto& row : parts_of(content.channel)) {
      const bool has = std::any_of(content.parts.begin(), content.parts.end(),
                                   [&](const PartDecl& one) { return one.part == row.part; });
      CAMP_TRY(checks_.require(has || row.need != PartNeed::kRequired, place,
                               "a part that its channel needs is missing"));
      if (row.need != PartNeed::kEither) continue;
      either = has;
      if (has) break;
    }
    return checks_.require(either, place, "its channel needs one of several parts, and has none");
  }

  Result<void> content(const Place& place, const ContentDecl& content) const {
    CAMP_TRY(checks_.expression_or_none(place, content.in_segment, 0));
    CAMP_TRY(checks_.require((content.segment == kNone) == (content.in_segment == kNone), place,
                             "a segment has no name, or no condition"));
    if (content.segment != kNone) CAMP_TRY(checks_.name(place, content.segment));
    CAMP_TRY(checks_.expression_or_none(place, content.text_allowed, 0));
    CAMP_TRY(checks_.text_or_none(place, content.language));
    CAMP_TRY(checks_.require(!content.parts.empty(), place, "it says nothing"));
    for (const auto& one : content.parts) CAMP_TRY(part(place, content.channel, one));
    const auto order = [](const PartDecl& one) { return info_of(one.part).lead; };
    CAMP_TRY(checks_.require(std::is_sorted(content.parts.begin(), content.parts.end(),
                                            [&](const auto& one, const auto& other) {
                                              return order(one) < order(other);
                                            }),
                             place, "its parts are not in their order"));
    return content.is_variant() ? Result<void>() : needs(place, content);
  }

  // One for everybody per channel, also where there are variants.
  Result<void> contents(std::size_t message) const {
    const auto& contents = program_.messages[message].contents;
    CAMP_TRY(checks_.require(contents.size() <= limits::kContentsPerMessage, {"message", message},
                             "it has more contents than kContentsPerMessage"));
    std::uint32_t seen = 0;
    std::uint32_t varied = 0;
    for (std::size_t k = 0; k < contents.size(); ++k) {
      const Place place{"message", message, "content", k};
      const auto channel = static_cast<std::uint8_t>(contents[k].channel);
      CAMP_TRY(checks_.require(channel < kChannelCount, place, "its channel is unknown"));
      CAMP_TRY(content(place, contents[k]));
      auto& those = contents[k].is_variant() ? varied : seen;
      CAMP_TRY(checks_.require(contents[k].is_variant() || (seen >> channel & 1) == 0, place,
                               "its channel has a content for everybody already"));
      those |= 1u << channel;
    }
    return checks_.require((varied & ~seen) == 0, {"message", message},
                           "a channel has variants only");
  }

  Result<void> messages() const {
    CAMP_TRY(checks_.sorted("message", program_.messages));
    for (std::size_t i = 0; i < program_.messages.size(); ++i) {
      const auto& parameters = program_.messages[i].parameters;
      CAMP_TRY(fields("message", i, parameters));
      CAMP_TRY(checks_.require(parameters.size() <= limits::kMessageParameters, {"message", i},
                               "it has more parameters than kMessageParameters"));
      CAMP_TRY(contents(i));
    }
    return {};
  }

  Result<void> source_map() const {
    const auto& map = program_.source_map;
    for (std::size_t i = 0; i < map.entries.size(); ++i) {
      CAMP_TRY(checks_.require(map.entries[i].file < map.files.size(), {"source map entry", i},
                               "its file is not in the table of files"));
      CAMP_TRY(checks_.require(i == 0 || map.entries[i - 1].code <= map.entries[i].code,
                               {"source map entry", i}, "the source map is not sorted"));
    }
    return {};
  }

  const Program& program_;
  ProgramFacts& facts_;
  TableChecks checks_;
};

}  // namespace

Result<void> verify_declarations(const Program& program, ProgramFacts& facts) {
  return DeclarationVerifier(program, facts).run();
}

}  // namespace camp
