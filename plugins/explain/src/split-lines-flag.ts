// A mistyped range such as `10..40` is one too: as the name of a file it would cost a request for all the other files.
const range = /^\d[\d,.:;~–-]*$/

/**
 * `--lines` may stand alone or before a range, which oclif does not know: a bare one is written out. A file whose name
 * looks like a range is named `./10` or behind `--`.
 */
export function splitLinesFlag(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  const flags = end === -1 ? argv : argv.slice(0, end)
  const given = flags.map((word, index) => {
    if (word !== '--lines') return [word]
    return range.test(flags[index + 1] ?? '') ? [word] : ['--lines=all']
  })
  return [...given.flat(), ...argv.slice(flags.length)]
}
