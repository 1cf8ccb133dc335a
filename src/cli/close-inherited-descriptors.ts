import {closeSync, readdirSync, readFileSync} from 'node:fs'

const closeOnExec = 0o2000000

/**
 * Closes what whoever started us left open above stderr: a command in the sandbox would inherit it. Node's own
 * descriptors close on exec, so the others are not Node's. Only Linux can tell.
 */
export function closeInheritedDescriptors({platform, env}: Pick<NodeJS.Process, 'platform' | 'env'>): void {
  if (platform !== 'linux') return

  const channel = Number(env['NODE_CHANNEL_FD'])
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name)
    if (descriptor > 2 && descriptor !== channel && isInherited(descriptor)) closeSync(descriptor)
  }
}

function isInherited(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1]
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0
  } catch {
    // The descriptor of the listing itself is closed by now.
    return false
  }
}
