"""COCO-format data sets as arrays, and the average precision that picks checkpoints.

The figures that are published come from the project's own evaluator (`npm run evaluate`), which equals
pycocotools; the one here is a plain reading of the same definition (Lin et al. 2014), for model choice
on `val` only.
"""
import json
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image

# The twelve classes in the order of the network's outputs, by COCO id.
CLASS_IDS = [37, 44, 46, 47, 51, 52, 53, 55, 57, 60, 84, 85]


class Dataset:
    """All pictures of a folder in memory: images uint8 [n, side, side, 3]; per image float32 boxes
    [k, 4] as x1, y1, x2, y2 in pixels and int64 classes [k] (index into CLASS_IDS)."""

    def __init__(self, folder, limit=None):
        with open(os.path.join(folder, 'annotations.json'), encoding='utf-8') as file:
            data = json.load(file)
        entries = sorted(data['images'], key=lambda entry: entry['id'])[:limit]
        place = {entry['id']: i for i, entry in enumerate(entries)}
        boxes = [[] for _ in entries]
        classes = [[] for _ in entries]
        index = {category: i for i, category in enumerate(CLASS_IDS)}
        for annotation in data['annotations']:
            i = place.get(annotation['image_id'])
            if i is None:
                continue
            x, y, w, h = annotation['bbox']
            boxes[i].append([x, y, x + w, y + h])
            classes[i].append(index[annotation['category_id']])
        self.boxes = [np.asarray(b, np.float32).reshape(-1, 4) for b in boxes]
        self.classes = [np.asarray(c, np.int64) for c in classes]
        with ThreadPoolExecutor(4) as pool:
            paths = [os.path.join(folder, entry['file_name']) for entry in entries]
            pictures = list(pool.map(lambda path: np.asarray(Image.open(path).convert('RGB')), paths))
        self.images = np.stack(pictures)

    def __len__(self):
        return len(self.images)


def iou_matrix(a, b):
    """IoU of every box in a [n, 4] with every box in b [m, 4], as [n, m]."""
    top_left = np.maximum(a[:, None, :2], b[None, :, :2])
    bottom_right = np.minimum(a[:, None, 2:], b[None, :, 2:])
    overlap = np.prod(np.clip(bottom_right - top_left, 0, None), axis=2)
    area_a = np.prod(a[:, 2:] - a[:, :2], axis=1)
    area_b = np.prod(b[:, 2:] - b[:, :2], axis=1)
    return overlap / np.maximum(area_a[:, None] + area_b[None, :] - overlap, 1e-9)


def average_precision(truth, found, classes=len(CLASS_IDS)):
    """COCO AP over IoU 0.50:0.05:0.95 with 101-point interpolation, and AP50, AP75.

    truth: per image (boxes, classes); found: per image (boxes, scores, classes), at most 100 each.
    """
    thresholds = np.arange(0.5, 0.96, 0.05)
    table = np.full((len(thresholds), classes), np.nan)
    for c in range(classes):
        scores, hits, count = [], [], 0
        for (tb, tc), (fb, fs, fc) in zip(truth, found):
            tb = tb[tc == c]
            order = np.argsort(-fs[fc == c], kind='stable')
            fb, fs = fb[fc == c][order], fs[fc == c][order]
            count += len(tb)
            scores.append(fs)
            hit = np.zeros((len(thresholds), len(fb)), bool)
            if len(tb) and len(fb):
                iou = iou_matrix(fb, tb)
                for t, threshold in enumerate(thresholds):
                    free = np.ones(len(tb), bool)
                    for d in range(len(fb)):
                        candidate = np.where(free, iou[d], -1)
                        best = candidate.argmax()
                        if candidate[best] >= threshold:
                            hit[t, d] = True
                            free[best] = False
            hits.append(hit)
        if count == 0:
            continue
        scores = np.concatenate(scores)
        hits = np.concatenate(hits, axis=1)[:, np.argsort(-scores, kind='stable')]
        for t in range(len(thresholds)):
            true = np.cumsum(hits[t])
            recall = true / count
            precision = true / np.arange(1, len(true) + 1)
            precision = np.maximum.accumulate(precision[::-1])[::-1]
            at = np.searchsorted(recall, np.linspace(0, 1, 101), side='left')
            table[t, c] = np.mean(np.append(precision, 0.0)[np.minimum(at, len(precision))])
    mean = np.nanmean(table, axis=1)
    return {
        'AP': float(np.mean(mean)),
        'AP50': float(mean[0]),
        'AP75': float(mean[5]),
        'perClass': [None if np.isnan(v) else float(v) for v in np.nanmean(table, axis=0)],
    }
