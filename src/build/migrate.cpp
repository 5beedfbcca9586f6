#include "build/migrate.h"

#include <algorithm>

#include "build/graph_updater.h"
#include "build/in_commits.h"
#include "build/journal.h"
#include "wutong/version.h"

namespace wutong::build {
namespace {

std::vector<std::string> document_uris(const store::Store& store, const char* kind) {
  std::vector<std::string> uris = keys_of_kinds(store, RecordSpace::Document, kind);
  for (std::string& uri : uris) uri.erase(0, 1);
  return uris;
}

// A journal for documents that were ingested before there was one: when is not known.
void begin_journal(store::Store& store) {
  in_commits(store, document_uris(store, "s"), kRecordsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& uris) {
               Journal journal(transaction);
               for (const std::string& uri : uris) {
                 if (!journal.document(uri)) {
                   DocumentRecord record;
                   record.uri = uri;
                   journal.put_document(record);
                 }
                 if (const std::string file = file_of(uri); file != uri) {
                   journal.put_member(file, uri);
                 }
               }
             });
}

// Statements of statistics are shown anew.
void forget_statements(store::Store& store) {
  std::vector<std::string> statistics;
  for (std::string& key : keys_of_kinds(store, RecordSpace::Support, "i")) {
    if (key[1] == 'S') statistics.push_back(std::move(key));
  }
  in_commits(
      store, statistics, kRecordsPerCommit,
      [](store::WriteTransaction& transaction, const std::vector<std::string>& keys) {
        const store::TypeId stated_in = transaction.type("STATED_IN");
        for (const std::string& key : keys) {
          if (is_statement(key)) {
            transaction.delete_record(RecordSpace::Support, key);
            continue;
          }
          const auto node = shown_by(transaction, key.substr(1));
          if (is_subject(key) || !node || !transaction.has_node(NodeId{*node})) continue;
          std::vector<store::Neighbour> places;
          transaction.expand(NodeId{*node}, model::Direction::Outgoing, {&stated_in, 1}, places);
          for (const store::Neighbour& place : places) {
            transaction.delete_relationship(place.relationship);
          }
        }
      });
}

void hide_unstated(store::Store& store) {
  std::vector<std::string> bare;
  {
    const auto view = store.snapshot();
    const Records records(*view);
    std::string last;
    records.scan(RecordSpace::Support, "i", [&](std::string_view key, std::string_view) {
      std::string fact = fact_shown(key.substr(1));
      if (fact != last && !records.any(RecordSpace::Support, "f" + fact + '\0')) {
        bare.push_back(fact);
      }
      last = std::move(fact);
      return true;
    });
  }
  // Relationships before the nodes that they are of.
  std::reverse(bare.begin(), bare.end());
  in_commits(store, bare, kRecordsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& facts) {
               GraphUpdater(transaction).hide_bare({facts.begin(), facts.end()});
             });
}

}  // namespace

void rebuild(store::Store& store, const std::map<std::string, NodeId>& unclaimed) {
  erase_records(store, RecordSpace::Support,
                keys_of_kinds(store, RecordSpace::Support, "ncabwvft"));
  erase_records(store, RecordSpace::Document, keys_of_kinds(store, RecordSpace::Document, "x"));
  forget_statements(store);
  const std::vector<std::string> uris = document_uris(store, "g");
  in_commits(store, uris, kDocumentsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& some) {
               GraphUpdater(transaction).index_names(some);
             });
  in_commits(store, uris, kDocumentsPerCommit,
             [&](store::WriteTransaction& transaction, const std::vector<std::string>& some) {
               GraphUpdater updater(transaction);
               updater.adopt(unclaimed);
               updater.update_documents({some.begin(), some.end()});
             });
  hide_unstated(store);
}

void migrate(store::Store& store) {
  if (store.format() >= kDatabaseFormatVersion) return;
  if (store.format() < 2) begin_journal(store);
  rebuild(store);
  store.set_format();
}

}  // namespace wutong::build
