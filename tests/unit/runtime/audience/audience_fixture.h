// What the tests of imports share: a schema, inputs cut at will, sinks that write down what they
// get as text.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "lang/value/json_text.h"
#include "runtime/audience/contact_import.h"
#include "runtime/audience/event_import.h"
#include "runtime/audience/field_text.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/names.h"

namespace camp::test {

inline Type choice_type(std::vector<std::string> choices, bool optional) {
  Type type(TypeKind::kChoice, optional);
  type.choices = std::move(choices);
  return type;
}
inline Type list_type(Type element, bool optional) {
  Type type(TypeKind::kList, optional);
  type.element.push_back(std::move(element));
  return type;
}

// Fields in any order; the program's tables are sorted by name.
class SchemaBuilder {
 public:
  SchemaBuilder() { program_.constant_arena = std::make_shared<Arena>(); }
  void contact(std::string name, Type type, std::optional<Value> value = {}) {
    program_.contact.push_back(field(std::move(name), std::move(type), value));
  }
  FieldDecl field(std::string name, Type type, std::optional<Value> value = {}) {
    FieldDecl decl{this->name(std::move(name)), std::move(type), kNone};
    if (value) {
      decl.default_value = static_cast<ConstIndex>(program_.constants.size());
      program_.constants.push_back(*value);
    }
    return decl;
  }
  void event(std::string name, std::vector<FieldDecl> fields) {
    program_.events.push_back({this->name(std::move(name)), std::move(fields)});
  }
  std::shared_ptr<const LinkedProgram> link(Names& names) {
    auto by_name = [&](auto& a, auto& b) { return program_.name(a.name) < program_.name(b.name); };
    std::sort(program_.contact.begin(), program_.contact.end(), by_name);
    std::sort(program_.events.begin(), program_.events.end(), by_name);
    auto linked = LinkedProgram::link(std::move(program_), 1, names);
    if (!linked) throw std::runtime_error(linked.error().message);
    return *linked;
  }

 private:
  NameIndex name(std::string text) {
    auto found = std::find(program_.names.begin(), program_.names.end(), text);
    auto index = static_cast<NameIndex>(found - program_.names.begin());
    if (found == program_.names.end()) program_.names.push_back(std::move(text));
    return index;
  }
  Program program_;
};

// Bytes in pieces of `chunk`, or as many as asked for when it is 0.
inline ByteSource source_of(std::string text, std::size_t chunk = 0) {
  auto at = std::make_shared<std::size_t>(0);
  return [text = std::move(text), at, chunk](char* into, std::size_t size) -> Result<std::size_t> {
    auto count = std::min({size, chunk == 0 ? size : chunk, text.size() - *at});
    std::copy_n(text.data() + *at, count, into);
    *at += count;
    return count;
  };
}

// A disk, or an archive, that can be read no further after `text`.
inline ByteSource broken_source_of(const std::string& text) {
  auto left = std::make_shared<std::size_t>(text.size());
  return [good = source_of(text), left](char* into, std::size_t size) -> Result<std::size_t> {
    if (*left == 0) return Error{ErrorKind::kIo, "the archive is damaged", "", "fetch it again"};
    CAMP_ASSIGN(auto count, good(into, size));
    *left -= count;
    return count;
  };
}

class MemoryFiles : public FileSystem {
 public:
  std::map<std::string, std::string> files;
  bool full = false;

  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path, bool* created) override {
    *created = files.count(path) == 0;
    return std::unique_ptr<AppendFile>(new File{files[path], full});
  }
  Result<void> make_directories(const std::string&) override { return {}; }
  Result<void> sync_directory(const std::string&) override { return {}; }
  bool exists(const std::string& path) override { return files.count(path) > 0; }
  Result<std::string> read_file(const std::string& path, std::uint64_t) override {
    return files[path];
  }
  Result<std::unique_ptr<NewFile>> make_file(const std::string& path) override {
    return std::unique_ptr<NewFile>(new Replacement(*this, path));
  }

 private:
  struct File : AppendFile {
    std::string& bytes;
    bool& full;
    File(std::string& b, bool& f) : bytes(b), full(f) {}
    Result<std::uint64_t> size() override { return std::uint64_t{bytes.size()}; }
    Result<void> truncate(std::uint64_t size) override {
      return bytes.resize(size), Result<void>();
    }
    Result<void> append(std::string_view more) override {
      if (full) return Error{ErrorKind::kIo, "no space left", {}, {}};
      bytes.append(more);
      return {};
    }
    Result<void> sync() override { return {}; }
  };
  struct Replacement : NewFile {
    MemoryFiles& owner;
    std::string path, bytes;
    Replacement(MemoryFiles& o, std::string p) : owner(o), path(std::move(p)) {}
    Result<void> append(std::string_view more) override {
      if (owner.full) return Error{ErrorKind::kIo, "no space left", {}, {}};
      bytes.append(more);
      return {};
    }
    Result<void> put_in_place() override { return owner.files[path] = bytes, Result<void>(); }
  };
};

