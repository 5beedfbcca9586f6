#!/usr/bin/env python3
"""Compiles Debian's language data into binary tables that the program embeds.

    make_tables.py OUT_DIR

Reads OpenCC's dictionaries (libopencc-data), Unihan's readings (unicode-data), jieba's word list
(python3-jieba), the word bigrams of open-gram (sunpinyin-data) and of libime
(libime-data-language-model), the companies of
schema/lexicons/names.txt, the words of the domain in schema/text/words.txt (bench/train_words.py) and the phrases of
schema/text/simplified.txt, and writes into OUT_DIR:

    t2s_characters.bin  65,536 little-endian uint16: the simplified form of each BMP character, or 0
    t2s_phrases.txt     traditional TAB simplified, one phrase per line, where characters alone mislead
    readings.bin        one offset (uint32) per character from U+3400 to U+9FFF and one more, then the
                        pinyin of the characters, joined by commas
    words.bin           a hash table: uint32 size (a power of two), then slots of uint64 key (FNV-1a
                        of the UTF-8 word, 0 empty), uint16 16 * ln(frequency + 1), uint16 part of
                        speech (two ASCII letters), uint32: 17 bits number in the language model (0:
                        none), 15 bits -64 ln P of the likeliest word that goes on from here (0: none)
    word_starts.bin     262,144 bytes, by a hash of the first two characters of a base word: bit n - 1 is
                        set where words of n = 2 to 8 characters begin so
    bigrams.bin         a hash table of uint32 key (two UTF-16 units), uint32 16 * ln(weight + 1)
    model.bin           a back-off bigram model over words: uint32 words n, bigrams m; n times uint16
                        -512 ln P(word), int16 -512 ln of the back-off weight; n + 1 times uint32
                        first bigram; m times uint32: 17 bits following word, 15 bits -1024 ln P.
                        Word 0 stands for all unknown ones, the word <person> for a person's name.
    characters.bin      for each BMP character a byte, 8 * -ln P of it in running text; 255: in no word
    names.bin           for each BMP character six bytes, 16 * -ln P (0: none) as the first, a middle and the
                        last character of a Chinese person's name, and of a foreign name

The same packages give the same bytes.
"""
import bz2
import glob
import math
import os
import re
import runpy
import struct
import subprocess
import sys
import unicodedata

OPENCC = "/usr/share/opencc"
UNIHAN = "/usr/share/unicode/Unihan_Readings.txt.bz2"
JIEBA = "/usr/lib/python3/dist-packages/jieba/dict.txt"
NAME_PARTS = "/usr/lib/python3/dist-packages/jieba/posseg/prob_emit.py"
OPEN_GRAM = next(iter(glob.glob("/usr/lib/*/sunpinyin/data")), "")
LIBIME = next(iter(glob.glob("/usr/lib/*/libime/zh_CN.lm")), "")
NAMES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "schema", "lexicons", "names.txt")
PHRASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "schema", "text", "simplified.txt")
WORDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "schema", "text", "words.txt")
FIRST, LAST = 0x3400, 0x9FFF
LEAST = 15.9   # -ln P of a character in a name that counts as none
BRAND = 12.0  # -ln P of a company's name that open-gram lacks
ADAPTATION = 0.7     # how far words go towards the base lexicon's frequencies
LARGEST_SHIFT = 2.5  # nats
PERSON = "<person>"   # the word that stands for names of persons, and its share
PERSONS = 0.01
DOMAIN = 0.05         # the share of the domain among words
DISCOUNT = 0.6        # taken off each count of a pair of the domain (absolute discounting)
DIVERSITY = 8         # of the words behind one: they count so much against its pairs (Witten and Bell, 1991)
LEAST_SHARE = 1e-12
LIBIME_SHARE = 0.3    # of libime's model among pairs that both know
MOST_ADDED = 50_000   # words that only libime has
WORTH = 0.5   # nats that a bigram must differ from what backing off gives


def opencc_dictionary(name, out_dir):
    """{key: [values]} of a compiled dictionary."""
    text = os.path.join(out_dir, name + ".txt")
    subprocess.run(["opencc_dict", "-i", f"{OPENCC}/{name}.ocd2", "-o", text, "-f", "ocd2", "-t", "text"],
                   check=True, stdout=subprocess.DEVNULL)
    entries = {}
    with open(text, encoding="utf-8") as lines:
        for line in lines:
            key, values = line.rstrip("\n").split("\t")
            entries[key] = values.split(" ")
    os.remove(text)
    return entries


