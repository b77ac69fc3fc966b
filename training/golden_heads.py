"""Expected results of decoding, suppression and letterboxing, in float64 NumPy and plain loops, from the formulas
of the papers. Shares no code with the app nor with training."""
import base64
import math

import numpy as np
import torch

CLASSES = 12
SIZES_PX = [20, 44, 96, 200, 300]
SIGMA = 0.5


def packed(array):
    """Little-endian float32, base64."""
    array = np.ascontiguousarray(array, '<f4')
    return {'dims': list(array.shape), 'float32': base64.b64encode(array.tobytes()).decode()}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# Decoders. Each takes float32 outputs as a runtime gives them and returns boxes [n, 4] as x1, y1, x2, y2 in pixels of
# the square input, and scores [n, classes].


def dfl_grid(class_logits, side_logits, side, strides=(8, 16, 32), bins=12):
    logits, sides = class_logits[0].astype(np.float64), side_logits[0].astype(np.float64)
    boxes, cell = np.empty((len(logits), 4)), 0
    for stride in strides:
        for row in range(side // stride):
            for column in range(side // stride):
                distances = []
                for k in range(4):
                    e = np.exp(sides[cell, k * bins : (k + 1) * bins])
                    distances.append(sum(j * e[j] for j in range(bins)) / e.sum() * stride)
                x, y = (column + 0.5) * stride, (row + 0.5) * stride
                boxes[cell] = x - distances[0], y - distances[1], x + distances[2], y + distances[3]
                cell += 1
    assert cell == len(logits)
    return boxes, sigmoid(logits)


def ssd(class_logits, offsets, side, strides=(8, 16, 32, 64), sizes_px=SIZES_PX, variances=(0.1, 0.2)):
    logits, offsets = class_logits[0].astype(np.float64), offsets[0].astype(np.float64)
    boxes, i = np.empty((len(logits), 4)), 0
    for level, stride in enumerate(strides):
        s, following = sizes_px[level], sizes_px[level + 1]
        mean = math.sqrt(s * following)
        shapes = [(s, s), (mean, mean), (s * math.sqrt(2), s / math.sqrt(2)), (s / math.sqrt(2), s * math.sqrt(2))]
        for row in range(side // stride):
            for column in range(side // stride):
                for w, h in shapes:
                    dx, dy, dw, dh = offsets[i]
                    x = (column + 0.5) * stride + dx * variances[0] * w
                    y = (row + 0.5) * stride + dy * variances[0] * h
                    w2, h2 = w * math.exp(dw * variances[1]), h * math.exp(dh * variances[1])
                    boxes[i] = x - w2 / 2, y - h2 / 2, x + w2 / 2, y + h2 / 2
                    i += 1
    assert i == len(logits)
    return boxes, sigmoid(logits)


def yolox(output, side, strides=(8, 16, 32)):
    table = output[0].astype(np.float64)
    boxes, i = np.empty((len(table), 4)), 0
    for stride in strides:
        for row in range(side // stride):
            for column in range(side // stride):
                x, y = (column + table[i, 0]) * stride, (row + table[i, 1]) * stride
                w, h = math.exp(table[i, 2]) * stride, math.exp(table[i, 3]) * stride
                boxes[i] = x - w / 2, y - h / 2, x + w / 2, y + h / 2
                i += 1
    assert i == len(table)
    return boxes, table[:, 4:5] * table[:, 5:]


def corners(cxcywh):
    x, y, w, h = cxcywh.T
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], 1)


def yolov5(output, side):
    table = output[0].astype(np.float64)
    return corners(table[:, :4]), table[:, 4:5] * table[:, 5:]


def yolov8(output, side):
    table = output[0].astype(np.float64).T
    return corners(table[:, :4]), table[:, 4:]


# Suppression.


def iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def hard_nms(rows, iou_threshold, per_class):
    """rows: (score, box, class, origin), best first. Greedy."""
    kept = []
    for row in rows:
        if all((per_class and other[2] != row[2]) or iou(other[1], row[1]) <= iou_threshold for other in kept):
            kept.append(row)
    return kept


def soft_nms(rows, score_threshold, iou_threshold, gaussian):
    """Bodla et al. 2017, within each class; a row goes when its score falls below the threshold."""
    rest, kept = list(rows), []
    while rest:
        best = max(range(len(rest)), key=lambda i: (rest[i][0], -i))
        top = rest.pop(best)
        kept.append(top)
        after = []
        for score, box, kind, origin in rest:
            if kind == top[2]:
                overlap = iou(box, top[1])
                if gaussian:
                    score *= math.exp(-overlap ** 2 / SIGMA)
                elif overlap > iou_threshold:
                    score *= 1 - overlap
            if score >= score_threshold:
                after.append((score, box, kind, origin))
        rest = after
    return kept


def suppressed(boxes, scores, score_threshold, iou_threshold):
    """One row per box and class at or above the threshold; equal scores in the order of origin, then class."""
    rows = [(scores[i, k], boxes[i], k, i) for i, k in np.argwhere(scores >= score_threshold)]
    rows.sort(key=lambda row: -row[0])
    results = {
        'per-class': hard_nms(rows, iou_threshold, True),
        'class-agnostic': hard_nms(rows, iou_threshold, False),
        'soft-gaussian': soft_nms(rows, score_threshold, iou_threshold, True),
        'soft-linear': soft_nms(rows, score_threshold, iou_threshold, False),
    }
    return {
        'scoreThreshold': score_threshold, 'iouThreshold': iou_threshold, 'sigma': SIGMA, 'candidates': len(rows),
        'kept': {name: [{'origin': int(o), 'classIndex': int(k), 'score': float(s)} for s, _, k, o in kept]
                 for name, kept in results.items()},
    }


def quiet(boxes, scores, score_threshold, iou_threshold):
    """Whether no comparison is so close that float32 could turn it; equal numbers stay equal."""
    rows = np.argwhere(scores >= score_threshold - 1e-4)
    values = np.sort([scores[i, k] for i, k in rows])
    if (np.abs(values - score_threshold) < 1e-5).any():
        return False
    steps = np.diff(values)
    if ((steps > 0) & (steps < 1e-6)).any():
        return False
    cells = np.unique(rows[:, 0])
    return all(abs(iou(boxes[a], boxes[b]) - iou_threshold) > 1e-5 for a in cells for b in cells if b < a)


# Random outputs that look like those of a detector: a few objects, each answered by several cells.


def detector_like(rng, centres, spans, objects, side):
    """Boxes [n, 4] (cx, cy, w, h) and probabilities [n, classes] for predictions at `centres` [n, 2] px."""
    n = len(centres)
    boxes = np.concatenate([centres, spans[:, None] * rng.uniform(0.8, 3, (n, 2))], 1)
    scores = rng.uniform(0.0005, 0.02, (n, CLASSES))
    for _ in range(objects):
        size = rng.uniform(0.12, 0.5, 2) * side
        x, y = rng.uniform(0.15, 0.85, 2) * side
        kind = rng.integers(CLASSES)
        near = (np.abs(centres - [x, y]) < np.maximum(size / 2, 6)).all(1)
        near &= rng.random(n) < 0.7
        count = int(near.sum())
        boxes[near] = np.array([x, y, *size]) * rng.uniform(0.85, 1.15, (count, 4))
        scores[near, kind] = rng.uniform(0.05, 0.97, count)
        scores[near, rng.integers(CLASSES)] += rng.uniform(0, 0.3, count)
    return boxes, scores.clip(0.0005, 0.99)


def cells(side, strides, per_cell=1):
    """Centres and strides of all cells, and their columns and rows."""
    rows = [(column, row, stride) for stride in strides for row in range(side // stride)
            for column in range(side // stride) for _ in range(per_cell)]
    return np.array(rows, np.float64)


def default_sizes(side):
    """Widths and heights [2, n] of ssd-lite's default boxes."""
    sizes = []
    for stride, s, following in zip((8, 16, 32, 64), SIZES_PX, SIZES_PX[1:]):
        wide, mean = math.sqrt(2), math.sqrt(s * following)
        shapes = [(s, s), (mean, mean), (s * wide, s / wide), (s / wide, s * wide)]
        sizes += shapes * (side // stride) ** 2
    return np.array(sizes).T


def logit(p):
    return np.log(p / (1 - p))


def synthetic(kind, side, seed):
    """Outputs of a head as float32, from random detections that are written in its terms."""
    rng = np.random.default_rng([seed, len(kind)])
    strides, per_cell = ((8, 16, 32, 64), 4) if kind == 'ssd' else ((8, 16, 32), 3 if kind == 'yolov5' else 1)
    grid = cells(side, strides, per_cell)
    column, row, stride = grid.T
    centres = (grid[:, :2] + 0.5) * stride[:, None]
    boxes, scores = detector_like(rng, centres, stride, 5, side)
    x, y, w, h = boxes.T
    if kind == 'dfl-grid':
        distances = np.stack([centres[:, 0] - x + w / 2, centres[:, 1] - y + h / 2, x + w / 2 - centres[:, 0],
                              y + h / 2 - centres[:, 1]], 1) / stride[:, None]
        bins = np.arange(12)
        sides = -((bins - distances[..., None]) ** 2) * rng.uniform(0.5, 3, (len(grid), 4, 1))
        sides += rng.normal(0, 0.3, sides.shape)
        outputs = {'class_logits': logit(scores), 'side_logits': sides.reshape(len(grid), 48)}
    elif kind == 'ssd':
        w0, h0 = default_sizes(side)
        dx, dy = (x - centres[:, 0]) / w0 / 0.1, (y - centres[:, 1]) / h0 / 0.1
        offsets = np.stack([dx, dy, np.log(w / w0) / 0.2, np.log(h / h0) / 0.2], 1)
        outputs = {'class_logits': logit(scores), 'offsets': offsets}
    elif kind == 'yolox':
        objectness = rng.uniform(0.8, 1, (len(grid), 1))
        outputs = {'output': np.concatenate([
            np.stack([x / stride - column, y / stride - row, np.log(w / stride), np.log(h / stride)], 1),
            objectness, scores / objectness.max()], 1)}
    elif kind == 'yolov5':
        outputs = {'output': np.concatenate([boxes, rng.uniform(0.5, 1, (len(grid), 1)), scores], 1)}
    else:
        outputs = {'output': np.concatenate([boxes, scores], 1).T}
    return {name: np.ascontiguousarray(value, np.float32)[None] for name, value in outputs.items()}


HEADS = {
    'dfl-grid': (dfl_grid, {'strides': [8, 16, 32], 'bins': 12}),
    'ssd': (ssd, {'strides': [8, 16, 32, 64], 'sizesPx': SIZES_PX, 'variances': [0.1, 0.2]}),
    'yolox': (yolox, {'strides': [8, 16, 32]}),
    'yolov5': (yolov5, {}),
    'yolov8': (yolov8, {}),
}


def case(name, kind, side, outputs, score_threshold=0.2, iou_threshold=0.5, with_scores=True):
    """One golden case, or None where a decision hangs on the last bits."""
    decoder, head = HEADS[kind]
    boxes, scores = decoder(*outputs.values(), side)
    if not quiet(boxes, scores, score_threshold, iou_threshold):
        return None
    return {
        'name': name, 'sidePx': side, 'head': {'kind': kind, **head},
        'outputs': {key: packed(value) for key, value in outputs.items()},
        'boxesXyxy': packed(boxes), **({'scores': packed(scores)} if with_scores else {}),
        'suppressed': suppressed(boxes, scores, score_threshold, iou_threshold),
    }


def random_case(kind, number, side):
    for seed in range(100 * number, 100 * number + 100):
        if found := case(f'{kind}, random {number}', kind, side, synthetic(kind, side, seed)):
            return found
    raise ValueError(f'no seed gives a {kind} case without close decisions')


def net_case(name, kind, net, names, picture):
    """Outputs of a real network on the middle of a picture, with the lowest threshold that decides clearly."""
    outputs = of_net(net, names, picture, 128, 96)
    for threshold in (0.1, 0.11, 0.12, 0.13, 0.14, 0.15):
        if found := case(name, kind, 128, outputs, threshold, with_scores=False):
            return found
    raise ValueError(f'{name}: decisions are close at every threshold; take another picture')


@torch.no_grad()
def of_net(net, names, picture, side, at):
    crop = picture[at : at + side, at : at + side].astype(np.float32) / 255
    outputs = net(torch.from_numpy(crop.transpose(2, 0, 1).copy())[None])
    return {name: output.numpy() for name, output in zip(names, outputs)}


def letterboxes():
    """Frames in a square input: the scale that fits, the pixels drawn, the bars, and boxes there and back."""
    cases = []
    for (width, height), side, fit in [
            ((640, 480), 320, 'letterbox'), ((480, 640), 320, 'letterbox'), ((1920, 1080), 320, 'letterbox'),
            ((333, 250), 320, 'letterbox'), ((250, 333), 416, 'letterbox'), ((17, 9), 64, 'letterbox'),
            ((320, 320), 320, 'letterbox'), ((1, 1), 32, 'letterbox'), ((1000, 3), 320, 'letterbox'),
            ((640, 480), 320, 'stretch'), ((333, 250), 192, 'stretch')]:
        ratio = min(side / width, side / height)
        drawn = [side, side] if fit == 'stretch' else [
            min(side, max(1, math.floor(width * ratio + 0.5))), min(side, max(1, math.floor(height * ratio + 0.5)))]
        pad = [(side - d) // 2 for d in drawn]
        scale = [drawn[0] / width, drawn[1] / height]
        frame_box = [0.1 * width, 0.25 * height, 0.7 * width, height]
        input_box = [frame_box[i] * scale[i % 2] + pad[i % 2] for i in range(4)]
        cases.append({
            'frame': [width, height], 'sidePx': side, 'fit': fit, 'drawn': drawn, 'pad': pad, 'scale': scale,
            'frameBox': frame_box, 'inputBox': input_box,
            'wholeInputInFrame': [-pad[0] / scale[0], -pad[1] / scale[1], (side - pad[0]) / scale[0],
                                  (side - pad[1]) / scale[1]],
        })
    return cases


def cases(yolo, ssd_net, pictures):
    heads = []
    for kind in HEADS:
        heads.append(random_case(kind, 1, 64))
        if kind != 'ssd':
            heads.append(random_case(kind, 2, 96))
    for i, picture in enumerate(pictures, 1):
        heads.append(net_case(f'yolo-tiny, picture {i}', 'dfl-grid', yolo, ('class_logits', 'side_logits'), picture))
        heads.append(net_case(f'ssd-lite, picture {i}', 'ssd', ssd_net, ('class_logits', 'offsets'), picture))
    return {'by': 'training/golden_heads.py, float64 NumPy', 'heads': heads, 'letterboxes': letterboxes()}
