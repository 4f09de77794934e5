// Who stands behind a flow: writer, reviewer, approval; and who gets its test runs.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/catalog/seed_addresses.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

bool is_name_of_person(std::string_view text) {
  return !tidied(text).empty() && text.size() <= limits::kPersonBytes && is_one_line(text) &&
         !find_invalid_utf8(text);
}

}  // namespace

void FlowChecker::check_people() {
  const bool written = check_person(flow_->writer, "writer");
  const bool reviewed = check_person(flow_->reviewer, "reviewer");
  if (written && reviewed && is_same_person(flow_->writer->text, flow_->reviewer->text))
    reporter_
        .report(Code::kReviewsOwn, flow_->reviewer->span,
                "the reviewer is the writer: nobody else has looked at it")
        .also(flow_->writer->span, "the writer");
  if (flow_->approval) check_approval(*flow_->approval);
  check_seeds();
}

// Whether there is one whose name can be one.
bool FlowChecker::check_person(const std::optional<ast::Text>& person, std::string_view what) {
  if (!person) return false;
  if (is_name_of_person(person->text)) return true;
  reporter_
      .report(Code::kBadPerson, person->span,
              fmt::format("a {} is a name on one line, up to {} bytes", what, limits::kPersonBytes))
      .help(fmt::format("for example `{} \"Mia\"`", what));
  return false;
}

void FlowChecker::check_approval(const ast::Approval& approval) {
  std::vector<const ast::Name*> roles;
  for (const auto& need : approval.needs) {
    for (const auto& role : need.roles) {
      const auto first = std::find_if(roles.begin(), roles.end(),
                                      [&](const auto* it) { return it->text == role.text; });
      if (first != roles.end())
        reporter_
            .report(Code::kBadApproval, role.span,
                    fmt::format("the role '{}' stands twice: one signature would count twice",
                                role.text))
            .also((*first)->span, "first here");
      roles.push_back(&role);
    }
    if (!need.count || need.count->value.is_absent()) continue;
    const auto& count = need.count->value;
    const auto most = static_cast<std::int64_t>(need.roles.size());
    if (count.tag == Tag::kInt && count.num >= 1 && count.num <= most) continue;
    reporter_
        .report(Code::kBadApproval, need.count->span,
                fmt::format("of {} {} a whole number from 1 to {} can be asked for", most,
                            most == 1 ? "role" : "roles", most))
        .help("each role is filled by one person");
  }
  if (roles.size() <= limits::kApprovers) return;
  reporter_.report(Code::kTooMany, approval.span,
                   fmt::format("an approval has at most {} roles", limits::kApprovers));
}

void FlowChecker::check_seeds() {
  const auto& seeds = flow_->seeds;
  for (auto name = seeds.begin(); name != seeds.end(); ++name) {
    const auto* symbol = find_symbol(*name, SymbolKind::kSeeds, "list of seeds");
    const auto first =
        std::find_if(seeds.begin(), name, [&](const auto& it) { return it.text == name->text; });
    if (symbol == nullptr || first == name) continue;
    reporter_.report(Code::kDuplicateArm, name->span, fmt::format("'{}' stands twice", name->text))
        .also(first->span, "first here");
  }
}

// What is said on a channel and reaches no seed is never looked at before it leaves.
void FlowChecker::check_seeded() {
  if (flow_->seeds.empty()) return;
  ChannelSet reached;
  for (const auto& name : flow_->seeds) {
    const auto* symbol = model_.find(name.text);
    if (symbol == nullptr || symbol->kind != SymbolKind::kSeeds) return;  // reported
    for (const auto& address : std::get<ast::Seeds>(symbol->declaration->node).addresses)
      for (const auto& channel : channels())
        if (is_seed_for(channel, address.text))
          reached.set(static_cast<std::size_t>(channel.channel));
  }
  for (const auto& channel : channels()) {
    const auto bit = static_cast<std::size_t>(channel.channel);
    if (!info_->channels.test(bit) || reached.test(bit) || !takes_seeds(channel)) continue;
    reporter_
        .report(Code::kUnseeded, flow_->seeds[0].span,
                fmt::format("no seed has an address for {}, on which '{}' sends", channel.word,
                            flow_->name.text))
        .help(channel.address_type == TypeKind::kEmail
                  ? "add an e-mail address"
                  : "add a phone number, such as +358401234567");
  }
}

// ---- their addresses

void DeclarationChecker::check_seeds(const ast::Seeds& seeds) {
  if (seeds.addresses.size() > limits::kSeeds)
    reporter_.report(Code::kTooMany, seeds.addresses[limits::kSeeds].span,
                     fmt::format("a list of seeds has at most {} addresses", limits::kSeeds));
  const auto& all = seeds.addresses;
  for (auto seed = all.begin(); seed != all.end(); ++seed) {
    const auto first =
        std::find_if(all.begin(), seed, [&](const auto& it) { return it.text == seed->text; });
    const bool fits = std::any_of(channels().begin(), channels().end(), [&](const auto& channel) {
      return is_seed_for(channel, seed->text);
    });
    if (!fits)
      reporter_
          .report(Code::kBadSeed, seed->span,
                  fmt::format("'{}' is no e-mail address and no phone number", seed->text))
          .help("write \"mia@acme.example\" or \"+358401234567\"");
    else if (first != seed)
      reporter_
          .report(Code::kDuplicateArm, seed->span,
                  fmt::format("the seed '{}' stands twice", seed->text))
          .also(first->span, "first here");
  }
}

}  // namespace camp::sema
