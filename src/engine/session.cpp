// The path of a query: parse -> bind -> optimise -> lower -> run.
//
// A reading statement runs on a snapshot and streams. A writing one runs to its end inside the
// write transaction before its first row is handed out: what a user sees is committed.
#include <bit>
#include <chrono>
#include <deque>
#include <random>

#include "bind/binder.h"
#include "engine/implementation.h"
#include "exec/execution.h"
#include "exec/profile.h"
#include "plan/explain.h"
#include "plan/optimiser.h"
#include "plan/reads.h"
#include "plan/tree.h"
#include "syntax/parser.h"

namespace wutong {

bool SideEffects::any() const { return !(*this == SideEffects{}); }

class Result::Implementation {
 public:
  // The plan, and what its operators refer to, live as long as the rows are read.
  std::string text;
  std::shared_ptr<const CachedPlan> planned;
  Map parameters;
  std::shared_ptr<const store::GraphView> view;
  exec::ExecutionContext context;
  exec::OperatorPtr op;
  exec::Batch batch;
  std::size_t at = 0;
  bool ended = true;
  std::deque<Row> buffered;  // of a writing statement
  Row row;
  std::vector<std::string> columns;
  std::string explanation;
  bool profiled = false;
  plan::Profile profile;
  std::unique_ptr<exec::CountingView> counting;

  // The next row of the operators, resolved.
  bool pull(Row& out) {
    while (at >= batch.rows) {
      if (ended || !op->next(batch)) {
        ended = true;
        return false;
      }
      at = 0;
    }
    out.clear();
    for (const plan::ResultColumn& column : planned->plan.result) {
      out.push_back(
          exec::resolve(batch.columns[static_cast<std::size_t>(column.column)][at], context));
    }
    ++at;
    return true;
  }
};

class Session::Implementation {
 public:
  explicit Implementation(Database::Implementation& database) : database_(database) {}

  Result run(std::string_view text, const Parameters& parameters, const RunOptions& options);
  void begin() {
    if (transaction_) throw Error("session.transaction_open", "a transaction is open already");
    transaction_ = database_.store().begin_write();
  }
  void commit() {
    if (!transaction_) throw Error("session.no_transaction", "no transaction is open");
    // A commit that fails leaves nothing to go on with.
    const auto own = std::move(transaction_);
    own->commit();
  }
  void rollback() {
    if (!transaction_) throw Error("session.no_transaction", "no transaction is open");
    transaction_.reset();
  }
  bool in_transaction() const { return transaction_ != nullptr; }
  void cancel() noexcept { cancel_.cancel(); }

 private:
  bind::Environment environment(const store::GraphView& view, const Map& parameters) const;
  std::shared_ptr<const store::SnapshotView> current();
  std::shared_ptr<const CachedPlan> plan(const std::string& text, const Map& parameters,
                                         const RunOptions& options, const store::GraphView& view,
                                         std::string& explanation);
  void start(Result::Implementation& result, store::WriteTransaction* writer);
  void run_writing(Result::Implementation& result, store::WriteTransaction& writer);

  Database::Implementation& database_;
  std::unique_ptr<store::WriteTransaction> transaction_;
  // The last state read, its position in the change log, and what plans depend on in it.
  std::shared_ptr<const store::SnapshotView> current_;
  std::uint64_t position_ = 0;
  std::string schema_;
  std::mt19937_64 seeds_{std::random_device{}()};
  base::CancelToken cancel_;
};

bind::Environment Session::Implementation::environment(const store::GraphView& view,
                                                       const Map& parameters) const {
  bind::Environment environment;
  environment.labels = view.names().labels();
  environment.types = view.names().types();
  environment.keys = view.names().keys();
  environment.aliases = database_.aliases();
  environment.statistics = view.statistics();
  environment.procedure = [this](const std::string& name) {
    return database_.procedures().signature(name);
  };
  environment.parameters = &parameters;
  return environment;
}

void Session::Implementation::start(Result::Implementation& result,
                                    store::WriteTransaction* writer) {
  exec::ExecutionContext& context = result.context;
  context.view = writer ? static_cast<const store::GraphView*>(writer) : result.view.get();
  context.snapshot = writer ? nullptr : dynamic_cast<const graph::ReadView*>(result.view.get());
  if (result.profiled) {
    result.counting = std::make_unique<exec::CountingView>(*context.view);
    context.view = context.counting = result.counting.get();
    context.profile = &result.profile;
  }
  context.writer = writer;
  if (writer) writer->set_cancel(&cancel_);
  context.own_transaction = transaction_ == nullptr;
  context.parameters = &result.parameters;
  context.cancel = &cancel_;
  context.procedures = &database_.procedures();
  context.team = &database_.team();
  context.random.seed(seeds_());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  context.functions.clock_seconds = std::chrono::floor<std::chrono::seconds>(now).count();
  context.functions.clock_nanos =
      static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                    now - std::chrono::floor<std::chrono::seconds>(now))
                                    .count());
  result.op = exec::lower(result.planned->plan, context);
  result.batch = exec::Batch(result.planned->plan.next_column);
  result.op->open();
  result.ended = false;
}

void Session::Implementation::run_writing(Result::Implementation& result,
                                          store::WriteTransaction& writer) {
  start(result, &writer);
  Row row;
  while (result.pull(row)) result.buffered.push_back(row);
  result.op.reset();
}

// The committed state; the one at hand where no commit has been since.
std::shared_ptr<const store::SnapshotView> Session::Implementation::current() {
  const store::ChangeLog& log = database_.store().changes();
  const auto quiet = log.quiet();
  if (current_ && quiet == position_) return current_;
  schema_.clear();
  position_ = log.committed();
  current_ = database_.store().snapshot();
  return current_;
}

