// The public side of the journal, and the graph as it was known at a time.
#include "wutong/journal.h"

#include <chrono>
#include <cstdio>

#include "build/graph_updater.h"
#include "build/journal.h"
#include "engine/implementation.h"

namespace wutong {
namespace {

constexpr std::size_t kDocumentsPerCommit = 256;

}  // namespace

std::vector<JobRecord> jobs(Database& database) {
  return build::jobs(*database.implementation().store().snapshot());
}

void for_each_document(Database& database,
                       const std::function<void(const DocumentRecord&)>& visit) {
  build::for_each_document(*database.implementation().store().snapshot(), visit);
}

std::unique_ptr<Database> known_at(Database& database, std::int64_t time) {
  OpenOptions options;
  options.create = options.in_memory = true;
  auto then = Database::open("known", options);
  store::Store& store = then->implementation().store();
  std::vector<build::DocumentChange> changes;
  const auto commit = [&] {
    const auto transaction = store.begin_write();
    build::GraphUpdater(*transaction).apply(changes);
    transaction->commit();
    changes.clear();
  };
  build::for_each_graph_known_at(*database.implementation().store().snapshot(), time,
                                 [&](const std::string& json) {
                                   DocumentGraph graph = document_graph_from_json(json);
                                   const std::string uri = graph.document;
                                   changes.push_back({uri, std::move(graph), ""});
                                   if (changes.size() >= kDocumentsPerCommit) commit();
                                 });
  commit();
  then->set_name_aliases(database.name_aliases());
  return then;
}

std::int64_t time_of(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 23, minute = 59, second = 59;
  char after = 0;
  const int fields = std::sscanf(text.c_str(), "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d%c", &year, &month,
                                 &day, &hour, &minute, &second, &after);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const bool whole = fields == 3 ? text.size() <= 10 : fields == 6 || (fields == 7 && after == 'Z');
  if (!whole || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59) {
    throw Error("cli.bad_time", "'" + text + "' is no day or time")
        .with_note("such are 2024-05-01, which is its end, and 2024-05-01T12:30:00Z");
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86400 + hour * 3600 + minute * 60 + second;
}

std::string time_text(std::int64_t time) {
  const std::chrono::sys_seconds moment{std::chrono::seconds(time)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(moment - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace wutong
