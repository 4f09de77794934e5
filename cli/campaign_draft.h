// A campaign as `camp new` writes it: the text of a goal (stdlib/campaigns), cut into its
// declarations, called as the person wants, and fitted to the project where there is one: what a
// project declares for all of its flows stays the project's. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/project.h"

namespace camp::cli {

struct DraftOrder {
  std::string_view goal;     // how the text calls its flow
  std::string name;          // how the person does
  std::string conversation;  // the project's that it is said in; empty: the text's own
  std::string audience;      // a segment or list of the project; empty: as the text has it
};

struct CampaignDraft {
  std::vector<TextFile> files;
  // What the flow reads of a contact and the project does not declare, as it would stand there.
  std::vector<std::string> missing_fields;
  bool by_hand = false;  // `camp run` starts it
  std::string channels;  // "email,sms": of those that its contact has an address for
};

// The goal's own text, analyzed; `project` is null in an empty folder, which then gets a file for
// what all flows share.
CampaignDraft draft_campaign(const Analysis& goal, const Analysis* project,
                             const DraftOrder& order);

// Whether the goal's text has a segment that `audience` replaces.
bool has_audience(const Analysis& goal, std::string_view name);

// Of the first line: what a goal is for.
std::string purpose_of(std::string_view goal_text);

// Conversations, and segments and lists, that a project declares itself, in source order.
std::vector<std::string> conversations_of(const Analysis& project);
std::vector<std::string> segments_of(const Analysis& project);

// What an empty folder gets beside its campaign: people to try it with, a CI file, the editor's
// settings, and what git leaves out.
std::vector<TextFile> files_of_new_project(const Analysis& goal);

}  // namespace camp::cli
