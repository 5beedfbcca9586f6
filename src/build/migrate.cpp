#include "build/migrate.h"

#include <algorithm>
#include <array>

#include "build/graph_updater.h"
#include "build/in_commits.h"
#include "build/journal.h"
#include "wutong/error.h"
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

void delete_if_there(store::WriteTransaction& transaction, std::uint64_t relationship) {
  const RelationshipId id{relationship};
  if (transaction.relationship(id)) transaction.delete_relationship(id);
}

// The relationships that a record of formats up to 3 names: they had one of each mention, of each
// statement of a statistic and of the relationship to its subject; a letter said what it was of.
bool was_relationship(std::string_view key) {
  const std::string_view fact = key.substr(1);
  const auto fields = static_cast<std::size_t>(std::count(fact.begin(), fact.end(), '\x1f')) + 1;
  return fact[0] == 'M' || fact[0] == 'R' || (fact[0] == 'S' && fields > 8);
}

// What formats 1 and 2 did not name.
void delete_statements(store::WriteTransaction& transaction, NodeId statistic) {
  std::vector<store::Neighbour> places;
  const std::array<store::TypeId, 2> types{transaction.type("HAS_STATISTIC"),
                                           transaction.type("STATED_IN")};
  transaction.expand(statistic, model::Direction::Both, types, places);
  for (const store::Neighbour& place : places) transaction.delete_relationship(place.relationship);
}

// Relationships are shown anew; nodes stay, as users may have joined others to them.
void forget_relationships(store::Store& store) {
  in_commits(store, keys_of_kinds(store, RecordSpace::Support, "i"), kRecordsPerCommit,
             [old = store.format() < 3](store::WriteTransaction& transaction,
                                        const std::vector<std::string>& keys) {
               for (const std::string& key : keys) {
                 const auto record = transaction.get_record(RecordSpace::Support, key);
                 const auto id = shown_by(transaction, key.substr(1));
                 if (was_relationship(key)) {
                   if (id) delete_if_there(transaction, *id);
                   transaction.delete_record(RecordSpace::Support, key);
                 } else if (const auto subject = subject_relationship(*record);
                            subject != kNotShown) {
                   delete_if_there(transaction, subject);
                   transaction.put_record(RecordSpace::Support, key, std::to_string(*id));
                 } else if (old && key[1] == 'S') {
                   delete_statements(transaction, NodeId{*id});
                 }
               }
             });
  in_commits(store, keys_of_kinds(store, RecordSpace::Document, "y"), kDocumentsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& keys) {
               for (const std::string& key : keys) {
                 ShownDocument shown;
                 try {
                   shown =
                       ShownDocument::decode(*transaction.get_record(RecordSpace::Document, key));
                 } catch (const Error&) {
                   // Repair finds what it showed.
                 }
                 for (const std::uint64_t id : shown.relationships)
                   delete_if_there(transaction, id);
                 transaction.delete_record(RecordSpace::Document, key);
               }
             });
}

}  // namespace

void hide_unstated(store::Store& store) {
  std::vector<std::string> bare;
  {
    const auto view = store.snapshot();
    view->scan_records(RecordSpace::Support, "i", [&](std::string_view key, std::string_view) {
      const std::string fact(key.substr(1));
      const bool stated =
          fact[0] == 'D' ? view->get_record(RecordSpace::Document, "g" + fact.substr(1)).has_value()
                         : view->get_record(RecordSpace::Support, "t" + fact).has_value();
      if (!stated) bare.push_back(fact);
      return true;
    });
  }
  // Statistics before their subjects.
  std::reverse(bare.begin(), bare.end());
  in_commits(store, bare, kRecordsPerCommit,
             [](store::WriteTransaction& transaction, const std::vector<std::string>& facts) {
               GraphUpdater(transaction).hide_bare(facts);
             });
}

void rebuild(store::Store& store, const std::map<std::string, NodeId>& unclaimed) {
  erase_records(store, RecordSpace::Support,
                keys_of_kinds(store, RecordSpace::Support, "ncabwvft"));
  erase_records(store, RecordSpace::Document, keys_of_kinds(store, RecordSpace::Document, "x"));
  forget_relationships(store);
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
