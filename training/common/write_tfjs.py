"""Writes a list of layers as a TensorFlow.js graph model (model.json and weights.bin) that
`@tensorflow-models/coco-ssd` runs as it is.

That package takes: an int32 picture [1, height, width, 3] of any size, so the resize is in the graph; two
outputs in the order of `signature.outputs`, scores [1, n, columns] with column = COCO id - 1, and boxes
[1, n, 1, 4] as ymin, xmin, ymax, xmax in 0..1. Only ops that every tfjs backend has; no control flow.
"""
import base64
import json
import os

import numpy as np

COCO_COLUMNS = 90


class Graph:
    def __init__(self):
        self.nodes, self.weights, self.data = [], [], []

    def node(self, op, name, inputs, **attributes):
        self.nodes.append({'name': name, 'op': op, 'input': inputs, 'attr': attributes})
        return name

    def constant(self, name, values, dtype=np.float32):
        array = np.asarray(values, dtype, order='C')
        kind = {'float32': 'DT_FLOAT', 'int32': 'DT_INT32'}[array.dtype.name]
        shape = {'dim': [{'size': str(s)} for s in array.shape]}
        value = {'tensor': {'dtype': kind, 'tensorShape': shape}}
        self.nodes.append({'name': name, 'op': 'Const', 'attr': {'dtype': {'type': kind}, 'value': value}})
        self.weights.append({'name': name, 'shape': list(array.shape), 'dtype': array.dtype.name})
        self.data.append(array.tobytes())
        return name

    def reshape(self, name, source, shape):
        return self.node('Reshape', name, [source, self.constant(f'{name}.shape', shape, np.int32)], T=FLOAT)

    def write(self, folder, inputs, outputs):
        """inputs and outputs: name -> (dtype, shape), in the order of the signature."""

        def described(table):
            return {name: {'name': f'{name}:0', 'dtype': dtype,
                           'tensorShape': {'dim': [{'size': str(s)} for s in shape]}}
                    for name, (dtype, shape) in table.items()}

        model = {
            'format': 'graph-model', 'generatedBy': 'cv-lab training/', 'convertedBy': None,
            'signature': {'inputs': described(inputs), 'outputs': described(outputs)},
            'modelTopology': {'node': self.nodes, 'library': {}, 'versions': {'producer': 1087}},
            'weightsManifest': [{'paths': ['weights.bin'], 'weights': self.weights}],
        }
        with open(os.path.join(folder, 'model.json'), 'w', encoding='utf-8') as file:
            json.dump(model, file, separators=(',', ':'))
        with open(os.path.join(folder, 'weights.bin'), 'wb') as file:
            file.write(b''.join(self.data))


def text(value):
    return {'s': base64.b64encode(value.encode()).decode()}


def integers(values):
    return {'list': {'i': [str(v) for v in values]}}


FLOAT = {'type': 'DT_FLOAT'}


def write_tfjs(layers, folder, side, category_ids, boxes, variances):
    """boxes: default boxes [n, 4] as cx, cy, w, h in 0..1. The graph resizes any picture to side x side."""
    g = Graph()
    g.node('Placeholder', 'picture', [], dtype={'type': 'DT_INT32'},
           shape={'shape': {'dim': [{'size': '-1'}] * 3 + [{'size': '3'}]}})
    g.node('Cast', 'picture.float', ['picture'], SrcT={'type': 'DT_INT32'}, DstT=FLOAT)
    size = g.constant('picture.size', [side, side], np.int32)
    g.node('ResizeBilinear', 'picture.resized', ['picture.float', size], T=FLOAT,
           align_corners={'b': False}, half_pixel_centers={'b': True})
    g.node('Mul', layers.input, ['picture.resized', g.constant('picture.scale', 1 / 255)], T=FLOAT)
    shapes = layers.shapes(side, side)
    for layer in layers.list:
        convert(g, layer, shapes)
    decode(g, boxes, variances)
    rank(g, len(boxes), category_ids)
    g.write(folder, {'picture': ('DT_INT32', [-1, -1, -1, 3])}, {
        'scores': ('DT_FLOAT', [-1, len(boxes), COCO_COLUMNS]), 'boxes': ('DT_FLOAT', [-1, len(boxes), 1, 4])})


