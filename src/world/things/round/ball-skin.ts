/**
 * The surface of balls, one program for all sports (the style is a uniform, because compiling is what
 * costs). Everything is a function of the direction from the ball's middle.
 *
 * The seam of tennis balls and baseballs is where two equal arcs, half a turn apart and in planes at
 * right angles, are equally far. Football: the truncated icosahedron; a point belongs to the face whose
 * plane it crosses first. Golf: dimples on a spherical Fibonacci lattice, the nearest of which is found
 * by the inverse map of Keinert, Innmann, Sänger and Stamminger, "Spherical Fibonacci Mapping", 2015.
 */
import { Vector3 } from 'three';
import type { Pattern } from '../../render/kit';

export const ballStyles = {
  plain: 0,
  basketball: 1,
  tennis: 2,
  football: 3,
  volleyball: 4,
  beach: 5,
  golf: 6,
  baseball: 7,
  marbled: 8,
} as const;
export type BallStyle = keyof typeof ballStyles;

/** Half the length of the two arcs that shape the seam of tennis balls and baseballs, radians. */
export const arcHalf = 2.36;

export const ballPattern: Pattern = {
  name: 'sports ball',
  uniforms: {
    style: 'float',
    radius: 'float',
    second: 'vec3',
    third: 'vec3',
    line: 'vec3',
    count: 'float',
    grain: 'float',
    gloss: 'float',
    dirt: 'float',
  },
  glsl: `
    vec3 d = normalize(p - vec3(0.0, radius, 0.0));
    vec3 q = p + grain;
    int kind = int(style + 0.5);
    float pixel = length(fwidth(p)); // metres
    float seam = 1.0;                // distance to the nearest seam in metres
    float seamHalf = 0.001;
    roughness = gloss;
    if (kind == 1) {
      float bow = 0.5 + 0.3 * d.y * d.y;
      float f = min(min(abs(d.y), abs(d.x)), abs(abs(d.z) - bow) * 1.15);
      seam = f * radius;
      seamHalf = 0.017 * radius * count;
      float pebbles = 460.0;
      float fine = 1.0 - smoothstep(0.3, 0.8, pixel * pebbles);
      vec2 grit = spots(q * pebbles);
      float bump = (1.0 - smoothstep(0.15, 0.5, grit.x)) * fine;
      colour *= 0.9 + 0.16 * bump;
      height = bump * 0.0003;
    } else if (kind == 2 || kind == 7) {
      float turnA = clamp(atan(d.y, d.x), -${arcHalf}, ${arcHalf});
      float turnB = clamp(atan(d.z, -d.x), -${arcHalf}, ${arcHalf});
      float a = acos(clamp(dot(d, vec3(cos(turnA), sin(turnA), 0.0)), -1.0, 1.0));
      float b = acos(clamp(dot(d, vec3(-cos(turnB), 0.0, sin(turnB))), -1.0, 1.0));
      seam = abs(a - b) * 0.5 * radius;
      seamHalf = kind == 2 ? 0.0021 * radius / 0.033 : 0.0006;
      if (kind == 2) {
        float felt = fbm(q * 900.0) * 0.6 + noise(q * 2600.0) * 0.4;
        float tuft = mix(felt, 0.5, smoothstep(0.2, 0.7, pixel * 900.0));
        colour *= 0.72 + 0.5 * tuft;
        seam += (tuft - 0.5) * 0.0012;
        height = tuft * 0.0009;
        roughness = 0.95;
      } else {
        float leather = fbm(q * 260.0);
        colour *= 0.9 + 0.16 * leather;
        height = leather * 0.0002;
      }
    } else if (kind == 3) {
      float best = -1.0; float next = -1.0; float face = 0.0;
      for (int i = 0; i < 32; i++) {
        int axis; vec3 v; float far;
        if (i < 12) {
          v = vec3(0.0, (i & 1) == 0 ? 1.0 : -1.0, (i & 2) == 0 ? 1.618034 : -1.618034);
          axis = i / 4; far = 2.327438;
        } else if (i < 24) {
          int j = i - 12;
          v = vec3(0.0, (j & 1) == 0 ? 1.618034 : -1.618034, (j & 2) == 0 ? 0.618034 : -0.618034);
          axis = j / 4; far = 2.267284;
        } else {
          v = vec3((i & 1) == 0 ? 1.0 : -1.0, (i & 2) == 0 ? 1.0 : -1.0, (i & 4) == 0 ? 1.0 : -1.0);
          axis = 0; far = 2.267284;
        }
        v = axis == 0 ? v : axis == 1 ? v.zxy : v.yzx;
        float crossing = dot(d, normalize(v)) / far;
        if (crossing > best) { next = best; best = crossing; face = float(i); }
        else next = max(next, crossing);
      }
      seam = (best - next) * 2.3 / 0.69 * radius;
      seamHalf = 0.011 * radius;
      float lot = hash3(ivec3(int(face), int(count), 3)).x;
      if (face < 11.5) colour = count > 2.5 && lot > 0.5 ? third : second;
      else if (count > 1.5 && lot > 0.62) colour = third;
      height = -0.0012 * exp(-seam * seam / (0.00012 * radius)) ;
    } else if (kind == 4) {
      vec3 m = abs(d);
      vec3 side = m.x > m.y && m.x > m.z ? d.xyz : m.y > m.z ? d.yzx : d.zxy;
      float face = m.x > m.y && m.x > m.z ? 0.0 : m.y > m.z ? 1.0 : 2.0;
      vec2 on = atan(side.yz / abs(side.x)) / 0.7853982; // -1..1 on the face
      float strip = abs(on.x) * 1.5;                      // seams at 0.5
      float toStrip = abs(strip - 0.5) * 0.5236 * radius;
      float toFace = (1.0 - max(abs(on.x), abs(on.y))) * 0.7854 * radius;
      seam = min(toStrip, toFace);
      seamHalf = 0.008 * radius;
      float lot = mod(face + step(0.0, side.x), 2.0);
      if (count > 2.5) colour = face < 0.5 ? colour : face < 1.5 ? second : third;
      else if (count > 1.5) colour = strip < 0.5 ? second : (lot > 0.5 ? third : colour);
      else if (count > 0.5) colour = strip < 0.5 ? colour : second;
      height = -0.001 * exp(-seam * seam / (0.0001 * radius)) + fbm(q * 500.0) * 0.00006;
    } else if (kind == 5) {
      float gores = floor(count + 0.5);
      float turn = (atan(d.z, d.x) / 6.2831853 + 0.5) * gores;
      float which = mod(floor(turn), gores);
      float lot = mod(which, grain > 4.0 ? 2.0 : 4.0);
      vec3 plain = colour;
      colour = lot < 0.5 ? plain : lot < 1.5 ? second : lot < 2.5 ? plain : third;
      float within = abs(fract(turn) - 0.5);
      seam = (0.5 - within) * 6.2831853 / gores * length(d.xz) * radius;
      seamHalf = 0.006 * radius;
      float cap = smoothstep(0.955, 0.957 + pixel / radius, abs(d.y));
      colour = mix(colour, plain, cap);
      seam = mix(seam, 1.0, cap);
    } else if (kind == 6) {
      float n = 336.0; float ratio = 1.6180339887;
      float turn = atan(d.y, d.x);
      float k = max(2.0, floor(log(n * 3.14159265 * 2.2360680 * (1.0 - d.z * d.z)) / log(ratio + 1.0)));
      float power = pow(ratio, k) / 2.2360680;
      vec2 f = vec2(floor(power + 0.5), floor(power * ratio + 0.5));
      vec2 ka = 2.0 * f / n;
      vec2 kb = 6.2831853 * (fract((f + 1.0) * ratio) - (ratio - 1.0));
      mat2 inverted = mat2(ka.y, -ka.x, kb.y, -kb.x) / (ka.y * kb.x - ka.x * kb.y);
      vec2 c = floor(inverted * vec2(turn, d.z - (1.0 - 1.0 / n)));
      float nearest = 8.0;
      for (int s = 0; s < 4; s++) {
        float i = clamp(dot(f, vec2(float(s & 1), float(s >> 1)) + c), 0.0, n - 1.0);
        float angle = 6.2831853 * fract(i * ratio);
        float z = 1.0 - (2.0 * i + 1.0) / n;
        float r = sqrt(max(0.0, 1.0 - z * z));
        nearest = min(nearest, distance(d, vec3(cos(angle) * r, sin(angle) * r, z)));
      }
      float dimple = 1.0 - smoothstep(0.045, 0.09, nearest);
      colour *= 1.0 - 0.16 * dimple;
      height = -dimple * 0.00045;
    } else if (kind == 8) {
      vec3 warp = vec3(fbm(q * 40.0), fbm(q * 40.0 + 9.0), fbm(q * 40.0 + 17.0)) * 4.0;
      float swirl = fbm(d * (1.5 + count) + warp + grain);
      colour = mix(colour, second, smoothstep(0.47, 0.53, swirl));
      colour = mix(colour, third, smoothstep(0.58, 0.62, fbm(d * 3.0 + warp.zxy + grain + 4.0)));
    } else {
      // One colour, with the ring that the mould leaves, or a band about the middle.
      seam = abs(d.y) * radius;
      seamHalf = count > 1.5 ? radius * 0.22 : 0.0004;
      height = (fbm(q * 300.0) - 0.5) * 0.0001;
    }
    float soft = max(seamHalf * 0.35, pixel * 0.6);
    float inSeam = (kind == 6 || kind == 8) ? 0.0 : 1.0 - smoothstep(seamHalf - soft, seamHalf + soft, seam);
    if (kind == 0 && count < 1.5) inSeam *= 0.25;
    colour = mix(colour, line, inSeam);
    if (kind == 1 || kind == 2 || kind == 7) height -= inSeam * seamHalf * 0.45;
    float patches = fbm(d * 2.2 + grain) * 0.6 + fbm(d * 9.0 + grain) * 0.4;
    float worn = smoothstep(0.52, 0.9, patches + dirt * 0.2) * dirt;
    colour = mix(colour, vec3(0.26, 0.19, 0.12), worn * 0.55);
    roughness = clamp(roughness + 0.25 * worn, 0.05, 1.0);`,
};

