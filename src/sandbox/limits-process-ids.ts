import os from 'node:os'

/** In a namespace of process ids of its own, the highest process id can be limited (Linux 6.14). */
export function limitsProcessIds(): boolean {
  const [major = 0, minor = 0] = os.release().split(/[.-]/).map(Number)
  return major > 6 || (major === 6 && minor >= 14)
}
