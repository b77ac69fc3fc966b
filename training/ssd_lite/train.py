"""python3 -m ssd_lite.train --train DIR --val DIR --out DIR   (from the folder training/)"""
from functools import lru_cache

from common.boxes import pad
from common.run import arguments, run
from .loss import loss_of
from .model import SsdLite, decode, defaults


def main():
    args = arguments(__doc__)
    boxes, _ = defaults(args.side)
    defaults_of = lru_cache(defaults)

    def loss(outputs, truth_boxes, truth_classes, side):
        return loss_of(*outputs, *defaults_of(side), pad(truth_boxes, truth_classes))

    run(SsdLite, loss, lambda offsets: decode(offsets, boxes), args)


if __name__ == '__main__':
    main()
