// What a flow would do and say, as one digest: what an approval signs.
//
// It covers the flow and all that it uses, each by its contents and never by its place in a table:
// the steps' code, conditions, audience, schedule, goals, experiments; the messages with every
// text, language and attached file; their sender and conversation; services that it asks; the
// project's policy; types and defaults of the contact's fields that any of these read; who wrote
// and who has to approve. What it does not use may change, also the order of declarations and
// files, comments, seeds and tags' other flows; and what is said of channels: a rate and a price
// are the provider's, and change neither who gets a message nor what it says.
#pragma once
#include "lang/base/hash.h"
#include "lang/program/program.h"

namespace camp {

// Of a verified program.
Sha256 flow_digest(const Program& program, const FlowDecl& flow);

}  // namespace camp
