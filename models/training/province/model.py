"""The province net: [N,1,64,32] grey/255 -> [N,32] probabilities, class 0 "no province", class k the k-th of PROVINCES."""
import torch
from torch import nn
from samples import CLASSES


def block(inputs, outputs, stride=1, kernel=3, padding=1):
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Province(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            block(1, 24), block(24, 48, 2),                       # 32 x 16
            block(48, 64), block(64, 96, 2),                      # 16 x 8
            block(96, 128), block(128, 128, 2),                    # 8 x 4
            block(128, 192, 1, (8, 4), 0))                        # 1 x 1
        self.drop = nn.Dropout(0.3)
        self.head = nn.Conv2d(192, CLASSES, 1)

    def scores(self, x):
        return self.head(self.drop(self.body(x - 0.5))).flatten(1)

    def forward(self, x):
        return torch.softmax(self.scores(x), dim=1)