def write_t2s(out_dir):
    characters = opencc_dictionary("TSCharacters", out_dir)
    table = [0] * 65536
    for key, values in characters.items():
        if len(key) == 1 and ord(key) < 65536 and ord(values[0]) < 65536:
            table[ord(key)] = ord(values[0])
    with open(os.path.join(out_dir, "t2s_characters.bin"), "wb") as out:
        out.write(struct.pack("<65536H", *table))
    phrases = opencc_dictionary("TSPhrases", out_dir)
    with open(PHRASES, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                traditional, simple = line.rstrip("\n").split("\t")
                phrases[traditional] = [simple]
    with open(os.path.join(out_dir, "t2s_phrases.txt"), "w", encoding="utf-8") as out:
        for key in sorted(phrases):
            out.write(f"{key}\t{phrases[key][0]}\n")


def write_readings(out_dir):
    readings = {}
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) != 3 or parts[1] not in (
                    "kMandarin", "kHanyuPinyin", "kHanyuPinlu", "kXHC1983", "kTGHZ2013"):
                continue
            code = int(parts[0][2:], 16)
            if not FIRST <= code <= LAST:
                continue
            for group in parts[2].split(" "):
                for reading in group.split(":")[-1].split(","):
                    reading = re.sub(r"\(\d+\)", "", reading)
                    readings.setdefault(code, []).append(unicodedata.normalize("NFC", reading))
    offsets, text = [], b""
    for code in range(FIRST, LAST + 1):
        offsets.append(len(text))
        text += ",".join(dict.fromkeys(readings.get(code, []))).encode()
    offsets.append(len(text))
    with open(os.path.join(out_dir, "readings.bin"), "wb") as out:
        out.write(struct.pack(f"<{len(offsets)}I", *offsets))
        out.write(text)


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value or 1


def scaled(weight):
    return min(65535, round(16 * math.log(weight + 1)))


def spread(key):
    """Pairs of characters differ in few bits: a multiplicative hash (Knuth, vol. 3, 6.4)."""
    return key * 0x9E3779B1 % 2**32 >> 8


def write_table(path, entries, slot, empty, place=lambda key: key):
    """Open addressing, linear probing, at most half full."""
    size = 1
    while size < 2 * len(entries):
        size *= 2
    slots = [None] * size
    for key, value in entries:
        at = place(key) & (size - 1)
        while slots[at] is not None:
            at = (at + 1) & (size - 1)
        slots[at] = struct.pack(slot, key, *value)
    with open(path, "wb") as out:
        out.write(struct.pack("<I", size))
        out.write(b"\0" * 4)
        for item in slots:
            out.write(item if item is not None else empty)


def model_words():
    """The words of open-gram's lexicon by their number there: zero-ended UTF-32 strings in a row."""
    with open(f"{OPEN_GRAM}/pydict_sc.bin", "rb") as file:
        data = file.read()
    begin = struct.unpack_from("<3I", data)[2]
    return data[begin:].decode("utf-32-le").split("\0")


def read_model():
    """[(word, -ln P, -ln back-off)], {number: {number: -ln P}}; numbers are places in the list."""
    texts = model_words()
    words, numbers, bigrams = [("", 0, 0)], {}, {}
    dump = subprocess.Popen(["tslminfo", "-v", f"{OPEN_GRAM}/lm_sc.t3g"], stdout=subprocess.PIPE, text=True)
    order = 0
    for line in dump.stdout:
        if line.startswith("\\"):
            order = int(line[1])
            if order > 2:
                break
            continue
        parts = line.split()
        if order == 1:
            number = int(parts[0])
            if number == 0:
                words[0] = ("", float(parts[1]), float(parts[2]))
                numbers[0] = 0
            elif texts[number]:
                numbers[number] = len(words)
                words.append((texts[number], float(parts[1]), float(parts[2])))
        elif order == 2:
            a, b = numbers.get(int(parts[0])), numbers.get(int(parts[1]))
            if a is not None and b is not None:
                bigrams.setdefault(a, {})[b] = float(parts[2])
    dump.kill()
    dump.wait()
    return words, bigrams


def trie_entries(data, at, entries, bits):
    """The fields of bit-packed entries: a list of tuples."""
    width, fields = sum(bits), []
    for index in range(entries):
        bit = index * width
        value = int.from_bytes(data[at + (bit >> 3):at + (bit >> 3) + 12], "little") >> (bit & 7)
        entry = []
        for size in bits:
            entry.append(value & ((1 << size) - 1))
            value >>= size
        fields.append(entry)
    return fields


