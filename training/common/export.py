"""From weights to the files that are shipped: ONNX, TFJS where the model has it, and the fields of card.json that
describe them. Figures in a card come from `npm run evaluate`; an export keeps what others wrote there."""
import argparse
import hashlib
import json
import os

import torch

from .coco import CLASS_IDS, CLASS_NAMES, source_of
from .recipe import recipe_of
from .write_onnx import write_onnx

SIDE = 320


def arguments(description, out):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('--weights', help='average.pt of a run, with its log.jsonl beside it; none: untrained')
    parser.add_argument('--out', default=out)
    parser.add_argument('--init-log', action='append', default=[], metavar='LOG',
                        help='log.jsonl (average.pt beside it) of the run that the weights began from, where their own '
                             'log does not say; again for the run before that one')
    parser.add_argument('--data', metavar='DIR', help='the training pictures, where a log has no hash of them')
    return parser.parse_args()


def loaded(make, weights):
    """The network ready for inference; without weights, as it begins, from a fixed seed."""
    torch.manual_seed(1)
    net = make()
    if weights:
        net.load_state_dict(torch.load(weights, map_location='cpu'))
    return net.float().eval()


def notes_of(head):
    """What a file must say for itself to be opened without its card; class names as Ultralytics writes them."""
    notes = {'names': repr(dict(enumerate(CLASS_NAMES))), 'imgsz': repr([SIDE, SIDE])}
    keys = {'strides': 'strides', 'sizesPx': 'sizes', 'variances': 'variances'}
    for key, note in keys.items():
        if key in head:
            notes[note] = ', '.join(f'{value:g}' for value in head[key])
    return notes


def recipe(name, args):
    data_of = (lambda count: source_of(args.data, count)) if args.data else None
    return recipe_of(name.replace('-', '_'), args.weights, args.init_log, data_of)


def export(name, title, layers, args, head, multiple_of, fit, extra=None):
    """Writes model.onnx, what `extra(folder)` writes (path -> role), and card.json. args: as from `arguments`."""
    folder = args.out
    made = recipe(name, args)  # before anything is written: it may find the logs wrong
    os.makedirs(folder, exist_ok=True)
    write_onnx(layers, os.path.join(folder, 'model.onnx'), name, notes_of(head))
    roles = {'model.onnx': 'onnx', **(extra(folder) if extra else {})}
    files = []
    for path, role in roles.items():
        with open(os.path.join(folder, path), 'rb') as file:
            data = file.read()
        files.append({'path': path, 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest(), 'role': role})
    card_path = os.path.join(folder, 'card.json')
    card = {}
    if os.path.exists(card_path):
        with open(card_path, encoding='utf-8') as file:
            card = json.load(file)
    card.update({
        'id': name,
        'name': title,
        'task': 'detection',
        'files': files,
        'bytes': files[0]['bytes'],
        'sha256': files[0]['sha256'],
        'labels': [{'id': i, 'name': n} for i, n in zip(CLASS_IDS, CLASS_NAMES)],
        'input': {'name': 'images', 'side': SIDE, 'multipleOf': multiple_of, 'colour': 'RGB', 'range': [0, 1],
                  'fit': fit, 'pad': 114 / 255},
        'head': head,
        'parameters': sum(p.numel() for p in layers.net.parameters()),
        'macs': layers.macs(SIDE, SIDE),
        'recipe': made,
        'licence': 'Apache-2.0',
        'madeBy': f'training/{name.replace("-", "_")}',
    })
    with open(card_path, 'w', encoding='utf-8') as file:
        json.dump(card, file, indent=2, ensure_ascii=False)
        file.write('\n')
    for file in files:
        print(f"{file['path']}: {file['bytes']:,} bytes")
    print(f"{card['parameters']:,} parameters, {card['macs'] / 1e6:.0f} million multiply-accumulates at {SIDE}")
