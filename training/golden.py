"""Writes the expected values that the tests in TypeScript are held against (test/golden/detect/).

    python3 -m golden --yolo-weights RUN/average.pt --ssd-weights RUN/average.pt

- layers/<model>.json: what every layer of the PyTorch network (float32, batch normalisation not folded) says to
  layers/picture.png: shape [channels, height, width] or [rows, columns], mean, standard deviation, and 32
  values at fixed random places (flat index in that shape).
- layers/ssd-lite-resized.json: the same for a picture of 480 x 360, which the graph of coco-ssd resizes itself: the
  network's input and its first layer.
- heads.json: outputs of networks, what they decode to, and what suppression leaves of it; letterboxes. See
  golden_heads.py. Nothing there is computed by code that the app uses.

After new weights: export both models, run this, run the tests.
"""
import argparse
import hashlib
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import golden_heads
from common.export import SIDE, loaded
from common.run import tensor
from ssd_lite.layers import layers_of as ssd_layers
from ssd_lite.model import SsdLite
from yolo_tiny.layers import layers_of as yolo_layers
from yolo_tiny.model import YoloTiny

OUT = os.path.join(os.path.dirname(__file__), '../test/golden/detect')
PICTURES = os.path.join(os.path.dirname(__file__), '../public/samples/test')
PICTURE = '000007.webp'
PLACES = 32
# Neither the picture's shape nor a whole multiple of it: x shrinks by 1.5, y by 1.125.
WIDE = (480, 360)


def write(path, value):
    with open(os.path.join(OUT, path), 'w', encoding='utf-8') as file:
        json.dump(value, file, separators=(',', ':'))
        file.write('\n')


def short(value):
    """Nine digits tell every float32 apart."""
    return float(f'{value:.9g}')


@torch.no_grad()
def layer_values(layers, inputs, seed, names=None):
    """Runs the network with a hook on every module that is a named layer; names: only these."""
    rng = np.random.default_rng(seed)
    net, records, hooks = layers.net, [], []

    def record(name, value):
        flat = value[0].contiguous().flatten().double().numpy()
        at = np.sort(rng.choice(flat.size, min(PLACES, flat.size), replace=False))
        records.append({'name': name, 'shape': list(value.shape[1:]), 'mean': short(flat.mean()),
                        'std': short(flat.std()), 'at': at.tolist(), 'values': [short(v) for v in flat[at]]})

    if names and layers.input in names:
        record(layers.input, inputs)
    for layer in layers.list:
        if layer.module and (names is None or layer.name in names):
            hook = lambda _module, _inputs, output, name=layer.name: record(name, output)
            hooks.append(net.get_submodule(layer.module).register_forward_hook(hook))
    outputs = net(inputs)
    for hook in hooks:
        hook.remove()
    for name, output in zip(layers.outputs, outputs):
        if names is None or name in names:
            record(name, output)
    return records


def resized(image, side):
    """What the graph makes of a picture: bilinear with half-pixel centres, no averaging."""
    return F.interpolate(tensor(image[None]), (side, side), mode='bilinear', align_corners=False)


def repeated(image, width, height):
    """The picture, again and again to the right and below: another size without another file."""
    return np.pad(image, ((0, height - image.shape[0]), (0, width - image.shape[1]), (0, 0)), mode='wrap')


def picture(name):
    return np.asarray(Image.open(os.path.join(PICTURES, name)).convert('RGB'))


def sha256_of_model(folder):
    path = os.path.join(os.path.dirname(__file__), '../public/models', folder, 'model.onnx')
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--yolo-weights', help='none: untrained, as the export does it')
    parser.add_argument('--ssd-weights', help='likewise')
    args = parser.parse_args()
    os.makedirs(os.path.join(OUT, 'layers'), exist_ok=True)
    yolo, ssd = loaded(YoloTiny, args.yolo_weights), loaded(SsdLite, args.ssd_weights)
    image = picture(PICTURE)
    Image.fromarray(image).save(os.path.join(OUT, 'layers/picture.png'), optimize=True)
    for seed, (name, layers) in enumerate({'yolo-tiny': yolo_layers(yolo), 'ssd-lite': ssd_layers(ssd)}.items()):
        write(f'layers/{name}.json', {
            'by': f'training/golden.py, torch {torch.__version__}', 'model': name,
            'sha256': sha256_of_model(name), 'picture': 'picture.png',
            'layers': layer_values(layers, tensor(image[None]), seed),
        })
    write('layers/ssd-lite-resized.json', {
        'by': f'training/golden.py, torch {torch.__version__}', 'model': 'ssd-lite',
        'sha256': sha256_of_model('ssd-lite'), 'picture': 'picture.png', 'size': WIDE,
        'layers': layer_values(ssd_layers(ssd), resized(repeated(image, *WIDE), SIDE), 2, ['images', 'stem']),
    })
    pictures = [picture('000011.webp'), picture('000023.webp')]
    write('heads.json', golden_heads.cases(yolo, ssd, pictures))


if __name__ == '__main__':
    main()