// What else than its text decides a statement's plan.
std::string schema_of(const store::GraphView& view) {
  std::string out(1, '\0');
  const store::NameTable& names = view.names();
  for (const std::size_t count :
       {names.labels().size(), names.types().size(), names.keys().size()}) {
    out += std::to_string(count) + ' ';
  }
  const model::Statistics statistics = view.statistics();
  for (const std::uint64_t count : {statistics.nodes, statistics.relationships}) {
    out += std::to_string(std::bit_width(count)) + ' ';
  }
  for (const auto& [label, key] : statistics.indexes) out += label + ' ' + key + '\n';
  return out;
}

std::shared_ptr<const CachedPlan> Session::Implementation::plan(const std::string& text,
                                                                const Map& parameters,
                                                                const RunOptions& options,
                                                                const store::GraphView& view,
                                                                std::string& explanation) {
  auto fresh = std::make_shared<CachedPlan>();
  if (transaction_ || schema_.empty()) schema_ = schema_of(view);
  fresh->key = text + schema_;
  for (const std::string& rule : options.disabled_rules) fresh->key += '\0' + rule;
  if (transaction_) schema_.clear();
  if (auto known = database_.plans().find(fresh->key)) return known;
  const syntax::Statement statement = syntax::parse(text);
  const bind::Environment known = environment(view, parameters);
  plan::Plan bound = bind::bind(statement, text, known);
  fresh->plan = plan::optimise(std::move(bound), known.statistics, options.disabled_rules);
  fresh->direct_runs = plan::direct_runs(*fresh->plan.root, known.statistics);
  for (Error& notice : fresh->plan.notices) notice.set_source(text, "query");
  fresh->explains = statement.mode == syntax::Mode::Explain;
  fresh->profiles = statement.mode == syntax::Mode::Profile;
  if (fresh->explains) explanation = plan::explain(fresh->plan);
  if (fresh->explains) fresh->plan.result.clear();
  // The implicit arguments of a CALL are checked against the parameters of this run.
  if (statement.mode == syntax::Mode::Run && !plan::calls_procedure(*fresh->plan.root)) {
    database_.plans().put(fresh);
  }
  return fresh;
}

Result Session::Implementation::run(std::string_view text, const Parameters& parameters,
                                    const RunOptions& options) {
  auto result = std::make_unique<Result::Implementation>();
  result->text = text;
  result->parameters = parameters;
  cancel_.reset();
  cancel_.set_deadline(options.timeout
                           ? std::optional(base::CancelToken::Clock::now() + *options.timeout)
                           : std::nullopt);
  result->context.memory = exec::MemoryBudget(options.memory_limit);
  result->context.read_files = options.read_files;
  result->context.parallel_from = options.parallel_from;
  try {
    const auto committed = current();
    const std::uint64_t position = position_;
    result->view = committed;
    const store::GraphView& view =
        transaction_ ? static_cast<const store::GraphView&>(*transaction_) : *committed;
    result->planned = plan(result->text, result->parameters, options, view, result->explanation);
    const plan::Plan& planned = result->planned->plan;
    for (const auto& column : planned.result) result->columns.push_back(column.name);
    if (result->planned->explains) return Result(std::move(result));
    result->profiled = result->planned->profiles;
    if (!planned.writes && !transaction_ && options.snapshot.value_or(true)) {
      const bool often = result->planned->runs.fetch_add(1) >= result->planned->direct_runs;
      const bool make = options.snapshot.value_or(often);
      if (auto copy = database_.snapshots().view(committed, position, make)) result->view = copy;
    }
    if (!planned.writes) {
      start(*result, transaction_.get());
    } else if (transaction_) {
      run_writing(*result, *transaction_);
    } else {
      const auto own = database_.store().begin_write();
      run_writing(*result, *own);
      own->commit();
    }
  } catch (Error& error) {
    if (error.source().empty()) error.set_source(result->text, "query");
    // What an explicit transaction did before the fault cannot be told from what the fault left.
    if (transaction_ && result->planned && result->planned->plan.writes) transaction_.reset();
    throw;
  }
  return Result(std::move(result));
}

Result::Result(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;
Result::~Result() = default;

const std::vector<std::string>& Result::columns() const { return implementation_->columns; }
const SideEffects& Result::side_effects() const { return implementation_->context.effects; }
const std::vector<Error>& Result::notices() const { return implementation_->planned->plan.notices; }
const std::string& Result::plan() const {
  Implementation& result = *implementation_;
  if (result.profiled) result.explanation = plan::explain(result.planned->plan, &result.profile);
  return result.explanation;
}

const Row* Result::next() {
  Implementation& result = *implementation_;
  if (!result.buffered.empty()) {
    result.row = std::move(result.buffered.front());
    result.buffered.pop_front();
    return &result.row;
  }
  if (!result.op) return nullptr;
  try {
    return result.pull(result.row) ? &result.row : nullptr;
  } catch (Error& error) {
    result.ended = true;
    if (error.source().empty()) error.set_source(result.text, "query");
    throw;
  }
}

Session::Session(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result Session::run(std::string_view text, const Parameters& parameters,
                    const RunOptions& options) {
  return implementation_->run(text, parameters, options);
}
void Session::begin() { implementation_->begin(); }
void Session::commit() { implementation_->commit(); }
void Session::rollback() { implementation_->rollback(); }
bool Session::in_transaction() const { return implementation_->in_transaction(); }
void Session::cancel() noexcept { implementation_->cancel(); }

Session Database::session() {
  return Session(std::make_unique<Session::Implementation>(*implementation_));
}

}  // namespace wutong
