"""How wrong the answer of a cell is: binary cross-entropy against the task-aligned score (common/assign.py),
CIoU (Zheng et al. 2020) and distribution focal loss (Li et al. 2020) on the four sides.
"""
import torch

from common.assign import assign, class_loss
from common.boxes import iou_pairs
from .model import BINS, decode


def loss_of(scores, sides, centres, strides, truth, box_gain=7.5, class_gain=1.0, bins_gain=1.5):
    """Class logits and side logits in float32; truth as from `pad`. Returns the sum and its parts."""
    truth_boxes, truth_classes, _ = truth
    boxes = decode(sides, centres, strides)
    owner, aligned = assign(scores.detach().sigmoid(), boxes.detach(), centres, strides, truth)
    of_class, total = class_loss(scores, owner, aligned, truth_classes)
    positive = owner >= 0
    if not positive.any():
        return class_gain * of_class + sides.sum() * 0, (float(of_class), 0.0, 0.0)
    weight = aligned[positive]
    picked = owner.clamp(min=0)
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
    parts = (float(of_class), float(box_loss), float(bins_loss))
    return class_gain * of_class + box_gain * box_loss + bins_gain * bins_loss, parts
