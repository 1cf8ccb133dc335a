export type UnwrappedCommand =
  | {readonly kind: 'command'}
  /** `folder` is where the paths of the patch start, as `cd` names it. */
  | {readonly kind: 'patch'; readonly patch: string; readonly folder?: string}
  /** Meant for the tool, but in a form from which the patch cannot be taken. */
  | {readonly kind: 'unclear'}

const start =
  /^\s*(?:cd\s+(?:'([^'\n]*)'|"([^"$`\\\n]*)"|([^\s'"$`\\;&|<>(){}*?~#!]+))\s*&&\s*)?(?:apply_patch|applypatch)(?=\s|<|$)/
const heredoc = /^\s*<<(-?)\s*(?:'(\w+)'|"(\w+)"|(\w+))[ \t]*\r?\n/

/** Models also send a patch as the shell command `apply_patch <<'EOF' …`: it is the tool's, never the shell's. */
export function unwrapApplyPatch(command: string): UnwrappedCommand {
  const found = start.exec(command)
  if (found === null) return {kind: 'command'}
  const rest = command.slice(found[0].length)
  const opening = heredoc.exec(rest)
  if (opening === null) return {kind: 'unclear'}

  const patch = heredocBody(rest.slice(opening[0].length), {
    word: opening[2] ?? opening[3] ?? opening[4] ?? '',
    isIndented: opening[1] === '-',
  })
  if (patch === undefined) return {kind: 'unclear'}
  const folder = found[1] ?? found[2] ?? found[3]
  return folder === undefined ? {kind: 'patch', patch} : {kind: 'patch', patch, folder}
}

/** `undefined` unless the heredoc is the rest of the command: what follows it would be run by the shell. */
function heredocBody(text: string, end: {readonly word: string; readonly isIndented: boolean}): string | undefined {
  const lines = text.split('\n')
  const last = lines.findIndex((line) => {
    const bare = line.replace(/\r$/, '')
    return (end.isIndented ? bare.replace(/^\t+/, '') : bare) === end.word
  })
  if (last === -1 || lines.slice(last + 1).some((line) => line.trim() !== '')) return undefined
  return lines.slice(0, last).join('\n')
}
