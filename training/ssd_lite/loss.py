"""How wrong the answer of a default box is.

SSD (Liu et al. 2016) matches objects to default boxes by IoU, once and for all, and balances with hard
negatives. Here the match is task-aligned (Feng et al. 2021; common/assign.py) on the *decoded* boxes. Offsets
begin near 0, so decoded boxes begin as the default boxes and the first matches are SSD's IoU matches; later
whoever answers best keeps the object. Cross-entropy against the aligned score makes negatives light by
itself. Boxes learn by CIoU (Zheng et al. 2020), as it is overlap that is scored, not offsets.
"""
from common.assign import assign, class_loss
from common.boxes import iou_pairs
from .model import decode


def loss_of(logits, offsets, defaults, strides, truth, box_gain=7.5, class_gain=1.0):
    """Class logits and offsets in float32; truth as from `pad`. Returns the sum and its parts."""
    truth_boxes, truth_classes, _ = truth
    boxes = decode(offsets, defaults)
    owner, aligned = assign(logits.detach().sigmoid(), boxes.detach(), defaults[:, :2], strides, truth)
    of_class, total = class_loss(logits, owner, aligned, truth_classes)
    positive = owner >= 0
    if not positive.any():
        return class_gain * of_class + offsets.sum() * 0, (float(of_class), 0.0)
    picked = owner.clamp(min=0)
    wanted = truth_boxes.gather(1, picked[..., None].expand(-1, -1, 4))[positive]
    apart = 1 - iou_pairs(boxes[positive], wanted, complete=True)
    box_loss = (apart * aligned[positive]).sum() / total
    return class_gain * of_class + box_gain * box_loss, (float(of_class), float(box_loss))
