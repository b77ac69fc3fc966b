"""yolo-tiny: a dense 3x3 single-stage grid detector.

What is taken from where:
- dense 3x3 stages with cross-stage partial splits: YOLOv4-tiny (Wang et al. 2021, Scaled-YOLOv4)
- three grids at strides 8, 16, 32, joined top-down and bottom-up: FPN (Lin 2017), PAN (Liu 2018)
- no anchors, separate branches for class and box: YOLOX (Ge et al. 2021), FCOS (Tian et al. 2019)
- sides of the box as distributions over bins: GFL / DFL (Li et al. 2020)
Plain ReLU throughout: it folds into integer kernels later and costs nothing on a CPU.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

STRIDES = (8, 16, 32)
BINS = 12  # a side is the expectation over 0..11, in strides


def conv(cin, cout, k=3, s=1):
    return nn.Sequential(
        nn.Conv2d(cin, cout, k, s, k // 2, bias=False), nn.BatchNorm2d(cout, eps=1e-3, momentum=0.03), nn.ReLU(True))


class Partial(nn.Module):
    """Half of the channels go through two 3x3 convolutions with a short cut; the rest passes by."""

    def __init__(self, channels, depth=1):
        super().__init__()
        half = channels // 2
        self.split = conv(channels, half, 1)
        self.blocks = nn.ModuleList(nn.Sequential(conv(half, half), conv(half, half)) for _ in range(depth))
        self.join = conv(channels + half, channels, 1)

    def forward(self, x):
        y = self.split(x)
        for block in self.blocks:
            y = y + block(y)
        return self.join(torch.cat([x, y], 1))


class YoloTiny(nn.Module):
    def __init__(self, classes=12, widths=(16, 32, 64, 128, 192), depths=(1, 2, 2, 1), neck=64):
        super().__init__()
        self.classes = classes
        stem, *stages = widths
        self.stem = conv(3, stem, 3, 2)
        self.stages = nn.ModuleList()
        before = stem
        for width, depth in zip(stages, depths):
            self.stages.append(nn.Sequential(conv(before, width, 3, 2), Partial(width, depth)))
            before = width
        c3, c4, c5 = stages[1], stages[2], stages[3]
        self.lateral5 = conv(c5, neck, 1)
        self.lateral4 = conv(c4, neck, 1)
        self.lateral3 = conv(c3, neck, 1)
        self.mix4 = conv(2 * neck, neck)
        self.mix3 = conv(2 * neck, neck)
        self.down4 = conv(neck, neck, 3, 2)
        self.down5 = conv(neck, neck, 3, 2)
        self.out4 = conv(2 * neck, neck)
        self.out5 = conv(2 * neck, neck)
        self.class_branch = nn.ModuleList(nn.Sequential(conv(neck, neck), conv(neck, neck)) for _ in STRIDES)
        self.box_branch = nn.ModuleList(nn.Sequential(conv(neck, neck), conv(neck, neck)) for _ in STRIDES)
        self.class_out = nn.ModuleList(nn.Conv2d(neck, classes, 1) for _ in STRIDES)
        self.box_out = nn.ModuleList(nn.Conv2d(neck, 4 * BINS, 1) for _ in STRIDES)
        for layer in self.class_out:
            nn.init.constant_(layer.bias, -4.6)  # a prior of 1 % per class (RetinaNet)
        for layer in self.box_out:
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        """x: float [n, 3, h, w], RGB in 0..1. Returns class logits [n, cells, 12] and side logits
        [n, cells, 4 * BINS] (left, top, right, bottom), cells in the order of strides, then rows."""
        x = self.stages[0](self.stem(x))
        p3 = self.stages[1](x)
        p4 = self.stages[2](p3)
        p5 = self.stages[3](p4)
        l5 = self.lateral5(p5)
        t4 = self.mix4(torch.cat([self.lateral4(p4), F.interpolate(l5, scale_factor=2.0)], 1))
        t3 = self.mix3(torch.cat([self.lateral3(p3), F.interpolate(t4, scale_factor=2.0)], 1))
        o4 = self.out4(torch.cat([t4, self.down4(t3)], 1))
        o5 = self.out5(torch.cat([l5, self.down5(o4)], 1))
        scores, sides = [], []
        for i, level in enumerate((t3, o4, o5)):
            scores.append(self.class_out[i](self.class_branch[i](level)).flatten(2))
            sides.append(self.box_out[i](self.box_branch[i](level)).flatten(2))
        return torch.cat(scores, 2).transpose(1, 2), torch.cat(sides, 2).transpose(1, 2)


def grid(side, device='cpu'):
    """Centres of all cells in pixels [cells, 2], and their strides [cells, 1]."""
    centres, strides = [], []
    for stride in STRIDES:
        n = side // stride
        at = (torch.arange(n, device=device) + 0.5) * stride
        y, x = torch.meshgrid(at, at, indexing='ij')
        centres.append(torch.stack([x, y], -1).reshape(-1, 2))
        strides.append(torch.full((n * n, 1), float(stride), device=device))
    return torch.cat(centres), torch.cat(strides)


def decode(sides, centres, strides):
    """Side logits [n, cells, 4 * BINS] to boxes [n, cells, 4] as x1, y1, x2, y2 in pixels."""
    n, cells, _ = sides.shape
    weights = sides.reshape(n, cells, 4, BINS).softmax(-1)
    distance = (weights * torch.arange(BINS, device=sides.device, dtype=sides.dtype)).sum(-1) * strides
    return torch.cat([centres - distance[..., :2], centres + distance[..., 2:]], -1)
