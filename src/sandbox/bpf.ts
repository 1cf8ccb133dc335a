/**
 * One step of a classic BPF program. Jumps name labels; `assembleBpf` turns them into distances. A test without
 * `otherwise` goes on with the next step when it fails.
 */
export type BpfStep =
  | {readonly kind: 'load'; readonly offset: number}
  | {readonly kind: 'jump-if-equal'; readonly value: number; readonly target: string; readonly otherwise?: string}
  | {readonly kind: 'jump-if-at-least'; readonly value: number; readonly target: string}
  | {readonly kind: 'jump-if-any-bit'; readonly mask: number; readonly target: string}
  | {readonly kind: 'return'; readonly value: number}
  | {readonly kind: 'label'; readonly name: string}

type Instruction = Exclude<BpfStep, {readonly kind: 'label'}>

const instructionBytes = 8
const longestJump = 255

const operations = {
  load: 0x20, // BPF_LD | BPF_W | BPF_ABS
  'jump-if-equal': 0x15, // BPF_JMP | BPF_JEQ | BPF_K
  'jump-if-at-least': 0x35, // BPF_JMP | BPF_JGE | BPF_K
  'jump-if-any-bit': 0x45, // BPF_JMP | BPF_JSET | BPF_K
  return: 0x06, // BPF_RET | BPF_K
}

/** Assembles `struct sock_filter[]`, little endian. Throws on an unknown label and on a jump that cannot be encoded. */
export function assembleBpf(steps: readonly BpfStep[]): Uint8Array {
  const instructions = steps.filter((step) => step.kind !== 'label')
  const positions = labelPositions(steps)
  const bytes = new Uint8Array(instructions.length * instructionBytes)
  const view = new DataView(bytes.buffer)

  for (const [index, instruction] of instructions.entries()) {
    const [onTrue, onFalse] = jumps(instruction).map((label) => distance(label, index, positions))
    view.setUint16(index * instructionBytes, operations[instruction.kind], true)
    view.setUint8(index * instructionBytes + 2, onTrue ?? 0)
    view.setUint8(index * instructionBytes + 3, onFalse ?? 0)
    view.setUint32(index * instructionBytes + 4, operand(instruction), true)
  }
  return bytes
}

function labelPositions(steps: readonly BpfStep[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>()
  let position = 0
  for (const step of steps) {
    if (step.kind === 'label') positions.set(step.name, position)
    else position += 1
  }
  return positions
}

function jumps(instruction: Instruction): readonly (string | undefined)[] {
  switch (instruction.kind) {
    case 'jump-if-equal':
      return [instruction.target, instruction.otherwise]
    case 'jump-if-at-least':
    case 'jump-if-any-bit':
      return [instruction.target, undefined]
    case 'load':
    case 'return':
      return []
  }
}

function distance(label: string | undefined, from: number, positions: ReadonlyMap<string, number>): number {
  if (label === undefined) return 0
  const position = positions.get(label)
  if (position === undefined) throw new Error(`BPF label "${label}" does not exist`)

  const jump = position - from - 1
  if (jump < 0 || jump > longestJump) {
    throw new Error(`BPF jump to "${label}" over ${jump} instructions is not possible`)
  }
  return jump
}

function operand(instruction: Instruction): number {
  switch (instruction.kind) {
    case 'load':
      return instruction.offset
    case 'jump-if-equal':
    case 'jump-if-at-least':
    case 'return':
      return instruction.value
    case 'jump-if-any-bit':
      return instruction.mask
  }
}
