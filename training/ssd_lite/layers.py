"""ssd-lite as a list of named layers; the walk mirrors `SsdLite.forward`."""
from common.layers import Layers
from .model import STRIDES


def layers_of(net):
    n = Layers(net, outputs=('class_logits', 'offsets'))

    def separable(name, path, x):
        part = net.get_submodule(path)
        y = n.conv(f'{name}.depthwise', f'{path}.depthwise', x)
        y = n.conv(f'{name}.pointwise', f'{path}.pointwise', y)
        return n.add('add', name, x, y, module=path) if part.residual else y

    x = n.conv('stem', 'stem', 'images')
    stages = []
    for i, stage in enumerate(net.stages):
        for k in range(len(stage)):
            x = separable(f'stage{i + 1}.{k}', f'stages.{i}.{k}', x)
        stages.append(x)
    levels = stages[1:]
    joined = [n.conv(f'fpn{STRIDES[-1]}', f'lateral.{len(levels) - 1}', levels[-1])]
    for i in reversed(range(len(levels) - 1)):
        name = f'fpn{STRIDES[i]}'
        large = n.add('double', f'{name}.up', joined[0])
        side = n.conv(f'{name}.lateral', f'lateral.{i}', levels[i])
        joined.insert(0, separable(name, f'merge.{i}', n.add('add', f'{name}.sum', side, large)))

    def head(kind, path, columns):
        rows = []
        for i, (stride, x) in enumerate(zip(STRIDES, joined)):
            for k in range(len(net.class_branch[i])):
                x = separable(f'head.{kind}.{stride}.{k}', f'{path}_branch.{i}.{k}', x)
            x = n.conv(f'head.{kind}.{stride}', f'{path}_out.{i}', x)
            rows.append(n.add('rows', f'head.{kind}.{stride}.rows', x, columns=columns))
        return rows

    n.add('join', 'class_logits', *head('class', 'class', net.classes))
    n.add('join', 'offsets', *head('offset', 'box', 4))
    return n