/** Points on the seam of a ball of radius 1, equally spaced: the zero of the same function as above. */
export function seamPoints(count: number): { at: Vector3; along: Vector3 }[] {
  const steps = 720;
  const fine: Vector3[] = [];
  for (let i = 0; i <= steps; i++) fine.push(seamAt((2 * Math.PI * i) / steps));
  const lengths = [0];
  for (let i = 1; i < fine.length; i++) {
    const [from, to] = [fine[i - 1], fine[i]];
    lengths.push((lengths[i - 1] ?? 0) + (from && to ? from.distanceTo(to) : 0));
  }
  const whole = lengths.at(-1) ?? 1;
  const points: { at: Vector3; along: Vector3 }[] = [];
  let j = 0;
  for (let i = 0; i < count; i++) {
    const wanted = ((i + 0.5) / count) * whole;
    while ((lengths[j + 1] ?? whole) < wanted) j++;
    const [from, to] = [fine[j], fine[j + 1]];
    if (!from || !to) continue;
    const share = (wanted - (lengths[j] ?? 0)) / Math.max(1e-9, from.distanceTo(to));
    points.push({
      at: from.clone().lerp(to, share).normalize(),
      along: to.clone().sub(from).normalize(),
    });
  }
  return points;
}

/** Where the half great circle at `turn` about the x axis crosses the seam. */
function seamAt(turn: number): Vector3 {
  const point = new Vector3();
  const put = (polar: number): Vector3 =>
    point.set(Math.cos(polar), Math.sin(polar) * Math.cos(turn), Math.sin(polar) * Math.sin(turn));
  const clamp = (angle: number): number => Math.min(arcHalf, Math.max(-arcHalf, angle));
  const difference = ({ x, y, z }: Vector3): number => {
    const a = clamp(Math.atan2(y, x));
    const b = clamp(Math.atan2(z, -x));
    return x * Math.cos(a) + y * Math.sin(a) - (-x * Math.cos(b) + z * Math.sin(b));
  };
  let [low, high] = [0.02, Math.PI - 0.02]; // nearer to A at +x, to B at -x
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (difference(put(middle)) > 0) low = middle;
    else high = middle;
  }
  return put((low + high) / 2).clone();
}
