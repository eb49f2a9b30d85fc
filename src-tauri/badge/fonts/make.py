#!/usr/bin/python3
"""Makes the bundled badge fonts, the same bytes each time.

Needs Debian's packages fonttools, python3-brotli, fonts-noto-core, fonts-noto-cjk, and npm (for Commissioner).
Run it in this folder: ./make.py          The results are committed; a build never runs this.
"""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

os.environ["SOURCE_DATE_EPOCH"] = "1700000000"

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
COMMISSIONER = "@fontsource-variable/commissioner@5.3.0"

# Flared strokes at 40 of 100, as on the mock-ups' badge; the weights are the roles of a badge's text.
COMMISSIONER_FLARE = 40
COMMISSIONER_WEIGHTS = {"Display": 850, "Strong": 650, "Plain": 520}
COMMISSIONER_PARTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese"]

# Characters of personal names that the national sets lack.
EXTRA = {"JP": "𠮷", "SC": "喆堃赟玥旻翀頔珺祎钰昇濛镕堉骉垚龑煊炘焜镠", "TC": "堃喆栢邨", "KR": ""}
CJK_FACES = {"JP": 0, "KR": 1, "SC": 2, "TC": 3}


def subset(font, codepoints, features):
    options = Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "STAT", "MVAR", "VDMX", "hdmx", "gasp", "meta", "BASE", "vhea", "vmtx", "VORG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    return font


def save(font, name, family=None):
    if family:
        for record in list(font["name"].names):
            if record.nameID in (1, 4, 6):
                text = family if record.nameID != 6 else family.replace(" ", "")
                font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font["head"].created = font["head"].modified = 3_700_000_000
    font.recalcTimestamp = False
    path = HERE / name
    font.save(path)
    print(f"{path.stat().st_size:>9,}  {name}")


def commissioner():
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", COMMISSIONER], cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()
        with tarfile.open(Path(folder) / packed) as archive:
            archive.extractall(folder)
        files = Path(folder) / "package"
        (HERE / "LICENSE-Commissioner.txt").write_bytes((files / "LICENSE").read_bytes())
        for role, weight in COMMISSIONER_WEIGHTS.items():
            parts, taken = [], set()
            for part in COMMISSIONER_PARTS:
                font = TTFont(files / "files" / f"commissioner-{part}-flar-normal.woff2")
                font.flavor = None
                font = instancer.instantiateVariableFont(font, {"wght": weight, "FLAR": COMMISSIONER_FLARE})
                points = set(font.getBestCmap()) - taken
                taken |= points
                subset(font, points, ["kern", "mark", "mkmk", "ccmp", "locl"])
                path = Path(folder) / f"{role}-{part}.ttf"
                font.save(path)
                parts.append(str(path))
            merged = Merger().merge(parts)
            merged["OS/2"].usWeightClass = weight
            save(merged, f"Commissioner-{role}.ttf", f"Sarrera {role}")


def noto():
    everything = range(0x110000)
    shaping = ["*"]
    for script in ["Arabic", "Hebrew", "Devanagari", "Thai", "Armenian", "Georgian"]:
        font = TTFont(NOTO / f"NotoSans{script}-Bold.ttf")
        save(subset(font, everything, shaping), f"NotoSans{script}-Bold.ttf")
    # What Commissioner lacks of the European scripts and of punctuation.
    blocks = [(0x20, 0x24F), (0x259, 0x25A), (0x2B0, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20A0, 0x20C0)]
    blocks += [(0x2116, 0x2122), (0x2C60, 0x2C7F), (0xA720, 0xA7FF)]
    points = [point for first, last in blocks for point in range(first, last + 1)]
    font = TTFont(NOTO / "NotoSans-Bold.ttf")
    save(subset(font, points, ["kern", "mark", "mkmk", "ccmp", "locl"]), "NotoSans-Bold.ttf")


def decodable(codec, leads, trails):
    points = set()
    for lead in leads:
        for trail in trails:
            try:
                points.update(map(ord, bytes([lead, trail]).decode(codec)))
            except UnicodeDecodeError:
                pass
    # Only what a name or a company may hold: no box drawing, no private use, no Greek or Cyrillic (others draw those).
    return {p for p in points if p >= 0x3000 and not 0xE000 <= p <= 0xF8FF}


def cjk():
    wide = set(range(0x3000, 0x3040)) | set(range(0xFF01, 0xFF61))
    kana = set(range(0x3041, 0x3100)) | set(range(0xFF61, 0xFFA0)) | set(range(0x31F0, 0x3200))
    hangul = set(range(0xAC00, 0xD7A4)) | set(range(0x3131, 0x3190))
    sets = {
        "JP": decodable("cp932", range(0x81, 0xFD), range(0x40, 0xFD)) | kana | wide,
        "KR": hangul | wide,
        "SC": decodable("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)) | wide,
        "TC": decodable("big5", range(0xA1, 0xFA), range(0x40, 0xFF)) | set(range(0x3105, 0x3130)) | wide,
    }
    for face, index in CJK_FACES.items():
        font = TTCollection(CJK).fonts[index]
        points = sets[face] | set(map(ord, EXTRA[face]))
        features = ["ccmp", "ljmo", "vjmo", "tjmo"] if face == "KR" else []
        save(subset(font, points, features), f"NotoSansCJK-{face}-Bold.otf")


def licences():
    for source, name in [("fonts-noto-core", "LICENSE-Noto.txt"), ("fonts-noto-cjk", "LICENSE-NotoCJK.txt")]:
        (HERE / name).write_bytes(Path(f"/usr/share/doc/{source}/copyright").read_bytes())


if __name__ == "__main__":
    commissioner()
    noto()
    cjk()
    licences()
