"""The network: a small encoder with three scales, merged back at stride 8.

Input  image   float32 [n, 1, H, W], grey, 0..1; H and W multiples of 32
Output plates  float32 [n, 9, H/8, W/8]: centre probability, then (dx, dy) of the corners top-left, top-right,
               bottom-right, bottom-left from the cell's centre, in units of 8 px

Plain convolutions, ReLU and nearest-neighbour resizing only: everything OpenCV 4.6's DNN module runs and fuses.
Most weights sit at strides 16 and 32, where they cost little time and see a whole vehicle front.
"""
import torch
from torch import nn

STRIDE = 8


def conv(inputs, outputs, kernel=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = conv(width, width)
        self.b = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.b(self.a(x)))


class PlateDetector(nn.Module):
    def __init__(self, stem=12, quarter=24, eighth=40, sixteenth=56, last=64):
        super().__init__()
        self.to4 = nn.Sequential(conv(1, stem, stride=2), conv(stem, quarter, stride=2), conv(quarter, quarter))
        self.to8 = nn.Sequential(conv(quarter, eighth, stride=2), Residual(eighth))
        self.to16 = nn.Sequential(conv(eighth, sixteenth, stride=2), Residual(sixteenth))
        self.to32 = nn.Sequential(conv(sixteenth, last, stride=2), Residual(last))
        self.lateral32 = conv(last, sixteenth, 1)
        self.lateral16 = conv(sixteenth, eighth, 1)
        self.merge16 = conv(sixteenth, sixteenth)
        self.merge8 = conv(eighth, eighth)
        self.trunk = conv(eighth, eighth)
        self.heat = nn.Conv2d(eighth, 1, 1)
        self.corners = nn.Conv2d(eighth, 8, 1)
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        nn.init.constant_(self.heat.bias, -4.0)
        with torch.no_grad():  # a plate of 64 x 24 px to start from
            self.corners.bias.copy_(torch.tensor([-4.0, -1.5, 4, -1.5, 4, 1.5, -4, 1.5]))

    def logits(self, image):
        """Heat map before the sigmoid and corner offsets: what the losses work on."""
        s8 = self.to8(self.to4(image - 0.5))
        s16 = self.to16(s8)
        s32 = self.to32(s16)
        s16 = self.merge16(s16 + self.up(self.lateral32(s32)))
        s8 = self.trunk(self.merge8(s8 + self.up(self.lateral16(s16))))
        return self.heat(s8), self.corners(s8)

    def forward(self, image):
        heat, corners = self.logits(image)
        return torch.cat([torch.sigmoid(heat), corners], 1)
