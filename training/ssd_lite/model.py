"""ssd-lite: default boxes of several sizes on a depthwise-separable backbone.

What is taken from where:
- default boxes per cell and level, offsets relative to them with variances: SSD (Liu et al. 2016)
- depthwise 3x3 followed by pointwise 1x1 instead of dense convolutions: MobileNet (Howard et al. 2017)
- the same in the prediction layers: SSDLite (Sandler et al. 2018, MobileNetV2)
- levels joined top-down, so that stride 8 knows what the deep levels know: FPN (Lin et al. 2017)
What it is not: no background class (sigmoid per class, as in RetinaNet), no inverted residuals, no hard
negative mining; see loss.py for what takes its place.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

STRIDES = (8, 16, 32, 64)
# Of the default squares, in pixels of the input whatever its side: a net that sees an apple of 20 pixels cannot
# know how large the whole input is, so sizes relative to the side would ask it for two answers.
SIZES_PX = (20.0, 44.0, 96.0, 200.0, 300.0)
VARIANCES = (0.1, 0.2)
PER_CELL = 4


def normed(conv):
    return nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels, eps=1e-3, momentum=0.03), nn.ReLU(True))


class Separable(nn.Module):
    """A 3x3 convolution of each channel alone, then a 1x1 over channels; a short cut where shapes agree."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.depthwise = normed(nn.Conv2d(cin, cin, 3, stride, 1, groups=cin, bias=False))
        self.pointwise = normed(nn.Conv2d(cin, cout, 1, bias=False))
        self.residual = cin == cout and stride == 1

    def forward(self, x):
        y = self.pointwise(self.depthwise(x))
        return x + y if self.residual else y


class SsdLite(nn.Module):
    def __init__(self, classes=12, stem=24, widths=(48, 128, 256, 384, 256), depths=(1, 3, 5, 2, 1), neck=96,
                 head_depth=2):
        super().__init__()
        self.classes = classes
        self.stem = normed(nn.Conv2d(3, stem, 3, 2, 1, bias=False))
        self.stages = nn.ModuleList()
        before = stem
        for width, depth in zip(widths, depths):
            blocks = [Separable(before, width, 2)] + [Separable(width, width) for _ in range(depth - 1)]
            self.stages.append(nn.Sequential(*blocks))
            before = width
        self.lateral = nn.ModuleList(normed(nn.Conv2d(width, neck, 1, bias=False)) for width in widths[1:])
        self.merge = nn.ModuleList(Separable(neck, neck) for _ in STRIDES[:-1])

        def branch():
            return nn.Sequential(*[Separable(neck, neck) for _ in range(head_depth)])

        self.class_branch = nn.ModuleList(branch() for _ in STRIDES)
        self.box_branch = nn.ModuleList(branch() for _ in STRIDES)
        self.class_out = nn.ModuleList(nn.Conv2d(neck, PER_CELL * classes, 1) for _ in STRIDES)
        self.box_out = nn.ModuleList(nn.Conv2d(neck, PER_CELL * 4, 1) for _ in STRIDES)
        for layer in self.class_out:
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.constant_(layer.bias, -4.6)  # a prior of 1 % per class (RetinaNet)
        for layer in self.box_out:
            nn.init.normal_(layer.weight, std=0.01)  # predictions begin as the default boxes
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        """x: float [n, 3, h, w], RGB in 0..1, h and w multiples of 64. Returns class logits [n, boxes, 12]
        and offsets [n, boxes, 4] (dcx, dcy, dw, dh); boxes by level, row, column, shape."""
        levels = []
        x = self.stages[0](self.stem(x))
        for stage in self.stages[1:]:
            x = stage(x)
            levels.append(x)
        above = self.lateral[-1](levels[-1])
        joined = [above]
        for i in reversed(range(len(levels) - 1)):
            above = self.merge[i](self.lateral[i](levels[i]) + F.interpolate(above, scale_factor=2.0))
            joined.insert(0, above)
        scores, offsets = [], []
        for i, level in enumerate(joined):
            n = len(level)
            s = self.class_out[i](self.class_branch[i](level)).permute(0, 2, 3, 1)
            o = self.box_out[i](self.box_branch[i](level)).permute(0, 2, 3, 1)
            scores.append(s.reshape(n, -1, self.classes))
            offsets.append(o.reshape(n, -1, 4))
        return torch.cat(scores, 1), torch.cat(offsets, 1)


def defaults(height, width=None):
    """Default boxes [boxes, 4] as cx, cy, w, h in pixels, and the stride of each [boxes, 1].

    Per cell, with s = SIZES_PX[level]: the square of s, the square of sqrt(s s'), s' being the next level's;
    then 2:1 (wide) and 1:2 (tall), both of area s^2.
    """
    width = width or height
    boxes, strides = [], []
    for stride, s, following in zip(STRIDES, SIZES_PX, SIZES_PX[1:]):
        y, x = torch.meshgrid((torch.arange(height // stride) + 0.5) * stride,
                              (torch.arange(width // stride) + 0.5) * stride, indexing='ij')
        mean, root = math.sqrt(s * following), math.sqrt(2)
        shapes = torch.tensor([(s, s), (mean, mean), (s * root, s / root), (s / root, s * root)])
        cells = torch.stack([x, y], -1).reshape(-1, 1, 2).expand(-1, PER_CELL, -1)
        boxes.append(torch.cat([cells, shapes.expand(len(cells), -1, -1)], -1).reshape(-1, 4))
        strides.append(torch.full((len(boxes[-1]), 1), float(stride)))
    return torch.cat(boxes), torch.cat(strides)


def decode(offsets, boxes):
    """Offsets [n, boxes, 4] on default boxes [boxes, 4] to x1, y1, x2, y2 in pixels (Liu 2016, eq. 2, with the
    variances of the authors' code)."""
    centres = boxes[:, :2] + offsets[..., :2] * VARIANCES[0] * boxes[:, 2:]
    half = boxes[:, 2:] * (offsets[..., 2:] * VARIANCES[1]).exp() / 2
    return torch.cat([centres - half, centres + half], -1)
