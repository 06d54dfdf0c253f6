"""The net of Tesseract's language `plates` as a torch module, and its weights as Tesseract 5 stores them.

Tesseract's own trainer takes one row a step; here a batch is. What the net computes is Tesseract's: `convolve.cpp` (what lies
beyond the picture is noise), `maxpool.cpp`, `lstm.cpp` (gates CI, GI, GF1, GO; inputs, then the outputs before, then a bias),
`fullyconnected.cpp`, and `networkio.cpp` for the grey levels. `tesseract_write.py` turns it into whole numbers.
"""
import numpy as np
import torch
from torch import nn
from rows import TESSERACT_HEIGHT as HEIGHT

# Classes as the unicharset of the language numbers them: space, two marks, digits, letters. The second mark is "nothing".
CHARACTERS = {c: 3 + i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
CLASSES, NOTHING = 39, 2
# Picture pixels a time step.
STRIDE = 4


def ile(values, share):
    """`STATS::ile`: the share's place in a histogram of whole numbers, within its bucket too."""
    counts = np.bincount(values)
    target = min(max(share * len(values), 1), len(values))
    sums = np.cumsum(counts)
    at = int(np.searchsorted(sums, target))
    return at + 1 - (sums[at] - target) / counts[at]


def levels(picture):
    """`ComputeBlackWhite` and `SetPixel`: grey 0...255 to -1...1 by the darkest and lightest places of the middle line."""
    line = picture[picture.shape[0] // 2].astype(np.int64)
    before, here, after = line[:-2], line[1:-1], line[2:]
    dips = here[((here < before) & (here <= after)) | ((here <= before) & (here < after))]
    tops = here[((here > before) & (here >= after)) | ((here >= before) & (here > after))]
    black = ile(dips, 0.25) if len(dips) else 1.0
    white = ile(tops, 0.75) if len(tops) else 256.0
    contrast = (white - black) / 2
    return np.clip((picture - black) / (contrast if contrast > 0 else 1) - 1, -1, 1).astype(np.float32)


class NoisyConvolution(nn.Module):
    """`Ct3,3,N`: 3 x 3, tanh; beyond the edge lies noise."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.inner = nn.Conv2d(inputs, outputs, 3)

    def forward(self, x):
        n, c, h, w = x.shape
        padded = torch.empty(n, c, h + 2, w + 2).uniform_(-1, 1)
        padded[:, :, 1:-1, 1:-1] = x
        return torch.tanh(self.inner(padded))


class Rows(nn.Module):
    """`[1,28,0,1 Ct3,3,a Mp2,2 Ct3,3,b Mp2,2 Lfysc Lfxd Lrxd Lfxe O1c39]`."""

    def __init__(self, widths=(16, 32, 48, 96, 96)):
        super().__init__()
        self.widths = a, b, c, d, e = widths
        self.first, self.second, self.pool = NoisyConvolution(1, a), NoisyConvolution(a, b), nn.MaxPool2d(2)
        self.down = nn.LSTM(b, c, batch_first=True)
        self.right, self.left = nn.LSTM(c, d, batch_first=True), nn.LSTM(d, d, batch_first=True)
        self.last = nn.LSTM(d, e, batch_first=True)
        self.head = nn.Linear(e, CLASSES)

    def spec(self):
        a, b, c, d, e = self.widths
        return f"[1,{HEIGHT},0,1 Ct3,3,{a} Mp2,2 Ct3,3,{b} Mp2,2 Lfys{c} Lfx{d} Lrx{d} Lfx{e} O1c{CLASSES}]"

    def forward(self, x):
        """[N,1,28,W] in -1...1 -> [N,W/4,39] log-probabilities."""
        x = self.pool(self.second(self.pool(self.first(x))))
        n, c, h, w = x.shape
        columns = x.permute(0, 3, 2, 1).reshape(n * w, h, c)
        x = self.down(columns)[0][:, -1].reshape(n, w, -1)
        x = self.right(x)[0]
        x = self.left(x.flip(1))[0].flip(1)
        x = self.last(x)[0]
        return torch.log_softmax(self.head(x), 2)


def decode(scores):
    """Greedy reading of one [T, 39] array."""
    letters = {k: c for c, k in CHARACTERS.items()}
    text, last = "", NOTHING
    for k in scores.argmax(1):
        if k != last:
            text += letters.get(int(k), "")
        last = k
    return text
