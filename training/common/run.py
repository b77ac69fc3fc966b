"""One training run: batches made ahead in a thread, AdamW on one cycle, an average of the weights,
checkpoints that can be gone on from, and a log with every setting and version."""
import json
import math
import os
import platform
import queue
import subprocess
import threading
import time

import numpy as np
import torch

from .augment import random_batch


def tensor(images):
    """uint8 [n, h, w, 3] to float in 0..1, channels last in memory."""
    return torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float().div_(255).contiguous(
        memory_format=torch.channels_last)


def batches(data, epoch, batch, side, seed, mosaic):
    """All pictures once in random order; made in a thread of its own, a few ahead."""
    rng = np.random.default_rng([seed, epoch])
    order = rng.permutation(len(data))
    ready = queue.Queue(4)

    def make():
        for at in range(0, len(order) - batch + 1, batch):
            ready.put(random_batch(data, order[at : at + batch], side, rng, mosaic))
        ready.put(None)

    threading.Thread(target=make, daemon=True).start()
    while (item := ready.get()) is not None:
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


def train(net, loss, evaluate, data, settings, folder):
    """net: the module; loss(outputs, boxes, classes) -> (scalar, parts); evaluate(net) -> metrics.

    settings: epochs, batch, side, rate, decay, seed, mosaic (share), plain (last epochs without mosaic),
    bf16, every (epochs between evaluations)."""
    os.makedirs(folder, exist_ok=True)
    checkpoint = os.path.join(folder, 'last.pt')
    log = open(os.path.join(folder, 'log.jsonl'), 'a', encoding='utf-8')
    torch.manual_seed(settings['seed'])
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
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        net.load_state_dict(saved['net'])
        optimiser.load_state_dict(saved['optimiser'])
        schedule.load_state_dict(saved['schedule'])
        average.state, average.steps = saved['average'], saved['average_steps']
        start = saved['epoch'] + 1
        print(f'going on from epoch {start}', flush=True)
    note = dict(settings=settings, torch=torch.__version__, threads=torch.get_num_threads(),
                machine=platform.machine(), python=platform.python_version(), images=len(data))
    log.write(json.dumps(note) + '\n')
    for epoch in range(start, settings['epochs']):
        net.train()
        began = time.time()
        totals, count = None, 0
        mosaic = settings['mosaic'] if epoch < settings['epochs'] - settings['plain'] else 0.0
        for images, boxes, classes in batches(
                data, epoch, settings['batch'], settings['side'], settings['seed'], mosaic):
            with torch.autocast('cpu', dtype=torch.bfloat16, enabled=settings['bf16']):
                outputs = net(tensor(images))
            value, parts = loss([o.float() for o in outputs], boxes, classes)
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
        log.write(json.dumps(row) + '\n')
        log.flush()
        print(json.dumps(row), flush=True)
        saved = dict(net=net.state_dict(), optimiser=optimiser.state_dict(), schedule=schedule.state_dict(),
                     average=average.state, average_steps=average.steps, epoch=epoch)
        torch.save(saved, checkpoint + '.part')
        os.replace(checkpoint + '.part', checkpoint)