def read_libime():
    """{word: (-ln P, -ln back-off)}, {word: {word: -ln P}} of libime's model: KenLM's trie of trigrams, quantized,
    with shortened pointers (Heafield, 2011), of which the pairs are taken. They stand below their second word."""
    with open(LIBIME, "rb") as file:
        data = file.read()
    order, kind = data[88], struct.unpack_from("<I", data, 96)[0]
    if not data.startswith(b"mmap lm http://kheafield.com/code format version 5") or (order, kind) != (3, 5):
        sys.exit(f"{LIBIME}: no trie of trigrams as libime 1.0 has it")
    words, pairs, triples = struct.unpack_from("<3Q", data, 108)
    at = (108 + 8 * order + 7) // 8 * 8 + 8 * (1 + words)
    prob_bits, backoff_bits = data[at + 1:at + 3]
    costs = [-math.log(10) * value for value in struct.unpack_from(f"<{1 << prob_bits}f", data, at + 8)]
    at += 8 + 4 * (2 * (1 << prob_bits) + (1 << backoff_bits))
    single = list(struct.iter_unpack("<ffQ", data[at:at + 16 * (words + 2)]))
    at += 16 * (words + 2)
    # Of the place of a pair's triples only the lower bits stand with the pair.
    needed = triples.bit_length()
    chopped = min(range(min(needed, data[at + 1]) + 1), key=lambda bits: (triples >> (needed - bits)) * 64 - (pairs + 1) * bits)
    at += 8 * (2 + (triples >> (needed - chopped))) + 7
    texts = data[data.index(b"<unk>\0", at):].decode().split("\0")
    entries = trie_entries(data, at, pairs, (words.bit_length(), backoff_bits, prob_bits, needed - chopped))
    bigrams = {}
    for second in range(1, words):
        for first, _, cost, _ in entries[single[second][2]:single[second + 1][2]]:
            bigrams.setdefault(texts[first], {})[texts[second]] = costs[cost]
    return {texts[n]: (-math.log(10) * single[n][0], -math.log(10) * single[n][1]) for n in range(1, words)}, bigrams


def with_libime(numbered, bigrams):
    """The model interpolated with libime's, which was trained on other texts and has no marks: beside a mark, and of
    the share that words have beside marks, only open-gram's counts."""
    singles, others = read_libime()
    known = {word for word, _, _ in numbered}
    added = sorted((cost, word) for word, (cost, _) in singles.items()
                   if word not in known and re.fullmatch("[\u4e00-\u9fff]{1,4}", word))[:MOST_ADDED]
    texts = [word for word, _, _ in numbered] + [word for _, word in added]
    numbers = {word: number for number, word in enumerate(texts)}
    marks = {number for number, word in enumerate(texts) if word not in singles}
    general = [math.exp(-cost) for _, cost, _ in numbered] + [0] * len(added)
    left = 1 - sum(general[number] for number in marks)
    other = [math.exp(-singles[word][0]) if word in singles else 0 for word in texts]
    total = sum(other)
    other = [left * p / total for p in other]
    single = [(1 - LIBIME_SHARE) * p + LIBIME_SHARE * q if number not in marks else p
              for number, (p, q) in enumerate(zip(general, other))]
    words, mixed = [], {}
    for a, text in enumerate(texts):
        share = LIBIME_SHARE if a < len(numbered) else 1
        cost = -math.log(max(single[a], LEAST_SHARE))
        mine = bigrams.get(a, {})
        backoff = math.exp(-numbered[a][2]) if a < len(numbered) else 1
        theirs = others.get(text)
        if theirs is None:
            if mine:
                mixed[a] = mine
            words.append((text, cost, -math.log(backoff)))
            continue
        theirs = {numbers[word]: math.exp(-c) for word, c in theirs.items() if word in numbers}
        their_backoff = math.exp(-singles[text][1]) / left
        here = 1 - sum(math.exp(-c) for b, c in mine.items() if b in marks) if mine else left
        pair = {}
        for b in sorted({*mine, *theirs}):
            p = math.exp(-mine[b]) if b in mine else backoff * general[b]
            if b not in marks:
                q = theirs[b] if b in theirs else their_backoff * other[b]
                p = (1 - share) * p + share * here * q
            pair[b] = -math.log(max(min(p, 1), LEAST_SHARE))
        rest = (1 - min(sum(math.exp(-c) for c in pair.values()), 0.999)) / max(
            1e-3, 1 - min(sum(single[b] for b in pair), 0.999))
        mixed[a] = pair
        words.append((text, cost, -math.log(min(1, max(rest, 1e-4)))))
    return words, mixed


