"""python3 -m yolo_tiny.export --weights RUN/average.pt   (from the folder training/)"""
from common.export import arguments, export, loaded
from .layers import layers_of
from .model import BINS, STRIDES, YoloTiny


def main():
    args = arguments(__doc__, '../public/models/yolo-tiny')
    layers = layers_of(loaded(YoloTiny, args.weights))
    head = {'kind': 'dfl-grid', 'strides': STRIDES, 'bins': BINS}
    export('yolo-tiny', 'YOLO-tiny', layers, args, head, max(STRIDES), 'letterbox')


if __name__ == '__main__':
    main()
