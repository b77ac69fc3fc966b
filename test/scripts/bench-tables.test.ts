import { expect, test } from 'vitest';
import { markdownTable, textTable } from '$scripts/bench/tables';

const result = {
  takenAt: '2026-01-02T03:04:05Z',
  machine: 'A processor, 2 cores',
  setup: {
    ops: ['threshold'],
    width: 1280,
    height: 720,
    browser: 'Chromium 156',
    isCrossOriginIsolated: true,
    tickMs: 0.005,
    openCv: 'OpenCV.js 5.0.0 (1 thread, no SIMD)',
    devices: { webgpu: 'SwiftShader (software)', webgl2: 'not used: absent' },
  },
  rows: [
    {
      op: 'threshold',
      note: 'binary',
      cells: [
        { contender: 'opencv.js', n: 40, medianMs: 0.5321, p05Ms: 0.5, p95Ms: 0.6 },
        {
          contender: 'webgpu',
          n: 38,
          medianMs: 123.4,
          p05Ms: 100,
          p95Ms: 130,
          ratio: 231.9,
          interval: { low: 9.87, high: 240.2, level: 0.95 },
        },
      ],
    },
    { op: 'canny', note: '50/150', cells: [], problem: 'differs from OpenCV.js by 255, 0 allowed' },
  ],
};

test('the text names machine, devices, medians, ratios and problems', () => {
  const text = textTable(result);
  expect(text).toContain('Chromium 156 on A processor, 2 cores');
  expect(text).toContain('webgl2: not used: absent');
  expect(text).toMatch(/threshold\s+0\.532\s+–\s+123 \(×232, 9\.87–240\)\s.*38/);
  expect(text).toContain('canny: differs from OpenCV.js by 255, 0 allowed');
});

test('the Markdown has one row per op and as many cells as the head', () => {
  const lines = markdownTable(result).split('\n');
  const table = lines.filter((line) => line.startsWith('|'));
  expect(table).toHaveLength(4);
  expect(new Set(table.map((line) => line.split('|').length)).size).toBe(1);
});
