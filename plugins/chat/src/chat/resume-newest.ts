/** `--resume` without an id means the newest conversation, as `--last` does; oclif's flags must have their value. */
export function resumeNewest(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    const next = argv[index + 1]
    return word === '--resume' && (next === undefined || next.startsWith('-')) ? '--last' : word
  })
}
