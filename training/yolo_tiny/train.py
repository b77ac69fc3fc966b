"""python3 -m yolo_tiny.train --train DIR --val DIR --out DIR   (from the folder training/)"""
import argparse

import numpy as np
import torch
import torchvision

from common.coco import Dataset, average_precision
from common.run import tensor, train
from .loss import loss_of, pad
from .model import YoloTiny, decode, grid


def detections(scores, sides, centres, strides, keep=0.01, overlap=0.6):
    """Per image (boxes, scores, classes) after suppression within each class, at most 100."""
    boxes = decode(sides, centres, strides)
    out = []
    for b, s in zip(boxes, scores.sigmoid()):
        cell, kind = torch.nonzero(s > keep, as_tuple=True)
        value = s[cell, kind]
        chosen = torchvision.ops.batched_nms(b[cell], value, kind, overlap)[:100]
        out.append((b[cell][chosen].numpy(), value[chosen].numpy(), kind[chosen].numpy()))
    return out


def evaluator(data, side):
    centres, strides = grid(side)

    @torch.no_grad()
    def evaluate(net):
        found = []
        for at in range(0, len(data), 32):
            scores, sides = net(tensor(data.images[at : at + 32]))
            found += detections(scores.float(), sides.float(), centres, strides)
        return average_precision(list(zip(data.boxes, data.classes)), found)

    return evaluate


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--train', required=True)
    parser.add_argument('--val', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--epochs', type=int, default=60)
    parser.add_argument('--batch', type=int, default=16)
    parser.add_argument('--side', type=int, default=320)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--limit', type=int)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    net = YoloTiny().to(memory_format=torch.channels_last)
    centres, strides = grid(args.side)

    def loss(outputs, boxes, classes):
        scores, sides = outputs
        return loss_of(scores, sides, centres, strides, pad(boxes, classes))

    settings = dict(epochs=args.epochs, batch=args.batch, side=args.side, rate=args.rate, decay=0.02,
                    seed=args.seed, mosaic=0.5, plain=max(2, args.epochs // 8), bf16=True, every=2)
    data = Dataset(args.train, args.limit)
    val = Dataset(args.val)
    print(len(data), 'training pictures,', len(val), 'for validation', flush=True)
    train(net, loss, evaluator(val, args.side), data, settings, args.out)


if __name__ == '__main__':
    main()
