"""Times pycocotools on the files that `npm run bench -- metrics --keep DIR` leaves behind.

    pip install pycocotools==2.0.11 numpy
    python bench/metrics/pycocotools_bench.py DIR [--iou-type bbox] [--rounds 3]

Prints seconds of evaluate and accumulate (by the clock and of the processor, which a busy machine does not
stretch; best of the rounds), the peak memory and the twelve numbers, and writes them into DIR/pycocotools.json, from which the next `npm run bench -- metrics --keep DIR` takes the ratio.
"""

import argparse
import contextlib
import copy
import io
import json
import pathlib
import resource
import time
from importlib.metadata import version

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--iou-type", choices=["bbox", "segm"], default="bbox")
parser.add_argument("--rounds", type=int, default=3)
options = parser.parse_args()

silent = contextlib.redirect_stdout(io.StringIO())
start = time.perf_counter()
with silent:
    truth = COCO(options.folder / "ground-truth.json")
    found = truth.loadRes(str(options.folder / "detections.json"))
load_s = time.perf_counter() - start

rounds = []
for _ in range(options.rounds):
    # A run leaves its mark on the objects: each round has its own.
    run = COCOeval(copy.deepcopy(truth), copy.deepcopy(found), options.iou_type)
    with silent:
        clock, processor = time.perf_counter(), time.process_time()
        run.evaluate()
        run.accumulate()
        one = {
            "clockS": time.perf_counter() - clock,
            "processorS": time.process_time() - processor,
        }
        run.summarize()
    rounds.append(one)
    print(f"evaluate and accumulate: {one['clockS']:.2f} s, {one['processorS']:.2f} s of the processor")

best = min(rounds, key=lambda one: one["processorS"])
report = {
    "program": f"pycocotools {version('pycocotools')}",
    "iouType": options.iou_type,
    "loadS": load_s,
    **best,
    "rounds": rounds,
    "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "stats": run.stats.tolist(),
}
(options.folder / "pycocotools.json").write_text(json.dumps(report))
print(
    f"load {load_s:.2f} s; best round: {best['processorS']:.2f} s of the processor; "
    f"peak {report['peakMb']:.0f} MB"
)
print(*(f"{value:.6f}" for value in run.stats))
