"""COCO-format data sets as arrays, and the average precision that picks checkpoints.

The figures that are published come from the project's own evaluator (`npm run evaluate`), which equals
pycocotools; the one here is a plain reading of the same definition (Lin et al. 2014), for model choice
on `val` only.
"""
import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image

# The twelve classes in the order of the network's outputs, by COCO id (src/world/classes.ts).
CLASS_IDS = [37, 44, 46, 47, 51, 52, 53, 55, 57, 60, 84, 85]
CLASS_NAMES = [
    'sports ball', 'bottle', 'wine glass', 'cup', 'bowl', 'banana', 'apple', 'orange', 'carrot', 'donut', 'book',
    'clock',
]


def records(folder):
    """Images, annotations and info of a COCO-format folder; of an unfinished one, as far as it has come."""
    path = os.path.join(folder, 'annotations.json')
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            data = json.load(file)
        return data['images'], data['annotations'], data.get('info', {})
    images, annotations, info = [], [], {}
    with open(os.path.join(folder, '.progress.jsonl'), encoding='utf-8') as file:
        for line in file:
            if not line.endswith('\n'):
                break  # being written at this moment
            row = json.loads(line)
            if 'record' not in row:
                info = row.get('settings', {})  # the first line
                continue
            images.append(row['record']['image'])
            annotations += row['record']['annotations']
    return images, annotations, info


def first_images(images, limit):
    return sorted(images, key=lambda entry: entry['id'])[:limit]


def source_of(folder, limit=None):
    """Where the first so many pictures of a folder come from: suite, seed, version of the world, and a hash of
    the files with their boxes, which is the same whether the folder is finished or not."""
    images, annotations, info = records(folder)
    boxes = {}
    for annotation in annotations:
        boxes.setdefault(annotation['image_id'], []).append([annotation['category_id'], *annotation['bbox']])
    digest = hashlib.sha256()
    for entry in first_images(images, limit):
        with open(os.path.join(folder, entry['file_name']), 'rb') as file:
            digest.update(hashlib.sha256(file.read()).digest())
        digest.update(json.dumps(sorted(boxes.get(entry['id'], []))).encode())
    return {**{key: info[key] for key in ('suite', 'seed', 'world') if key in info}, 'sha256': digest.hexdigest()}


class Dataset:
    """All pictures of a folder in memory: images uint8 [n, side, side, 3]; per image float32 boxes
    [k, 4] as x1, y1, x2, y2 in pixels, int64 classes [k] (index into CLASS_IDS) and float32 areas [k] of
    the masks in pixels."""

    def __init__(self, folder, limit=None):
        images, annotations, _ = records(folder)
        entries = first_images(images, limit)
        place = {entry['id']: i for i, entry in enumerate(entries)}
        boxes, classes, areas = ([[] for _ in entries] for _ in range(3))
        index = {category: i for i, category in enumerate(CLASS_IDS)}
        for annotation in annotations:
            i = place.get(annotation['image_id'])
            if i is None:
                continue
            x, y, w, h = annotation['bbox']
            boxes[i].append([x, y, x + w, y + h])
            classes[i].append(index[annotation['category_id']])
            areas[i].append(annotation['area'])
        self.boxes = [np.asarray(b, np.float32).reshape(-1, 4) for b in boxes]
        self.classes = [np.asarray(c, np.int64) for c in classes]
        self.areas = [np.asarray(a, np.float32) for a in areas]
        self.images = None
        with ThreadPoolExecutor(4) as pool:
            paths = [os.path.join(folder, entry['file_name']) for entry in entries]
            for i, picture in enumerate(pool.map(read, paths)):
                if self.images is None:
                    self.images = np.empty((len(entries), *picture.shape), np.uint8)
                self.images[i] = picture

    def __len__(self):
        return len(self.images)


def read(path):
    return np.asarray(Image.open(path).convert('RGB'))


def iou_matrix(a, b):
    """IoU of every box in a [n, 4] with every box in b [m, 4], as [n, m]."""
    top_left = np.maximum(a[:, None, :2], b[None, :, :2])
    bottom_right = np.minimum(a[:, None, 2:], b[None, :, 2:])
    overlap = np.prod(np.clip(bottom_right - top_left, 0, None), axis=2)
    area_a = np.prod(a[:, 2:] - a[:, :2], axis=1)
    area_b = np.prod(b[:, 2:] - b[:, :2], axis=1)
    return overlap / np.maximum(area_a[:, None] + area_b[None, :] - overlap, 1e-9)


