#include "cli/simulated_people.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/shares.h"
#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/suggest.h"
#include "runtime/audience/field_text.h"

namespace camp::cli {
namespace {

using How = sim::FieldOfPeople::How;

Error of_share(const Share& share, std::string what, std::string hint) {
  return {ErrorKind::kInvalid, fmt::format("--share '{}': {}", share.text, what), "",
          std::move(hint)};
}

std::set<std::string> languages_of(const Program& program) {
  std::set<std::string> languages;
  for (const auto& message : program.messages) {
    for (const auto& content : message.contents)
      if (content.language != kNone) languages.emplace(program.constants[content.language].text());
  }
  return languages;
}

class PeopleReader {
 public:
  PeopleReader(const Program& program, const PopulationText& text, const Alphabet& alphabet,
               Arena& arena)
      : program_(program), arena_(arena) {
    for (std::size_t i = 0; i < text.fields.size(); ++i)
      out_.fields.push_back(field_of(text.fields[i].name, alphabet.fields[i]));
    for (const auto& consent : text.consents)
      out_.consents.push_back({consent.conversation, *find_channel(consent.channel), kWholePpm});
  }

  Result<sim::PeoplePlan> read(const std::vector<Share>& shares) {
    for (const auto& share : shares) CAMP_TRY(take(share));
    return std::move(out_);
  }

 private:
  const FieldDecl& decl_of(const std::string& name) const { return *program_.contact_field(name); }
  bool may_be_absent(const FieldDecl& decl) const {
    return decl.type.optional || decl.default_value != kNone;
  }

  sim::PeoplePlan::Field field_of(const std::string& name,
                                  const std::vector<std::optional<plan::Value>>& values) const {
    const auto& decl = decl_of(name);
    sim::PeoplePlan::Field field{name, How::kOneOf, decl.type.kind, values, {}, {}};
    if (name == "language") add_languages(decl, field);
    if (!field.values.empty() || !field.more.empty()) return field;
    switch (decl.type.kind) {
      case TypeKind::kDate:
        field.how = How::kDate;
        break;
      case TypeKind::kDatetime:
        field.how = How::kMoment;
        break;
      case TypeKind::kTimezone:
        field.more = {may_be_absent(decl) ? Value::absent() : Value::string("UTC")};
        break;
      default:
        field.how = How::kOwn;
    }
    return field;
  }

  // One of those that messages are written in, or any other.
  void add_languages(const FieldDecl& decl, sim::PeoplePlan::Field& field) const {
    const auto languages = languages_of(program_);
    const bool is_text = decl.type.kind == TypeKind::kString || decl.type.kind == TypeKind::kLocale;
    if (languages.empty() || !is_text) return;
    field.values.clear();
    for (const auto& language : languages)
      field.more.push_back(Value::string(arena_.copy(language)));
    if (may_be_absent(decl)) field.more.push_back(Value::absent());
  }

  // A field of the contact, else a conversation, else a list.
  Result<void> take(const Share& share) {
    for (auto& field : out_.fields)
      if (field.name == share.name) return take_field(share, field);
    const auto has_name = [&](NameIndex name) { return program_.name(name) == share.name; };
    for (const auto& conversation : program_.conversations)
      if (has_name(conversation.name)) return take_consent(share);
    if (std::none_of(program_.lists.begin(), program_.lists.end(), has_name))
      return of_share(share, "the project has no such field, conversation or list", hint(share));
    if (share.value)
      return of_share(share, "who is on a list has no value", "write " + share.name + "=0.1");
    out_.lists.push_back({share.name, share.ppm});
    return {};
  }

  Result<void> take_field(const Share& share, sim::PeoplePlan::Field& field) {
    const auto& decl = decl_of(share.name);
    if (!share.value) {
      if (!may_be_absent(decl))
        return of_share(share, "everybody has one: the field is not optional",
                        fmt::format("say of which value: {}:VALUE=0.1", share.name));
      field.told.push_back({Value::absent(), share.ppm});
      return {};
    }
    std::string problem;
    Value value;
    const auto* otherwise =
        decl.default_value == kNone ? nullptr : &program_.constants[decl.default_value];
    if (!value_of_text(decl.type.without_optional(), *share.value, otherwise, arena_, &value,
                       &problem))
      return of_share(share, problem, "");
    field.told.push_back({value, share.ppm});
    return {};
  }

  // Of one channel, or of all on which it is asked for.
  Result<void> take_consent(const Share& share) {
    bool any = false;
    std::string channels;
    for (auto& consent : out_.consents) {
      if (consent.conversation != share.name) continue;
      const std::string word(info_of(consent.channel).word);
      channels += (channels.empty() ? "" : ", ") + word;
      if (share.value && *share.value != word) continue;
      consent.ppm = share.ppm;
      any = true;
    }
    if (any) return {};
    return of_share(share, "no flow asks for that subscription",
                    channels.empty() ? "" : "one of " + channels);
  }

  std::string hint(const Share& share) const {
    std::vector<std::string> names;
    for (const auto& field : out_.fields) names.push_back(field.name);
    for (const auto& conversation : program_.conversations)
      names.push_back(program_.name(conversation.name));
    for (const auto list : program_.lists) names.push_back(program_.name(list));
    if (const auto near = suggest(share.name, names))
      return fmt::format("did you mean '{}'?", *near);
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "one of " : ", ") + name;
    return all;
  }

  const Program& program_;
  Arena& arena_;
  sim::PeoplePlan out_;
};

}  // namespace

Result<sim::PeoplePlan> read_people(const Invocation& call, const Program& program,
                                    const PopulationText& text, const Alphabet& alphabet,
                                    Arena& arena) {
  const auto count = call.values["contacts"].as<std::uint64_t>();
  if (count == 0) return Error{ErrorKind::kInvalid, "--contacts is at least 1", "", ""};
  if (count > limits::kDrawnPeople)
    return Error{ErrorKind::kExhausted,
                 fmt::format("--contacts is at most {}", grouped(limits::kDrawnPeople)), "",
                 "they are all in memory: draw fewer, and multiply"};
  CAMP_ASSIGN(const auto shares, read_shares("share", call.texts("share")));
  CAMP_ASSIGN(auto people, PeopleReader(program, text, alphabet, arena).read(shares));
  people.count = count;
  return people;
}

}  // namespace camp::cli
