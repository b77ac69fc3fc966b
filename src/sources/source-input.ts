/**
 * What the bench gets from each kind of picture: pixels, exact truth where there is one, what it is by content,
 * and words for the reader. Pure; `ImageSource` decides which one is shown.
 */
import type { U8Image } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import type { BenchInput } from '$src/lab/contract';
import type { LiveFrame } from '$src/world/live/live-world.svelte';
import type { DecodedImage } from './decode';
import { objectsOfSample, objectsOfScene, objectWords } from './objects';
import type { Sample, SampleInfo, SampleTruth } from './samples';
import type { SuiteSample, SuiteSet } from './suites';
import { countThings } from './tabletop.svelte';
import { sizeWords } from './words';

export type SourceKind = 'sample' | 'suite' | 'tabletop' | 'file' | 'webcam';

/** What a lab gets: the input of its pipeline, with name and words. */
export interface SourceInput extends BenchInput {
  readonly kind: SourceKind;
  /** RGB, u8. */
  readonly image: U8Image;
  readonly truth?: SampleTruth;
  readonly clean?: U8Image;
  /** The picture by content, camera frames included: evidence goes stale with the next frame. */
  readonly subject: Subject;
  /** For the reader: title of the sample, name of the file. */
  readonly title: string;
  /** What the picture shows, as text alternative. */
  readonly description: string;
  /** What was changed on the way in, one sentence each. */
  readonly notices: readonly string[];
}

export function inputOfSample(
  name: string,
  { image, truth, clean, subject }: Sample,
  info: SampleInfo | undefined,
): SourceInput {
  return {
    kind: 'sample',
    image,
    ...(truth === undefined ? {} : { truth }),
    ...(clean === undefined ? {} : { clean }),
    ...(truth === undefined || info === undefined ? {} : { objects: objectsOfSample(info.boxes) }),
    subject,
    title: info?.title ?? name,
    description: info?.description ?? name,
    notices: [],
  };
}

export function inputOfSuite(
  set: SuiteSet,
  { image, truth, subject, picture }: SuiteSample,
): SourceInput {
  return {
    kind: 'suite',
    image,
    truth,
    objects: picture.objects,
    subject,
    title: `${set.title}, picture ${picture.id}`,
    description: `Rendered picture of the set “${set.title}”: ${objectWords(picture.objects)}.`,
    notices: [],
  };
}

/** `notices`: about how the file came, before what the decoder has to say. */
export function inputOfFile(
  { image, name, notices: ofDecoder }: DecodedImage,
  subject: Subject,
  notices: readonly string[],
): SourceInput {
  return {
    kind: 'file',
    image,
    subject,
    title: name,
    description: `Your picture ${name}, ${sizeWords(image.width, image.height)} px`,
    notices: [...notices, ...ofDecoder],
  };
}

export function inputOfCamera(image: U8Image, subject: Subject): SourceInput {
  return {
    kind: 'webcam',
    image,
    subject,
    title: 'Webcam',
    description: 'Picture of your camera',
    notices: [],
  };
}

export function inputOfScene(
  { image, scene }: LiveFrame,
  truth: SampleTruth,
  subject: Subject,
): SourceInput {
  const { labels } = truth;
  return {
    kind: 'tabletop',
    image,
    truth,
    objects: objectsOfScene(labels, scene.objects),
    subject,
    title: 'Tabletop',
    description: `Rendered scene with ${countThings(labels)} things on a table, ${sizeWords(image.width, image.height)} px`,
    notices: [],
  };
}
