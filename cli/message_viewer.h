// A message of the working copy as a contact would get it, of the store or made up. Opens the store
// for reading only.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/message_readers.h"
#include "cli/verb.h"
#include "runtime/delivery/transport.h"
#include "runtime/explain/store_view.h"
#include "runtime/vm/machine.h"

namespace camp::cli {

// What is said on one channel, to one kind of reader.
struct Rendering {
  Channel channel{};
  std::string reader;              // for whom, in words; empty: the contact as it is
  std::string language;            // in which values are written; empty: none is known
  std::string record;              // as the spool would have it; empty: nothing may be said
  std::optional<Verdict> verdict;  // of a contact of the store

  // Of a mail; what its record has in transfer encoding.
  std::string subject, text, html;
  std::vector<std::string> files;  // names
};

// What a test run has to say, once for each kind of reader: rendered, and to nobody yet.
struct TestMessage {
  const MessageDecl* message = nullptr;  // of the viewer's program
  std::uint32_t content = 0;
  Channel channel{};
  std::string reader;  // `fi, big_spenders`; `as anna`
  std::string slots;
  const OutletDecl* outlet = nullptr;  // from which it comes; null: its flow is not per outlet
};

class MessageViewer {
 public:
  // By the invocation's `contact` and `data`.
  static Result<MessageViewer> open(const Invocation& call, Program program);

  // For somebody of whom nothing is known, at a given time.
  static Result<MessageViewer> open(Program program, std::int64_t now_ms);

  // For the contacts of a store; what is known of readers is read from it by look_at().
  static Result<MessageViewer> open(StoreView& view, Program program);
  void look_at(std::string id, ContactRow row);

  // What a flow's message says on the channels on which the flow sends it: to everybody, to the
  // speakers of each language and the members of each segment; what comes out alike is there once.
  // A parameter without a preview gets a stand-in, whose name goes to `stand_ins`.
  Result<std::vector<TestMessage>> variants(const FlowDecl& flow, std::uint32_t message,
                                            std::vector<std::string>* stand_ins);
  // What the contact that is looked at would get of it.
  Result<std::vector<TestMessage>> own(const FlowDecl& flow, std::uint32_t message,
                                       std::vector<std::string>* stand_ins);
  const LinkedProgram& linked() const { return *linked_; }

  // On each channel that the message has, or the one that is named.
  Result<std::vector<Rendering>> render(const std::string& message, const std::string& channel);
  // The same for every reader (message_readers.h). What comes out alike is there once, its readers
  // named together.
  Result<std::vector<Rendering>> render_all(const std::string& message, const std::string& channel);

 private:
  // Whom the message is for, and what it is given.
  struct Viewed {
    std::string id = "somebody";
    ContactRow row;
    bool is_stored = false;
    Json parameters = Json::object();
    Hash128 store_id;
    std::int64_t now_ms = 0;
  };
  // What is rendered: a message's content for everybody, and what else that needs.
  struct Subject {
    const MessageDecl& message;
    const FlowDecl& flow;
    const ContentDecl& content;
    const std::vector<Value>& arguments;
  };

  Result<void> read_contact(const Invocation& call, Names& names);
  Result<void> read_data(const Invocation& call);
  Result<void> take_contact(const Json& fields);
  Result<Value> value_of(const std::string& place, const FieldDecl& field, const Json& json);
  Result<std::vector<Value>> arguments_of(const MessageDecl& message,
                                          std::vector<std::string>* stand_ins = nullptr);
  const FlowDecl& flow_of(std::uint32_t message);

  using Render = Result<void> (MessageViewer::*)(const Subject&, std::vector<Rendering>*);
  Result<std::vector<Rendering>> on_channels(const std::string& message, const std::string& channel,
                                             Render how);
  Result<void> for_contact(const Subject& subject, std::vector<Rendering>* out);
  Result<void> for_readers(const Subject& subject, std::vector<Rendering>* out);
  ContactRow with_language(const std::string& language) const;
  Result<RenderedMessage> say(const Subject& subject, const ContactRow& row,
                              const AssumedReader* assumed);
  using Tell = std::function<Result<void>(const Subject&, std::vector<TestMessage>*)>;
  Result<std::vector<TestMessage>> tell(const FlowDecl& flow, std::uint32_t message,
                                        std::vector<std::string>* stand_ins, const Tell& each);
  Result<void> add_test(const Subject& subject, const ContactRow& row, const AssumedReader* assumed,
                        const std::string& reader, std::vector<TestMessage>* out);
  Result<Rendering> render(const Subject& subject, const ContactRow& row,
                           const AssumedReader* assumed);
  // Of a flow per outlet: the contact's, else one of them, so that there is something to look at.
  const OutletDecl* outlet_of(const FlowDecl& flow, const ContactFacts& contact);
  Result<void> compose_record(const Outgoing& message, Rendering* rendering);

  const Program& program() const { return linked_->program(); }

  std::shared_ptr<const LinkedProgram> linked_;
  Viewed viewed_;
  std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();
  Machine machine_;
  FlowDecl nobodys_;  // of a message that no flow sends
};

}  // namespace camp::cli
