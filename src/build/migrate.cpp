#include "build/migrate.h"

#include <algorithm>

#include "build/graph_updater.h"
#include "build/journal.h"
#include "wutong/version.h"

namespace wutong::build {
namespace {

constexpr std::size_t kRecordsPerCommit = 8192;
constexpr std::size_t kDocumentsPerCommit = 128;

std::vector<std::string> document_uris(const store::Store& store, const char* kind) {
  std::vector<std::string> uris;
  store.snapshot()->scan_records(RecordSpace::Document, kind,
                                 [&](std::string_view key, std::string_view) {
                                   uris.emplace_back(key.substr(1));
                                   return true;
                                 });
  return uris;
}

template <class Work>
void in_commits(store::Store& store, const std::vector<std::string>& items, std::size_t most,
                Work work) {
  for (std::size_t at = 0; at < items.size(); at += most) {
    const auto transaction = store.begin_write();
    const auto begin = items.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), at + most));
    work(*transaction, std::vector<std::string>(begin, end));
    transaction->commit();
  }
}

// The file of "a.jsonl#3" and "a.zip!b.txt", else the document's own uri.
std::string file_of(const std::string& uri) {
  const std::size_t member = uri.find('!');
  if (member != std::string::npos) return uri.substr(0, member);
  const std::size_t number = uri.rfind('#');
  const bool numbered = number != std::string::npos && number + 1 < uri.size() &&
                        uri.find_first_not_of("0123456789", number + 1) == std::string::npos;
  return numbered ? uri.substr(0, number) : uri;
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

void rebuild(store::Store& store) {
  std::vector<std::string> stale;
  const auto view = store.snapshot();
  for (const char* kind : {"n", "c", "a", "b", "w", "v"}) {
    view->scan_records(RecordSpace::Support, kind, [&](std::string_view key, std::string_view) {
      stale.emplace_back(key);
      return true;
    });
  }
  in_commits(store, stale, kRecordsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& keys) {
               for (const std::string& key : keys) {
                 transaction.delete_record(RecordSpace::Support, key);
               }
             });
  const std::vector<std::string> uris = document_uris(store, "g");
  in_commits(store, uris, kDocumentsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& some) {
               GraphUpdater(transaction).index_names(some);
             });
  in_commits(store, uris, kDocumentsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& some) {
               GraphUpdater(transaction).update_documents({some.begin(), some.end()});
             });
}

void migrate(store::Store& store) {
  if (store.format() >= kDatabaseFormatVersion) return;
  begin_journal(store);
  rebuild(store);
  store.set_format();
}

}  // namespace wutong::build
