"""The CTC reader's net: [N,1,32,160] grey/255 -> [N,40,C] probabilities; about 360,000 parameters.

Only convolutions, batch norm and ReLU, all of which OpenCV 4.6's DNN fuses.
"""
import torch
from torch import nn
from rows import ALPHABET

CLASSES = 1 + len(ALPHABET)
STEPS = 40


def block(inputs, outputs, kernel=3, stride=1, padding=1, dilation=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            block(1, 24, 5, 2, 2),                       # 16 x 80
            block(24, 40, 3, (2, 1)),                    # 8 x 80
            block(40, 64, 3, (1, 2)),                    # 8 x 40
            block(64, 80, 3, (2, 1)),                    # 4 x 40
            block(80, 96),
            block(96, 112, (4, 3), 1, (0, 1)))           # 1 x 40
        self.near = block(112, 112, (1, 3), 1, (0, 1))
        self.far = block(112, 112, (1, 3), 1, (0, 2), (1, 2))
        self.drop = nn.Dropout(0.1)
        self.head = nn.Conv2d(112, CLASSES, 1)

    def scores(self, x):
        x = self.body(x - 0.5)
        x = x + self.near(x)
        x = x + self.far(x)
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
