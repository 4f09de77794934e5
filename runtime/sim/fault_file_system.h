// A FileSystem in memory whose n-th operation fails, and which can lose power.
//
// It keeps two pictures of the disk: what the process sees, and what would be there after a power
// cut (synced contents of files whose names, and whose folders' names, were synced). fail_at(n)
// makes the n-th operation from now fail in the given way; all later ones fail too, as for a
// process that is dying, until heal(). One thread.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/env/file_system.h"

namespace camp::sim {

enum class Fault {
  kBefore,  // the operation does nothing and fails
  kTorn,    // an append writes half of its bytes; all else as kBefore
  kAfter,   // the operation is done, and fails
};

class FaultFileSystem : public FileSystem {
 public:
  void fail_at(int operation, Fault fault) { left_ = operation, fault_ = fault, failed_ = false; }
  void heal() { left_ = -1, failed_ = false; }
  bool failed() const { return failed_; }
  int operations() const { return operations_; }  // so far

  // What was not synced is gone. AppendFiles that are still open must not be used again.
  void lose_power() {
    folders_ = synced_folders_;
    files_.clear();
    for (auto& [path, node] : synced_names_) {
      if (!folders_exist(path)) continue;
      node->bytes = node->synced;
      files_[path] = node;
    }
    synced_names_ = files_;
  }

  // For tests to look at and to tamper with.
  std::string bytes(const std::string& path) const {
    auto found = files_.find(path);
    return found == files_.end() ? "" : found->second->bytes;
  }
  void put(const std::string& path, std::string_view content) {
    auto& node = files_[path];
    if (!node) node = std::make_shared<Node>();
    node->bytes = node->synced = content;
    synced_names_[path] = node;
  }
  void remove(const std::string& path) { files_.erase(path), synced_names_.erase(path); }
  std::set<std::string> paths() const {
    std::set<std::string> all;
    for (const auto& [path, node] : files_) all.insert(path);
    return all;
  }

  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path, bool* created) override {
    std::unique_ptr<AppendFile> file;
    CAMP_TRY(step([&]() -> Result<void> {
      if (!folders_.contains(parent_of(path))) return no_such(path);
      auto& node = files_[path];
      *created = node == nullptr;
      if (*created) node = std::make_shared<Node>();
      file = std::make_unique<File>(*this, node);
      return {};
    }));
    return file;
  }

  Result<void> make_directories(const std::string& path) override {
    for (std::size_t end = 0; end != std::string::npos;) {
      end = path.find('/', end + 1);
      auto folder = path.substr(0, end);
      if (folders_.contains(folder)) continue;
      CAMP_TRY(step([&]() -> Result<void> { return folders_.insert(folder), Result<void>(); }));
      CAMP_TRY(sync_directory(parent_of(folder)));
    }
    return {};
  }

  Result<void> sync_directory(const std::string& path) override {
    return step([&]() -> Result<void> {
      if (!folders_.contains(path)) return no_such(path);
      for (const auto& [name, node] : files_) {
        if (parent_of(name) == path) synced_names_[name] = node;
      }
      for (const auto& name : folders_) {
        if (parent_of(name) == path) synced_folders_.insert(name);
      }
      return {};
    });
  }

  bool exists(const std::string& path) override {
    return files_.contains(path) || folders_.contains(path);
  }

  Result<std::string> read_file(const std::string& path, std::uint64_t bytes_max) override {
    std::string bytes;
    CAMP_TRY(step([&]() -> Result<void> {
      auto found = files_.find(path);
      if (found == files_.end()) return no_such(path);
      bytes = found->second->bytes;
      if (bytes.size() > bytes_max) return Error{ErrorKind::kExhausted, "too large", path, ""};
      return {};
    }));
    return bytes;
  }

  Result<std::unique_ptr<NewFile>> make_file(const std::string& path) override {
    std::unique_ptr<NewFile> file;
    CAMP_TRY(step([&]() -> Result<void> {
      if (!folders_.contains(parent_of(path))) return no_such(path);
      file = std::make_unique<Replacement>(*this, path);
      return {};
    }));
    return file;
  }

 private:
  struct Node {
    std::string bytes;   // as the process sees them
    std::string synced;  // as a power cut leaves them
  };

  class File : public AppendFile {
   public:
    File(FaultFileSystem& owner, std::shared_ptr<Node> node)
        : owner_(owner), node_(std::move(node)) {}
    Result<std::uint64_t> size() override {
      CAMP_TRY(owner_.step([] { return Result<void>(); }));
      return node_->bytes.size();
    }
    Result<void> truncate(std::uint64_t bytes) override {
      return owner_.step([&] { return node_->bytes.resize(bytes), Result<void>(); });
    }
    Result<void> append(std::string_view bytes) override {
      return owner_.step([&] { return node_->bytes.append(bytes), Result<void>(); },
                         [&] { node_->bytes.append(bytes.substr(0, bytes.size() / 2)); });
    }
    Result<void> sync() override {
      return owner_.step([&] { return node_->synced = node_->bytes, Result<void>(); });
    }

   private:
    FaultFileSystem& owner_;
    std::shared_ptr<Node> node_;
  };

  class Replacement : public NewFile {
   public:
    Replacement(FaultFileSystem& owner, std::string path) : owner_(owner), path_(std::move(path)) {}
    Result<void> append(std::string_view bytes) override {
      return owner_.step([&] { return bytes_.append(bytes), Result<void>(); });
    }
    Result<void> put_in_place() override {
      return owner_.step([&] { return owner_.put(path_, bytes_), Result<void>(); });
    }

   private:
    FaultFileSystem& owner_;
    std::string path_, bytes_;
  };

  static std::string parent_of(const std::string& path) {
    auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  }
  static Error no_such(const std::string& path) {
    return {ErrorKind::kNotFound, "no such file or folder", path, ""};
  }
  bool folders_exist(std::string path) const {
    while ((path = parent_of(path)) != "." && path != "/") {
      if (!folders_.contains(path)) return false;
    }
    return true;
  }

  template <class Operation, class Tear>
  Result<void> step(Operation operation, Tear tear) {
    const Error fault{ErrorKind::kIo, "a fault of the simulation", "", ""};
    ++operations_;
    if (failed_) return fault;
    if (left_ < 0 || --left_ > 0) return operation();
    failed_ = true;
    if (fault_ == Fault::kTorn) tear();
    if (fault_ == Fault::kAfter) (void)operation().ok();
    return fault;
  }
  template <class Operation>
  Result<void> step(Operation operation) {
    return step(operation, [] {});
  }

  std::map<std::string, std::shared_ptr<Node>> files_, synced_names_;
  std::set<std::string> folders_ = {".", "/"}, synced_folders_ = {".", "/"};
  int left_ = -1;
  Fault fault_{};
  bool failed_ = false;
  int operations_ = 0;
};

}  // namespace camp::sim
