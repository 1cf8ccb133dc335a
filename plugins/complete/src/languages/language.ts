import type {CommentForm, Syntax} from '../scan/syntax.ts'

export interface Language {
  /** As `--language` takes it. */
  readonly name: string
  readonly otherNames?: readonly string[]
  /** Without the dot, in lower case. */
  readonly extensions?: readonly string[]
  /** Of whole files, in lower case. */
  readonly fileNames?: readonly string[]
  /** Programs of a first line that begins with `#!`. */
  readonly interpreters?: readonly string[]
  /** How to write the marker, where that is not the first comment of the syntax. */
  readonly marker?: string
  readonly syntax: Syntax
}

export const slashes: readonly CommentForm[] = [{open: '//'}, {open: '/*', close: '*/'}]

export const nestedSlashes: readonly CommentForm[] = [{open: '//'}, {open: '/*', close: '*/', nests: true}]

export const hash: CommentForm = {open: '#'}

/** `#` within a word is a part of it. */
export const hashWord: CommentForm = {open: '#', where: 'word-start'}

export const hashLine: CommentForm = {open: '#', where: 'line-start'}
