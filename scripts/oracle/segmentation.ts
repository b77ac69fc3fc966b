/** Oracle runners of morphology, components, distances, histograms, resizing and colour. */
import { expectU8, grayFromRows, type Image, type U8Image } from '$src/core/image';
import { calcHist } from '$src/ops/calc-hist/reference';
import { clahe } from '$src/ops/clahe/reference';
import {
  componentStats,
  connectedComponents,
  type Connectivity,
} from '$src/ops/connected-components/reference';
import { cvtColor, type ColourCode } from '$src/ops/cvt-color/reference';
import {
  distanceTransform,
  type DistanceMask,
  type DistanceMetric,
} from '$src/ops/distance-transform/reference';
import { equalizeHist } from '$src/ops/equalize-hist/reference';
import { fillHoles } from '$src/ops/fill-holes/reference';
import { morphology, type MorphologyOperation } from '$src/ops/morphology/reference';
import { removeSmallHoles } from '$src/ops/remove-small-holes/reference';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import { resize, type Interpolation } from '$src/ops/resize/reference';
import { structuringElement, type ElementShape } from '$src/ops/structuring-element/reference';
import type { Runners } from './types';

type Params = Readonly<Record<string, unknown>>;
type Pair = readonly [number, number];

function only(images: readonly Image[]): U8Image {
  const [image] = images;
  if (!image) throw new TypeError('The case names no input image.');
  return expectU8(image, 'The case');
}

/** A field of the case, trusted to have the type that the file format gives it. */
const field = <T>(params: Params, key: string): T => params[key] as T;

function elementOf(params: Params): U8Image {
  if (params['kernel'] !== undefined) {
    return grayFromRows(
      field<number[][]>(params, 'kernel').map((row) => row.map((k) => (k === 0 ? 0 : 1))),
    );
  }
  const [width, height] = field<Pair>(params, 'ksize');
  return structuringElement(field<ElementShape>(params, 'shape'), width, height);
}

export const runners: Runners = {
  structuringElement: (_images, params) => elementOf(params),

  morphology: (images, params) => {
    const [anchorX, anchorY] = field<Pair | undefined>(params, 'anchor') ?? [-1, -1];
    return morphology(only(images), field<MorphologyOperation>(params, 'operation'), {
      element: elementOf(params),
      anchorX,
      anchorY,
      iterations: field<number>(params, 'iterations'),
    });
  },

  connectedComponents: (images, params) =>
    connectedComponents(only(images), field<Connectivity>(params, 'connectivity')),

  connectedComponentsStats: (images, params) => {
    const labels = connectedComponents(only(images), field<Connectivity>(params, 'connectivity'));
    const { count, stats } = componentStats(labels);
    const components = stats.map(({ centroidX, centroidY, ...box }) => ({
      ...box,
      cx: centroidX,
      cy: centroidY,
    }));
    return { count, components };
  },

  fillHoles: (images, params) =>
    fillHoles(only(images), field<Connectivity>(params, 'backgroundConnectivity')),

  removeSmallObjects: (images, params) =>
    removeSmallObjects(
      only(images),
      field<number>(params, 'minSize'),
      field<Connectivity>(params, 'connectivity'),
    ),

  removeSmallHoles: (images, params) =>
    removeSmallHoles(
      only(images),
      field<number>(params, 'areaThreshold'),
      field<Connectivity>(params, 'connectivity'),
    ),

  distanceTransform: (images, params) =>
    distanceTransform(
      only(images),
      field<DistanceMetric>(params, 'metric'),
      field<DistanceMask>(params, 'mask'),
    ),

  calcHist: (images, params) => {
    const [low, high] = field<Pair>(params, 'range');
    const histogram = calcHist(only(images), { bins: field<number>(params, 'bins'), low, high });
    return { bins: [...histogram.data] };
  },

  equalizeHist: (images) => equalizeHist(only(images)).result,

  clahe: (images, params) => {
    const [tilesX, tilesY] = field<Pair>(params, 'tileGrid');
    const clipLimit = field<number>(params, 'clipLimit');
    return clahe(only(images), { clipLimit, tilesX, tilesY }).result;
  },

  resize: (images, params) => {
    const [width, height] = field<Pair>(params, 'dsize');
    return resize(only(images), width, height, field<Interpolation>(params, 'interpolation'));
  },

  cvtColor: (images, params) => {
    // The file's RGBA codes ignore alpha, as our RGB codes do.
    const code = field<string>(params, 'code').replace('RGBA', 'RGB') as ColourCode;
    return cvtColor(only(images), code);
  },
};
