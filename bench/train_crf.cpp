// Trains a linear-chain conditional random field (Lafferty, McCallum and Pereira, ICML 2001) over
// binary features: maximum likelihood with an L2 prior, by AdaGrad (Duchi, Hazan and Singer, 2011).
// No Debian package holds a trainer of one; train_names.py calls this.
//   train_crf EXAMPLES MODEL
// EXAMPLES: a line "LABELS FEATURES", their numbers of kinds; then a line "LABEL FEATURE..." for
// each piece of a text, numbers from 0, and an empty line behind each sentence. Label 0 is no name,
// 2k + 1 the beginning of one of kind k, 2k + 2 its going on, which only these two precede. MODEL:
// lines "LABEL FEATURE WEIGHT", "LABEL bias WEIGHT" and "LABEL after LABEL_BEFORE WEIGHT".
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr int kRounds = 10;
constexpr float kRate = 0.2F;
constexpr float kPrior = 2;     // weight of the sum of squares / 2
constexpr float kSmall = 0.1F;  // weights below it are left out
constexpr float kNever = -1e30F;

struct Piece {
  std::size_t label = 0;
  std::vector<std::size_t> features;
};
using Sentence = std::vector<Piece>;

struct Weights {
  std::vector<float> values, squares;

  explicit Weights(std::size_t size) : values(size), squares(size, 1e-4F) {}
  void step(std::size_t at, float gradient) {
    squares[at] += gradient * gradient;
    values[at] -= kRate * gradient / std::sqrt(squares[at]);
  }
};

class Field {
 public:
  Field(std::size_t labels, std::size_t features)
      : labels_(labels), emit_(features * labels), bias_(labels), after_(labels * labels) {}

  void train(std::vector<Sentence>& sentences) {
    seen_.assign(emit_.values.size() / labels_, 0);
    for (const Sentence& sentence : sentences) {
      for (const Piece& piece : sentence) {
        for (const std::size_t feature : piece.features) ++seen_[feature];
      }
    }
    std::mt19937 random(7);
    for (int round = 0; round < kRounds; ++round) {
      for (std::size_t i = sentences.size(); i > 1; --i) {
        std::swap(sentences[i - 1], sentences[random() % i]);
      }
      double loss = 0;
      for (const Sentence& sentence : sentences) loss += learn(sentence);
      std::cerr << "round " << round + 1 << ": -ln P " << std::llround(loss) << "\n";
    }
  }

  void write(std::ostream& out) const {
    for (std::size_t l = 0; l < labels_; ++l) {
      out << l << " bias " << bias_.values[l] << "\n";
      for (std::size_t before = 0; before < labels_; ++before) {
        const float weight = after_.values[before * labels_ + l];
        if (weight != 0) out << l << " after " << before << " " << weight << "\n";
      }
    }
    for (std::size_t i = 0; i < emit_.values.size(); ++i) {
      if (std::abs(emit_.values[i]) < kSmall) continue;
      out << i % labels_ << " " << i / labels_ << " " << emit_.values[i] << "\n";
    }
  }

 private:
  static bool follows(std::size_t before, std::size_t label) {
    return label % 2 == 1 || label == 0 || before == label || before + 1 == label;
  }
  static float log_sum(const std::vector<float>& terms) {
    const float most = *std::max_element(terms.begin(), terms.end());
    if (most <= kNever / 2) return kNever;
    float sum = 0;
    for (const float term : terms) sum += std::exp(term - most);
    return most + std::log(sum);
  }

