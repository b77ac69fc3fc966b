"""Writes evaluation.json: small sets of boxes and masks, and what pycocotools makes of them (COCOeval).

    pip install pycocotools==2.0.11 numpy
    python test/golden/pycocotools/evaluation.py > test/golden/pycocotools/evaluation.json

Polygons are also written one by one, with the mask that pycocotools draws (frPyObjects, merge).
"""

import contextlib
import copy
import io
import json
from importlib.metadata import version

import numpy as np
from pycocotools import mask as mask_util
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HEIGHT, WIDTH = 120, 160


def outline(rng, cx, cy, radius, corners):
    """A star-like polygon; corners may lie outside of the picture."""
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radii = radius * rng.uniform(0.5, 1, corners)
    points = np.stack([cx + radii * np.cos(angles), cy + radii * np.sin(angles)], 1)
    return [round(float(v), 2) for v in points.ravel()]


def rle_of(polygons, height=HEIGHT, width=WIDTH):
    rle = mask_util.merge(mask_util.frPyObjects(polygons, height, width))
    return {"size": [height, width], "counts": rle["counts"].decode("ascii")}


def counts_of(rle):
    """Run lengths as a list, from the pixels."""
    flat = mask_util.decode(rle).ravel(order="F")
    edges = np.flatnonzero(np.diff(flat, prepend=0, append=2))
    return [int(n) for n in np.diff(edges, prepend=0)]


def box_of(rle):
    return [float(v) for v in mask_util.toBbox(rle)]


def drawn(rng, cx, cy, radius):
    parts = 1 if rng.random() < 0.7 else 2
    return [
        outline(rng, cx + 8 * p, cy + 5 * p, radius, int(rng.integers(3, 9)))
        for p in range(parts)
    ]


def random_set(seed, images, classes, objects, found, has_boxes):
    rng = np.random.default_rng(seed)
    truths, results = [], []
    for _ in range(objects):
        cx, cy = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
        radius = float(rng.choice([4, 14, 25, 60]))
        polygons = drawn(rng, cx, cy, radius)
        rle = rle_of(polygons)
        is_crowd = rng.random() < 0.12
        masks = [polygons, rle, {"size": rle["size"], "counts": counts_of(rle)}]
        truth = {
            "id": len(truths) + 1,
            "image_id": int(rng.integers(1, images + 1)) * 7,
            "category_id": int(rng.integers(1, classes)) * 3,
            "segmentation": masks[1] if is_crowd else masks[int(rng.integers(3))],
            "bbox": box_of(rle),
            "area": float(mask_util.area(rle)),
            "iscrowd": int(is_crowd),
        }
        truths.append(truth)
        for _ in range(int(rng.poisson(found))):
            shift = rng.normal(0, radius / 5, 2)
            near = [
                [round(v + shift[i % 2], 2) for i, v in enumerate(polygon)] for polygon in polygons
            ]
            mask = rle_of(near)
            result = {
                "image_id": truth["image_id"],
                "category_id": truth["category_id"] if rng.random() < 0.9 else classes * 3,
                "score": round(float(rng.random()), 1),
                "segmentation": mask,
            }
            if has_boxes:
                result["bbox"] = [round(v + float(rng.normal(0, 0.4)), 1) for v in box_of(mask)]
                result["bbox"][2:] = [max(0, v) for v in result["bbox"][2:]]
                if rng.random() < 0.1:
                    del result["segmentation"]
            results.append(result)
    return truths, results


def crowded_set():
    """Over a hundred detections of one class in one image."""
    rng = np.random.default_rng(8)
    truths = [
        {"id": i + 1, "image_id": 7, "category_id": 3, "bbox": [10 * i, 20, 12, 30],
         "area": 12 * 30, "iscrowd": 0}
        for i in range(14)
    ]  # fmt: skip
    results = [
        {"image_id": 7, "category_id": 3, "score": round(float(rng.random()), 2),
         "bbox": [round(float(rng.uniform(0, 140)), 1), 20, 12, 30]}
        for _ in range(130)
    ]  # fmt: skip
    return truths, results


