/**
 * The shading of table tops: two programs, so that changing tables compiles nothing. Every detail fades
 * where a pixel is wider than it (`pixel`), or it would crawl and alias in small pictures.
 */
import type { Pattern } from './kit';

/** Where in the table's plane: grain or thread runs along q.x. */
const place = `
  vec2 q = vec2(p.x * turn.x - p.z * turn.y, p.x * turn.y + p.z * turn.x);
  vec3 wide = fwidth(p);
  float pixel = max(wide.x, max(wide.y, wide.z));
`;

/**
 * Plain-sawn boards: a board is cut through a tapering trunk, so growth rings appear as the distance
 * from a tilted axis (stripes at its edges, arches in its middle).
 * board: length, width. ring: width of a year, strength, pores. look: variety, gap, weathering.
 */
export const woodPattern: Pattern = {
  name: 'table wood',
  uniforms: {
    grain: 'vec3',
    turn: 'vec2',
    board: 'vec2',
    ring: 'vec3',
    look: 'vec3',
    shift: 'float',
  },
  glsl: `${place}
    ivec3 lattice = ivec3(floor(q.y / board.y), 0, int(shift));
    vec3 row = hash3(lattice);
    float along = q.x + row.x * 9.0 + 40.0;
    lattice.y = int(floor(along / board.x));
    vec3 own = hash3(lattice);
    vec2 inside = vec2(fract(along / board.x) * board.x, fract(q.y / board.y) * board.y);

    float warp = noise(vec3(along * 2.2, inside.y * 7.0, own.x * 90.0));
    float axis = (own.y - 0.5) * 1.6 * min(board.y, 0.3);
    float deep = 0.02 + 0.07 * own.z + (along - 40.0) * 0.035 + warp * 0.03;
    float radius = length(vec2(inside.y - 0.5 * min(board.y, 0.6) - axis, deep)) / ring.x;
    float year = fract(radius);
    float late = smoothstep(0.15, 0.85, year) * (1.0 - smoothstep(0.88, 1.0, year));
    late = mix(0.4, late, 1.0 - smoothstep(0.25, 0.8, pixel / ring.x));

    float fibre = noise(vec3(along * 16.0, inside.y * 650.0, own.x * 70.0 + p.y * 300.0));
    float fine = 1.0 - smoothstep(0.0006, 0.003, pixel);
    float pore = smoothstep(0.62, 0.86, fibre) * ring.z * (0.4 + 0.6 * late) * fine;
    colour = mix(colour, grain, clamp(ring.y * late * (0.55 + 0.6 * warp) + 0.55 * pore, 0.0, 1.0));
    colour *= 1.0 + look.x * (own.x + row.y - 1.0);
    colour *= 1.0 + 0.16 * (fibre - 0.5) * fine;

    float worn = look.z * smoothstep(0.25, 0.75, noise(vec3(along * 5.0, inside.y * 26.0, own.y * 50.0)));
    colour = mix(colour, vec3(dot(colour, vec3(0.35))) * vec3(1.06, 1.06, 1.04), worn * 0.75);

    vec2 edge = min(inside, board - inside);
    float away = min(edge.x, edge.y);
    float gap = look.y;
    float joint = 1.0 - smoothstep(gap * 0.5, gap * 0.5 + max(gap * 0.5, pixel), away);
    joint *= min(1.0, 1.5 * gap / max(pixel, gap));
    colour *= 1.0 - joint * 0.92;
    roughness = clamp(roughness + 0.12 * late + 0.2 * pore + 0.2 * worn, 0.05, 1.0);
    height = -gap * (1.0 - smoothstep(0.0, 3.0 * gap, away)) - pore * 0.00006
           - late * 0.00003 * (1.0 + 4.0 * look.z) * fine;`,
};

/**
 * kind 0 laminate, 1 marble, 2 linen, 3 gingham, 4 stone, 5 brushed steel, 6 grass, 7 mosaic.
 * scale: three numbers with a meaning for each kind, see there.
 */
