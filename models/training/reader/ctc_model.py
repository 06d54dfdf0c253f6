"""The CTC reader's net: [N,1,32,160] grey/255 -> [N,40,C] probabilities; about 1,400,000 parameters.

Only convolutions, batch norm and ReLU, all of which OpenCV 4.6's DNN fuses. Most of the weights sit where the row has
shrunk to 4 x 40; two residual blocks along the row let each step see its neighbours.
"""
import torch
from torch import nn
from rows import ALPHABET

CLASSES = 1 + len(ALPHABET)
STEPS = 40


def block(inputs, outputs, kernel=3, stride=1, padding=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width, kernel=3, padding=1, dilation=1):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(width, width, kernel, 1, padding, dilation, bias=False),
                                   nn.BatchNorm2d(width), nn.ReLU(inplace=True))
        self.second = nn.Sequential(nn.Conv2d(width, width, kernel, 1, padding, dilation, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.second(self.first(x)))


# Channels from layer to layer, while the row shrinks from 16 px to 1; multiples of 16 are what oneDNN fills its registers with.
WIDTHS = (32, 48, 96, 144, 192)
# Of the first stages of training, which cost half.
NARROW = (16, 32, 64, 112, 144)


class Reader(nn.Module):
    def __init__(self, widths=WIDTHS):
        super().__init__()
        a, b, c, d, e = widths
        self.body = nn.Sequential(
            block(1, a, 3, 2),                           # 16 x 80
            block(a, b),
            block(b, b, 3, 2), Residual(b),              # 8 x 40
            block(b, c, 3, (2, 1)), Residual(c),         # 4 x 40
            block(c, d, 3, (2, 1)), Residual(d),         # 2 x 40
            block(d, e, (2, 3), 1, (0, 1)))              # 1 x 40
        self.along = nn.Sequential(Residual(e, (1, 3), (0, 1)), Residual(e, (1, 3), (0, 2), (1, 2)))
        self.drop = nn.Dropout(0.1)
        self.head = nn.Conv2d(e, CLASSES, 1)

    def scores(self, x):
        x = self.along(self.body(x - 0.5))
        # A constant shape after a 4-D permute: what OpenCV 4.6 parses with any batch.
        return self.head(self.drop(x)).permute(0, 3, 1, 2).reshape(-1, STEPS, CLASSES)

    def forward(self, x):
        return torch.softmax(self.scores(x), dim=2)


def decode(probabilities):
    """Greedy reading of one [T, C] array: (text, confidence of the weakest character)."""
    best = probabilities.argmax(1)
    text, weakest, last = "", 1.0, 0
    for t, k in enumerate(best):
        if k and k != last:
            text += ALPHABET[k - 1]
            weakest = min(weakest, float(probabilities[t, k]))
        elif k and k == last:
            pass
        last = k
    return text, weakest
