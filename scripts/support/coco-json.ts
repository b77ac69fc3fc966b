/**
 * COCO files as they occur in practice: pycocotools reads no file names, class names or, for boxes and run
 * lengths, picture sizes, so small files often lack them. What is missing is filled in before the file is
 * checked; what is there is left as it is.
 */

type Json = Readonly<Record<string, unknown>>;

/** A picture whose size nothing tells; COCO's usual one. */
const usualSize = { width: 640, height: 480 };

/** The same file with names and sizes. Anything that is no COCO file comes back as it is. */
export function completed(json: unknown): unknown {
  if (!isRecord(json) || !Array.isArray(json['images'])) return json;
  const { categories } = json;
  const annotations: unknown = json['annotations'];
  const sizes = maskSizes(Array.isArray(annotations) ? annotations : []);
  return {
    ...json,
    images: json['images'].map((image: unknown) => {
      if (!isRecord(image)) return image;
      const name = { file_name: `image ${String(image['id'])}` };
      return { ...name, ...(sizes.get(image['id']) ?? usualSize), ...image };
    }),
    categories: Array.isArray(categories)
      ? categories.map((category: unknown) =>
          isRecord(category) ? { name: `class ${String(category['id'])}`, ...category } : category,
        )
      : categories,
  };
}

/** By image id: the size of its run-length masks, or else one that holds its polygons. */
export function maskSizes(
  annotations: readonly unknown[],
): Map<unknown, { readonly width: number; readonly height: number }> {
  const ofRuns = new Map<unknown, { width: number; height: number }>();
  const ofPolygons = new Map<unknown, { width: number; height: number }>();
  for (const annotation of annotations) {
    if (!isRecord(annotation)) continue;
    const { image_id: imageId, segmentation } = annotation;
    if (isRecord(segmentation) && Array.isArray(segmentation['size'])) {
      const [height, width] = segmentation['size'] as readonly unknown[];
      if (isSide(width) && isSide(height)) ofRuns.set(imageId, { width, height });
    } else if (Array.isArray(segmentation)) {
      const known = ofPolygons.get(imageId) ?? usualSize;
      ofPolygons.set(imageId, holding(segmentation, known));
    }
  }
  return new Map([...ofPolygons, ...ofRuns]);
}

function holding(polygons: readonly unknown[], { width, height }: typeof usualSize) {
  const size = { width, height };
  for (const polygon of polygons) {
    if (!Array.isArray(polygon)) continue;
    polygon.forEach((value: unknown, i) => {
      const side = i % 2 === 0 ? 'width' : 'height';
      // A broken coordinate is told by the check that follows.
      if (typeof value === 'number' && value < 1e5)
        size[side] = Math.max(size[side], Math.ceil(value));
    });
  }
  return size;
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSide(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
