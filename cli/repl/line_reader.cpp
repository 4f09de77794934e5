#include "cli/repl/line_reader.h"

#include <editline/readline.h>
#include <langinfo.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <utility>

#include "cli/console.h"

namespace camp::cli {
namespace {

class PipeReader final : public LineReader {
 public:
  std::optional<std::string> next(const std::string&) override {
    std::fflush(stdout);  // whoever is at the other end may wait for it
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    return line;
  }
  bool is_terminal() const override { return false; }
};

// libedit's completion asks a C function, so the one reader of a process stands here.
LineReader::Complete asked_for;
std::vector<std::string> candidates;

char* copy_of(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

char* next_candidate(const char*, int state) {
  const auto index = static_cast<std::size_t>(state);
  return index < candidates.size() ? copy_of(candidates[index]) : nullptr;
}

char** complete(const char* word, int start, int) {
  rl_attempted_completion_over = 1;  // never files
  candidates =
      asked_for(std::string_view(rl_line_buffer).substr(0, static_cast<std::size_t>(start)), word);
  return candidates.empty() ? nullptr : rl_completion_matches(word, next_candidate);
}

// libedit takes characters as the locale has them, and what is none of them it drops. Scripts are
// UTF-8, wherever they are written.
void choose_characters() {
  const bool chosen = std::setlocale(LC_CTYPE, "") != nullptr;
  if (!chosen || std::string_view(nl_langinfo(CODESET)) != "UTF-8")
    std::setlocale(LC_CTYPE, "C.UTF-8");
}

class TerminalReader final : public LineReader {
 public:
  TerminalReader(std::string history_path, Complete complete_word)
      : history_path_(std::move(history_path)) {
    asked_for = std::move(complete_word);
    choose_characters();
    rl_readline_name = const_cast<char*>("camp");
    using_history();
    stifle_history(kHistoryLines);
    if (!history_path_.empty()) read_history(history_path_.c_str());
    rl_attempted_completion_function = complete;
    static char breaks[] = " \t\n(){}[],:";
    rl_completer_word_break_characters = breaks;
  }
  ~TerminalReader() override {
    if (!history_path_.empty()) write_history(history_path_.c_str());
    asked_for = nullptr;
  }

  std::optional<std::string> next(const std::string& prompt) override {
    char* line = readline(prompt.c_str());
    if (line == nullptr) return std::nullopt;
    std::string text = line;
    std::free(line);
    if (!text.empty() && text != last_) add_history(text.c_str());
    last_ = text;
    return text;
  }
  bool is_terminal() const override { return true; }

 private:
  static constexpr int kHistoryLines = 1000;
  std::string history_path_;
  std::string last_;
};

}  // namespace

std::unique_ptr<LineReader> open_line_reader(std::string history_path,
                                             LineReader::Complete complete_word) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)
    return std::make_unique<PipeReader>();
  if (!history_path.empty()) {
    std::error_code failed;
    std::filesystem::create_directories(std::filesystem::path(history_path).parent_path(), failed);
    if (failed) history_path.clear();
  }
  return std::make_unique<TerminalReader>(std::move(history_path), std::move(complete_word));
}

}  // namespace camp::cli
