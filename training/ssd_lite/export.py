"""python3 -m ssd_lite.export --weights RUN/average.pt   (from the folder training/)"""
from common.coco import CLASS_IDS
from common.export import SIDE, arguments, export, loaded
from common.write_tfjs import write_tfjs
from .layers import layers_of
from .model import SIZES_PX, STRIDES, VARIANCES, SsdLite, defaults


def main():
    args = arguments(__doc__, '../public/models/ssd-lite')
    layers = layers_of(loaded(SsdLite, args.weights))

    def graph_model(folder):
        boxes, _ = defaults(SIDE)
        write_tfjs(layers, folder, SIDE, CLASS_IDS, (boxes.double() / SIDE).numpy(), VARIANCES)
        return {'model.json': 'tfjs-model', 'weights.bin': 'tfjs-weights'}

    head = {'kind': 'ssd', 'strides': STRIDES, 'sizesPx': SIZES_PX, 'variances': VARIANCES}
    export('ssd-lite', 'SSD-lite', layers, args, head, max(STRIDES), 'stretch', graph_model)


if __name__ == '__main__':
    main()
