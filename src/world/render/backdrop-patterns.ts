/** The painting of backdrops: one program for rooms, one for open places. See backdrops.ts. */
import type { Pattern } from './kit';

/**
 * kind 0 wall, 1 wallpaper, 2 tiles, 3 curtain, 4 shelf, 5 brick, 6 kitchen. On walls s.x runs along
 * and s.y is the height above the table's surface.
 */
export const roomPattern: Pattern = {
  name: 'backdrop room',
  uniforms: {
    kind: 'float',
    second: 'vec3',
    third: 'vec3',
    ground: 'vec3',
    scale: 'vec3',
    low: 'vec3',
    high: 'vec3',
    pool: 'vec2',
    shift: 'float',
  },
  glsl: `
    vec3 wide = fwidth(p);
    float pixel = max(wide.x, max(wide.y, wide.z));
    vec3 gap = min(p - low, high - p);
    float corner = max(min(gap.x, gap.y), min(max(gap.x, gap.y), gap.z)); // to the nearest other face
    bool isFloor = p.y < low.y + 0.001;
    bool isCeiling = p.y > high.y - 0.001;
    vec2 s = uv;
    float soft = max(pixel, 0.002);
    if (isFloor) {
      vec2 b = vec2(p.x, p.z) / vec2(1.3, 0.14);
      float row = floor(b.y);
      vec3 own = hash3(ivec3(int(row), int(floor(b.x + hash3(ivec3(int(row), 1, int(shift))).x * 7.0)), int(shift)));
      float joint = smoothstep(0.0, 0.004 + pixel, (0.5 - abs(fract(b.y) - 0.5)) * 0.14);
      colour = ground * (0.88 + 0.24 * own.x) * mix(0.75, 1.0, joint);
      // The table keeps the light from the floor below.
      vec2 under = max(abs(p.xz) - vec2(0.9, 0.5), 0.0);
      colour *= 0.42 + 0.58 * smoothstep(0.0, 1.3, length(under));
    } else if (isCeiling) {
      colour = vec3(0.8);
    } else if (kind < 0.5) { // scale: grain, top of the panelling, its fields
      float plaster = noise(vec3(s * scale.x, shift)) * 0.6 + noise(vec3(s * scale.x * 9.0, shift)) * 0.4;
      colour *= 0.95 + 0.1 * plaster;
      if (s.y < scale.y) {
        vec2 field = vec2(mod(s.x, scale.z), scale.y - s.y);
        float inner = min(min(field.x, scale.z - field.x), field.y) - 0.08;
        float ledge = smoothstep(0.012 + soft, 0.012, abs(inner));
        float lit = field.y < 0.08 ? 1.0 : sign(0.5 * scale.z - field.x);
        colour = second * (1.0 + 0.14 * ledge * lit);
        colour = mix(colour, third, smoothstep(0.035 + soft, 0.035, field.y));
        colour *= 1.0 - 0.3 * smoothstep(0.03 + soft, 0.03, abs(field.y - 0.06));
      }
    } else if (kind < 1.5) { // scale: motif's size, which, share
      vec2 t = s / scale.x;
      float blur = soft / scale.x;
      float on;
      if (scale.y < 0.5) { // stripes
        on = smoothstep(-blur, blur, scale.z * 0.5 - abs(fract(t.x) - 0.5));
      } else if (scale.y < 1.5) { // lozenges
        vec2 d = abs(fract(t * vec2(1.0, 0.62)) - 0.5);
        float r = abs(d.x + d.y - 0.5);
        on = max(smoothstep(blur, -blur, r - 0.05), smoothstep(blur, -blur, d.x + d.y - 0.2 * scale.z));
      } else if (scale.y < 2.5) { // leaves on a stem, mirrored from row to row
        vec2 cell = vec2(fract(t.x) - 0.5, fract(t.y * 1.4 + 0.5 * mod(floor(t.x), 2.0)) - 0.5);
        vec2 leaf = vec2(abs(cell.x), cell.y - abs(cell.x) * 0.9);
        float blade = length(leaf - vec2(0.2, 0.0)) ;
        float shape = abs(leaf.y) - 0.17 * sin(clamp(leaf.x / 0.42, 0.0, 1.0) * 3.14159265);
        on = smoothstep(blur, -blur, shape) * step(leaf.x, 0.42) + smoothstep(blur, -blur, abs(cell.x) - 0.015);
        on = clamp(on - 0.4 * smoothstep(0.02, 0.0, abs(leaf.y)), 0.0, 1.0) * step(0.0, blade);
      } else if (scale.y < 3.5) { // waves of damask
        float wave = sin(6.2831853 * t.x + 1.5 * sin(3.14159265 * t.y)) * sin(3.14159265 * t.y * 1.1)
                   + 0.45 * sin(18.85 * t.x) * sin(12.57 * t.y);
        on = smoothstep(-0.1 - blur * 4.0, 0.1 + blur * 4.0, wave - 0.5 + 0.6 * scale.z);
      } else { // chevrons
        float zig = fract(t.y + abs(fract(t.x * 0.5) - 0.5) * 1.6);
        on = smoothstep(-blur, blur, scale.z * 0.5 - abs(zig - 0.5));
      }
      colour = mix(colour, second, on * 0.85);
      colour *= 0.97 + 0.06 * noise(vec3(s * 30.0, shift));
    } else if (kind < 2.5) { // scale: width, height, difference
      vec2 t = s / scale.xy;
      t.x += scale.x > scale.y * 1.5 ? 0.5 * mod(floor(t.y), 2.0) : 0.0;
      vec3 own = hash3(ivec3(floor(t), int(shift)));
      vec2 within = fract(t) - 0.5;
      vec2 side = (0.5 - abs(within)) * scale.xy;
      float away = min(side.x, side.y);
      colour = own.z < 0.18 ? mix(colour, second, step(own.z, 0.18)) : colour;
      colour *= 1.0 + scale.z * (own.x - 0.5);
      float sheen = exp(-18.0 * abs(within.y - 0.28 + 0.25 * (own.y - 0.5) + 0.3 * within.x));
      colour += 0.16 * sheen * (0.4 + own.x);
      colour *= 1.0 + 0.18 * smoothstep(0.006 + soft, 0.003, away) * sign(within.y);
      colour = mix(third, colour, smoothstep(0.0015, 0.003 + soft, away));
    } else if (kind < 3.5) { // scale: folds per metre, irregularity, stripes
      float sway = noise(vec3(s.x * 1.7, s.y * 0.35, shift)) * scale.y * 2.2;
      float fold = s.x * scale.x * 6.2831853 + sway * 6.0;
      float crest = 0.5 + 0.5 * cos(fold);
      float slope = sin(fold + 0.6);
      float shade = mix(0.32, 1.0, pow(crest, 0.75)) * (1.0 + 0.16 * slope);
      float band = scale.z * smoothstep(-0.02, 0.02, sin(s.y * 22.0) - 0.2);
      colour = mix(second, mix(colour, third, band * 0.6), shade);
    } else if (kind < 4.5) { // scale: spacing of boards and uprights, how full
      vec2 t = (s + vec2(0.0, 0.13)) / scale.yx;
      vec2 cell = floor(t);
      vec2 within = fract(t) * scale.yx; // metres from the lower left corner of the compartment
      vec2 side = min(within, scale.yx - within);
      float board = 1.0 - smoothstep(0.014, 0.014 + soft + 0.006, min(side.x, side.y));
      vec3 back = third * 0.3 * (0.55 + 0.45 * smoothstep(scale.x, 0.0, within.y));
      // Storage boxes and cloth baskets: broad, plain, with a handle slot.
      float unit = floor(within.x / (scale.y * 0.5));
      vec3 own = hash3(ivec3(ivec2(cell) * 2 + ivec2(int(unit), 0), int(shift)));
      vec2 inBox = vec2(within.x - (unit + 0.5) * scale.y * 0.5, within.y);
      vec2 size = vec2(scale.y * (0.17 + 0.06 * own.y), scale.x * (0.35 + 0.5 * own.z));
      float box = smoothstep(0.02, 0.0, abs(inBox.x) - size.x) * smoothstep(0.02, 0.0, inBox.y - size.y);
      box *= step(own.x, scale.z);
      float slot = smoothstep(0.012, 0.0, length(max(abs(inBox - vec2(0.0, size.y * 0.72)) - vec2(0.045, 0.006), 0.0)) - 0.006);
      vec3 dyed = mix(second, third, own.y) * (0.45 + 0.5 * own.z) * (0.8 + 0.2 * inBox.y / size.y);
      dyed *= 1.0 - 0.6 * slot;
      dyed *= 0.92 + 0.16 * step(0.5, fract(inBox.y * 22.0)) * step(0.5, own.y);
      colour = mix(mix(back, dyed, box), colour * (0.8 + 0.3 * step(side.y, side.x)), board);
    } else if (kind < 5.5) { // scale: length, height, mortar
      vec2 t = s / scale.xy;
      t.x += 0.5 * mod(floor(t.y), 2.0);
      vec3 own = hash3(ivec3(floor(t), int(shift)));
      vec2 within = fract(t) - 0.5;
      vec2 side = (0.5 - abs(within)) * scale.xy;
      float rough = noise(vec3(s * 75.0, shift)) * 0.6 + noise(vec3(s * 14.0, shift)) * 0.4;
      float away = min(side.x, side.y) + (rough - 0.5) * 0.006;
      float face = smoothstep(scale.z * 0.45, scale.z * 0.65 + soft, away);
      colour = mix(colour, second, own.x) * (0.75 + 0.35 * own.y + 0.3 * (rough - 0.5));
      colour *= 1.0 + 0.2 * smoothstep(scale.z + 0.006, scale.z * 0.5, away) * sign(within.y);
      colour = mix(third * (0.62 + 0.3 * rough), colour, face);
    } else { // scale: cupboard's width, worktop's height, tiles
      float top = scale.y;
      float above = s.y - top;
      vec3 base = colour;
      float hung = 0.62; // where the wall cupboards begin
      vec2 door = vec2(mod(s.x, scale.x), above > 0.0 ? above - hung : -above - 0.05);
      float tall = above > 0.0 ? 0.75 : 0.72;
      vec2 edge = vec2(min(door.x, scale.x - door.x), min(door.y, tall - door.y));
      float away = min(edge.x, edge.y);
      float seam = smoothstep(0.003, 0.005 + soft, away);
      float frame = smoothstep(0.006 + soft, 0.004, abs(away - 0.06));
      float handle = smoothstep(0.008 + soft, 0.006, length(max(abs(vec2(door.x - scale.x * 0.5, (above > 0.0 ? door.y - 0.05 : door.y - 0.06))) - vec2(0.07, 0.0), 0.0)));
      vec3 front = base * (1.0 - 0.14 * frame) * mix(0.35, 1.0, seam);
      front = mix(front, vec3(0.35), handle);
      vec3 tile;
      vec2 t = s / vec2(scale.z * 2.0, scale.z); t.x += 0.5 * mod(floor(t.y), 2.0);
      vec2 joint = (0.5 - abs(fract(t) - 0.5)) * vec2(scale.z * 2.0, scale.z);
      vec3 own = hash3(ivec3(floor(t), int(shift)));
      tile = third * (0.9 + 0.16 * own.x) * mix(0.72, 1.0, smoothstep(0.001, 0.003 + soft, min(joint.x, joint.y)));
      tile *= 0.72 + 0.5 * smoothstep(0.0, hung, above); // light under the cupboards
      float isTop = smoothstep(soft, 0.0, abs(above + 0.02) - 0.02);
      colour = above > hung ? (above < hung + tall ? front : third * 0.9) : (above > 0.0 ? tile : front * 0.8);
      colour = above < -0.8 ? base * 0.15 : colour;
      colour = mix(colour, second, isTop);
      colour *= 1.0 - 0.4 * smoothstep(0.08, 0.0, -above - 0.04) * step(above, -0.04);
    }
    if (!isFloor && !isCeiling && kind < 2.5) { // skirting board
      float up = p.y - low.y;
      colour = mix(colour, vec3(0.7), smoothstep(0.09 + soft, 0.09, up));
      colour *= 1.0 - 0.4 * smoothstep(0.012 + soft, 0.0, abs(up - 0.092));
    }
    // Light gathers in a pool on the wall and is lost in corners; side walls get less.
    float reach = isFloor || isCeiling ? 0.8 : exp(-dot(s - pool, s - pool) * 0.12);
    float side = gap.z < 0.001 && p.z < 0.0 ? 1.0 : 0.82;
    colour *= (0.55 + 0.4 * reach) * side * (1.0 - 0.4 * exp(-corner * 3.2));`,
};

