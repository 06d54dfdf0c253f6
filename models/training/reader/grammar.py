"""Random plate texts of every grammar the readers meet. None belongs to a real vehicle on purpose.

A plate is a list of printed rows, separators included ("12C-123.45"); `label` strips them.
"""
from rows import ALPHABET, PROVINCES

SERIAL = "ABCDEFGHKLMNPSTUVXYZ"          # serial letters of Vietnamese plates
CN_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ" + "QQ"  # Chinese plates know neither I nor O; Q looks like 0
ANY = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # I and O look like 1 and 0
FOREIGN = "ABCDEFGHJKLMNPQRSTUVWXYZ" + "JJJJJJJJGGGGHHMMWWWQ"   # more of what Vietnamese plates hardly teach
CODES = [c for c in range(11, 100) if c not in (13, 42, 44, 45, 46, 87, 91, 96)]
SPECIAL = ["LD", "DA", "MK", "HC", "KT", "CD", "TD", "MD", "LB", "CT"]
ARMY = ("TM TC TH TT TK TN KA KB KC KD KV KP KK KT AA AB AC AD AT AN AX AM AV QA QB QC QH QM "
        "BL BB BC BK BP BH BT HA HB HC HD HE HH HT HQ HN PA PG PK PQ PM PX PP VT CA CB CD CH "
        "CM CN CP CT CV").split()


def label(printed):
    return "".join(c for c in printed if c in ALPHABET)


def digits(rng, n):
    return "".join(str(rng.integers(10)) for _ in range(n))


def pick(rng, items):
    return items[int(rng.integers(len(items)))]


def vietnamese_car(rng):
    """One or two rows; half of the marks are those that photographs lack (R, RM, LD ...)."""
    kind = rng.random()
    mark = pick(rng, SERIAL) if kind < 0.5 else "R" if kind < 0.66 else "RM" if kind < 0.82 else pick(rng, SPECIAL)
    code = str(pick(rng, CODES))
    number = digits(rng, 5) if rng.random() < 0.75 else digits(rng, 4)
    if len(number) == 5 and rng.random() < 0.9:
        number = number[:3] + "." + number[3:]
    if rng.random() < 0.45:
        return [code + mark + "-" + number]
    return [code + ("-" if rng.random() < 0.3 else "") + mark + ("-" if rng.random() < 0.15 else ""), number]


def motorcycle(rng):
    second = pick(rng, "123456789" + "ABCDEFHKLMNPRSTUVXYZ")
    number = digits(rng, 5) if rng.random() < 0.6 else digits(rng, 4)
    if len(number) == 5:
        number = number[:3] + "." + number[3:]
    first = pick(rng, SERIAL) if rng.random() < 0.85 else "R"
    return [f"{pick(rng, CODES)}-{first}{second}", number]


def army(rng):
    number = digits(rng, int(rng.integers(4, 6)))
    tail = pick(rng, ["", "", "", "RM", "BM"])
    prefix = pick(rng, ARMY)
    return [prefix + "-" + number[:2] + "-" + number[2:] + tail] if rng.random() < 0.5 else [prefix, number + tail]


def chinese(rng):
    province, city = pick(rng, PROVINCES), pick(rng, CN_LETTERS)
    kind = rng.random()
    if kind < 0.35:                                   # rear of a lorry or trailer, two rows
        tail = digits(rng, 4) + "挂" if rng.random() < 0.4 else cn_serial(rng)
        return [province + ("·" if rng.random() < 0.5 else "") + city, tail]
    dot = "·" if rng.random() < 0.7 else ""
    if kind < 0.5:                                    # new-energy
        letter = pick(rng, "ABCDEFGHJK")
        tail = digits(rng, 5) + letter if rng.random() < 0.5 else letter + digits(rng, 5)
    elif kind < 0.6:
        tail = digits(rng, 4) + pick(rng, "挂学警港澳使领")
    else:
        tail = cn_serial(rng)
    return [province + city + dot + tail]


def cn_serial(rng):
    pattern = pick(rng, "DDDDD LDDDD LLDDD DLDDD DDLDD DDDLD DDDDL LDDDL DDDLL LDLDD".split())
    return "".join(digits(rng, 1) if c == "D" else pick(rng, CN_LETTERS) for c in pattern)


def other(rng):
    """Any letters and digits, so that no letter is known by its place alone."""
    text = "".join(pick(rng, ANY) for _ in range(int(rng.integers(2, 10))))
    return [text] if rng.random() < 0.5 or len(text) < 5 else [text[:len(text) // 2], text[len(text) // 2:]]


def letters_first(rng):
    """As India, Indonesia and much of Europe have it: keeps G, J, B ... from being read as digits at the start."""
    letters = lambda n: "".join(pick(rng, FOREIGN) for _ in range(n))
    dot = pick(rng, ["", "", "-", ".", "·"])
    upper = letters(int(rng.integers(1, 4))) + dot + digits(rng, int(rng.integers(1, 3)))
    series, number = letters(int(rng.integers(1, 4))), digits(rng, int(rng.integers(3, 5)))
    layout = rng.random()
    if layout < 0.2:
        return [upper + dot + series + dot + number]
    if layout < 0.3:
        return [letters(int(rng.integers(1, 3))) + dot + digits(rng, int(rng.integers(3, 5))) + dot + letters(int(rng.integers(1, 4)))]
    return [upper + dot + series, number] if layout < 0.75 else [upper, series + dot + number]


# share, maker, how often the characters are painted by hand
KINDS = [(0.30, vietnamese_car, 0.06), (0.15, motorcycle, 0.0), (0.06, army, 0.15), (0.24, chinese, 0.0), (0.15, letters_first, 0.5), (0.10, other, 0.25)]


def plate(rng, latin_only=False, foreign=0.0, china=0.0):
    """(printed rows, painted by hand); `foreign`, `china`: shares of plates that are letters-first, and Chinese, whatever the
    other shares are."""
    if rng.random() < foreign:
        return letters_first(rng), rng.random() < 0.6
    if rng.random() < china:
        return chinese(rng), False
    draw = rng.random()
    for share, make, by_hand in KINDS:
        if draw < share:
            break
        draw -= share
    if latin_only and make is chinese:
        make, by_hand = vietnamese_car, 0.06
    return make(rng), rng.random() < by_hand
