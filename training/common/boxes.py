"""Boxes in PyTorch: overlap, and truth of different lengths as one tensor. x1, y1, x2, y2 in pixels."""
import math

import torch


def pad(boxes, classes):
    """Ragged truth to [n, most, 4], [n, most], and a mask of what is real [n, most]."""
    most = max(1, max(len(b) for b in boxes))
    out_boxes = torch.zeros(len(boxes), most, 4)
    out_classes = torch.zeros(len(boxes), most, dtype=torch.long)
    real = torch.zeros(len(boxes), most, dtype=torch.bool)
    for i, (b, c) in enumerate(zip(boxes, classes)):
        k = len(b)
        if k:
            out_boxes[i, :k] = torch.as_tensor(b)
            out_classes[i, :k] = torch.as_tensor(c)
            real[i, :k] = True
    return out_boxes, out_classes, real


def iou_pairs(a, b, complete=False):
    """IoU, or CIoU (Zheng et al. 2020), of boxes that broadcast against each other on the last axis."""
    lt = torch.maximum(a[..., :2], b[..., :2])
    rb = torch.minimum(a[..., 2:], b[..., 2:])
    overlap = (rb - lt).clamp(min=0).prod(-1)
    size_a, size_b = (a[..., 2:] - a[..., :2]), (b[..., 2:] - b[..., :2])
    union = size_a.prod(-1) + size_b.prod(-1) - overlap
    iou = overlap / union.clamp(min=1e-6)
    if not complete:
        return iou
    hull = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    diagonal = (hull ** 2).sum(-1).clamp(min=1e-6)
    apart = (((a[..., :2] + a[..., 2:]) - (b[..., :2] + b[..., 2:])) ** 2).sum(-1) / 4
    v = (4 / math.pi ** 2) * (
        torch.atan(size_b[..., 0] / size_b[..., 1].clamp(min=1e-6))
        - torch.atan(size_a[..., 0] / size_a[..., 1].clamp(min=1e-6))) ** 2
    with torch.no_grad():
        weight = v / (1 - iou + v).clamp(min=1e-6)
    return iou - apart / diagonal - weight * v