def evaluated(name, iou_type, images, classes, truths, results):
    dataset = {
        "images": [{"id": 7 * i, "width": WIDTH, "height": HEIGHT} for i in range(1, images + 1)],
        "categories": [{"id": 3 * i, "name": f"class {i}"} for i in range(1, classes + 1)],
        "annotations": copy.deepcopy(truths),
    }
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = dataset
        coco.createIndex()
        run = COCOeval(coco, coco.loadRes(copy.deepcopy(results)), iou_type)
        run.evaluate()
        run.accumulate()
        run.summarize()
    precision = run.eval["precision"]
    ap50 = [precision[0, :, k, 0, 2] for k in range(classes)]
    return {
        "name": name,
        "iouType": iou_type,
        "images": dataset["images"],
        "categories": dataset["categories"],
        "gt": truths,
        "dt": results,
        "stats": run.stats.tolist(),
        "ap50PerClass": [float(np.mean(p[p > -1])) if (p > -1).any() else -1 for p in ap50],
        # Thresholds x classes x areas x numbers of detections.
        "recall": run.eval["recall"].round(12).tolist(),
        "precisionSum": precision.sum(axis=1).tolist(),
        "scoreSum": run.eval["scores"].sum(axis=1).tolist(),
        "matches": [
            {
                "image": int(e["image_id"]),
                "category": int(e["category_id"]),
                "area": run.params.areaRngLbl[run.params.areaRng.index(e["aRng"])],
                "dt": [int(i) for i in e["dtIds"]],
                "gt": e["dtMatches"].astype(int).tolist(),
                "ignored": e["dtIgnore"].astype(int).tolist(),
            }
            for e in run.evalImgs
            if e and len(e["dtIds"])
        ],
    }


def polygon_cases():
    rng = np.random.default_rng(3)
    listed = {
        "pixel": [[2, 3, 3, 3, 3, 4, 2, 4]],
        "half pixel": [[2.5, 3.5, 4.5, 3.5, 4.5, 6.5, 2.5, 6.5]],
        "thinner than a pixel": [[1.1, 1, 1.3, 1, 1.3, 9, 1.1, 9]],
        "repeated corner": [[1, 1, 1, 1, 8, 2, 8, 2, 4, 9]],
        "bow tie": [[1, 1, 9, 9, 9, 1, 1, 9]],
        "outside": [[-5, -5, 30, -4, 28, 30, -6, 25]],
        "beside": [[30, 2, 40, 2, 40, 8]],
        "two parts that overlap": [[1, 1, 6, 1, 6, 6, 1, 6], [4, 4, 9, 4, 9, 9, 4, 9]],
    }
    for i in range(24):
        parts = drawn(rng, rng.uniform(-2, 14), rng.uniform(-2, 13), rng.uniform(1, 12))
        listed[f"random {i}"] = parts
    return [
        {"name": name, "polygons": polygons, **rle_of(polygons, 12, 13)}
        for name, polygons in listed.items()
    ]


cases = [
    evaluated("masks with boxes", "segm", 3, 3, *random_set(1, 3, 3, 12, 2, True)),
    evaluated("masks alone", "segm", 3, 3, *random_set(2, 3, 3, 12, 2, False)),
    evaluated("boxes of the masks", "bbox", 3, 3, *random_set(2, 3, 3, 12, 2, False)),
    evaluated("boxes beside masks", "bbox", 2, 4, *random_set(3, 2, 4, 14, 2, True)),
    evaluated("more than a hundred", "bbox", 1, 1, *crowded_set()),
]
print('{"source": "pycocotools %s, numpy %s", "cases": [' % (version("pycocotools"), np.__version__))
print(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
print('], "polygons": [')
print(",\n".join(json.dumps(case) for case in polygon_cases()))
print("]}")
