/**
 * The dials of the tabletop: what a reader sets. Everything else about a scene (which objects, their
 * looks, where exactly they stand) comes from the seed; see compose/scene.ts for what is exact and what
 * is a centre about which the seed varies.
 */
import type { ChoiceSpec, Params, ParamSpecs } from '$src/core/params';
import { backdropFamilies, surroundingFamilies, tableFamilies } from './families';
import type { Domain } from './scene';

/** "Any" of the domain, or one family by name; a family of the other domain counts as "any". */
function familyOptions<S extends string, F extends string>(
  families: Readonly<{ studio: readonly S[]; field: readonly F[] }>,
): ChoiceSpec<'any' | S | F>['options'] {
  return [
    { value: 'any', label: 'Any' },
    ...families.studio.map((value) => ({ value, label: capitalised(value) })),
    ...families.field.map((value) => ({ value, label: `${capitalised(value)} (field)` })),
  ];
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const domainOptions: ChoiceSpec<Domain>['options'] = [
  { value: 'studio', label: 'Studio' },
  { value: 'field', label: 'Field' },
];

export const dials = {
  domain: {
    type: 'choice',
    label: 'Domain',
    help: 'Studio is the world that detectors train in; field has other tables, backdrops and light.',
    options: domainOptions,
    default: 'studio',
  },
  count: {
    type: 'number',
    label: 'Objects',
    help: 'How many objects of the twelve classes lie on the table.',
    min: 1,
    max: 30,
    step: 1,
    default: 6,
  },
  distractors: {
    type: 'number',
    label: 'Distractors',
    help: 'How many further things belong to no class: they occlude and confuse, and have no boxes.',
    min: 0,
    max: 8,
    step: 1,
    default: 1,
  },
  size: {
    type: 'number',
    label: 'Object size',
    help: 'Longer side of a middling object in percent of the picture; less where so many would not fit.',
    unit: '%',
    min: 3,
    max: 70,
    step: 1,
    default: 24,
  },
  crowding: {
    type: 'number',
    label: 'Crowding',
    help: '0 spreads the objects out, 0.5 brings them close, 1 puts them behind and on one another.',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.3,
  },
  cameraHeightDeg: {
    type: 'number',
    label: 'Camera height',
    help: 'Angle above the table: low shows faces and hides what is behind, high shows a map.',
    unit: '°',
    min: 5,
    max: 85,
    step: 1,
    default: 30,
  },
  cameraTurnDeg: {
    type: 'number',
    label: 'Camera turn',
    help: 'Walks the camera round the table; positive is to the right.',
    unit: '°',
    min: -60,
    max: 60,
    step: 1,
    default: 0,
  },
  focalLengthMm: {
    type: 'number',
    label: 'Focal length',
    help: 'As on a 36 × 24 mm frame; the camera steps back as it grows, so perspective flattens.',
    unit: 'mm',
    min: 18,
    max: 120,
    step: 1,
    default: 50,
  },
  rollDeg: {
    type: 'number',
    label: 'Roll',
    help: 'Tilts the camera about its line of sight.',
    unit: '°',
    min: -45,
    max: 45,
    step: 1,
    default: 0,
  },
  lightEv: {
    type: 'number',
    label: 'Light',
    help: 'Level of the light in stops; each step down halves the photons, and noise gains on the signal.',
    unit: 'EV',
    min: -8,
    max: 3,
    step: 0.25,
    default: 0,
  },
  lightElevationDeg: {
    type: 'number',
    label: 'Light height',
    help: 'Angle of the key light above the table; a low lamp throws long shadows.',
    unit: '°',
    min: 5,
    max: 90,
    step: 1,
    default: 50,
  },
  lightAzimuthDeg: {
    type: 'number',
    label: 'Light direction',
    help: '0 shines from behind the camera at its default place, ±90 from the sides, 180 from the back.',
    unit: '°',
    min: -180,
    max: 180,
    step: 5,
    default: -40,
  },
  temperatureK: {
    type: 'number',
    label: 'Light colour',
    help: 'Colour temperature; the camera’s white balance takes away half of what differs from 5600 K.',
    unit: 'K',
    min: 2000,
    max: 12000,
    step: 100,
    default: 5600,
  },
  contrast: {
    type: 'number',
    label: 'Light contrast',
    help: 'Share of the light that comes from the key lamp: 0 is overcast, 1 a bare lamp in the dark.',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.55,
  },
  exposureEv: {
    type: 'number',
    label: 'Exposure',
    help: 'Brightens or darkens the picture in stops; what exceeds full scale is lost.',
    unit: 'EV',
    min: -4,
    max: 4,
    step: 0.25,
    default: 0,
  },
  blackClip: {
    type: 'number',
    label: 'Black clip',
    help: 'Share of full scale (linear) that is cut off at the dark end: shadows lost for good.',
    min: 0,
    max: 0.2,
    step: 0.002,
    default: 0,
  },
  noisePercent: {
    type: 'number',
    label: 'Noise',
    help: 'Read and shot noise of the sensor, in percent of full scale at mid-grey.',
    unit: '%',
    min: 0,
    max: 30,
    step: 0.5,
    default: 1,
  },
  apertureMm: {
    type: 'number',
    label: 'Aperture',
    help: 'Diameter of the lens opening: wider blurs what is before and behind the plane in focus.',
    unit: 'mm',
    min: 0,
    max: 40,
    step: 0.5,
    default: 4,
  },
  motionMPerS: {
    type: 'number',
    label: 'Motion',
    help: 'Speed of the objects that move; the shutter is open for 1/30 s.',
    unit: 'm/s',
    min: 0,
    max: 4,
    step: 0.05,
    default: 0,
  },
  jpegQuality: {
    type: 'number',
    label: 'JPEG quality',
    help: 'Lower throws away more of the fine detail; 100 leaves the picture uncompressed.',
    min: 5,
    max: 100,
    step: 1,
    default: 100,
  },
  table: {
    type: 'choice',
    label: 'Table',
    help: 'What the objects stand on; a table of the other domain counts as any.',
    options: familyOptions(tableFamilies),
    default: 'any',
  },
  backdrop: {
    type: 'choice',
    label: 'Backdrop',
    help: 'What is behind the table; a backdrop of the other domain counts as any.',
    options: familyOptions(backdropFamilies),
    default: 'any',
  },
  surroundings: {
    type: 'choice',
    label: 'Surroundings',
    help: 'What lights the scene from all sides and shows in reflections.',
    options: familyOptions(surroundingFamilies),
    default: 'any',
  },
} as const satisfies ParamSpecs;

export type Dials = Params<typeof dials>;
