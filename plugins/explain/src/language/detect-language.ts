import {type Language, languages} from './languages.ts'

/** By the name of the file, then by its `#!` line. */
export function detectLanguage(fileName: string, firstLine: string): Language | undefined {
  const name = fileName.split(/[/\\]/).at(-1)?.toLowerCase() ?? ''
  return byFileName(name) ?? byProgram(firstLine)
}

/** What `--language` means. */
export function languageNamed(word: string): Language | undefined {
  const name = word.trim().replace(/^\./, '').toLowerCase()
  return languages.find(
    ({id, title, aliases = [], extensions}) =>
      id === name || title.toLowerCase() === name || aliases.includes(name) || extensions.includes(name),
  )
}

function byFileName(name: string): Language | undefined {
  const whole = languages.find(({files = []}) => files.includes(name))
  if (whole !== undefined) return whole

  const extension = /\.([^.]+)$/.exec(name)?.[1]
  return extension === undefined ? undefined : languages.find(({extensions}) => extensions.includes(extension))
}

/** `#!/usr/bin/env -S node --flag` is as good as `#!/usr/bin/node`. */
function byProgram(firstLine: string): Language | undefined {
  const [program = '', ...rest] = /^#!\s*(.*)$/.exec(firstLine)?.[1]?.split(/\s+/) ?? []
  const words = /(^|\/)env$/.test(program) ? rest.filter((word) => !/^-|=/.test(word)) : [program]
  const name =
    words[0]
      ?.split('/')
      .at(-1)
      ?.toLowerCase()
      .replace(/[\d.]+$/, '') ?? ''
  return languages.find(({programs = []}) => programs.includes(name))
}
