/**
 * Figures from the literature, to be set beside what is measured here. They were measured on other data, at other
 * sizes and on other machines: none of them may fill a slot.
 *
 * Each was read in a stored copy of the source that is named. Arithmetic is given as the source counts it: MAdd is a
 * multiply and an add together, YOLOX's and torchvision's "GFLOPs" are counted differently.
 */
export interface PublishedFigure {
  readonly model: string;
  readonly figure: string;
  /** Data, input, machine: whatever the source says. */
  readonly conditions: string;
  readonly source: string;
}

export const publishedFigures: readonly PublishedFigure[] = [
  {
    model: 'SSDLite MobileNetV2',
    figure: '22.1 mAP, 4.3 M parameters, 0.8 B MAdd',
    conditions: 'COCO test-dev, 320 px; 200 ms on a Pixel 1',
    source: 'Sandler et al. 2018, arXiv:1801.04381, Table 6',
  },
  {
    model: 'ssdlite_mobilenet_v2_coco',
    figure: '22 mAP (whole number)',
    conditions: 'a subset of COCO val, 27 ms at 600 × 600 on a TITAN X',
    source: 'TensorFlow 1 detection model zoo; the origin of coco-ssd’s default',
  },
  {
    model: 'SSD300, SSD512, YOLOv2',
    figure: '23.2, 26.8, 21.6 mAP; 36.1, 36.1, 50.7 M parameters',
    conditions: 'COCO, as compared with SSDLite',
    source: 'Sandler et al. 2018, arXiv:1801.04381, Table 6',
  },
  {
    model: 'SSD300',
    figure: '74.3 mAP at 59 frames/s',
    conditions: 'VOC 2007 test, TITAN X; another metric than COCO’s',
    source: 'Liu et al. 2016, arXiv:1512.02325, abstract of ECCV',
  },
  {
    model: 'SSDlite320 MobileNetV3-L',
    figure: '21.3 AP, 3.44 M parameters, 0.583 GFLOPs',
    conditions: 'COCO val2017',
    source: 'torchvision, description of its weights',
  },
  {
    model: 'YOLOv4-tiny',
    figure: '22.0 AP, 42.0 AP50, 443 frames/s',
    conditions: 'COCO, RTX 2080 Ti',
    source: 'Wang et al. 2021, arXiv:2011.08036, abstract',
  },
  {
    model: 'YOLOv4-tiny, ported weights',
    figure: '19.2 AP, 37.9 AP50',
    conditions: 'the same weights evaluated by mmdetection, 416 px',
    source: 'mmdetection, notes of the port (third party)',
  },
  {
    model: 'YOLOX-Nano',
    figure: '25.8 AP, 0.91 M parameters, 1.08 GFLOPs',
    conditions: 'COCO val, 416 px',
    source: 'YOLOX README; Ge et al. 2021, arXiv:2107.08430',
  },
  {
    model: 'YOLOX-Tiny',
    figure: '32.8 AP, 5.06 M parameters, 6.45 GFLOPs',
    conditions: 'COCO val, 416 px',
    source: 'YOLOX README; Ge et al. 2021, arXiv:2107.08430',
  },
];