/**
 * kind 0 paper, 1 garden, 2 foliage, 3 sky, 4 street. Everything beyond a few metres is far out of
 * focus in a close-up, so the painting is soft to begin with: patches, not leaves.
 */
export const outdoorPattern: Pattern = {
  name: 'backdrop outdoors',
  uniforms: {
    kind: 'float',
    second: 'vec3',
    third: 'vec3',
    ground: 'vec3',
    scale: 'vec3',
    turn: 'float',
    shift: 'float',
  },
  glsl: `
    vec3 d = normalize(p);
    float far = length(p.xz);
    float c = cos(turn), z = sin(turn);
    d.xz = vec2(c * d.x - z * d.z, z * d.x + c * d.z);
    float rise = p.y / max(far, 0.1);
    bool isGround = p.y < -0.7499 && far < 8.96;
    float shadow = 0.45 + 0.55 * smoothstep(0.5, 1.7, far); // under the table
    if (kind < 0.5) { // scale: reach and height of the pool of light
      float away = length(vec2(p.x * 0.16, (p.y - scale.y * 3.0) * 0.3)) / scale.x;
      float lit = exp(-away * away) * (p.z < 0.0 ? 1.0 : 0.75);
      float sweep = isGround ? smoothstep(9.0, 2.0, far) : 0.0;
      colour = mix(second, colour, clamp(max(lit, 0.75 * sweep), 0.0, 1.0)) * (isGround ? shadow : 1.0);
    } else if (kind < 2.5) { // scale: coarseness, height of the bushes (garden), bokeh
      bool isGarden = kind < 1.5;
      float coarse = fbm(d * scale.x + shift);
      float leaf = noise((d + d.yzx * 0.37) * scale.x * (isGarden ? 3.3 : 4.6) + coarse * 2.5 + 40.0);
      float bright = smoothstep(0.25, 0.8, 0.6 * coarse + 0.4 * leaf);
      vec3 green = mix(second, colour, bright);
      green = mix(green, third, isGarden ? 0.0 : scale.y * smoothstep(0.6, 0.85, leaf * (0.5 + coarse)));
      if (isGarden) {
        float hedge = scale.y * (0.45 + 1.1 * coarse);
        vec3 sky = third * (0.85 + 0.25 * smoothstep(0.0, 0.8, rise));
        green *= 0.75 + 0.5 * smoothstep(0.0, scale.y, rise);
        green = mix(green, sky, smoothstep(hedge - 0.06, hedge + 0.08, rise));
      }
      // Highlights out of focus: pale discs of one size where light comes through.
      vec2 net = vec2(atan(d.x, d.z), asin(d.y)) * 13.0;
      ivec2 cell = ivec2(floor(net));
      vec3 own = hash3(ivec3(cell, int(shift)));
      float disc = smoothstep(0.3, 0.25, length(fract(net) - 0.5 - 0.3 * (own.xy - 0.5)));
      green += disc * step(own.z, 0.3 * scale.z) * (0.1 + 0.25 * own.x) * vec3(0.85, 1.0, 0.75) * bright;
      vec3 lawn = ground * (0.75 + 0.5 * noise(vec3(p.xz * 1.3, shift))) * (0.86 + 0.28 * noise(vec3(p.xz * 9.0, shift)));
      colour = mix(green, lawn * shadow, isGround ? smoothstep(8.9, 6.5, far) : 0.0);
    } else if (kind < 3.5) { // scale: clouds, hills, haze
      vec2 layer = d.xz / (max(d.y, 0.0) + 0.16);
      float cloud = fbm(vec3(layer * 1.1, shift));
      vec3 sky = mix(colour, second, pow(clamp(d.y * 1.5, 0.0, 1.0), 0.55));
      sky = mix(sky, third * 1.05, smoothstep(0.72 - 0.4 * scale.x, 0.95 - 0.3 * scale.x, cloud) * 0.85);
      float hills = scale.y * noise(vec3(d.xz * 3.0, shift)) + 0.4 * scale.y * noise(vec3(d.xz * 11.0, shift));
      sky = mix(mix(ground * 0.55, colour, scale.z), sky, smoothstep(hills - 0.006, hills + 0.006, rise));
      vec3 field = ground * (0.8 + 0.4 * noise(vec3(p.xz * 0.9, shift))) * (0.9 + 0.2 * noise(vec3(p.xz * 7.0, shift)));
      colour = isGround ? mix(field, colour, 0.6 * scale.z * smoothstep(2.0, 9.0, far)) * shadow : sky;
    } else { // scale: houses per turn, height, lit windows
      float house = (atan(d.x, d.z) / 6.2831853 + 0.5) * scale.x;
      vec3 own = hash3(ivec3(int(floor(house)), 2, int(shift)));
      float top = scale.y * (0.5 + 0.8 * own.x);
      float blur = 0.035;
      vec3 facade = colour * (0.5 + 0.8 * own.y) * mix(vec3(1.0), vec3(1.15, 0.95, 0.8), own.z);
      vec2 w = vec2(fract(house) * (3.0 + floor(own.z * 3.0)), rise / (0.1 + 0.05 * own.y));
      vec3 pane = hash3(ivec3(int(floor(w.x)), int(floor(w.y)), int(floor(house)) + int(shift)));
      vec2 within = abs(fract(w) - 0.5);
      float window = smoothstep(0.34, 0.2, within.x) * smoothstep(0.42, 0.26, within.y) * step(1.0, w.y);
      vec3 glass = pane.x < scale.z ? vec3(1.5, 1.15, 0.65) * (0.5 + pane.y) : second * (0.6 + 0.8 * pane.z);
      facade = mix(facade, glass, window * 0.85);
      float shop = smoothstep(0.0, 0.03, rise) * smoothstep(0.1, 0.07, rise);
      facade = mix(facade, mix(second, third, own.x) * 0.9, shop * 0.7);
      facade *= 0.8 + 0.2 * smoothstep(0.0, 0.06, abs(fract(house) - 0.5) < 0.47 ? 0.06 : 0.0);
      vec3 sky = third * (0.9 + 0.3 * clamp(rise, 0.0, 1.0));
      colour = mix(facade, sky, smoothstep(top - blur, top + blur, rise));
      // Street lamps out of focus.
      vec2 net = vec2(house * 1.7, rise * 9.0);
      vec3 lampOwn = hash3(ivec3(int(floor(net.x)), 7, int(shift)));
      vec2 fromLamp = vec2(fract(net.x) - 0.5, net.y - 1.5 - 3.0 * lampOwn.x) * vec2(1.0, 0.6);
      colour += vec3(1.0, 0.8, 0.5) * 1.2 * smoothstep(0.16, 0.05, length(fromLamp)) * step(lampOwn.y, scale.z);
      vec2 slab = p.xz / 0.5;
      vec3 stone = hash3(ivec3(ivec2(floor(slab)), int(shift)));
      vec2 side = 0.5 - abs(fract(slab) - 0.5);
      vec3 paving = ground * (0.85 + 0.3 * stone.x) * mix(0.8, 1.0, smoothstep(0.0, 0.04 + fwidth(slab.x), min(side.x, side.y)));
      if (isGround) colour = mix(paving, ground * 0.9, smoothstep(3.0, 7.0, far)) * shadow;
    }`,
};
