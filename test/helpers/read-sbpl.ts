/** A profile as its rules: words, texts and lists of them. */
export type Sbpl = string | {readonly text: string} | readonly Sbpl[]

/** Reads a profile as the system does, and throws where it would: at an open list or text, and at what stands outside. */
export function readSbpl(profile: string): readonly Sbpl[] {
  const tokens = [...profile.matchAll(/;[^\n]*|#"([^"]*)"|"((?:[^"\\]|\\["\\])*)"|[()]|[^\s()"#;]+|\S/g)]
  const top: Sbpl[] = []
  const open: Sbpl[][] = [top]
  for (const [word, raw, quoted] of tokens) {
    const list = open.at(-1)
    if (list === undefined) throw new Error('There is a ) too many.')
    if (word.startsWith(';')) continue
    if (raw !== undefined) list.push({text: raw})
    else if (quoted !== undefined) list.push({text: quoted.replaceAll(/\\(.)/g, '$1')})
    else if (word === '(') {
      const inner: Sbpl[] = []
      list.push(inner)
      open.push(inner)
    } else if (word === ')') open.pop()
    else if (/^["#]/.test(word)) throw new Error(`A text does not end: ${profile.slice(-80)}`)
    else list.push(word)
  }
  if (open.length !== 1) throw new Error(`${open.length - 1} lists are not closed.`)
  return top
}

export interface SbplRule {
  readonly action: string
  readonly operations: readonly string[]
  readonly filters: readonly (readonly Sbpl[])[]
}

/** The rules of a profile, without its version. */
export function rulesOf(profile: string): readonly SbplRule[] {
  const [version, ...rules] = readSbpl(profile)
  if (JSON.stringify(version) !== '["version","1"]') throw new Error('A profile begins with its version.')
  return rules.map((rule) => {
    if (!Array.isArray(rule)) throw new Error(`${JSON.stringify(rule)} is no rule.`)
    const [action, ...words] = rule as Sbpl[]
    if (action !== 'allow' && action !== 'deny') throw new Error(`${JSON.stringify(action)} is no action.`)
    return {
      action,
      operations: words.filter((word) => typeof word === 'string'),
      filters: words.filter((word): word is readonly Sbpl[] => Array.isArray(word)),
    }
  })
}

/** What the profile says of an operation on a file: the last rule that is about it decides. */
export function judgeFile(profile: string, operation: string, place: string): string {
  const decisive = rulesOf(profile).findLast(
    ({operations, filters}) =>
      operations.some((name) => name === 'default' || covers(name, operation)) &&
      (filters.length === 0 || filters.some((filter) => matches(filter, place))),
  )
  return decisive?.action ?? 'nothing'
}

function covers(name: string, operation: string): boolean {
  return name === operation || (name.endsWith('*') && operation.startsWith(name.slice(0, -1)))
}

function matches([kind, value]: readonly Sbpl[], place: string): boolean {
  const text = typeof value === 'object' && 'text' in value ? value.text : undefined
  if (text === undefined) return false
  if (kind === 'literal') return place === text
  return kind === 'subpath' && (place === text || place.startsWith(`${text}/`))
}

/** Of macOS 11 to 26, as far as profiles in public use and lists taken from the system agree. */
export const knownOperations: ReadonlySet<string> = new Set([
  'default',
  'file-clone',
  'file-ioctl',
  'file-link',
  'file-map-executable',
  'file-read*',
  'file-read-data',
  'file-read-metadata',
  'file-read-xattr',
  'file-test-existence',
  'file-write*',
  'file-write-data',
  'file-write-setugid',
  'file-write-unlink',
  'ipc-posix-sem',
  'mach-host*',
  'mach-host-special-port-set',
  'mach-lookup',
  'network-bind',
  'network-outbound',
  'process-exec*',
  'process-fork',
  'process-info*',
  'pseudo-tty',
  'signal',
  'sysctl-read',
  'system-socket',
])

export const knownFilters: ReadonlySet<string> = new Set([
  'global-name',
  'literal',
  'local',
  'regex',
  'remote',
  'require-all',
  'extension',
  'socket-domain',
  'subpath',
  'sysctl-name',
  'sysctl-name-prefix',
  'target',
])
