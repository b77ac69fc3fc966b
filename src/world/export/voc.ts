/**
 * A picture's annotations in the form of PASCAL VOC (VOCdevkit; Everingham et al. 2010): one XML file
 * per picture. Corners are pixels counted from 1 and belong to the box: x 0, width 1 is xmin 1, xmax 1.
 *
 * The flags follow VOC's guidelines of 2009 (http://host.robots.ox.ac.uk/pascal/VOC/voc2009/guidelines.html):
 * truncated when more than 15 % lie outside the box, here outside the picture; occluded when more than
 * 5 % inside it are covered. `difficult` was a person's judgement there; here it is less than a quarter
 * of the object visible. Evaluation passes over difficult objects. Without the tabletop's extension
 * all three are 0. Crowds are left out, as VOC knows none.
 */
import type { CocoAnnotation, CocoDataset, CocoImage } from '$src/metrics/coco-format';

export const vocRules = {
  truncatedAbove: 0.15,
  occludedAbove: 0.05,
  difficultBelowVisible: 0.25,
} as const;

/** The XML of one image of the data set. Throws RangeError for a category that it does not have. */
export function vocFile(dataset: CocoDataset, image: CocoImage): string {
  const names = new Map(dataset.categories.map(({ id, name }) => [id, name]));
  const objects = dataset.annotations
    .filter(({ image_id: imageId, iscrowd }) => imageId === image.id && iscrowd === 0)
    .map((annotation) => {
      const name = names.get(annotation.category_id);
      if (name === undefined)
        throw new RangeError(
          `Annotation ${annotation.id} has category ${annotation.category_id}, which is not in categories.`,
        );
      return objectXml(name, annotation);
    });
  const slash = image.file_name.lastIndexOf('/');
  const folder = slash < 0 ? '' : image.file_name.slice(0, slash);
  return `<annotation>
  <folder>${escapeXml(folder)}</folder>
  <filename>${escapeXml(image.file_name.slice(slash + 1))}</filename>
  <source>
    <database>CV Lab tabletop</database>
  </source>
  <size>
    <width>${image.width}</width>
    <height>${image.height}</height>
    <depth>3</depth>
  </size>
  <segmented>0</segmented>
${objects.join('')}</annotation>
`;
}

function objectXml(name: string, annotation: CocoAnnotation): string {
  const [x, y, w, h] = annotation.bbox;
  const { occlusion, truncation } = coverOf(annotation);
  const flag = (is: boolean): number => (is ? 1 : 0);
  const visible = (1 - occlusion) * (1 - truncation);
  return `  <object>
    <name>${escapeXml(name)}</name>
    <pose>Unspecified</pose>
    <truncated>${flag(truncation > vocRules.truncatedAbove)}</truncated>
    <occluded>${flag(occlusion > vocRules.occludedAbove)}</occluded>
    <difficult>${flag(visible < vocRules.difficultBelowVisible)}</difficult>
    <bndbox>
      <xmin>${x + 1}</xmin>
      <ymin>${y + 1}</ymin>
      <xmax>${x + w}</xmax>
      <ymax>${y + h}</ymax>
    </bndbox>
  </object>
`;
}

/** From the extension; 0 where there is none. */
function coverOf({ tabletop }: CocoAnnotation): { occlusion: number; truncation: number } {
  const extras = (tabletop ?? {}) as Readonly<Record<string, unknown>>;
  const share = (value: unknown): number => (typeof value === 'number' ? value : 0);
  return { occlusion: share(extras['occlusion']), truncation: share(extras['truncation']) };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For text and attributes. What XML 1.0 cannot write (control characters, halves of pairs) becomes U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
      .replace(/[&<>"']/g, (character) => entities[character] ?? character)
  );
}
