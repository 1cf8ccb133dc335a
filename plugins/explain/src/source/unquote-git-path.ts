const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\'}

/** Git quotes a path with unusual characters, byte by byte: `"caf\303\251"`. */
export function unquoteGitPath(written: string): string {
  const inner = written.replace(/^"|"\s*$/g, '')
  const bytes = [...inner.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gu)].flatMap(([, octal, letter, plain]) => {
    if (octal !== undefined) return [Number.parseInt(octal, 8)]
    return [...Buffer.from(letter === undefined ? (plain ?? '') : (escapes[letter] ?? letter))]
  })
  return Buffer.from(bytes).toString()
}
