#!/usr/bin/env python3
"""Sorts the words of open-gram into classes of words that stand in like company
(schema/models/words.txt).

    /usr/bin/python3 bench/train_word_classes.py OUT

Needs Debian's python3-numpy, python3-scipy, python3-sklearn, sunpinyin-data and sunpinyin-utils. Of
each word the words behind and before it in open-gram's bigrams are taken, as positive pointwise
mutual information with smoothed contexts (Levy, Goldberg and Dagan, TACL 2015); a truncated singular
value decomposition makes them short vectors, k-means makes classes of these, once coarse and once
fine. The classes are derived from data under CC BY-SA 3.0.
"""
import os
import sys

import numpy
import scipy.sparse
from scipy.sparse.linalg import svds
from sklearn.cluster import MiniBatchKMeans

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scripts"))
import make_tables

CLASSES = (64, 256)
DIMENSIONS = 64
FEWEST = 4  # bigrams that a word must be in


def read_bigrams():
    """The words, ln P of each, and ln P(second | first) of pairs."""
    words, bigrams = make_tables.read_model()
    pairs = [(a, b, -cost) for a, behind in bigrams.items() for b, cost in behind.items()]
    first, second, cost = (numpy.array(column) for column in zip(*pairs))
    return [word for word, _, _ in words], numpy.array([-cost for _, cost, _ in words]), first, second, cost


def information(word, context, joint, size):
    of_word = numpy.bincount(word, joint, size) + 1e-12
    of_context = numpy.bincount(context, joint, size) ** 0.75
    of_context /= of_context.sum()
    values = numpy.log(joint / (of_word[word] * of_context[context]))
    return scipy.sparse.csr_matrix((numpy.maximum(values, 0), (word, context)), (size, size))


def main():
    words, single, first, second, pair = read_bigrams()
    size = len(words)
    joint = numpy.exp(single[first] + pair)
    seen = scipy.sparse.hstack([information(first, second, joint, size),
                                information(second, first, joint, size)]).tocsr()
    left, scale, _ = svds(seen, k=DIMENSIONS, random_state=1)
    vectors = left * numpy.sqrt(scale)
    vectors /= numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    classes = [MiniBatchKMeans(count, random_state=1, batch_size=4096, n_init=1, max_iter=40)
               .fit(vectors).labels_ for count in CLASSES]
    known = numpy.bincount(first, minlength=size) + numpy.bincount(second, minlength=size) >= FEWEST
    rows = sorted((*(int(level[i]) for level in classes), words[i])
                  for i in range(size) if known[i] and words[i])
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write("# COARSE TAB FINE TAB WORD: classes of words that stand in like company.\n"
                  "# Written by bench/train_word_classes.py from open-gram's bigrams (CC BY-SA 3.0).\n")
        for row in rows:
            out.write("\t".join(map(str, row)) + "\n")


if __name__ == "__main__":
    main()
