// The path of a query: parse -> bind -> optimise -> lower -> run.
//
// A reading statement runs on a snapshot and streams. A writing one runs to its end inside the
// write transaction before its first row is handed out: what a user sees is committed.
#include <chrono>
#include <deque>

#include "bind/binder.h"
#include "engine/implementation.h"
#include "exec/execution.h"
#include "plan/explain.h"
#include "plan/optimiser.h"
#include "syntax/parser.h"

namespace wutong {

bool SideEffects::any() const { return !(*this == SideEffects{}); }

class Result::Implementation {
 public:
  // The plan, and what its operators refer to, live as long as the rows are read.
  std::string text;
  plan::Plan plan;
  Map parameters;
  std::shared_ptr<store::SnapshotView> view;
  exec::ExecutionContext context;
  exec::OperatorPtr op;
  exec::Batch batch;
  std::size_t at = 0;
  bool ended = true;
  std::deque<Row> buffered;  // of a writing statement
  Row row;
  std::vector<std::string> columns;
  std::string explanation;

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
    for (const plan::ResultColumn& column : plan.result) {
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
    transaction_->commit();
    transaction_.reset();
  }
  void rollback() {
    if (!transaction_) throw Error("session.no_transaction", "no transaction is open");
    transaction_.reset();
  }
  bool in_transaction() const { return transaction_ != nullptr; }
  void cancel() noexcept { cancel_.cancel(); }

 private:
  bind::Environment environment(const store::GraphView& view, const Map& parameters) const;
  void start(Result::Implementation& result, store::WriteTransaction* writer);
  void run_writing(Result::Implementation& result, store::WriteTransaction& writer);

  Database::Implementation& database_;
  std::unique_ptr<store::WriteTransaction> transaction_;
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
  context.writer = writer;
  context.parameters = &result.parameters;
  context.cancel = &cancel_;
  context.procedures = &database_.procedures();
  context.random.seed(std::random_device{}());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  context.functions.clock_seconds = std::chrono::floor<std::chrono::seconds>(now).count();
  context.functions.clock_nanos =
      static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                    now - std::chrono::floor<std::chrono::seconds>(now))
                                    .count());
  result.op = exec::lower(result.plan, context);
  result.batch = exec::Batch(result.plan.next_column);
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
  try {
    const syntax::Statement statement = syntax::parse(result->text);
    result->view = database_.store().snapshot();
    const store::GraphView& view =
        transaction_ ? static_cast<const store::GraphView&>(*transaction_) : *result->view;
    const bind::Environment known = environment(view, result->parameters);
    plan::Plan bound = bind::bind(statement, result->text, known);
    result->plan = plan::optimise(std::move(bound), known.statistics, options.disabled_rules);
    for (Error& notice : result->plan.notices) notice.set_source(result->text, "query");
    for (const auto& column : result->plan.result) result->columns.push_back(column.name);
    if (statement.mode != syntax::Mode::Run) result->explanation = plan::explain(result->plan);
    if (statement.mode == syntax::Mode::Explain) {
      result->columns.clear();
      result->plan.result.clear();
      return Result(std::move(result));
    }
    if (!result->plan.writes) {
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
    if (transaction_ && result->plan.writes) transaction_.reset();
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
const std::vector<Error>& Result::notices() const { return implementation_->plan.notices; }
const std::string& Result::plan() const { return implementation_->explanation; }

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
