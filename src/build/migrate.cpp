#include "build/migrate.h"

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

}  // namespace

void rebuild(store::Store& store, const std::map<std::string, NodeId>& unclaimed) {
  erase_records(store, RecordSpace::Support, keys_of_kinds(store, RecordSpace::Support, "ncabwv"));
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
}

void migrate(store::Store& store) {
  if (store.format() >= kDatabaseFormatVersion) return;
  begin_journal(store);
  rebuild(store);
  store.set_format();
}

}  // namespace wutong::build
