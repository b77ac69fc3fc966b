"""One training run: batches made ahead in a thread, AdamW on one cycle, an average of the weights,
checkpoints that can be gone on from, and a log with every setting and version."""
import argparse
import ctypes
import json
import math
import os
import platform
import queue
import threading
import time

import cv2
import numpy as np
import PIL
import torch
import torchvision

from .augment import random_batch
from .coco import Dataset, average_precision, source_of
from .recipe import DEFAULTS, read_log, refusal, sha256_of


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('--train', required=True, help='folder in COCO format; an unfinished one will do')
    parser.add_argument('--val', required=True, help='folder in COCO format, for the choice of weights only')
    parser.add_argument('--out', required=True, help='folder of checkpoints and log; goes on where it stopped')
    parser.add_argument('--epochs', type=int)
    parser.add_argument('--batch', type=int)
    parser.add_argument('--side', type=int, help='of the pictures and of the input, pixels')
    parser.add_argument('--small', type=float,
                        help='share of the epochs in which batches come in several smaller sides too')
    parser.add_argument('--rate', type=float, help='highest learning rate')
    parser.add_argument('--mosaic', type=float, help='share of pictures that are mosaics')
    parser.add_argument('--every', type=int, help='epochs from one evaluation to the next')
    parser.add_argument('--minutes', type=float, help='stop after the epoch in which this is reached')
    parser.add_argument('--init', help='weights to start from, such as average.pt of an earlier run')
    parser.add_argument('--limit', type=int, help='only so many pictures')
    parser.add_argument('--seed', type=int)
    parser.add_argument('--threads', type=int)
    parser.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
    parser.add_argument('--exact', action='store_true', help='float32 instead of bfloat16')
    parser.set_defaults(**DEFAULTS)
    return parser.parse_args()


def keep_freed_memory():
    """glibc gives large blocks back to the system and fetches them again zeroed at every step, which cost
    ssd-lite 15 % of its time; elsewhere than on glibc nothing is changed."""
    mallopt = getattr(ctypes.CDLL(None), 'mallopt', None)
    if mallopt:
        mallopt(-3, 2 ** 30)  # M_MMAP_THRESHOLD
        mallopt(-1, 2 ** 31 - 1)  # M_TRIM_THRESHOLD


