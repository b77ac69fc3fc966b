"""A network as a flat list of named layers, batch normalisation folded in: what ONNX and TFJS are written from.

Each model's export.py walks its PyTorch modules once and adds layers here; the names are those that the files
show. A name stands for the value *after* the activation. Numbers are folded in float64 and kept as float32.
"""
from dataclasses import dataclass, field

import numpy as np
import torch.nn as nn


@dataclass
class Layer:
    """kind: conv (1x1 or 3x3, dense or depthwise, padding 1 where it is 3x3), add, concat (channels), double
    (nearest neighbour, twice the size), rows (maps to one row of `columns` per box or cell), join (rows of all
    levels)."""

    name: str
    kind: str
    inputs: list
    weight: np.ndarray = None  # [cout, cin / groups, k, k]
    bias: np.ndarray = None
    stride: int = 1
    groups: int = 1
    relu: bool = False
    columns: int = 0
    module: str = ''  # the PyTorch module whose output this is, where there is one


@dataclass
class Layers:
    net: nn.Module
    input: str = 'images'
    outputs: tuple = ()
    list: list = field(default_factory=list)

    def add(self, kind, name, *inputs, **more):
        self.list.append(Layer(name, kind, [*inputs], **more))
        return name

    def conv(self, name, module, source):
        """A Conv2d, or a Sequential of Conv2d, BatchNorm2d and ReLU, by its path in the network."""
        part = self.net.get_submodule(module)
        conv, norm, relu = (part, None, None) if isinstance(part, nn.Conv2d) else part
        k = conv.kernel_size[0]
        assert conv.kernel_size == (k, k) and conv.padding == (k // 2, k // 2) and k in (1, 3), part
        weight = conv.weight.detach().double().numpy()
        bias = np.zeros(len(weight)) if conv.bias is None else conv.bias.detach().double().numpy()
        if norm is not None:
            scale = norm.weight.detach().double().numpy() / np.sqrt(norm.running_var.double().numpy() + norm.eps)
            weight = weight * scale[:, None, None, None]
            bias = (bias - norm.running_mean.double().numpy()) * scale + norm.bias.detach().double().numpy()
        return self.add('conv', name, source, weight=weight.astype(np.float32), bias=bias.astype(np.float32),
                        stride=conv.stride[0], groups=conv.groups, relu=relu is not None, module=module)

    def shapes(self, height, width):
        """Channels, height, width of every map; rows, columns of every list of rows."""
        shapes = {self.input: (3, height, width)}
        for layer in self.list:
            first = shapes[layer.inputs[0]]
            if layer.kind == 'conv':
                shape = (len(layer.weight), *(-(-s // layer.stride) for s in first[1:]))
            elif layer.kind == 'add':
                shape = first
            elif layer.kind == 'concat':
                shape = (sum(shapes[i][0] for i in layer.inputs), *first[1:])
            elif layer.kind == 'double':
                shape = (first[0], first[1] * 2, first[2] * 2)
            elif layer.kind == 'rows':
                shape = (first[0] * first[1] * first[2] // layer.columns, layer.columns)
            else:
                shape = (sum(shapes[i][0] for i in layer.inputs), first[1])
            shapes[layer.name] = shape
        return shapes

    def macs(self, height, width):
        """Multiply-accumulates of the convolutions."""
        shapes = self.shapes(height, width)
        return sum(layer.weight.size * shapes[layer.name][1] * shapes[layer.name][2]
                   for layer in self.list if layer.kind == 'conv')
