/** Readers and writers of annotation files. For whatever a reader drops, see ../own-set.ts. */
export { openFiles, zipOf, type NamedBytes } from './archive';
export { readBoxesCsv, type BoxesCsv, type CsvBox } from './boxes-csv';
export { writeDetectionsCsv, writeTruthCsv } from './boxes-csv-write';
export { readInstances, readResults, writeInstances, writeResults, type RawResult } from './coco';
export { FormatError } from './errors';
export { defaultLimits, type Limits } from './limits';
export { pictureFormatOf, pictureSizeOf, type PictureSize } from './picture-size';
export { decodeText } from './text';
export { readVoc, writeVoc, type VocObject, type VocPicture } from './voc';
export { readYolo, writeYolo, type WrittenFiles, type YoloBox } from './yolo';
export { readClassesTxt, readNamesYaml } from './yolo-names';
