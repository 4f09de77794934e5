#include "runtime/sim/breach.h"

#include <fmt/format.h>

#include "lang/program/instruction.h"
#include "runtime/sim/story.h"

namespace camp::sim {
namespace {

// Where the step acts or waits; not known when no instruction has it.
Place place_of_step(const Program& program, std::uint32_t step) {
  const auto code = step < program.steps.size() ? code_of_step(program, step) : kNone;
  return code == kNone ? Place{} : place_of(program, code);
}

class HistoryReader {
 public:
  HistoryReader(const ContactHistory& history, const LinkedProgram& program, const Names& names,
                const std::string& contact)
      : history_(history), linked_(program), names_(names), contact_(contact) {}

  std::vector<Breach> read(const Looked& before) {
    const auto& entries = history_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& entry = entries[i].entry;
      if (i < before.entries && entries[i].settled_ms <= before.until_ms) continue;
      if (const auto* incident = std::get_if<IncidentEntry>(&entry.what))
        add_incident(entry, *incident);
      if (entry.message() != nullptr) check_message(i);
    }
    return std::move(found_);
  }

 private:
  void add_incident(const JournalEntry& entry, const IncidentEntry& incident) {
    const auto flow = names_.text(entry.subject.flow);
    found_.push_back({Breach::Kind::kIncident,
                      std::string(flow),
                      contact_,
                      fmt::format("{} fails: {}", flow, incident.text),
                      entry.at_ms,
                      place_of(linked_.program(), incident.code),
                      {}});
  }

  // As decided, and once more as it was handed over.
  void check_message(std::size_t at) {
    const auto& line = history_.entries()[at];
    const auto& message = *line.entry.message();
    const auto& program = linked_.program();
    const auto* flow = program.flow(names_.text(line.entry.subject.flow));
    const bool asks = flow != nullptr && flow->category == Category::kMarketing && !flow->confirms;
    if (!asks || !is_queued(message) || flow->conversation == kNone) return;
    const auto conversation =
        names_.find(program.name(program.conversations[flow->conversation].name));
    const bool decided =
        consents_to(said_until(at, line.entry.at_ms), conversation, message.channel);
    const bool left = line.fate != Fate::kSent ||
                      consents_to(said_until(at, line.settled_ms), conversation, message.channel);
    if (decided && left) return;
    const auto name = names_.text(message.message);
    found_.push_back({Breach::Kind::kConsent,
                      std::string(name),
                      contact_,
                      fmt::format("{} is sent by {} without consent at that time", name,
                                  info_of(message.channel).word),
                      line.entry.at_ms,
                      place_of_step(program, message.step),
                      {}});
  }

  // What she had said when the entry was written, and until then.
  Consents said_until(std::size_t entry, std::int64_t before_ms) const {
    Consents said;
    const auto& entries = history_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto* word = std::get_if<ConsentEntry>(&entries[i].entry.what);
      if (word != nullptr && (i < entry || entries[i].entry.at_ms < before_ms))
        hear(said, word->said);
    }
    return said;
  }

  const ContactHistory& history_;
  const LinkedProgram& linked_;
  const Names& names_;
  const std::string& contact_;
  std::vector<Breach> found_;
};

}  // namespace

std::vector<Breach> breaches_in(const ContactHistory& history, const Looked& before,
                                const LinkedProgram& program, const Names& names,
                                const std::string& contact) {
  return HistoryReader(history, program, names, contact).read(before);
}

std::vector<Breach> endless_waits(const ContactRow& row, const LinkedProgram& program,
                                  const Names& names, const std::string& contact,
                                  std::int64_t now_ms) {
  std::vector<Breach> found;
  for (const auto& instance : row.instances) {
    if (instance.state != InstanceState::kWaiting) continue;
    found.push_back({Breach::Kind::kNeverEnds,
                     std::string(names.text(instance.flow)),
                     contact,
                     fmt::format("{} stands at {} for ever: nothing ends this wait",
                                 names.text(instance.flow), step_text(program, instance.step)),
                     now_ms,
                     place_of_step(program.program(), instance.step),
                     {}});
  }
  return found;
}

}  // namespace camp::sim
