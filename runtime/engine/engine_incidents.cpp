// What an operator wants done about instances that failed.
#include "runtime/engine/engine.h"
#include "runtime/engine/intake.h"
#include "runtime/engine/mending.h"

namespace camp {
namespace {

SystemKind kind_of(Mending what) {
  switch (what) {
    case Mending::kRetry:
      return SystemKind::kIncidentsRetried;
    case Mending::kResolve:
      return SystemKind::kIncidentsResolved;
    case Mending::kEnd:
      return SystemKind::kIncidentsEnded;
  }
  return SystemKind::kIncidentsRetried;
}

}  // namespace

Result<MendReport> Engine::mend(const MendOrder& order, const OnProgress& progress) {
  CAMP_TRY(begin());
  MendReport report;
  if (!order.contact.empty()) {
    MendOne one(order);
    CAMP_TRY(crew_->do_for(order.contact, one));
    report = one.report;
  } else {
    std::atomic<std::uint64_t> done{0};
    SourceEach<MendScan> scans(crew_->size(), [&](std::size_t i) {
      return std::make_unique<MendScan>(order, crew_->shard(i), store_, done);
    });
    const auto total = counters().incidents;
    const auto go_on = [&] { return !progress || progress({done.load(), total}); };
    CAMP_ASSIGN(report.stopped, crew_->do_all(scans.all(), go_on));
    for (std::size_t i = 0; i < crew_->size(); ++i)
      for (std::size_t fate = 0; fate < report.counts.size(); ++fate)
        report.counts[fate] += scans[i].report.counts[fate];
  }
  const auto mended = report[MendFate::kMended];
  if (mended == 0) return report;
  note(kind_of(order.what), order.flow, mended);
  auto batch = store_.make_batch();
  CAMP_TRY(commit(*batch));
  return report;
}

}  // namespace camp
