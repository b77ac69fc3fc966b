/** Compiled kernels for WebGL2: one vertex shader for all, one program per fragment source. */
import { CompileError } from '$src/ops/backend';
import { messageOf } from '../errors';

export interface Program {
  readonly program: WebGLProgram;
  /** Location of a uniform or sampler; null when the source does not use it. Looked up once. */
  location(name: string): WebGLUniformLocation | null;
}

/**
 * One triangle that covers the whole target: corners (-1,-1), (3,-1), (-1,3). Each output texel gets
 * exactly one fragment; two triangles would shade the diagonal's blocks twice.
 */
const vertexSource = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

export class Programs {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs = new Map<string, Program>();
  #vertexShader: WebGLShader | undefined;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  get size(): number {
    return this.#programs.size;
  }

  /** Throws CompileError. */
  compile(label: string, text: string): Program {
    const known = this.#programs.get(text);
    if (known) return known;
    const gl = this.#gl;
    const program = this.#link(label, text);
    const locations = new Map<string, WebGLUniformLocation | null>();
    const made: Program = {
      program,
      location: (name) => {
        const found = locations.get(name);
        if (found !== undefined) return found;
        const location = gl.getUniformLocation(program, name);
        locations.set(name, location);
        return location;
      },
    };
    this.#programs.set(text, made);
    return made;
  }

  forget(text: string): void {
    const known = this.#programs.get(text);
    if (known) this.#gl.deleteProgram(known.program);
    this.#programs.delete(text);
  }

  clear(): void {
    for (const text of [...this.#programs.keys()]) this.forget(text);
    if (this.#vertexShader) this.#gl.deleteShader(this.#vertexShader);
    this.#vertexShader = undefined;
  }

  #link(label: string, text: string): WebGLProgram {
    const gl = this.#gl;
    this.#vertexShader ??= this.#shader(gl.VERTEX_SHADER, vertexSource);
    const fragment = this.#shader(gl.FRAGMENT_SHADER, text);
    const program = gl.createProgram();
    gl.attachShader(program, this.#vertexShader);
    gl.attachShader(program, fragment);
    gl.linkProgram(program);
    gl.deleteShader(fragment); // lives on while the program does
    // Asking for the link first lets the driver compile in parallel; the shader's log is only for failures.
    if (gl.getProgramParameter(program, gl.LINK_STATUS) || gl.isContextLost()) return program;
    const log = gl.getShaderInfoLog(fragment) || gl.getProgramInfoLog(program) || '';
    gl.deleteProgram(program);
    throw new CompileError(label, problemsIn(log));
  }

  #shader(type: GLenum, text: string): WebGLShader {
    const gl = this.#gl;
    const shader = gl.createShader(type);
    if (!shader) throw new Error(`WebGL2 made no shader: ${messageOf(gl.getError())}`);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    return shader;
  }
}

/** Lines such as "ERROR: 0:12: 'x' : undeclared identifier" of a shader log. */
function problemsIn(log: string): { line: number; message: string }[] {
  const problems = [...log.matchAll(/^ERROR: \d+:(\d+): (.*)$/gm)].map((match) => ({
    line: Math.max(1, Number(match[1])),
    message: match[2] ?? '',
  }));
  const text = log.replaceAll('\0', '').trim();
  return problems.length > 0
    ? problems
    : [{ line: 1, message: text || 'the program does not link' }];
}
