#!/usr/bin/env python3
"""Compiles Debian's language data into binary tables that the program embeds.

    make_tables.py OUT_DIR

Reads OpenCC's dictionaries (libopencc-data), Unihan's readings (unicode-data) and jieba's word list
(python3-jieba), and writes into OUT_DIR:

    t2s_characters.bin  65,536 little-endian uint16: the simplified form of each BMP character, or 0
    t2s_phrases.txt     traditional TAB simplified, one phrase per line, where characters alone mislead
    readings.bin        one offset (uint32) per character from U+3400 to U+9FFF and one more, then the
                        pinyin of the characters, joined by commas
    words.bin           a hash table: uint32 size (a power of two), then slots of uint64 key (FNV-1a
                        of the UTF-8 word, 0 empty), uint16 16 * ln(frequency + 1), uint16 part of
                        speech (two ASCII letters)
    bigrams.bin         a hash table of uint32 key (two UTF-16 units), uint32 16 * ln(weight + 1)

The same packages give the same bytes.
"""
import bz2
import math
import os
import re
import struct
import subprocess
import sys
import unicodedata

OPENCC = "/usr/share/opencc"
UNIHAN = "/usr/share/unicode/Unihan_Readings.txt.bz2"
JIEBA = "/usr/lib/python3/dist-packages/jieba/dict.txt"
FIRST, LAST = 0x3400, 0x9FFF


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


def write_table(path, entries, slot, empty):
    """Open addressing, linear probing, at most half full."""
    size = 1
    while size < 2 * len(entries):
        size *= 2
    slots = [None] * size
    for key, value in entries:
        at = key & (size - 1)
        while slots[at] is not None:
            at = (at + 1) & (size - 1)
        slots[at] = struct.pack(slot, key, *value)
    with open(path, "wb") as out:
        out.write(struct.pack("<I", size))
        out.write(b"\0" * 4)
        for item in slots:
            out.write(item if item is not None else empty)


def write_words(out_dir):
    words, pairs = [], {}
    with open(JIEBA, encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.rstrip("\n").split(" ")
            frequency = int(frequency)
            letters = (tag + "\0\0")[:2].encode()
            words.append((fnv(word.encode()), (scaled(frequency), letters[0] | letters[1] << 8)))
            for a, b in zip(word, word[1:]):
                if ord(a) < 65536 and ord(b) < 65536:
                    key = ord(a) << 16 | ord(b)
                    pairs[key] = pairs.get(key, 0) + frequency
    unique = dict(words)
    write_table(os.path.join(out_dir, "words.bin"), list(unique.items()), "<QHH4x",
                b"\0" * 16)
    write_table(os.path.join(out_dir, "bigrams.bin"),
                [(key, (scaled(weight),)) for key, weight in sorted(pairs.items())], "<II", b"\0" * 8)


def main():
    out_dir = sys.argv[1]
    os.makedirs(out_dir, exist_ok=True)
    write_t2s(out_dir)
    write_readings(out_dir)
    write_words(out_dir)


if __name__ == "__main__":
    main()
