#!/usr/bin/env python3
"""Makes family.tsv and given.tsv, the readings of Japanese names, from ENAMDICT (Debian package `enamdict`).

    python3 make.py /usr/share/edict/enamdict

A line is `kanji<TAB>readings`, readings in Latin letters as an input method spells them (long o is "ou"), the likeliest
first, lines sorted by their bytes so that a binary search finds them. What is kept: names of one to three kanji that
are marked as a family or a given name. A reading is likelier when famous people in the same dictionary bear it, then
when many other names of that kind are read the same. ENAMDICT's licence is in LICENCE.md beside this file.
"""
import collections
import re
import sys

FAMILY_READINGS_MAX = 5
GIVEN_READINGS_MAX = 7
KANJI_MAX = 3

ROWS = {
    "": "あいうえお a i u e o", "k": "かきくけこ ka ki ku ke ko", "g": "がぎぐげご ga gi gu ge go",
    "s": "さしすせそ sa shi su se so", "z": "ざじずぜぞ za ji zu ze zo", "t": "たちつてと ta chi tsu te to",
    "d": "だぢづでど da ji zu de do", "n": "なにぬねの na ni nu ne no", "h": "はひふへほ ha hi fu he ho",
    "b": "ばびぶべぼ ba bi bu be bo", "p": "ぱぴぷぺぽ pa pi pu pe po", "m": "まみむめも ma mi mu me mo",
    "y": "やゆよ ya yu yo", "r": "らりるれろ ra ri ru re ro", "w": "わゐゑをんゔ wa i e o n vu",
    "x": "ぁぃぅぇぉ a i u e o",
}
KANA = {}
for row in ROWS.values():
    letters, *latin = row.split(" ")
    KANA.update(zip(letters, latin))
SMALL_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}


def latin(reading):
    """Kana in Latin letters; None when a sign is not known."""
    out = ""
    doubled = False
    for sign in reading:
        code = ord(sign)
        if 0x30A1 <= code <= 0x30F4:
            sign = chr(code - 0x60)
        if sign == "っ":
            doubled = True
            continue
        if sign == "ー":
            out += out[-1:] if out[-1:] in "aeiou" else ""
            continue
        if sign in SMALL_Y:
            if not out.endswith("i"):
                return None
            stem = out[:-1]
            out = stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + SMALL_Y[sign]
            continue
        syllable = KANA.get(sign)
        if syllable is None:
            return None
        if doubled:
            syllable = ("t" if syllable.startswith("ch") else syllable[0]) + syllable
            doubled = False
        out += syllable
    return out


def kanji_only(text):
    return all("\u4e00" <= c <= "\u9fff" or c in "々ヶケ" for c in text)


def main(path):
    entry = re.compile(r"^(\S+) \[(\S+)\] /(.*)/$")
    family, given, famous = collections.defaultdict(set), collections.defaultdict(set), []
    for line in open(path, encoding="euc-jp", errors="replace"):
        found = entry.match(line.rstrip("\n"))
        if not found or not kanji_only(found[1]):
            continue
        marks = {m for marks in re.findall(r"\(([a-z,]+)\)", found[3]) for m in marks.split(",")}
        reading = latin(found[2])
        if reading is None:
            continue
        if "h" in marks:
            famous.append((found[1], reading))
        if len(found[1]) <= KANJI_MAX:
            if "s" in marks:
                family[found[1]].add(reading)
            if marks & {"f", "m", "g"}:
                given[found[1]].add(reading)
    borne_family, borne_given = collections.Counter(), collections.Counter()
    for name, reading in famous:
        for cut in range(1, len(name)):
            for first in family.get(name[:cut], ()):
                rest = reading[len(first):]
                if reading.startswith(first) and rest in given.get(name[cut:], ()):
                    borne_family[name[:cut], first] += 1
                    borne_given[name[cut:], rest] += 1
    write("family.tsv", family, borne_family, FAMILY_READINGS_MAX)
    write("given.tsv", given, borne_given, GIVEN_READINGS_MAX)


def write(path, names, borne, readings_max):
    usual = collections.Counter(r for readings in names.values() for r in readings)
    lines = []
    for name, readings in names.items():
        best = sorted(readings, key=lambda r: (-borne[name, r], -usual[r], r))[:readings_max]
        lines.append((name + "\t" + " ".join(best) + "\n").encode())
    with open(path, "wb") as out:
        out.writelines(sorted(lines))
    print(path, len(lines), "names", sum(map(len, lines)), "bytes")


if __name__ == "__main__":
    main(sys.argv[1])
