// Everything but flows: the one namespace, the schema, segments, definitions, conversations,
// messages.
#pragma once
#include <set>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/base/source.h"
#include "lang/sema/check.h"
#include "lang/sema/expressions.h"
#include "lang/sema/model.h"

namespace camp::sema {

class DeclarationChecker {
 public:
  DeclarationChecker(Model& model, Reporter& reporter, ExpressionChecker& expressions,
                     SourceSet& sources, const FileReader& read_file)
      : model_(model),
        reporter_(reporter),
        expressions_(expressions),
        sources_(sources),
        read_file_(read_file) {}

  // Declares every name first, so that order and file do not matter; then looks inside.
  void declare(const std::vector<ast::File>& files);
  void check(const std::vector<ast::File>& files);
  // After the flows: what is never used, and what needs itself.
  void check_use();
  void check_imports(const std::vector<ast::File>& files);

 private:
  void declare_one(const ast::Declaration& declaration);
  void declare_name(SymbolKind kind, const ast::Name& name, const ast::Declaration& declaration);
  void declare_requests(const ast::Flow& flow);
  void declare_contact(const ast::Declaration& declaration);
  void report_twice(const Symbol& first, const ast::Name& again);
  void declare_builtin_events();
  bool is_first(const ast::Name& name, const ast::Declaration& declaration) const;
  void check_inside(const ast::Declaration& declaration);
  void check_contact(const ast::Contact& contact);
  void check_default_zone();
  void check_fields(const std::vector<ast::Field>& fields, FieldTable& table,
                    std::string_view constant);
  void check_requests(const ast::Flow& flow, const ast::Declaration& declaration);
  void check_type(const Type& type, Span span);
  void check_constant(const ast::Field& field, std::string_view what, FieldInfo& info);
  void check_define(const ast::Define& define);
  void check_parameters(const ast::Message& message);
  void check_module_parameters(const ast::Module& module);
  std::vector<Binding*> bind(const FieldTable& parameters, BindingKind kind);
  void check_segment(const ast::Segment& segment);
  void check_conversation(const ast::Conversation& conversation);
  void check_channel(const ast::ChannelUse& use, bool incomplete);
  void check_carrier(const ast::ChannelUse& use, std::optional<Channel> channel);
  void check_mail_server(const ast::Setting& url);
  void check_rate(const ast::RateUse& rate);
  void check_message_costs(const ast::Literal& costs);
  void check_outlet(const ast::Outlet& outlet);
  void check_outlets();
  void check_outlet_choices(const FieldInfo& field);
  void check_mailbox(const ast::Text& text);
  void check_message(const ast::Message& message);
  // invariants.cpp
  void check_invariant(const ast::Invariant& invariant);
  // people.cpp
  void check_seeds(const ast::Seeds& seeds);
  // imports.cpp
  const std::optional<Span>& imported_at(Span place) const;
  void report_imported_twice(const Symbol& own, const ast::Name& imported);
  void check_module_needs();
  void check_module_need(const ast::Field& needed);
  void report_missing_field(const ast::Field& needed);
  void misfit(SourceId module);
  std::set<SourceId> modules_named(const std::vector<ast::File>& files) const;
  // services.cpp
  void declare_calls(const ast::Service& service);
  void check_calls(const ast::Service& service);
  void check_service(const ast::Service& service);
  void check_base(const ast::Service& service);
  void check_auth(const ast::ServiceAuth& auth);
  void check_secret(const ast::Setting& secret, std::string_view such_as);
  void check_dkim(const ast::DkimUse& dkim);
  void check_setting(const ast::Setting& setting, std::string_view what);
  void check_header(const ast::Text& name);
  void check_tries(const ast::Service& service);
  void check_call(const ServiceCallInfo& call);
  void check_path(const ServiceCallInfo& call);
  // drafters.cpp
  void check_drafter(const ast::Drafter& drafter, bool incomplete);
  void check_instructions(const ast::Text& text, bool in_file);
  void check_drafter_url(const ast::Setting& url);
  // opt_ins.cpp
  bool is_for_opt_ins(Span place) const;
  void add_confirm_url(const ast::Message& message, MessageInfo& info);
  void check_opt_ins(const ast::Conversation& conversation);
  void check_opt_in(const ast::Conversation& conversation, const ast::OptIn& opt_in);
  void check_opt_in_channel(const ast::Conversation& conversation, const ast::Name& name,
                            const Symbol& message);
  void check_confirm_url(const ast::Message& message, const ast::Content& content, Channel channel);
  // contents.cpp
  void check_variants(const ast::Message& message);
  void check_contents(const ast::Message& message);
  void check_content(const ast::Message& message, const ast::Content& content, Channel channel);
  void check_parts(const ast::Content& content, Channel channel);
  void check_needs(const ast::Content& content, Channel channel);
  void check_part(const ast::PartUse& use, const ChannelPart& row);
  void check_label(const ast::PartUse& use, ContentPart part);
  void check_value(const ast::PartUse& use, const ChannelPart& row);
  void check_time(const ast::PartUse& use);
  void check_size(const ast::PartUse& use, const ChannelPart& row);
  void attach(const ast::Text& name);
  void check_file(const ast::PartUse& use, const ChannelPart& row);
  void report_blank(const ast::PartUse& use, const ChannelPart& row);
  std::optional<SourceId> file_of(const ast::Text& name);
  std::optional<SourceId> read(const ast::Text& name);
  bool is_file_name(const ast::Text& name);
  std::optional<std::string> read_bytes(const ast::Text& name);
  void find_cycles();

  Model& model_;
  Reporter& reporter_;
  ExpressionChecker& expressions_;
  SourceSet& sources_;
  const FileReader& read_file_;
  const ast::Declaration* contact_ = nullptr;
  std::vector<const ast::Contact*> module_contacts_;       // what imported modules need
  std::vector<const ast::Declaration*> project_imports_;   // of modules that there are
  std::unordered_map<std::string_view, Span> invariants_;  // by their texts
  std::set<SourceId> misfits_;  // modules of which is told that they do not fit this project
  std::unordered_map<std::string, std::optional<SourceId>> files_;  // read already, or tried to
};

// experiment.cpp: of a flow, or of all.
void check_holdout(const ast::Holdout& holdout, Reporter& reporter);
// A channel by its word; reports an unknown one.
std::optional<Channel> resolve_channel(const ast::Name& name, Reporter& reporter);
// send.cpp: reports that the contact has no field for the channel's address.
void check_address_field(Span place, Channel channel, const Model& model, Reporter& reporter);
// services.cpp
// `shop.example` of https://shop.example:8443/api, `[::1]` with its brackets.
std::string_view host_in(std::string_view url);
// A time to wait for an answer: exact, and no longer than that.
bool is_attempt_time(const ast::Literal& literal, std::int64_t longest_ms);
// A service's call that there is not.
void report_unknown_call(const ast::Name& name, const Symbol& service, Reporter& reporter);
// A segment or list; reports what is neither.
void check_set(const ast::Name& name, Model& model, const ExpressionChecker& expressions,
               Reporter& reporter);

}  // namespace camp::sema
