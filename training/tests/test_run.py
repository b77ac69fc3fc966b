"""python3 -m unittest tests.test_run   (from training/; needs PyTorch): the loop on sixteen pictures of noise."""
import contextlib
import io
import os
import tempfile
import unittest

import numpy as np
import torch

from common.run import train

SETTINGS = dict(epochs=2, batch=8, side=64, rate=1e-3, decay=0.02, seed=1, mosaic=0.0, small=0.0, plain=1, bf16=False,
                every=1)


class Noise:
    def __init__(self, count=16):
        rng = np.random.default_rng(0)
        self.images = rng.integers(0, 256, (count, 64, 64, 3), np.uint8)
        self.boxes = [np.array([[8, 8, 40, 40]], np.float32)] * count
        self.classes = [np.zeros(1, np.int64)] * count

    def __len__(self):
        return len(self.images)


class Resuming(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_once(self, data=None, minutes=None, **settings):
        torch.manual_seed(1)
        net = torch.nn.Conv2d(3, 1, 1)

        def loss(outputs, *_):
            return outputs[0].square().mean(), (0.0,)

        with contextlib.redirect_stdout(io.StringIO()) as said:
            train(net, loss, lambda _: {'AP': 0.0}, data or Noise(), {**SETTINGS, **settings}, self.folder, minutes)
        return said.getvalue()

    def test_a_stopped_run_goes_on_and_another_is_refused(self):
        self.assertIn('time is up', self.run_once(minutes=0))
        with self.assertRaisesRegex(SystemExit, 'rate 0.001 then, 0.002 now'):
            self.run_once(rate=2e-3)
        with self.assertRaisesRegex(SystemExit, 'pictures 16 then, 24 now'):
            self.run_once(Noise(24))
        self.assertIn('going on from epoch 1', self.run_once())

    def test_a_checkpoint_without_a_note_is_held_to_the_log(self):
        self.run_once(minutes=0)
        path = os.path.join(self.folder, 'last.pt')
        saved = torch.load(path)
        del saved['note']
        torch.save(saved, path)
        with self.assertRaisesRegex(SystemExit, 'epochs 2 then, 3 now'):
            self.run_once(epochs=3)
        self.assertIn('going on from epoch 1', self.run_once())


if __name__ == '__main__':
    unittest.main()
