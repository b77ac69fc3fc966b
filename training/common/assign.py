"""Which prediction answers for which object: task-aligned assignment (Feng et al. 2021, TOOD).

A prediction is a grid cell (yolo-tiny) or a default box (ssd-lite). Those whose centre lies in the object
are ranked by score^0.5 x IoU^6 of what they say *now*; the best ten learn the object, each towards a score
that is the higher the better it is among them.
"""
import torch
import torch.nn.functional as F

from .boxes import iou_pairs

TOP = 10
ALPHA, BETA = 0.5, 6.0


@torch.no_grad()
def assign(scores, boxes, centres, strides, truth):
    """scores [n, p, classes] in 0..1, boxes [n, p, 4], centres [p, 2], strides [p, 1] in pixels; truth as from
    `boxes.pad`. Returns per prediction the index of its object [n, p] (-1: none) and the score it should
    give [n, p]."""
    per_image = [assign_one(*image, centres, strides[:, 0]) for image in zip(scores, boxes, *truth)]
    return tuple(torch.stack(part) for part in zip(*per_image))


def assign_one(scores, boxes, truth_boxes, truth_classes, real, centres, strides):
    """`assign` for one image: arrays of [objects, p], as objects are few."""
    owner = torch.full(strides.shape, -1)
    aligned = torch.zeros(strides.shape)
    truth_boxes, truth_classes = truth_boxes[real], truth_classes[real]
    if not len(truth_boxes):
        return owner, aligned
    x, y = centres.unbind(1)
    x1, y1, x2, y2 = truth_boxes.T[..., None]
    candidate = (x > x1) & (x < x2) & (y > y1) & (y < y2)
    # An object between the centres of the finest grid is given to the cells next to its middle.
    reach = 0.75 * strides * (strides <= 8)
    candidate |= (((x1 + x2) / 2 - x).abs() < reach) & (((y1 + y2) / 2 - y).abs() < reach)
    o, p = torch.nonzero(candidate, as_tuple=True)
    iou = torch.zeros(candidate.shape)
    metric = torch.zeros(candidate.shape)
    iou[o, p] = iou_pairs(truth_boxes[o], boxes[p]).clamp(min=0)
    metric[o, p] = scores[p, truth_classes[o]].pow(ALPHA) * iou[o, p].pow(BETA)
    top, where = metric.topk(TOP, dim=1)
    chosen = torch.zeros_like(candidate).scatter_(1, where, top > 1e-9)
    # What several objects want goes to the one it overlaps most.
    best, wanted_by = torch.where(chosen, iou, torch.tensor(-1.0)).max(0)
    (p,) = torch.nonzero(best >= 0, as_tuple=True)
    o = wanted_by[p]
    owner[p] = o
    # Scaled so that the best answer to an object is to score the best IoU that any has.
    held = torch.zeros_like(metric)
    held[o, p] = 1.0
    ratio = (iou * held).amax(1) / (metric * held).amax(1).clamp(min=1e-9)
    aligned[p] = metric[o, p] * ratio[o]
    return owner, aligned


def class_loss(logits, owner, aligned, truth_classes):
    """Binary cross-entropy of every class of every prediction against the aligned scores, and the sum of
    those scores, by which all parts of the loss are divided."""
    positive = owner >= 0
    target = torch.zeros_like(logits)
    kinds = truth_classes.gather(1, owner.clamp(min=0))
    target.scatter_(2, kinds[..., None], (aligned * positive)[..., None])
    total = target.sum().clamp(min=1)
    return F.binary_cross_entropy_with_logits(logits, target, reduction='sum') / total, total
