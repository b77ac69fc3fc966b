/**
 * Detectors of others that the lab can run but does not ship: trained on COCO, their weights stay with those
 * who publish them. Loaded by a button in the app or by `npm run models`, byte for byte the files named here.
 *
 * Where the hashes come from: for coco-ssd, and for YOLOX's release 0.1.1rc0, several independent public
 * repositories pin the same ones. A file that differs is refused, whoever sends it.
 *
 * Deliberately not here: how to run them (`../catalogue.ts`).
 */

export interface ModelOrigin {
  /** The host, as the reader is told it. */
  readonly host: string;
  /** The files' paths are appended to it. */
  readonly base: string;
  /** Whether the host lets pages of other origins read (CORS); without, only the command line can. */
  readonly allowsPages: boolean;
  /** The hosts that it hands a request on to, as a Content-Security-Policy names them. */
  readonly handsOnTo?: string;
}

export interface ThirdPartyFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex; any of them is right. The first is what the origins send. */
  readonly sha256: readonly string[];
}

/** A figure as published, for the page to print beside our own; none of it was measured here. */
export interface PublishedFigure {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

export interface ThirdPartyModel {
  /** Folder under `models/`. */
  readonly id: string;
  readonly name: string;
  /** One sentence: what it is. */
  readonly about: string;
  readonly madeBy: string;
  readonly licence: string;
  readonly files: readonly ThirdPartyFile[];
  /** In the order in which they are tried. */
  readonly origins: readonly ModelOrigin[];
  readonly published: readonly PublishedFigure[];
  /** What to know before trusting it, a sentence each. */
  readonly limits: readonly string[];
}

const shardBytes = 4_194_304;

export const thirdPartyModels: readonly ThirdPartyModel[] = [
  {
    id: 'coco-ssd',
    name: 'coco-ssd (SSDLite MobileNetV2)',
    about:
      'The default model of @tensorflow-models/coco-ssd: SSDLite on MobileNetV2, 300 px, 90 COCO ids.',
    madeBy: 'The TensorFlow authors (Google)',
    licence: 'Apache-2.0',
    files: [
      {
        path: 'model.json',
        bytes: 527_315,
        sha256: ['3770b2528339b1e3340cb74360e1e40401816b009779aeb8d0cce3a4353ea3a9'],
      },
      {
        path: 'group1-shard1of5',
        bytes: shardBytes,
        sha256: ['0e7af0f713e98521252321f7f84892c31cefccccec3ac64c84e5065b75ed5646'],
      },
      {
        path: 'group1-shard2of5',
        bytes: shardBytes,
        sha256: ['74cc6cfc2c4510c9cd81b8ad4cebf6f6a8f305119bb365ce0eb96276da38519a'],
      },
      {
        path: 'group1-shard3of5',
        bytes: shardBytes,
        sha256: ['50383033f893eae136392a403e8f70ade5efd90867df5695c4ca5ac640e14f38'],
      },
      {
        path: 'group1-shard4of5',
        bytes: shardBytes,
        sha256: ['d856dc534c780068bbf6c666ce1516df2c8433d87578aa31fcdf197de7058cc2'],
      },
      {
        path: 'group1-shard5of5',
        bytes: 1_257_312,
        sha256: ['3d356f1fb6dfca6af78c56db34d9326706d0196e303f9de6b04f236ca79ed309'],
      },
    ],
    origins: [
      {
        host: 'storage.googleapis.com',
        base: 'https://storage.googleapis.com/tfjs-models/savedmodel/ssdlite_mobilenet_v2/',
        allowsPages: true,
      },
    ],
    published: [
      {
        name: 'AP on COCO',
        value: '0.22',
        source: 'TensorFlow 1 detection model zoo, a subset of val, rounded to whole percent',
      },
      {
        name: 'AP on COCO test-dev',
        value: '0.221',
        source: 'Sandler et al. 2018 (arXiv:1801.04381), Table 6: MobileNetV2 with SSDLite, 320 px',
      },
      { name: 'Parameters', value: '4.3 M', source: 'the same table' },
      {
        name: 'Multiply-adds',
        value: '0.8 billion',
        source: 'the same table',
      },
    ],
    limits: [
      'Through the package, one slider sets both thresholds: the score threshold is reused as the IoU threshold of suppression, and suppression is across classes.',
      'Its finest grid has 19 by 19 cells, 16 px apart at its 300 px: small objects fall between them.',
    ],
  },
  {
    id: 'yolox-nano',
    name: 'YOLOX-Nano',
    about: 'An anchor-free grid detector of 0.91 M parameters, 416 px, the 80 classes of COCO.',
    madeBy: 'Megvii (Ge et al. 2021, arXiv:2107.08430)',
    licence: 'Apache-2.0',
    files: [
      {
        path: 'yolox_nano.onnx',
        bytes: 3_659_407,
        sha256: [
          // The release's file, exported by PyTorch 1.7.
          'c789161ed43c8269fcd4e67c67eeeb4e80c622da2eb296a20bc6007bd18a0b7d',
          // Also in circulation, exported by PyTorch 1.8: the copy that the lab's tests run on photographs.
          '4903c9058f6e2553834e9905be1ae5d67e262cb6321964dbc57a49edc6fa10da',
        ],
      },
    ],
    origins: [
      {
        host: 'github.com',
        base: 'https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/',
        allowsPages: false,
      },
      {
        // A copy of the release at a pinned revision: GitHub's release files are closed to pages.
        host: 'huggingface.co',
        base: 'https://huggingface.co/Heliosoph/yolox-onnx/resolve/9206d80cbad9ed54986edeff8d7457eb5333882a/',
        allowsPages: true,
        handsOnTo: 'https://*.hf.co',
      },
    ],
    published: [
      { name: 'AP on COCO val', value: '0.258', source: 'YOLOX README, release 0.1.1rc0, 416 px' },
      { name: 'Parameters', value: '0.91 M', source: 'YOLOX README' },
      { name: 'GFLOPs', value: '1.08', source: 'YOLOX README' },
    ],
    limits: [
      'A copy of the export from before release 0.1.1 wants normalised RGB and looks the same from outside: hence the hash.',
    ],
  },
];

/** The model of that id, or undefined. */
export function thirdPartyModel(id: string): ThirdPartyModel | undefined {
  return thirdPartyModels.find((model) => model.id === id);
}

export function bytesOf({ files }: Pick<ThirdPartyModel, 'files'>): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The origins that a page can read from. */
export function pageOriginsOf({ origins }: ThirdPartyModel): readonly ModelOrigin[] {
  return origins.filter(({ allowsPages }) => allowsPages);
}

/** Every address that the app may ever ask of another origin. scripts/headers.mjs allows these and no other. */
export function pageAddresses(): string[] {
  return thirdPartyModels.flatMap((model) =>
    pageOriginsOf(model).flatMap(({ base }) => model.files.map(({ path }) => base + path)),
  );
}
