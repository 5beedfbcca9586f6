// Pattern: distinct nodes of a pattern with how often they match, by the Matcher where the graph is
// in memory, else by the operators that the pattern was made of.
#include "exec/matcher.h"
#include "exec/operators.h"
#include "plan/tree.h"

namespace wutong::exec {
namespace {

class Pattern : public Operator {
 public:
  Pattern(const plan::Pattern& plan, plan::JoinGraph graph, OperatorPtr source, Lowering& lowering)
      : lowering_(lowering), graph_(std::move(graph)) {
    if (source) source_.emplace(std::move(source), lowering.column_count());
    for (const plan::ColumnId column : plan.outputs) {
      const auto node = graph_.find(column);
      const bool given = !node || graph_.nodes[*node].given;
      (given ? passed_ : nodes_).push_back(static_cast<std::size_t>(column));
    }
    weights_.push_back(static_cast<std::size_t>(plan.multiplicity));
    for (const plan::PatternCount& count : plan.counts) {
      weights_.push_back(static_cast<std::size_t>(count.column));
    }
  }
  // The matcher points into it.
  const plan::JoinGraph& graph() const { return graph_; }
  void set_matcher(std::unique_ptr<Matcher> matcher) { matcher_ = std::move(matcher); }

  void open() override {
    if (source_) source_->open();
    started_ = false;
    clear();
  }
  bool next(Batch& out) override {
    out.clear();
    while (out.rows < kBatchRows) {
      if (at_ == rows_) {
        if (!fill()) return out.rows > 0;
        continue;
      }
      for (std::size_t i = 0; i < nodes_.size(); ++i) {
        out.columns[nodes_[i]].emplace_back(NodeId{found_[at_ * nodes_.size() + i]});
      }
      for (std::size_t i = 0; i < weights_.size(); ++i) {
        out.columns[weights_[i]].emplace_back(
            static_cast<std::int64_t>(sums_[at_ * weights_.size() + i]));
      }
      if (source_) append_row(source_->batch(), source_->row(), passed_, out);
      ++out.rows;
      ++at_;
    }
    return true;
  }

 private:
  void clear() {
    for (const Node node : found_) {
      if (nodes_.size() == 1) places_.at(node) = WeightMemo::kUnknown;
    }
    lowering_.context().memory.give_back(8 * (found_.size() + sums_.size()));
    found_.clear();
    sums_.clear();
    rows_ = at_ = 0;
  }
  // The matches of the next row of the source; false at its end.
  bool fill() {
    clear();
    if (source_) {
      if (!source_->advance()) return false;
      const Frame frame = lowering_.frame(source_->batch(), source_->row());
      for (const plan::ColumnId column : matcher_->reads()) {
        matcher_->row().set(column, column_value(frame, column, false));
      }
    } else if (started_) {
      return false;
    }
    started_ = true;
    matcher_->run([this](const std::vector<Node>& nodes, const Matcher::Weights& weights) {
      std::size_t row = rows_;
      if (nodes.empty()) {
        row = 0;
      } else if (nodes.size() == 1) {
        std::uint64_t& place = places_.at(nodes[0]);
        if (place == WeightMemo::kUnknown) place = rows_;
        row = place;
      }
      if (row == rows_) {
        lowering_.context().memory.take(8 * (nodes.size() + weights_.size()));
        found_.insert(found_.end(), nodes.begin(), nodes.end());
        sums_.resize(sums_.size() + weights_.size());
        ++rows_;
      }
      for (std::size_t i = 0; i < weights_.size(); ++i) {
        sums_[row * weights_.size() + i] += weights[i];
      }
    });
    return true;
  }

  Lowering& lowering_;
  plan::JoinGraph graph_;
  std::unique_ptr<Matcher> matcher_;
  std::optional<RowSource> source_;
  Columns passed_, nodes_, weights_;
  bool started_ = false;
  std::vector<Node> found_;          // nodes_.size() a row
  std::vector<std::uint64_t> sums_;  // weights_.size() a row
  WeightMemo places_;                // row by node, where there is one node a row
  std::size_t rows_ = 0, at_ = 0;
};

// Every match by itself, once.
class PlainPattern : public Operator {
 public:
  PlainPattern(const plan::Pattern& plan, OperatorPtr input, Lowering& lowering)
      : plan_(plan),
        lowering_(lowering),
        input_(std::move(input)),
        batch_(lowering.column_count()),
        outputs_(indexes_of(plan.outputs)) {
    for (const plan::PatternCount& count : plan.counts) {
      keys_.push_back(lowering.context().view->names().find_key(count.key));
    }
  }
  void open() override { input_->open(); }
  bool next(Batch& out) override {
    out.clear();
    if (!input_->next(batch_)) return false;
    for (const std::size_t column : outputs_) out.columns[column].swap(batch_.columns[column]);
    auto& times = out.columns[static_cast<std::size_t>(plan_.multiplicity)];
    times.assign(batch_.rows, Value(1));
    for (std::size_t i = 0; i < plan_.counts.size(); ++i) {
      const plan::PatternCount& count = plan_.counts[i];
      const auto node = static_cast<std::size_t>(count.node);
      const bool moved = std::find(outputs_.begin(), outputs_.end(), node) != outputs_.end();
      const auto& nodes = moved ? out.columns[node] : batch_.columns[node];
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        const Value value = count.key.empty()
                                ? nodes[row]
                                : property_of(lowering_.context(), nodes[row], count.key, keys_[i]);
        out.columns[static_cast<std::size_t>(count.column)].emplace_back(value.is_null() ? 0 : 1);
      }
    }
    out.rows = batch_.rows;
    return true;
  }

 private:
  const plan::Pattern& plan_;
  Lowering& lowering_;
  OperatorPtr input_;
  Batch batch_;
  Columns outputs_;
  std::vector<std::optional<store::KeyId>> keys_;
};

}  // namespace

OperatorPtr make_pattern(const plan::Pattern& plan, Lowering& lowering, const Argument& argument) {
  if (lowering.context().snapshot) {
    if (auto graph = plan::join_graph(*plan.input)) {
      std::vector<Matcher::Count> counts;
      for (const plan::PatternCount& count : plan.counts) counts.push_back({count.node, count.key});
      const plan::Operator* source = graph->source;
      Split* split = lowering.split_at(&plan);
      auto pattern = std::make_unique<Pattern>(
          plan, std::move(*graph), source ? lowering.op(*source, argument) : nullptr, lowering);
      if (auto matcher = Matcher::make(pattern->graph(), plan.outputs, counts, lowering, split)) {
        pattern->set_matcher(std::move(matcher));
        return pattern;
      }
    }
  }
  return std::make_unique<PlainPattern>(plan, lowering.op(*plan.input, argument), lowering);
}

}  // namespace wutong::exec