export const plainPattern: Pattern = {
  name: 'table plain',
  uniforms: {
    kind: 'float',
    second: 'vec3',
    third: 'vec3',
    turn: 'vec2',
    scale: 'vec3',
    shift: 'float',
  },
  glsl: `${place}
    vec3 at = vec3(q.x, p.y, q.y);
    if (kind < 0.5) { // scale: specks per metre, their strength
      float fine = 1.0 - smoothstep(0.3, 1.2, pixel * scale.x);
      float speck = smoothstep(0.6, 0.75, noise(at * scale.x + shift)) * scale.y * fine;
      colour = n.y < 0.5 ? second : mix(colour, third, speck);
      height = 0.000012 * noise(at * 420.0) * (1.0 - smoothstep(0.0008, 0.003, pixel));
    } else if (kind < 1.5) { // scale: veins per metre, strength, tangle
      vec3 v = at * scale.x + shift;
      float tangle = fbm(v * 1.3) - 0.5;
      float a = abs(noise(v * vec3(1.0, 1.0, 1.8) + tangle * 2.4 * scale.z) - 0.5);
      float b = abs(noise(v * 2.7 + 31.0 + tangle * 4.0 * scale.z) - 0.5);
      float vein = exp(-a * 75.0) + 0.4 * exp(-a * 14.0);
      float thread = exp(-b * 70.0) * smoothstep(0.35, 0.7, a * 3.0 + tangle + 0.3);
      colour = mix(colour, second, clamp(scale.y * (vein + 0.16 + 0.5 * tangle), 0.0, 0.95));
      colour = mix(colour, third, clamp(thread * scale.y * 0.6, 0.0, 1.0));
    } else if (kind < 3.5) { // scale: thread, stripe period, share
      float thread = scale.x;
      float fine = 1.0 - smoothstep(0.35, 0.9, pixel / thread);
      // On the hanging sides the threads go on down: unroll by the larger of the two.
      vec2 w = q + (abs(n.x) > abs(n.z) ? vec2(-sign(n.x), 0.0) : vec2(0.0, -sign(n.z))) * p.y * step(n.y, 0.6);
      vec2 u = w / thread;
      vec2 cell = floor(u);
      float over = mod(cell.x + cell.y, 2.0);
      vec2 hump = abs(sin(3.14159265 * u));
      float yarn = over > 0.5 ? hump.y : hump.x;
      vec3 weft = hash3(ivec3(int(cell.y), 3, int(shift)));
      vec3 warpThread = hash3(ivec3(int(cell.x), 5, int(shift)));
      float slub = (over > 0.5 ? weft.x : warpThread.x) - 0.5;
      if (kind < 2.5) {
        float band = scale.y > 0.0 ? fract(w.y / scale.y) : 1.0;
        float stripe = step(band, scale.z) * (1.0 - step(abs(band - scale.z * 0.5), scale.z * 0.12));
        colour = mix(colour, second, stripe * 0.9);
      } else {
        vec2 band = smoothstep(vec2(-0.5), vec2(0.5), (abs(fract(w / scale.y) - 0.5) - 0.25) * scale.y / max(pixel, 0.0004));
        float dye = fine > 0.5 ? (over > 0.5 ? band.y : band.x) : 0.0;
        colour = mix(colour, second, mix(0.5 * (band.x + band.y), dye, step(0.5, fine) * 0.55));
      }
      colour *= 1.0 + 0.22 * slub * fine - 0.28 * (1.0 - yarn) * fine;
      float crease = noise(vec3(w * vec2(5.0, 7.0), shift));
      colour *= 0.97 + 0.06 * crease;
      height = yarn * thread * 0.12 * fine + crease * 0.0028;
    } else if (kind < 4.5) { // scale: grains per metre, joint spacing, speckle
      float broad = fbm(at * 7.0 + shift);
      float grainy = 0.55 * noise(at * scale.x) + 0.45 * noise(at.zxy * scale.x * 1.9 + 5.0);
      float fine = 1.0 - smoothstep(0.25, 0.9, pixel * scale.x);
      colour = mix(colour, second, smoothstep(0.35, 0.75, broad) * 0.7);
      colour = mix(colour, third, smoothstep(0.66, 0.78, grainy) * scale.z * fine);
      colour = mix(colour, second * 0.5, smoothstep(0.7, 0.82, 1.0 - grainy) * scale.z * fine);
      height = broad * 0.002 + grainy * 0.00025 * fine;
      if (scale.y > 0.0) {
        vec2 slabs = q / scale.y; slabs.x += 0.5 * mod(floor(slabs.y), 2.0);
        vec2 side = (0.5 - abs(fract(slabs) - 0.5)) * scale.y;
        float away = min(side.x, side.y) + (broad - 0.5) * 0.004;
        float joint = 1.0 - smoothstep(0.002, 0.0045 + pixel, away);
        vec3 own = hash3(ivec3(floor(slabs), int(shift)));
        colour = mix(colour * (0.82 + 0.36 * own.x), second * 0.45, joint * 0.85);
        height -= joint * 0.002;
      }
    } else if (kind < 5.5) { // scale: brush lines per metre, their strength, smudges
      float fine = 1.0 - smoothstep(0.5, 3.0, pixel * scale.x);
      float brush = noise(vec3(q.x * 9.0, shift, q.y * scale.x)) * fine * 0.7
                  + noise(vec3(q.x * 2.0, shift + 5.0, q.y * scale.x * 0.12)) * (1.3 - 0.7 * fine);
      float smudge = noise(at * 9.0 + shift);
      colour = mix(colour, second, (brush - 0.5) * 0.9 * scale.y);
      roughness = clamp(roughness + 0.12 * (brush - 0.6) * scale.y + 0.14 * scale.z * (smudge - 0.5), 0.12, 0.8);
      height = brush * 0.000012 * scale.y;
    } else if (kind < 6.5) { // scale: blades per metre, dryness
      float clump = noise(at * 9.0 + shift);
      float fade = 1.0 - smoothstep(0.4, 2.2, pixel * scale.x);
      // Tufts: every cell leans its own way; two grids over each other hide the seams.
      float one = 0.0; float two = 0.0;
      for (int layer = 0; layer < 2; layer++) {
        vec2 g = q * 31.0 + float(layer) * vec2(0.5, 0.37);
        vec3 own = hash3(ivec3(ivec2(floor(g)), int(shift) + layer));
        vec2 within = fract(g) - 0.5;
        float angle = own.x * 6.2831853;
        vec2 b = vec2(cos(angle) * within.x - sin(angle) * within.y, sin(angle) * within.x + cos(angle) * within.y);
        float blade = noise(vec3(b.x * scale.x / 14.0, b.y * scale.x / 80.0 + b.x * 1.5, own.y * 300.0));
        float rim = smoothstep(0.55, 0.3, max(abs(within.x), abs(within.y)));
        two = max(two, blade * rim * own.z);
        one = max(one, blade * (0.6 + 0.4 * rim) * (0.8 + 0.3 * own.z));
      }
      float blade = mix(0.5, one, 0.3 + 0.7 * fade);
      colour = mix(second, colour, smoothstep(0.2, 0.85, blade + 0.2 * (clump - 0.5)));
      colour = mix(colour, third, scale.y * smoothstep(0.55, 0.85, two * fade + 0.4 * clump));
      colour *= 0.8 + 0.4 * clump;
      height = blade * 0.004 * fade;
    } else { // scale: tile, grout's share, tilt
      vec2 t = q / scale.x;
      ivec2 cell = ivec2(floor(t));
      vec3 own = hash3(ivec3(cell, int(shift)));
      vec2 within = fract(t) - 0.5 + (own.xy - 0.5) * scale.y * 0.5;
      vec2 side = 0.5 - abs(within);
      float away = min(side.x, side.y);
      float soft = max(pixel / scale.x, 0.015);
      float tile = smoothstep(scale.y * 0.7 - soft, scale.y * 0.7 + soft, away);
      colour = mix(colour, second, own.z) * (0.7 + 0.6 * own.x);
      colour = mix(third * 0.8, colour, tile);
      roughness = mix(0.95, roughness, tile);
      float fine = 1.0 - smoothstep(0.1, 0.4, pixel / scale.x);
      height = tile * (0.0012 + scale.x * 0.05 * scale.z * dot(own.yz - 0.5, within)) * fine;
    }`,
};