def convert(g, layer, shapes):
    name, inputs = layer.name, layer.inputs
    if layer.kind == 'conv':
        k = layer.weight.shape[-1]
        is_depthwise = layer.groups > 1
        # [cout, cin, k, k] -> [k, k, cin, cout]; depthwise [c, 1, k, k] -> [k, k, c, 1]
        order = (2, 3, 0, 1) if is_depthwise else (2, 3, 1, 0)
        padding = (dict(padding=text('EXPLICIT'), explicit_paddings=integers([0, 0, 1, 1, 1, 1, 0, 0]))
                   if k == 3 else dict(padding=text('VALID')))
        fused = ['BiasAdd', 'Relu'] if layer.relu else ['BiasAdd']
        g.node('FusedDepthwiseConv2dNative' if is_depthwise else '_FusedConv2D', name,
               [*inputs, g.constant(f'{name}.weight', layer.weight.transpose(order)),
                g.constant(f'{name}.bias', layer.bias)],
               T=FLOAT, strides=integers([1, layer.stride, layer.stride, 1]), dilations=integers([1] * 4),
               data_format=text('NHWC'), num_args={'i': '1'}, epsilon={'f': 0.0},
               fused_ops={'list': {'s': [text(op)['s'] for op in fused]}}, **padding)
    elif layer.kind == 'add':
        g.node('AddV2', name, inputs, T=FLOAT)
    elif layer.kind in ('concat', 'join'):
        axis = g.constant(f'{name}.axis', 3 if layer.kind == 'concat' else 1, np.int32)
        g.node('ConcatV2', name, [*inputs, axis], T=FLOAT, N={'i': str(len(inputs))})
    elif layer.kind == 'double':
        size = g.constant(f'{name}.size', shapes[name][1:], np.int32)
        g.node('ResizeNearestNeighbor', name, [*inputs, size], T=FLOAT, align_corners={'b': False},
               half_pixel_centers={'b': False})
    elif layer.kind == 'rows':
        g.reshape(name, inputs[0], [-1, *shapes[name]])
    else:
        raise ValueError(f'layer {name} has the unknown kind {layer.kind}')


def decode(g, boxes, variances):
    """offsets (dcx, dcy, dw, dh) to boxes (ymin, xmin, ymax, xmax), cut at the edges of the picture."""
    axis = g.constant('decode.axis', 2, np.int32)

    def columns(name, which):
        return g.node('GatherV2', name, ['offsets', g.constant(f'{name}.which', which, np.int32), axis],
                      Tparams=FLOAT, batch_dims={'i': '0'})

    yx, hw = columns('decode.dyx', [1, 0]), columns('decode.dhw', [3, 2])
    moved = g.node('Mul', 'decode.moved', [yx, g.constant('decode.reach', variances[0] * boxes[None, :, [3, 2]])],
                   T=FLOAT)
    centre = g.node('AddV2', 'decode.centre', [moved, g.constant('decode.from', boxes[None, :, [1, 0]])], T=FLOAT)
    power = g.node('Mul', 'decode.power', [hw, g.constant('decode.variance', variances[1])], T=FLOAT)
    growth = g.node('Exp', 'decode.growth', [power], T=FLOAT)
    half = g.node('Mul', 'decode.half', [growth, g.constant('decode.half_size', boxes[None, :, [3, 2]] / 2)], T=FLOAT)
    low = g.node('Sub', 'decode.low', [centre, half], T=FLOAT)
    high = g.node('AddV2', 'decode.high', [centre, half], T=FLOAT)
    corners = g.node('ConcatV2', 'decode.corners', [low, high, axis], T=FLOAT, N={'i': '2'})
    zero, one = g.constant('decode.zero', 0), g.constant('decode.one', 1)
    inside = g.node('ClipByValue', 'decode.inside', [corners, zero, one], T=FLOAT)
    g.reshape('boxes', inside, [-1, len(boxes), 1, 4])


def rank(g, count, category_ids):
    """class_logits [n, boxes, 12] to scores [n, boxes, 90]: a product with ones and zeros puts each class into
    the column of its COCO id, and leaves exact zeros elsewhere."""
    probability = g.node('Sigmoid', 'probability', ['class_logits'], T=FLOAT)
    flat = g.reshape('scores.flat', probability, [-1, len(category_ids)])
    places = np.zeros((len(category_ids), COCO_COLUMNS))
    places[np.arange(len(category_ids)), np.array(category_ids) - 1] = 1
    spread = g.node('MatMul', 'scores.spread', [flat, g.constant('scores.places', places)], T=FLOAT,
                    transpose_a={'b': False}, transpose_b={'b': False})
    g.reshape('scores', spread, [-1, count, COCO_COLUMNS])
