#include "lang/analysis/population.h"

#include <algorithm>
#include <set>

#include "lang/analysis/event_forms.h"
#include "lang/analysis/first_day.h"
#include "lang/analysis/text_values.h"
#include "lang/catalog/channels.h"

namespace camp {
namespace {

// In what scripts write of one person: nobody sees it, as her own addresses are drawn.
constexpr std::string_view kSomeone = "someone";

bool is_address(std::string_view field) {
  const auto all = channels();
  return std::any_of(all.begin(), all.end(),
                     [&](const ChannelInfo& channel) { return channel.address_field == field; });
}

std::vector<const ast::Flow*> flows_of(const Analysis& analysis) {
  std::vector<const ast::Flow*> flows;
  for (const auto& file : analysis.files()) {
    for (const auto& declaration : file.declarations)
      if (const auto* flow = std::get_if<ast::Flow>(&declaration.node)) flows.push_back(flow);
  }
  return flows;
}

class PopulationReader {
 public:
  explicit PopulationReader(const Analysis& analysis)
      : model_(analysis.model()), flows_(flows_of(analysis)), reads_(reads_of(analysis, flows_)) {
    out_.first_day = first_day_of(flows_);
  }

  PopulationText read() {
    for (const auto& field : model_.contact.all())
      out_.fields.push_back({std::string(field.name), parts_of(field)});
    add_events();
    for (const auto& call : reads_.calls)
      out_.answers.push_back({call, answer_forms(model_, reads_, call, someone()).forms.front()});
    add_consents();
    for (const auto* spoken : reads_.spoken) {
      if (spoken->ask == nullptr) continue;
      const auto texts = answers_to(*spoken->ask);
      if (!texts.empty()) out_.replies.push_back({spoken->message, {texts.begin(), texts.end()}});
    }
    return std::move(out_);
  }

 private:
  Somebody someone() const { return {kSomeone, out_.first_day}; }

  // Everybody has addresses of her own, and days are anybody's: they are drawn by their type.
  std::vector<std::string> parts_of(const sema::FieldInfo& field) const {
    if (field.name == sema::kOutletWord) return outlets();
    const auto type = field.type.without_optional();
    const auto use = reads_.contact.find(std::string(field.name));
    const bool is_read = use != reads_.contact.end();
    const bool is_own = is_address(field.name) || type.kind == TypeKind::kEmail ||
                        type.kind == TypeKind::kPhone || type.kind == TypeKind::kTimezone;
    const bool is_day = type.kind == TypeKind::kDate || type.kind == TypeKind::kDatetime;
    const bool has_bounds = is_read && !(use->second.bounds.empty() && use->second.texts.empty());
    if (is_own || (is_day && !has_bounds)) return {};
    auto values = values_of(type, is_read ? use->second : FieldUse{},
                            is_read && field.type.optional, someone());
    if (!is_read) values.resize(1);
    return values;
  }

  std::vector<std::string> outlets() const {
    std::vector<std::string> names;
    for (const auto* outlet : model_.outlets) names.push_back(quoted(outlet->name));
    return names;
  }

  void add_events() {
    for (const auto& info : model_.event_storage) {
      const auto known = model_.events.find(info.name);
      const bool is_own = known != model_.events.end() && known->second == &info &&
                          find_builtin_event(info.name) == nullptr &&
                          info.name.find('.') == std::string_view::npos;  // a service's, a request
      if (!is_own) continue;
      out_.events.push_back({std::string(info.name), event_forms(info, reads_, someone()).forms});
    }
  }

  void add_consents() {
    std::set<std::pair<std::string_view, std::string_view>> wanted;
    for (const auto* flow : flows_) {
      const auto& info = model_.flows.at(flow->name.id);
      if (info.conversation == nullptr || info.transactional) continue;
      for (const auto& channel : channels())
        if (info.channels[static_cast<std::size_t>(channel.channel)])
          wanted.emplace(info.conversation->name, channel.word);
    }
    for (const auto& [conversation, channel] : wanted)
      out_.consents.push_back({std::string(conversation), std::string(channel)});
  }

  const sema::Model& model_;
  const std::vector<const ast::Flow*> flows_;
  const FlowReads reads_;
  PopulationText out_;
};

}  // namespace

PopulationText population_of(const Analysis& analysis) { return PopulationReader(analysis).read(); }

}  // namespace camp
