"""yolo-tiny as a list of named layers; the walk mirrors `YoloTiny.forward`."""
from common.layers import Layers
from .model import BINS, STRIDES


def layers_of(net):
    n = Layers(net, outputs=('class_logits', 'side_logits'))

    def partial(name, path, x):
        y = n.conv(f'{name}.split', f'{path}.split', x)
        for b in range(len(net.get_submodule(path).blocks)):
            z = n.conv(f'{name}.block{b}.0', f'{path}.blocks.{b}.0', y)
            z = n.conv(f'{name}.block{b}.1', f'{path}.blocks.{b}.1', z)
            y = n.add('add', f'{name}.block{b}', y, z)
        return n.conv(name, f'{path}.join', n.add('concat', f'{name}.concat', x, y))

    x = n.conv('stem', 'stem', 'images')
    stages = []
    for i in range(len(net.stages)):
        x = n.conv(f'stage{i + 1}.down', f'stages.{i}.0', x)
        x = partial(f'stage{i + 1}', f'stages.{i}.1', x)
        stages.append(x)
    _, p3, p4, p5 = stages

    def up(stride, lateral, below, mix, above):
        large = n.add('double', f'fpn{stride}.up', above)
        side = n.conv(f'fpn{stride}.lateral', lateral, below)
        return n.conv(f'fpn{stride}', mix, n.add('concat', f'fpn{stride}.concat', side, large))

    def down(stride, shrink, fine, coarse, out):
        small = n.conv(f'pan{stride}.down', shrink, fine)
        return n.conv(f'pan{stride}', out, n.add('concat', f'pan{stride}.concat', coarse, small))

    l5 = n.conv('fpn32', 'lateral5', p5)
    t4 = up(16, 'lateral4', p4, 'mix4', l5)
    t3 = up(8, 'lateral3', p3, 'mix3', t4)
    o4 = down(16, 'down4', t3, t4, 'out4')
    o5 = down(32, 'down5', o4, l5, 'out5')

    def head(kind, path, columns):
        rows = []
        for i, (stride, x) in enumerate(zip(STRIDES, (t3, o4, o5))):
            for k in range(2):
                x = n.conv(f'head.{kind}.{stride}.{k}', f'{path}_branch.{i}.{k}', x)
            x = n.conv(f'head.{kind}.{stride}', f'{path}_out.{i}', x)
            rows.append(n.add('rows', f'head.{kind}.{stride}.rows', x, columns=columns))
        return rows

    n.add('join', 'class_logits', *head('class', 'class', net.classes))
    n.add('join', 'side_logits', *head('side', 'box', 4 * BINS))
    return n