def known_companies():
    """Names of companies in the lexicon of names, and the brand that a four-character one begins with."""
    names = []
    with open(NAMES, encoding="utf-8") as lines:
        for line in lines:
            parts = line.split("#")[0].split("\t")
            if len(parts) >= 2 and parts[1].strip() == "Company" and 2 <= len(parts[0]) <= 5:
                names.append(parts[0])
                if len(parts[0]) == 4:
                    names.append(parts[0][:2])
    return list(dict.fromkeys(names))


def adapted(numbered, frequencies):
    """The model's words with costs moved towards the base lexicon's, which counts more of the news and
    less of the web (unigram marginals: Kneser, Peters and Klakow, 1997); and each word's shift."""
    total = math.log(sum(frequencies.values()))
    words, shifts = [], []
    for word, cost, backoff in numbered:
        shift = 0
        if frequencies.get(word):
            shift = ADAPTATION * (total - math.log(frequencies[word]) - cost)
            shift = max(-LARGEST_SHIFT, min(LARGEST_SHIFT, shift))
        words.append((word, max(0.1, cost + shift), backoff))
        shifts.append(shift)
    return words, shifts


def domain_counts():
    """{word: count}, {word: {following word: count}} of texts of the domain."""
    words, pairs = {}, {}
    with open(WORDS, encoding="utf-8") as lines:
        for line in lines:
            *key, count = line.rstrip("\n").split("\t")
            if len(key) == 1:
                words[key[0]] = int(count)
            else:
                pairs.setdefault(key[0], {})[key[1]] = int(count)
    return words, pairs


def with_domain(numbered, bigrams, frequencies):
    """The model interpolated with what the domain's texts hold (Jelinek and Mercer, 1980): words by a fixed share,
    pairs of words by how often their first word was seen and with how many others."""
    counts, pairs = domain_counts()
    texts = [word for word, _, _ in numbered]
    numbers = {word: number for number, word in enumerate(texts)}
    for word in sorted(counts):
        if word not in numbers and (word == PERSON or re.fullmatch("[\u4e00-\u9fff]{1,4}", word)):
            numbers[word] = len(texts)
            texts.append(word)
    total, lexicon = sum(counts.values()), sum(frequencies.values())
    general = [math.exp(-cost) for _, cost, _ in numbered]
    general += [PERSONS if word == PERSON else 0.3 * frequencies.get(word, 0.3) / lexicon for word in texts[len(numbered):]]
    share = [(1 - DOMAIN) * p + DOMAIN * counts.get(word, 0) / total for p, word in zip(general, texts)]
    costs = [-math.log(max(p, LEAST_SHARE)) for p in share]
    words, mixed = [], {}
    for a, text in enumerate(texts):
        known = bigrams.get(a, {})
        backoff = numbered[a][2] if a < len(numbered) else 0
        following = {numbers[b]: count for b, count in pairs.get(text, {}).items() if b in numbers}
        if not known and not following:
            words.append((text, costs[a], backoff))
            continue
        seen = max(counts.get(text, 0), sum(following.values()))
        trust = seen / (seen + DIVERSITY * max(1, len(following))) if following else 0
        left = 1 - sum(max(count - DISCOUNT, 0) for count in following.values()) / seen if following else 0
        pair = {}
        for b in sorted({*known, *following}):
            p = math.exp(-known[b]) if b in known else min(1, math.exp(-backoff) * general[b])
            if following:
                p = (1 - trust) * p + trust * (max(following.get(b, 0) - DISCOUNT, 0) / seen + left * share[b])
            pair[b] = max(0.0, -math.log(max(p, LEAST_SHARE)))
        rest = (1 - min(sum(math.exp(-cost) for cost in pair.values()), 0.999)) / max(
            1e-3, 1 - min(sum(share[b] for b in pair), 0.999))
        mixed[a] = pair
        words.append((text, costs[a], -math.log(min(1, max(rest, 1e-4)))))
    return words, mixed


def write_model(out_dir, words, bigrams):
    firsts, pairs = [], []
    for a in range(len(words)):
        firsts.append(len(pairs))
        for b, cost in sorted(bigrams.get(a, {}).items()):
            if abs(cost - words[a][2] - words[b][1]) > WORTH:
                pairs.append(b << 15 | min(32767, round(1024 * cost)))
    firsts.append(len(pairs))
    with open(os.path.join(out_dir, "model.bin"), "wb") as out:
        out.write(struct.pack("<II", len(words), len(pairs)))
        for _, cost, backoff in words:
            out.write(struct.pack("<Hh", min(65535, round(512 * cost)), round(512 * backoff)))
        out.write(struct.pack(f"<{len(firsts)}I", *firsts))
        out.write(struct.pack(f"<{len(pairs)}I", *pairs))


