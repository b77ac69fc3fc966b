/**
 * What is timed: each op at fixed parameters, beside the OpenCV.js call that does the same job. The
 * bench compares the two results before it times them, so that a ratio never compares unlike work.
 */
import type { AnyParams } from '$src/core/params';
import type { Mat, OpenCv } from './opencv';

export interface Job {
  /** Name in the registry. */
  readonly op: string;
  /** Parameters that differ from the op's defaults. */
  readonly params?: AnyParams;
  /** The parameters in words, for the table. */
  readonly note: string;
  readonly isColour?: true;
  /** Returns the call, prepared; undefined where OpenCV.js has no counterpart. */
  readonly opencv?: (cv: OpenCv, src: Mat, dst: Mat) => () => void;
  /** Largest difference from OpenCV.js that the job may show, and why it is not 0. */
  readonly maxAbs?: number;
  readonly because?: string;
}

const rounding = 'OpenCV uses fixed-point weights, the reference real ones';

export const jobs: readonly Job[] = [
  {
    op: 'filter2D',
    params: {
      kernel: [
        [0, -1, 0],
        [-1, 5, -1],
        [0, -1, 0],
      ],
    },
    note: '3 × 3',
    opencv: (cv, src, dst) => {
      const kernel = cv.matFromArray(3, 3, cv.CV_32F, [0, -1, 0, -1, 5, -1, 0, -1, 0]);
      return () => cv.filter2D(src, dst, cv.CV_8U, kernel);
    },
  },
  {
    op: 'boxBlur',
    params: { kernelWidth: 5, kernelHeight: 5 },
    note: '5 × 5',
    opencv: (cv, src, dst) => {
      const size = new cv.Size(5, 5);
      return () => cv.blur(src, dst, size);
    },
    maxAbs: 1,
    because: 'OpenCV divides by a rounded reciprocal',
  },
  {
    op: 'gaussianBlur',
    params: { kernelWidth: 9, kernelHeight: 9, sigmaX: 1.4, sigmaY: 0 },
    note: '9 × 9, σ 1.4',
    opencv: (cv, src, dst) => {
      const size = new cv.Size(9, 9);
      return () => cv.GaussianBlur(src, dst, size, 1.4);
    },
    maxAbs: 1,
    because: rounding,
  },
  {
    op: 'medianBlur',
    params: { kernelSize: 5 },
    note: '5 × 5',
    opencv: (cv, src, dst) => () => cv.medianBlur(src, dst, 5),
  },
  {
    op: 'bilateralFilter',
    params: { d: 9, sigmaColor: 30, sigmaSpace: 3 },
    note: 'd 9',
    opencv: (cv, src, dst) => () => cv.bilateralFilter(src, dst, 9, 30, 3),
    maxAbs: 1,
    because: 'order of float sums',
  },
  {
    op: 'sobel',
    params: { dx: 1, dy: 0, ksize: 3 },
    note: 'dx, 3 × 3, i16',
    opencv: (cv, src, dst) => () => cv.Sobel(src, dst, cv.CV_16S, 1, 0, 3),
  },
  {
    op: 'scharr',
    params: { axis: 'x' },
    note: 'dx, i16',
    opencv: (cv, src, dst) => () => cv.Scharr(src, dst, cv.CV_16S, 1, 0),
  },
  {
    op: 'laplacian',
    params: { ksize: 3 },
    note: '3 × 3, i16',
    opencv: (cv, src, dst) => () => cv.Laplacian(src, dst, cv.CV_16S, 3),
  },
  {
    op: 'gradientMagnitude',
    params: { ksize: 3, norm: 'L2' },
    note: '3 × 3, L2',
    opencv: (cv, src, dst) => {
      const dx = new cv.Mat();
      const dy = new cv.Mat();
      return () => {
        cv.Sobel(src, dx, cv.CV_32F, 1, 0, 3);
        cv.Sobel(src, dy, cv.CV_32F, 0, 1, 3);
        cv.magnitude(dx, dy, dst);
      };
    },
    maxAbs: 0.001,
    because: 'last place of the square root',
  },
  {
    op: 'gradientDirection',
    params: { ksize: 3 },
    note: '3 × 3, with magnitude in OpenCV.js',
    opencv: (cv, src, dst) => {
      const [dx, dy, magnitude] = [new cv.Mat(), new cv.Mat(), new cv.Mat()];
      return () => {
        cv.Sobel(src, dx, cv.CV_32F, 1, 0, 3);
        cv.Sobel(src, dy, cv.CV_32F, 0, 1, 3);
        cv.cartToPolar(dx, dy, magnitude, dst, true);
      };
    },
    maxAbs: 0.06,
    because: 'OpenCV approximates the arc tangent',
  },
  {
    op: 'canny',
    params: { low: 50, high: 150, apertureSize: 3, L2gradient: false },
    note: '50/150; ours keeps all seven stages',
    opencv: (cv, src, dst) => () => cv.Canny(src, dst, 50, 150, 3, false),
  },
  {
    op: 'threshold',
    params: { thresh: 127, maxValue: 255, type: 'binary' },
    note: 'binary',
    opencv: (cv, src, dst) => () => cv.threshold(src, dst, 127, 255, cv.THRESH_BINARY),
  },
  {
    op: 'adaptiveThreshold',
    params: { maxValue: 255, method: 'mean', type: 'binary', blockSize: 11, C: 2 },
    note: 'mean, 11 × 11',
    opencv: (cv, src, dst) => () =>
      cv.adaptiveThreshold(src, dst, 255, cv.ADAPTIVE_THRESH_MEAN_C, cv.THRESH_BINARY, 11, 2),
  },
  {
    op: 'morphology',
    params: { operation: 'open', shape: 'rect', kernelWidth: 5, kernelHeight: 5, iterations: 1 },
    note: 'open, rect 5 × 5',
    opencv: (cv, src, dst) => {
      const element = cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(5, 5));
      return () => cv.morphologyEx(src, dst, cv.MORPH_OPEN, element);
    },
  },
  {
    op: 'calcHist',
    params: { bins: 256, low: 0, span: 256 },
    note: '256 bins',
    opencv: (cv, src, dst) => {
      const images = new cv.MatVector();
      images.push_back(src);
      const mask = new cv.Mat();
      return () => cv.calcHist(images, [0], mask, dst, [256], [0, 256]);
    },
  },
  {
    op: 'equalizeHist',
    note: 'ours keeps histogram and table',
    opencv: (cv, src, dst) => () => cv.equalizeHist(src, dst),
  },
  {
    op: 'clahe',
    params: { clipLimit: 2, tilesX: 8, tilesY: 8 },
    note: '8 × 8 tiles, limit 2',
    opencv: (cv, src, dst) => {
      const clahe = new cv.CLAHE(2, new cv.Size(8, 8));
      return () => clahe.apply(src, dst);
    },
    maxAbs: 1,
    because: 'order of float sums',
  },
  {
    op: 'resize',
    params: { interpolation: 'linear', sizing: 'size', width: 640, height: 480 },
    note: 'linear, to 640 × 480',
    opencv: (cv, src, dst) => {
      const size = new cv.Size(640, 480);
      return () => cv.resize(src, dst, size, 0, 0, cv.INTER_LINEAR);
    },
    maxAbs: 1,
    because: rounding,
  },
  {
    op: 'cvtColor',
    params: { code: 'RGB2GRAY' },
    note: 'RGB to gray',
    isColour: true,
    opencv: (cv, src, dst) => () => cv.cvtColor(src, dst, cv.COLOR_RGB2GRAY),
    maxAbs: 1,
    because: rounding,
  },
  {
    op: 'motionBlur',
    params: { length: 9, angle: 0 },
    note: '9 px; filter2D in OpenCV.js',
    opencv: (cv, src, dst) => {
      const kernel = cv.matFromArray(1, 9, cv.CV_32F, new Array<number>(9).fill(1 / 9));
      const centre = new cv.Point(-1, -1);
      return () => cv.filter2D(src, dst, cv.CV_8U, kernel, centre, 0, cv.BORDER_REPLICATE);
    },
    maxAbs: 1,
    because: 'order of float sums',
  },
  {
    op: 'integral',
    note: 'i32',
    opencv: (cv, src, dst) => () => cv.integral(src, dst),
  },
  { op: 'gaussianNoise', params: { sigma: 15, seed: 1 }, note: 'no counterpart in OpenCV.js' },
  {
    op: 'saltAndPepperNoise',
    params: { amount: 0.05, seed: 1 },
    note: 'no counterpart in OpenCV.js',
  },
];