def run(make, loss, decode, args):
    """make(): the network, of class logits and box outputs; decode(box outputs) -> boxes in pixels."""
    keep_freed_memory()
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(1)
    torch.manual_seed(args.seed)
    net = make()
    if args.init:
        net.load_state_dict(torch.load(args.init, map_location='cpu'))
    net = net.to(args.device, memory_format=torch.channels_last)
    settings = dict(epochs=args.epochs, batch=args.batch, side=args.side, rate=args.rate, decay=0.02,
                    seed=args.seed, mosaic=args.mosaic, small=args.small, plain=max(2, args.epochs // 8),
                    bf16=not args.exact, every=args.every)
    origin = {}
    if args.init:
        settings.update(init=os.path.basename(args.init), init_sha256=sha256_of(args.init))
        origin['init_path'] = os.path.abspath(args.init)
    data = Dataset(args.train, args.limit)
    origin['data'] = source_of(args.train, len(data))
    val = Dataset(args.val)
    print(len(data), 'training pictures,', len(val), 'for validation', flush=True)
    train(net, loss, lambda net: evaluate(net, decode, val), data, settings, args.out, args.minutes, origin)


def detections(net, images, decode, keep=0.01, overlap=0.6):
    """Per image (boxes, scores, classes) after suppression within each class, at most 100."""
    logits, raw = (part.float().cpu() for part in net(tensor(images, next(net.parameters()).device)))
    out = []
    for b, s in zip(decode(raw), logits.sigmoid()):
        place, kind = torch.nonzero(s > keep, as_tuple=True)
        value = s[place, kind]
        chosen = torchvision.ops.batched_nms(b[place], value, kind, overlap)[:100]
        out.append((b[place][chosen].numpy(), value[chosen].numpy(), kind[chosen].numpy()))
    return out


@torch.no_grad()
def evaluate(net, decode, data):
    found = []
    for at in range(0, len(data), 16):
        found += detections(net, data.images[at : at + 16], decode)
    return average_precision(list(zip(data.boxes, data.classes, data.areas)), found)


def tensor(images, device='cpu'):
    """uint8 [n, h, w, 3] to float [n, 3, h, w] in 0..1, channels last in memory."""
    pixels = torch.from_numpy(np.array(images)).to(device)
    return pixels.permute(0, 3, 1, 2).float().div_(255).contiguous(memory_format=torch.channels_last)


# Multi-scale training (Redmon & Farhadi 2017, YOLOv2): smaller inputs cost less, and the net learns to work at
# several resolutions. Multiples of 64, as the coarsest grid of ssd-lite asks; with their shares.
SMALLER = ((192, 0.5), (256, 0.3))


def side_of(batch_rng, side, several):
    """The input side of one batch."""
    if not several:
        return side
    draw = batch_rng.random()
    for smaller, share in SMALLER:
        if draw < share:
            return smaller
        draw -= share
    return side


def batches(data, epoch, batch, side, seed, mosaic, several=False):
    """All pictures once in random order; made in a thread of its own, a few ahead."""
    rng = np.random.default_rng([seed, epoch])
    order = rng.permutation(len(data))
    ready = queue.Queue(4)

    def make():
        try:
            put_all()
        except BaseException as error:  # told to the loop, which would wait for ever
            ready.put(error)

    def put_all():
        for at in range(0, len(order) - batch + 1, batch):
            ready.put(random_batch(data, order[at : at + batch], side_of(rng, side, several), rng, mosaic))
        ready.put(None)

    threading.Thread(target=make, daemon=True).start()
    while (item := ready.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item


class Average:
    """Exponential moving average of the weights; it is what is evaluated and shipped."""

    def __init__(self, net, decay=0.9995):
        self.decay = decay
        self.steps = 0
        self.state = {k: v.detach().clone() for k, v in net.state_dict().items()}

    def update(self, net):
        self.steps += 1
        keep = self.decay * (1 - math.exp(-self.steps / 1000))
        for k, v in net.state_dict().items():
            if v.dtype.is_floating_point:
                self.state[k].mul_(keep).add_(v.detach(), alpha=1 - keep)
            else:
                self.state[k].copy_(v)


def write_down(folder, row):
    with open(os.path.join(folder, 'log.jsonl'), 'a', encoding='utf-8') as log:
        log.write(json.dumps(row) + '\n')


def known_of(checkpoint, folder):
    """What a checkpoint says of its settings and pictures; an older one leaves it to the log."""
    if 'note' in checkpoint:
        return checkpoint['note']
    log = os.path.join(folder, 'log.jsonl')
    return read_log(log)[0][-1] if os.path.exists(log) else None


def train(net, loss, evaluate, data, settings, folder, minutes=None, origin=None):
    """net: the module; loss(outputs, boxes, classes, side) -> (scalar, parts); evaluate(net) -> metrics.

    settings: epochs, batch, side, rate, decay, seed, mosaic (share), plain (last epochs without mosaic), small
    (share of epochs with smaller sides), bf16, every (epochs between evaluations). minutes: stop early, to be
    gone on with later. origin: for the log, where pictures (`data`) and first weights (`init_path`) come from.
    Exits with a line where the folder holds a run of other settings, pictures or first weights."""
    os.makedirs(folder, exist_ok=True)
    checkpoint = os.path.join(folder, 'last.pt')
    device = next(net.parameters()).device
    steps = settings['epochs'] * (len(data) // settings['batch'])
    decayed = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{'params': decayed, 'weight_decay': settings['decay']}, {'params': others, 'weight_decay': 0.0}],
        lr=settings['rate'])
    warm = min(500, steps // 10)

    def rate_at(step):
        if step < warm:
            return (step + 1) / warm
        t = (step - warm) / max(1, steps - warm)
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * t))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate_at)
    average = Average(net)
    start = 0
    known = dict(settings=settings, images=len(data), **(origin or {}))
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint, map_location=device)
        before = known_of(saved, folder)
        if before and (why := refusal(before, known, folder)):
            raise SystemExit(why)
        net.load_state_dict(saved['net'])
        optimiser.load_state_dict(saved['optimiser'])
        schedule.load_state_dict(saved['schedule'])
        average.state, average.steps = saved['average'], saved['average_steps']
        start = saved['epoch'] + 1
        print(f'going on from epoch {start}', flush=True)
    note = dict(known, from_epoch=start, torch=torch.__version__, torchvision=torchvision.__version__,
                numpy=np.__version__, opencv=cv2.__version__, pillow=PIL.__version__,
                python=platform.python_version(), machine=platform.machine(), device=device.type,
                threads=torch.get_num_threads())
    write_down(folder, note)
    started = time.time()
    for epoch in range(start, settings['epochs']):
        net.train()
        began = time.time()
        totals, count = None, 0
        mosaic = settings['mosaic'] if epoch < settings['epochs'] - settings['plain'] else 0.0
        for images, boxes, classes in batches(
                data, epoch, settings['batch'], settings['side'], settings['seed'], mosaic,
                several=epoch < settings['small'] * settings['epochs']):
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=settings['bf16']):
                outputs = net(tensor(images, device))
            # The loss is small work of many kinds: on the CPU it needs no second version.
            value, parts = loss([part.float().cpu() for part in outputs], boxes, classes, images.shape[1])
            optimiser.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
            optimiser.step()
            schedule.step()
            average.update(net)
            parts = np.array([float(value), *parts])
            totals = parts if totals is None else totals + parts
            count += 1
        row = dict(epoch=epoch, seconds=round(time.time() - began, 1), loss=(totals / count).round(4).tolist())
        if (epoch + 1) % settings['every'] == 0 or epoch + 1 == settings['epochs']:
            live = {k: v.clone() for k, v in net.state_dict().items()}
            net.load_state_dict(average.state)
            net.eval()
            row.update(evaluate(net))
            torch.save(average.state, os.path.join(folder, 'average.pt'))
            net.load_state_dict(live)
        write_down(folder, row)
        print(json.dumps(row), flush=True)
        saved = dict(net=net.state_dict(), optimiser=optimiser.state_dict(), schedule=schedule.state_dict(),
                     average=average.state, average_steps=average.steps, epoch=epoch, note=known)
        torch.save(saved, checkpoint + '.part')
        os.replace(checkpoint + '.part', checkpoint)
        if minutes is not None and time.time() - started > minutes * 60:
            print('time is up; the same command goes on from here', flush=True)
            break
