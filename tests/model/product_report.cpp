#include "tests/model/product_report.h"

#include "runtime/measure/report.h"
#include "tests/model/figures.h"

namespace camp::model {
namespace {

std::int64_t signed_of(std::uint64_t count) { return static_cast<std::int64_t>(count); }

class Lines {
 public:
  explicit Lines(StoreView& view) : view_(view) {}

  std::vector<std::string> of(const ReportModel& report) {
    for (const auto& run : report.runs) {
      auto group = view_.name_of(run.flow);
      if (run.run != 0) {
        const auto key = view_.runs().key_of(run.run);
        group += "/" + (key.ok() ? std::string(*key) : "");
      }
      add_flow(group, run.counts);
      add_common(group, run.counts);
      for (const auto& arm : run.arms)
        add_common(
            group + " arm " + view_.name_of(arm.arm.experiment) + ":" + view_.name_of(arm.arm.arm),
            arm.counts);
    }
    return figures_.lines();
  }

 private:
  void add(const std::string& group, const char* name, std::uint64_t count) {
    figures_.add(group, name, signed_of(count));
  }

  void add_flow(const std::string& group, const Counts& counts) {
    add(group, "entered", counts.entered);
    add(group, "finished", counts.finished);
    add(group, "exited", counts.exited);
    add(group, "standing", counts.standing);
    for (const auto& refusal : kRefusals)
      figures_.add(group, "refused " + std::string(refusal.word),
                   signed_of(counts.refused[static_cast<std::size_t>(refusal.refusal)]));
  }

  void add_common(const std::string& group, const Counts& counts) {
    add(group, "contacts", counts.contacts);
    add(group, "reached", counts.reached);
    add(group, "sent", counts.sent);
    add(group, "cancelled", counts.cancelled);
    add(group, "withheld", counts.withheld);
    add(group, "skipped", counts.skipped_in_all());
    add(group, "messages clicked", counts.receipt(ReceiptKind::kClicked).messages);
    for (const auto& goal : counts.goals) {
      const auto of_goal = group + " goal " + view_.name_of(goal.goal);
      add(of_goal, "converters", goal.converters);
      figures_.add_part(of_goal, "conversions", goal.conversions.value());
      add(of_goal, "credited", goal.credited);
      for (const auto& sum : goal.revenue) figures_.add(of_goal, "revenue", sum.minor);
    }
  }

  StoreView& view_;
  Figures figures_;
};

}  // namespace

Result<std::vector<std::string>> report_lines(Store& store, StoreView& view) {
  CAMP_ASSIGN(const auto report,
              fold_journal(store, calendar::utc(), {}, [](std::uint64_t) { return true; }));
  return Lines(view).of(report);
}

}  // namespace camp::model
