#include "tests/sim/disk.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <map>
#include <mutex>
#include <optional>

#include "lang/base/assert.h"

namespace camp::simulator {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

const std::string kStorePath = "/store";

IOStatus power_fails() { return IOStatus::IOError("the power fails"); }

}  // namespace

// Over RocksDB's own file system in memory; replaced by what is left when the power goes.
class Disk::Files final : public rocksdb::FileSystemWrapper {
 public:
  explicit Files(const std::shared_ptr<rocksdb::Env>& memory)
      : FileSystemWrapper(memory->GetFileSystem()), memory_(memory) {}
  const char* Name() const override { return "Disk"; }

  struct File {
    std::uint64_t synced = 0;
    bool named = false;                 // its folder was synced since it got this name
    std::optional<std::string> before;  // what had the name until then
  };

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override;
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override;
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* folder,
                        IODebugContext* debug) override;

  // False: it is one that fails.
  bool may_write() {
    std::lock_guard lock(mutex_);
    if (left_ == 0) return true;
    if (left_ > 1) --left_;
    return left_ > 1;
  }
  void fail_at(std::uint64_t operation) {
    std::lock_guard lock(mutex_);
    left_ = operation == 0 ? 0 : operation + 1;
  }
  void note_synced(const std::string& path, std::uint64_t bytes) {
    std::lock_guard lock(mutex_);
    files_[path].synced = bytes;
  }
  void note_named() {
    std::lock_guard lock(mutex_);
    for (auto& [path, file] : files_) file.named = true, file.before.reset();
  }
  std::string content(const std::string& path) {
    std::string bytes;
    (void)rocksdb::ReadFileToString(memory_.get(), path, &bytes).ok();
    return bytes;
  }
  std::map<std::string, std::string> survivors(Chance& chance);

 private:
  std::shared_ptr<rocksdb::Env> memory_;
  std::mutex mutex_;
  std::uint64_t left_ = 0;  // 1: fails; n: n - 1 writes until then; 0: never
  std::map<std::string, File> files_;
};

namespace {

template <class Files>
class WrittenFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WrittenFile(std::unique_ptr<rocksdb::FSWritableFile> file, Files& files, std::string path)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), path_(std::move(path)) {}
  IOStatus Append(const rocksdb::Slice& bytes, const IOOptions& options,
                  IODebugContext* debug) override {
    return files_.may_write() ? target()->Append(bytes, options, debug) : power_fails();
  }
  IOStatus Append(const rocksdb::Slice& bytes, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(bytes, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (!files_.may_write()) return power_fails();
    files_.note_synced(path_, target()->GetFileSize(options, debug));
    return target()->Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  Files& files_;
  std::string path_;
};

template <class Files>
class SyncedFolder final : public rocksdb::FSDirectoryWrapper {
 public:
  SyncedFolder(std::unique_ptr<rocksdb::FSDirectory> folder, Files& files)
      : FSDirectoryWrapper(std::move(folder)), files_(files) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return sync(); }
  IOStatus FsyncWithDirOptions(const IOOptions&, IODebugContext*,
                               const rocksdb::DirFsyncOptions&) override {
    return sync();
  }

 private:
  IOStatus sync() {
    if (!files_.may_write()) return power_fails();
    files_.note_named();
    return IOStatus::OK();
  }
  Files& files_;
};

}  // namespace

IOStatus Disk::Files::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      IODebugContext* debug) {
  if (!may_write()) return power_fails();
  auto status = target()->NewWritableFile(path, options, file, debug);
  if (!status.ok()) return status;
  {
    std::lock_guard lock(mutex_);
    files_[path] = {};
  }
  *file = std::make_unique<WrittenFile<Files>>(std::move(*file), *this, path);
  return status;
}

IOStatus Disk::Files::RenameFile(const std::string& from, const std::string& to,
                                 const IOOptions& options, IODebugContext* debug) {
  if (!may_write()) return power_fails();
  auto before = content(to);
  auto status = target()->RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  std::lock_guard lock(mutex_);
  auto file = std::move(files_[from]);
  files_.erase(from);
  file.named = false;
  if (!before.empty()) file.before = std::move(before);
  files_[to] = std::move(file);
  return status;
}

IOStatus Disk::Files::DeleteFile(const std::string& path, const IOOptions& options,
                                 IODebugContext* debug) {
  if (!may_write()) return power_fails();
  std::lock_guard lock(mutex_);
  files_.erase(path);
  return target()->DeleteFile(path, options, debug);
}

IOStatus Disk::Files::NewDirectory(const std::string& path, const IOOptions& options,
                                   std::unique_ptr<rocksdb::FSDirectory>* folder,
                                   IODebugContext* debug) {
  auto status = target()->NewDirectory(path, options, folder, debug);
  if (status.ok()) *folder = std::make_unique<SyncedFolder<Files>>(std::move(*folder), *this);
  return status;
}

// What is on the disk afterwards.
std::map<std::string, std::string> Disk::Files::survivors(Chance& chance) {
  std::map<std::string, std::string> all;
  for (const auto& [path, file] : files_) {
    auto bytes = content(path);
    CAMP_ASSERT(file.synced <= bytes.size());
    if (!file.named && chance.one_in(2)) {
      if (file.before) all[path] = *file.before;
      continue;
    }
    const auto unsynced = bytes.size() - file.synced;
    if (unsynced > 0 && chance.one_in(2)) {
      bytes.resize(file.synced + chance.below(unsynced + 1));
    } else if (unsynced > 0 && chance.one_in(2)) {
      const auto kept = file.synced + chance.below(unsynced + 1);
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(kept), bytes.end(), '\0');
    }
    all[path] = std::move(bytes);
  }
  return all;
}

Disk::Disk() {
  std::shared_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  files_ = std::make_shared<Files>(memory);
  env_ = rocksdb::NewCompositeEnv(files_);
}

Disk::~Disk() = default;

Result<std::unique_ptr<Store>> Disk::open_store() {
  RocksStoreOptions options;
  options.create = true;
  options.env = env_.get();
  return open_rocks_store(kStorePath, options);
}

void Disk::fail_at(std::uint64_t operation) { files_->fail_at(operation); }
void Disk::heal() { files_->fail_at(0); }

void Disk::lose_power(Chance& chance) {
  const auto survivors = files_->survivors(chance);
  std::shared_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  CAMP_ASSERT(memory->CreateDirIfMissing(kStorePath).ok());
  auto files = std::make_shared<Files>(memory);
  auto env = rocksdb::NewCompositeEnv(files);
  for (const auto& [path, bytes] : survivors)
    CAMP_ASSERT(rocksdb::WriteStringToFile(env.get(), bytes, path, true).ok());
  files->note_named();
  env_ = std::move(env);
  files_ = std::move(files);
}

}  // namespace camp::simulator