def write_characters(out_dir, words):
    """What share of the text each character has, in whatever words."""
    shares = {}
    for word, cost, _ in words:
        for c in word if word != PERSON else "":
            shares[c] = shares.get(c, 0) + math.exp(-cost)
    total = sum(shares.values())
    with open(os.path.join(out_dir, "characters.bin"), "wb") as out:
        costs = bytearray(b"\xff" * 65536)
        for c, share in shares.items():
            if ord(c) < 65536:
                costs[ord(c)] = min(255, round(-8 * math.log(share / total)))
        out.write(costs)


def write_word_starts(out_dir, words):
    starts = bytearray(1 << 18)
    for word in words:
        if 2 <= len(word) <= 8:
            key = (ord(word[0]) * 0x9E3779B1 ^ ord(word[1]) * 0x85EBCA6B) & 0xFFFFFFFF
            starts[key >> 14] |= 1 << len(word) - 1
    with open(os.path.join(out_dir, "word_starts.bin"), "wb") as out:
        out.write(starts)


def write_names(out_dir):
    """What jieba's tagger knows of characters in names that no list holds."""
    emitted = runpy.run_path(NAME_PARTS)["P"]
    parts = [emitted[position, tag] for tag in ("nr", "nrt") for position in "BME"]
    with open(os.path.join(out_dir, "names.bin"), "wb") as out:
        for code in range(65536):
            costs = [-part.get(chr(code), -LEAST) for part in parts]
            out.write(bytes(min(255, max(1, round(16 * cost))) if cost < LEAST else 0 for cost in costs))


def write_words(out_dir):
    words, pairs, frequencies = {}, {}, {}
    with open(JIEBA, encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.rstrip("\n").split(" ")
            frequency = frequencies[word] = int(frequency)
            letters = (tag + "\0\0")[:2].encode()
            words[word] = (scaled(frequency), letters[0] | letters[1] << 8, 0)
            for a, b in zip(word, word[1:]):
                if ord(a) < 65536 and ord(b) < 65536:
                    key = ord(a) << 16 | ord(b)
                    pairs[key] = pairs.get(key, 0) + frequency
    write_word_starts(out_dir, words)
    numbered, bigrams = read_model()
    numbered, bigrams = with_libime(numbered, bigrams)
    numbered, shifts = adapted(numbered, frequencies)
    bigrams = {a: {b: max(0, cost + shifts[b]) for b, cost in following.items()}
               for a, following in bigrams.items()}
    known = {word for word, _, _ in numbered}
    numbered += [(name, BRAND, 0) for name in known_companies() if name not in known]
    numbered, bigrams = with_domain(numbered, bigrams, frequencies)
    write_model(out_dir, numbered, bigrams)
    write_characters(out_dir, numbered)
    for number, (word, _, _) in enumerate(numbered):
        if number > 0:
            frequency, tag, _ = words.get(word, (0, 0, 0))
            words[word] = (frequency, tag, number)
            for a, b in zip(word, word[1:]) if word != PERSON else ():
                if ord(a) < 65536 and ord(b) < 65536:
                    pairs.setdefault(ord(a) << 16 | ord(b), 1)
    longer = {}
    for word, cost, _ in numbered:
        for end in range(1, len(word) if word != PERSON else 0):
            start = word[:end]
            longer[start] = min(longer.get(start, 32767), max(1, round(64 * cost)))
    for start, cost in longer.items():
        frequency, tag, number = words.get(start, (0, 0, 0))
        words[start] = (frequency, tag, number | cost << 17)
    table = {fnv(word.encode()): value for word, value in words.items()}
    write_table(os.path.join(out_dir, "words.bin"), list(table.items()), "<QHHI", b"\0" * 16)
    write_table(os.path.join(out_dir, "bigrams.bin"),
                [(key, (scaled(weight),)) for key, weight in sorted(pairs.items())], "<II", b"\0" * 8, spread)


def main():
    out_dir = sys.argv[1]
    os.makedirs(out_dir, exist_ok=True)
    write_t2s(out_dir)
    write_readings(out_dir)
    write_words(out_dir)
    write_names(out_dir)


if __name__ == "__main__":
    main()
