"""Which cell answers for which object, and how wrong its answer is.

Assignment: task-aligned (Feng et al. 2021, TOOD): cells whose centre lies in the box are ranked by
score^0.5 x IoU^6 of what they say now; the best ten learn the object. Loss: binary cross-entropy against
the aligned score, CIoU (Zheng et al. 2020) and distribution focal loss (Li et al. 2020) on the sides.
"""
import math

import torch
import torch.nn.functional as F

from .model import BINS, decode

TOP = 10
ALPHA, BETA = 0.5, 6.0


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
    """IoU (or CIoU) of boxes that broadcast against each other, last axis x1 y1 x2 y2."""
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


@torch.no_grad()
def assign(scores, boxes, centres, strides, truth_boxes, truth_classes, real):
    """scores [n, cells, classes] in 0..1, boxes [n, cells, 4]. Returns per cell: the index of its object
    [n, cells] (-1: none) and the score it should give [n, cells]."""
    n, cells, _ = scores.shape
    most = truth_boxes.shape[1]
    lt = centres[None, None] - truth_boxes[:, :, None, :2]
    rb = truth_boxes[:, :, None, 2:] - centres[None, None]
    inside = torch.cat([lt, rb], -1).amin(-1) > 1e-6  # [n, most, cells]
    # An object between the cells' centres is given to the cells next to its middle.
    middle = (truth_boxes[..., :2] + truth_boxes[..., 2:])[:, :, None] / 2
    near = ((centres[None, None] - middle).abs().amax(-1) < strides[None, None, :, 0] * 0.75) & (
        strides[None, None, :, 0] <= 8)
    candidate = (inside | near) & real[:, :, None]
    iou = iou_pairs(truth_boxes[:, :, None], boxes[:, None]).clamp(min=0)
    score = scores.transpose(1, 2).gather(1, truth_classes[:, :, None].expand(n, most, cells))
    metric = score.pow(ALPHA) * iou.pow(BETA) * candidate
    top, where = metric.topk(TOP, dim=-1)
    chosen = torch.zeros_like(metric, dtype=torch.bool).scatter_(-1, where, top > 1e-9) & candidate
    # A cell that several objects want goes to the one it overlaps most.
    contested = chosen.sum(1) > 1
    best = torch.where(chosen, iou, torch.full_like(iou, -1.0)).argmax(1)
    only = F.one_hot(best, most).transpose(1, 2).bool()
    chosen = torch.where(contested[:, None], chosen & only, chosen)
    owner = torch.where(chosen.any(1), chosen.float().argmax(1), torch.full_like(best, -1))
    metric = metric * chosen
    most_metric = metric.amax(-1, keepdim=True)
    most_iou = (iou * chosen).amax(-1, keepdim=True)
    aligned = (metric * most_iou / most_metric.clamp(min=1e-9)).amax(1)
    return owner, aligned


def loss_of(scores, sides, centres, strides, truth, box_gain=7.5, class_gain=0.5, bins_gain=1.5):
    """Class logits and side logits in float32; truth as from `pad`. Returns the sum and its parts."""
    truth_boxes, truth_classes, real = truth
    boxes = decode(sides, centres, strides)
    owner, aligned = assign(
        scores.detach().sigmoid(), boxes.detach(), centres, strides, truth_boxes, truth_classes, real)
    positive = owner >= 0
    picked = owner.clamp(min=0)
    target = torch.zeros_like(scores)
    target.scatter_(2, truth_classes.gather(1, picked)[..., None], (aligned * positive)[..., None])
    total = target.sum().clamp(min=1)
    class_loss = F.binary_cross_entropy_with_logits(scores, target, reduction='sum') / total
    if not positive.any():
        zero = sides.sum() * 0
        return class_gain * class_loss + zero, (float(class_loss), 0.0, 0.0)
    weight = aligned[positive]
    wanted = truth_boxes.gather(1, picked[..., None].expand(-1, -1, 4))[positive]
    box_loss = ((1 - iou_pairs(boxes[positive], wanted, complete=True)) * weight).sum() / total
    at = centres[None].expand(len(scores), -1, -1)[positive]
    step = strides[None].expand(len(scores), -1, -1)[positive]
    distance = torch.cat([at - wanted[:, :2], wanted[:, 2:] - at], -1) / step
    distance = distance.clamp(0, BINS - 1.01)
    low = distance.long()
    share = distance - low
    logits = sides[positive].reshape(-1, 4, BINS).log_softmax(-1)
    bins = -(logits.gather(-1, low[..., None])[..., 0] * (1 - share)
             + logits.gather(-1, (low + 1)[..., None])[..., 0] * share).mean(-1)
    bins_loss = (bins * weight).sum() / total
    parts = (float(class_loss), float(box_loss), float(bins_loss))
    return class_gain * class_loss + box_gain * box_loss + bins_gain * bins_loss, parts