# COCO's bounds between small, medium and large, in pixels of mask area.
RANGES = {'': (0, 1e10), 'small': (0, 32 ** 2), 'medium': (32 ** 2, 96 ** 2), 'large': (96 ** 2, 1e10)}
THRESHOLDS = np.arange(0.5, 0.96, 0.05)


def matches(iou, ignored):
    """Greedy matching of one class in one image. iou [found, truth], found by falling score, truth with
    the ignored last. Returns hit and excused, both [thresholds, found]."""
    found, truth = iou.shape
    free = np.ones((len(THRESHOLDS), truth), bool)
    hit = np.zeros((len(THRESHOLDS), found), bool)
    excused = np.zeros((len(THRESHOLDS), found), bool)
    rows = np.arange(len(THRESHOLDS))
    for d in np.flatnonzero(iou.max(1) >= THRESHOLDS[0]):
        fits = free & (iou[d] >= THRESHOLDS[:, None] - 1e-9)
        # An object that counts comes before one that does not, whatever the overlap.
        value = np.where(fits, iou[d] + ~ignored, -1.0)
        best = value.argmax(1)
        good = value[rows, best] >= 0
        free[rows[good], best[good]] = False
        hit[:, d] = good & ~ignored[best]
        excused[:, d] = good & ignored[best]
    return hit, excused


def average_precision(truth, found, classes=len(CLASS_IDS)):
    """COCO AP over IoU 0.50:0.05:0.95 with 101-point interpolation; AP50, AP75; AP by size; AP per class.

    truth: per image (boxes, classes, areas); found: per image (boxes, scores, classes).
    """
    tables = {}
    pairs = [[] for _ in range(classes)]
    for (tb, tc, ta), (fb, fs, fc) in zip(truth, found):
        for c in range(classes):
            mine, theirs = tc == c, fc == c
            if mine.any() or theirs.any():
                order = np.argsort(-fs[theirs], kind='stable')[:100]
                boxes = fb[theirs][order]
                pairs[c].append((tb[mine], ta[mine], boxes, fs[theirs][order], iou_matrix(boxes, tb[mine])))
    for name, (low, high) in RANGES.items():
        table = tables[name] = np.full((len(THRESHOLDS), classes), np.nan)
        for c in range(classes):
            scores, hits, skipped, count = [np.zeros(0)], [], [], 0
            for tb, ta, fb, fs, iou in pairs[c]:
                ignored = (ta < low) | (ta > high)
                order = np.argsort(ignored, kind='stable')
                count += int((~ignored).sum())
                if len(tb) and len(fb):
                    hit, excused = matches(iou[:, order], ignored[order])
                else:
                    hit = excused = np.zeros((len(THRESHOLDS), len(fb)), bool)
                area = np.prod(fb[:, 2:] - fb[:, :2], axis=1)
                scores.append(fs)
                hits.append(hit)
                skipped.append(excused | (~hit & ((area < low) | (area > high))))
            if count == 0:
                continue
            scores = np.concatenate(scores)
            order = np.argsort(-scores, kind='stable')
            hits = np.concatenate(hits, axis=1)[:, order]
            skipped = np.concatenate(skipped, axis=1)[:, order]
            for t in range(len(THRESHOLDS)):
                true = np.cumsum(hits[t][~skipped[t]])
                recall = true / count
                precision = true / np.arange(1, len(true) + 1)
                precision = np.maximum.accumulate(precision[::-1])[::-1]
                at = np.searchsorted(recall, np.linspace(0, 1, 101), side='left')
                table[t, c] = np.mean(np.append(precision, 0.0)[np.minimum(at, len(precision))])

    def mean(values):
        return None if np.isnan(values).all() else round(float(np.nanmean(values)), 4)

    return {
        'AP': mean(tables['']),
        'AP50': mean(tables[''][0]),
        'AP75': mean(tables[''][5]),
        **{f'AP{name}': mean(tables[name]) for name in RANGES if name},
        'perClass': [mean(tables[''][:, c]) for c in range(classes)],
    }
