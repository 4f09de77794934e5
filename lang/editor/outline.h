// What a script declares, as a tree: for an editor's outline and for finding a symbol by its name.
//
// Data in, data out; any thread. Of a broken script what could be read.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"

namespace camp::editor {

enum class OutlineKind : std::uint8_t {
  kContact,
  kEvent,
  kSegment,
  kList,
  kDefine,
  kConversation,
  kMessage,
  kModule,
  kCampaign,
  kJourney,
  kScenario,
  kInvariant,
  kPolicy,
  kHoldout,
  kService,
  kOutlet,
  kChannel,
  kSeeds,
  kDrafter,
  kImport,
  // parts of these
  kField,
  kContent,
  kGoal,
  kCall,
  kExperiment,
  kArm,
};

struct OutlineItem {
  OutlineKind kind{};
  std::string name;
  std::string detail;  // may be empty: a field's type, `event` ...
  Span span;           // all of it
  Span name_span;      // inside `span`
  std::vector<OutlineItem> inside = {};
};

// In the order of the text. Empty for what is no script.
std::vector<OutlineItem> outline_of(const Analysis& analysis, SourceId source);

}  // namespace camp::editor
