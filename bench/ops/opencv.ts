/** OpenCV.js as the bench uses it: only the functions that are compared, typed by hand. */
import { imageOf } from '$src/core/image';
import type { Image } from '$src/core/image';

export interface Mat {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data16S: Int16Array;
  readonly data32S: Int32Array;
  readonly data32F: Float32Array;
  depth(): number;
  channels(): number;
  delete(): void;
}

export interface MatVector {
  push_back(mat: Mat): void;
  delete(): void;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface OpenCv {
  readonly Mat: new (rows?: number, cols?: number, type?: number) => Mat;
  readonly MatVector: new () => MatVector;
  readonly Size: new (width: number, height: number) => Size;
  readonly Point: new (x: number, y: number) => { readonly x: number; readonly y: number };
  readonly CLAHE: new (
    clipLimit: number,
    tiles: Size,
  ) => { apply(src: Mat, dst: Mat): void; delete(): void };
  onRuntimeInitialized?: () => void;
  matFromArray(rows: number, cols: number, type: number, data: readonly number[]): Mat;
  getStructuringElement(shape: number, size: Size): Mat;
  getBuildInformation(): string;
  readonly CV_8UC1: number;
  readonly CV_8UC3: number;
  readonly CV_8U: number;
  readonly CV_16S: number;
  readonly CV_32S: number;
  readonly CV_32F: number;
  readonly BORDER_REFLECT_101: number;
  readonly BORDER_REPLICATE: number;
  readonly THRESH_BINARY: number;
  readonly ADAPTIVE_THRESH_MEAN_C: number;
  readonly MORPH_RECT: number;
  readonly MORPH_OPEN: number;
  readonly INTER_LINEAR: number;
  readonly COLOR_RGB2GRAY: number;
  filter2D(
    src: Mat,
    dst: Mat,
    depth: number,
    kernel: Mat,
    anchor?: { readonly x: number; readonly y: number },
    delta?: number,
    border?: number,
  ): void;
  blur(src: Mat, dst: Mat, size: Size): void;
  GaussianBlur(src: Mat, dst: Mat, size: Size, sigmaX: number): void;
  medianBlur(src: Mat, dst: Mat, size: number): void;
  bilateralFilter(src: Mat, dst: Mat, d: number, sigmaColor: number, sigmaSpace: number): void;
  Sobel(src: Mat, dst: Mat, depth: number, dx: number, dy: number, size: number): void;
  Scharr(src: Mat, dst: Mat, depth: number, dx: number, dy: number): void;
  Laplacian(src: Mat, dst: Mat, depth: number, size: number): void;
  magnitude(x: Mat, y: Mat, dst: Mat): void;
  cartToPolar(x: Mat, y: Mat, magnitude: Mat, angle: Mat, inDegrees: boolean): void;
  Canny(src: Mat, dst: Mat, low: number, high: number, aperture: number, l2: boolean): void;
  threshold(src: Mat, dst: Mat, threshold: number, max: number, type: number): void;
  adaptiveThreshold(
    src: Mat,
    dst: Mat,
    max: number,
    method: number,
    type: number,
    blockSize: number,
    c: number,
  ): void;
  morphologyEx(src: Mat, dst: Mat, operation: number, element: Mat): void;
  calcHist(
    images: MatVector,
    channels: readonly number[],
    mask: Mat,
    dst: Mat,
    bins: readonly number[],
    range: readonly number[],
  ): void;
  equalizeHist(src: Mat, dst: Mat): void;
  resize(src: Mat, dst: Mat, size: Size, fx: number, fy: number, method: number): void;
  cvtColor(src: Mat, dst: Mat, code: number): void;
  integral(src: Mat, dst: Mat): void;
}

/** The library that the page's script tag loaded, once its WebAssembly is ready. */
export async function openCv(): Promise<OpenCv> {
  const loaded = (globalThis as { cv?: OpenCv | Promise<OpenCv> }).cv;
  if (!loaded) throw new Error('opencv.js did not load; is @techstark/opencv-js installed?');
  const cv = await loaded;
  if (typeof cv.Mat !== 'function') {
    await new Promise<void>((resolve) => {
      cv.onRuntimeInitialized = resolve;
    });
  }
  return cv;
}

/** A Mat with the image's bytes, in the library's memory. */
export function matOf(cv: OpenCv, image: Image): Mat {
  const mat = new cv.Mat(image.height, image.width, image.channels === 1 ? cv.CV_8UC1 : cv.CV_8UC3);
  mat.data.set(image.data);
  return mat;
}

/** A copy of a Mat as an image. */
export function imageOfMat(cv: OpenCv, mat: Mat): Image {
  const channels = mat.channels() === 3 ? 3 : 1;
  switch (mat.depth()) {
    case cv.CV_8U:
      return imageOf('u8', mat.cols, mat.rows, channels, Uint8Array.from(mat.data));
    case cv.CV_16S:
      return imageOf('i16', mat.cols, mat.rows, channels, Int16Array.from(mat.data16S));
    case cv.CV_32S:
      return imageOf('i32', mat.cols, mat.rows, channels, Int32Array.from(mat.data32S));
    default:
      return imageOf('f32', mat.cols, mat.rows, channels, Float32Array.from(mat.data32F));
  }
}