// "name=value name=value" of encoded fields.
inline std::string fields_text(const Names& names, std::string_view encoded) {
  Arena arena;
  std::vector<NamedValue> values;
  if (!decode_attributes(encoded, arena, &values)) return "<malformed>";
  std::vector<std::string> parts;
  for (const auto& [name, value] : values)
    parts.push_back(fmt::format("{}={}", names.text(name), text_of_value(value)));
  return fmt::format("{}", fmt::join(parts, " "));
}

struct RecordingContacts : ContactSink {
  explicit RecordingContacts(const Names& n) : names(n) {}
  const Names& names;
  std::vector<std::string> rows;     // "id: fields"
  std::vector<std::size_t> batches;  // sizes
  std::string bytes;                 // everything, to compare
  std::vector<std::uint32_t> lists;
  std::set<std::string, std::less<>> unknown;  // to a batch of only_known
  Result<UpsertCounts> upsert(const ContactBatch& batch) override {
    batches.push_back(batch.contacts.size());
    lists = batch.lists;
    UpsertCounts counts;
    for (const auto& contact : batch.contacts) {
      if (batch.only_known && unknown.count(contact.id) > 0) {
        counts.unknown.push_back(contact.id);
        continue;
      }
      rows.push_back(fmt::format("{}: {}", contact.id, fields_text(names, contact.attributes)));
      put_bytes(bytes, contact.id);
      put_bytes(bytes, contact.attributes);
    }
    counts.created = batch.contacts.size() - counts.unknown.size();
    return counts;
  }
};

struct RecordingEvents : EventSink {
  explicit RecordingEvents(const Names& n) : names(n) {}
  const Names& names;
  std::vector<std::string> rows;                        // "id contact event time: fields"
  std::map<std::string, EventFate, std::less<>> fates;  // by event id; otherwise applied
  Result<EventCounts> apply(std::span<const EventInput> events,
                            std::vector<EventFate>* out) override {
    out->assign(events.size(), EventFate::kApplied);
    EventCounts counts;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const auto& e = events[i];
      rows.push_back(fmt::format("{} {} {} {}: {}", e.id, e.contact, names.text(e.event), e.time_ms,
                                 fields_text(names, e.data)));
      if (auto fate = fates.find(e.id); fate != fates.end()) (*out)[i] = fate->second;
      if ((*out)[i] == EventFate::kApplied) ++counts.applied;
      if ((*out)[i] == EventFate::kDuplicate) ++counts.duplicates;
    }
    return counts;
  }
};

// The contact of most tests, and two events.
struct Shop {
  Names names;
  std::shared_ptr<const LinkedProgram> program;
  MemoryFiles files;
  RecordingContacts contacts{names};
  RecordingEvents events{names};

  Shop() {
    SchemaBuilder schema;
    schema.contact("email", Type(TypeKind::kEmail, true));
    schema.contact("first_name", Type(TypeKind::kString, true));
    schema.contact("age", Type(TypeKind::kInt, true));
    schema.contact("score", Type(TypeKind::kDecimal, true));
    schema.contact("spent", TypeKind::kMoney, Value::money(0, currency("EUR")));
    schema.contact("tier", choice_type({"gold", "basic"}, true));
    schema.contact("tags", list_type(TypeKind::kString, true));
    Type item(TypeKind::kRecord);
    item.fields = {{"sku", TypeKind::kString}, {"count", Type(TypeKind::kInt, true)}};
    schema.event("purchase",
                 {schema.field("order", TypeKind::kString), schema.field("total", TypeKind::kMoney),
                  schema.field("items", list_type(item, true)),
                  schema.field("weight", Type(TypeKind::kDecimal, true))});
    schema.event("visit", {schema.field("page", Type(TypeKind::kString, true))});
    program = schema.link(names);
  }

  Result<ImportReport> import(const std::string& text, const ContactImportOptions& options = {},
                              std::size_t chunk = 0) {
    return import_contacts(source_of(text, chunk), options, *program, contacts, files, "rejects",
                           {});
  }
  Result<ImportReport> import_ndjson(const std::string& text, ContactImportOptions options = {}) {
    options.format = ContactImportOptions::Format::kNdjson;
    return import(text, options);
  }
  Result<EventReport> feed(const std::string& text, const EventImportOptions& options = {},
                           std::size_t chunk = 0) {
    return import_events(source_of(text, chunk), options, *program, events, files, "rejects", {});
  }
  const std::string& rejects() { return files.files["rejects"]; }
};

}  // namespace camp::test
