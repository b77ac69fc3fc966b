"""python3 -m yolo_tiny.train --train DIR --val DIR --out DIR   (from the folder training/)"""
from functools import lru_cache

from common.boxes import pad
from common.run import arguments, run
from .loss import loss_of
from .model import YoloTiny, decode, grid


def main():
    args = arguments(__doc__)
    centres, strides = grid(args.side)
    grid_of = lru_cache(grid)

    def loss(outputs, boxes, classes, side):
        return loss_of(*outputs, *grid_of(side), pad(boxes, classes))

    run(YoloTiny, loss, lambda sides: decode(sides, centres, strides), args)


if __name__ == '__main__':
    main()