  // One step on a sentence; its -ln P before the step.
  double learn(const Sentence& sentence) {
    const std::size_t size = sentence.size();
    sums_.assign(size * labels_, 0);
    for (std::size_t i = 0; i < size; ++i) {
      float* sum = &sums_[i * labels_];
      std::copy(bias_.values.begin(), bias_.values.end(), sum);
      for (const std::size_t feature : sentence[i].features) {
        const float* weight = &emit_.values[feature * labels_];
        for (std::size_t l = 0; l < labels_; ++l) sum[l] += weight[l];
      }
    }
    // Before a sentence stands no name.
    forward_.assign(size * labels_, kNever);
    backward_.assign(size * labels_, 0);
    terms_.resize(labels_);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t l = 0; l < labels_; ++l) {
        for (std::size_t before = 0; before < labels_; ++before) {
          const float so_far = i > 0         ? forward_[(i - 1) * labels_ + before]
                               : before == 0 ? 0.0F
                                             : kNever;
          terms_[before] =
              follows(before, l) ? so_far + after_.values[before * labels_ + l] : kNever;
        }
        forward_[i * labels_ + l] = log_sum(terms_) + sums_[i * labels_ + l];
      }
    }
    terms_.assign(forward_.end() - static_cast<std::ptrdiff_t>(labels_), forward_.end());
    const float total = log_sum(terms_);
    for (std::size_t i = size - 1; i-- > 0;) {
      for (std::size_t before = 0; before < labels_; ++before) {
        for (std::size_t l = 0; l < labels_; ++l) {
          const std::size_t at = (i + 1) * labels_ + l;
          terms_[l] = follows(before, l)
                          ? after_.values[before * labels_ + l] + sums_[at] + backward_[at]
                          : kNever;
        }
        backward_[i * labels_ + before] = log_sum(terms_);
      }
    }
    // The gradients of all weights first: a step may not see another.
    double loss = total;
    pairs_.assign(labels_ * labels_, 0);
    slopes_.assign(size * labels_, 0);
    std::size_t label_before = 0;
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t before = 0; before < labels_; ++before) {
        const float so_far = i > 0         ? forward_[(i - 1) * labels_ + before]
                             : before == 0 ? 0.0F
                                           : kNever;
        if (so_far <= kNever / 2) continue;
        for (std::size_t l = 0; l < labels_; ++l) {
          if (!follows(before, l)) continue;
          const std::size_t at = i * labels_ + l;
          const float probability = std::exp(so_far + after_.values[before * labels_ + l] +
                                             sums_[at] + backward_[at] - total);
          pairs_[before * labels_ + l] += probability;
          slopes_[at] += probability;
        }
      }
      const std::size_t label = sentence[i].label;
      loss -= sums_[i * labels_ + label] + after_.values[label_before * labels_ + label];
      pairs_[label_before * labels_ + label] -= 1;
      slopes_[i * labels_ + label] -= 1;
      label_before = label;
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (pairs_[i] != 0) after_.step(i, pairs_[i]);
    }
    for (std::size_t i = 0; i < size; ++i) {
      const float* slope = &slopes_[i * labels_];
      for (std::size_t l = 0; l < labels_; ++l) bias_.step(l, slope[l]);
      for (const std::size_t feature : sentence[i].features) {
        const float prior = kPrior / static_cast<float>(seen_[feature]);
        for (std::size_t l = 0; l < labels_; ++l) {
          const std::size_t at = feature * labels_ + l;
          if (std::abs(slope[l]) < 1e-5F && emit_.values[at] == 0) continue;
          emit_.step(at, slope[l] + prior * emit_.values[at]);
        }
      }
    }
    return loss;
  }

  std::size_t labels_;
  Weights emit_, bias_, after_;  // by feature and label; by label; by label before and label
  std::vector<std::size_t> seen_;
  std::vector<float> sums_, forward_, backward_, terms_, pairs_, slopes_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: train_crf EXAMPLES MODEL\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  std::size_t labels = 0, features = 0;
  std::string line;
  if (!std::getline(in, line) || !(std::istringstream(line) >> labels >> features)) {
    std::cerr << "train_crf: '" << argv[1] << "' does not begin with LABELS FEATURES\n";
    return 1;
  }
  std::vector<Sentence> sentences(1);
  for (std::size_t number = 2; std::getline(in, line); ++number) {
    if (line.empty()) {
      if (!sentences.back().empty()) sentences.emplace_back();
      continue;
    }
    std::istringstream fields(line);
    Piece piece;
    bool good = static_cast<bool>(fields >> piece.label) && piece.label < labels;
    for (std::size_t feature; good && fields >> feature;) {
      good = feature < features;
      piece.features.push_back(feature);
    }
    if (!good || !fields.eof()) {
      std::cerr << "train_crf: " << argv[1] << ":" << number << ": no LABEL FEATURE... in bounds\n";
      return 1;
    }
    sentences.back().push_back(std::move(piece));
  }
  if (sentences.back().empty()) sentences.pop_back();
  Field field(labels, features);
  field.train(sentences);
  std::ofstream out(argv[2]);
  field.write(out);
  if (!out.flush()) {
    std::cerr << "train_crf: cannot write '" << argv[2] << "'\n";
    return 1;
  }
  return 0;
}
