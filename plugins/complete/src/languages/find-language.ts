import path from 'node:path'
import {braceLanguages} from './brace-languages.ts'
import {hashLanguages} from './hash-languages.ts'
import type {Language} from './language.ts'
import {markupLanguages} from './markup-languages.ts'
import {otherLanguages} from './other-languages.ts'

/** All that are known. */
export const languages: readonly Language[] = [
  ...braceLanguages,
  ...hashLanguages,
  ...otherLanguages,
  ...markupLanguages,
]

/** By a name as `--language` takes it, whatever its case; a file extension does too. */
export function languageOfName(name: string): Language | undefined {
  const asked = name.toLowerCase()
  return (
    languages.find((language) => language.name === asked || language.otherNames?.includes(asked) === true) ??
    languages.find(({extensions}) => extensions?.includes(asked.replace(/^\./, '')) === true)
  )
}

/** By the name of the file, and where that says nothing by the program that its first line names. */
export function languageOfFile(file: string, text: string): Language | undefined {
  const name = path.basename(file).toLowerCase()
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const [stem = ''] = name.split('.')
  return (
    languages.find(({fileNames}) => fileNames?.includes(name) === true) ??
    languages.find(({extensions}) => name.includes('.') && extensions?.includes(extension) === true) ??
    // Dockerfile.test
    languages.find(({fileNames}) => stem !== '' && fileNames?.includes(stem) === true) ??
    languageOfFirstLine(text)
  )
}

function languageOfFirstLine(text: string): Language | undefined {
  const match = /^\uFEFF?#![ \t]*(?:\S*\/)?(?:env[ \t]+(?:-\S+[ \t]+)*)?([\w.+-]+)/.exec(text.slice(0, 200))
  const program = match?.[1]
    ?.split('/')
    .at(-1)
    ?.replace(/\d+(?:\.\d+)*$/, '')
    .toLowerCase()
  if (program === undefined) return undefined
  return languages.find(({interpreters}) => interpreters?.some((name) => name.replace(/\d+$/, '') === program) === true)
}
