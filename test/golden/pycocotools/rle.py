"""Writes rle.json: masks and what pycocotools makes of them (encode, area, toBbox).

    pip install pycocotools==2.0.11 numpy
    python test/golden/pycocotools/rle.py > test/golden/pycocotools/rle.json
"""

import json

import numpy as np
from importlib.metadata import version
from pycocotools import mask as mask_util

rng = np.random.default_rng(20)


def blob(height, width, seed_count):
    """Discs that overlap: long runs, several per column."""
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), np.uint8)
    for _ in range(seed_count):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        r = rng.uniform(1, min(height, width) / 2.5)
        mask |= ((y - cy) ** 2 + (x - cx) ** 2 < r * r).astype(np.uint8)
    return mask


masks = {
    "empty": np.zeros((4, 3), np.uint8),
    "full": np.ones((4, 3), np.uint8),
    "one pixel": np.array([[1]], np.uint8),
    "first pixel": np.eye(1, 12, dtype=np.uint8).reshape(3, 4),
    "wrapping run": np.array([[0, 1], [1, 0]], np.uint8),
    "chequers": (np.indices((5, 6)).sum(0) % 2).astype(np.uint8),
    "wide row": np.pad(np.ones((1, 40), np.uint8), ((2, 3), (1, 1))),
    "tall column": np.pad(np.ones((700, 1), np.uint8), ((1, 1), (2, 3))),
    "noise": (rng.random((17, 23)) < 0.4).astype(np.uint8),
    "disc": blob(40, 60, 1),
    "discs": blob(97, 64, 4),
    "large": blob(480, 640, 3),
    "far corner": np.zeros((1000, 1200), np.uint8),
}
masks["far corner"][-1, -1] = 1
masks["far corner"][3, 2] = 1

cases = []
for name, mask in masks.items():
    rle = mask_util.encode(np.asfortranarray(mask))
    flat = mask.ravel()
    cases.append(
        {
            "name": name,
            "size": [int(side) for side in rle["size"]],
            # Row by row, indices at which the value changes; starts with 0.
            "changes": [int(i) for i in np.flatnonzero(np.diff(flat, prepend=0))],
            "counts": rle["counts"].decode("ascii"),
            "area": int(mask_util.area(rle)),
            "bbox": [float(side) for side in mask_util.toBbox(rle)],
        }
    )
print('{"source": "pycocotools %s", "cases": [' % version("pycocotools"))
print(",\n".join(json.dumps(case) for case in cases))
print("]}")
